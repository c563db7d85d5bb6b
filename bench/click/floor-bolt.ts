import bolt from '@slack/bolt';
import type { BlockAction, ButtonAction } from '@slack/bolt';
import pg from 'pg';
import { Pool } from 'undici';
import { floorState, floorStatement, serveSubject, settings, stepBlocks } from './subject.ts';

/** A bare Bolt app; `BENCH_SENDER=undici` sends by an `undici` Pool instead of Bolt's own Web API client. */
const byUndici = process.env['BENCH_SENDER'] === 'undici';
const database = new pg.Pool({ connectionString: settings.databaseUrl, max: 10 });
const { origin, pathname } = new URL(settings.slackUrl);
const slack = new Pool(origin, { connections: 64 });
const receiver = new bolt.HTTPReceiver({
  signingSecret: settings.signingSecret,
  processBeforeResponse: true,
});
const app = new bolt.App({
  receiver,
  clientOptions: { slackApiUrl: settings.slackUrl },
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B1', botUserId: 'UBOT' }),
  logLevel: bolt.LogLevel.ERROR,
});

app.action<BlockAction<ButtonAction>>(/.*/, async ({ ack, body, action, client }) => {
  const [session = '', version = '0'] = (action.value ?? '').split('|');
  const channel = body.channel?.id ?? '';
  const ts = body.message?.ts ?? '';
  await database.query({
    name: 'click',
    text: floorStatement,
    values: [session, Number(version), floorState],
  });
  await ack();
  if (!byUndici) {
    await client.chat.update({ channel, ts, text: 'Step', blocks: stepBlocks as never });
    return;
  }
  const sent = await slack.request({
    method: 'POST',
    path: `${pathname}chat.update`,
    headers: { authorization: 'Bearer xoxb-bench', 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ channel, ts, text: 'Step', blocks: stepBlocks }),
  });
  await sent.body.text();
});

await serveSubject(
  (request, response) => receiver.requestListener(request, response),
  async () => {
    await slack.close();
    await database.end();
  },
);
