import { createHmac, timingSafeEqual } from 'node:crypto';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { Pool } from 'undici';
import { clickOf, floorState, floorStatement, serveSubject, settings, stepBlocks } from './subject.ts';

/** The floor: bare `node:http`, one statement by `pg`, the update by an `undici` Pool. */
const database = new pg.Pool({ connectionString: settings.databaseUrl, max: 10 });
const { origin, pathname } = new URL(settings.slackUrl);
const slack = new Pool(origin, { connections: 64 });

const verified = (body: string, timestamp: string, signature: string): boolean => {
  const expected = Buffer.from(
    `v0=${createHmac('sha256', settings.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  );
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
};

await serveSubject(
  (request, response) => {
    void (async () => {
      const body = await text(request);
      const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = request.headers;
      if (!verified(body, String(timestamp), String(signature))) {
        response.writeHead(401).end();
        return;
      }
      const { session, version, channel, ts } = clickOf(body);
      await database.query({ name: 'click', text: floorStatement, values: [session, version, floorState] });
      response.writeHead(200).end();
      const sent = await slack.request({
        method: 'POST',
        path: `${pathname}chat.update`,
        headers: { authorization: 'Bearer xoxb-bench', 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ channel, ts, text: 'Step', blocks: stepBlocks }),
      });
      await sent.body.text();
    })();
  },
  async () => {
    await slack.close();
    await database.end();
  },
);
