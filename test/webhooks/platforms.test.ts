import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { platformOf, maskUrl, secretTextsOf } from '../../src/webhooks/formats/platforms.ts';
import { createMask } from '../../src/webhooks/mask.ts';
import { forEachDatabase } from '../support/databases.ts';
import { createHouse, forgetWebhooks, ok, statsOf, type HouseOptions } from './house.ts';
import { honestReceiver, type Receiver } from './receivers.ts';

const slackToken = 'b1946ac92492d2347c6235b4';
const slackUrl = `https://hooks.slack.com/services/T01/B02/${slackToken}`;
const discordToken = 'Zk3nQ7-'.repeat(9);
const workflowId = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const signature = 'Tq4YvXo1h6o9vVd5FhXyA1bC2dE3fG4hI5jK6lM7nO8';

describe('an incoming webhook', () => {
  it.each([
    [slackUrl, 'slack', 'https://hooks.slack.com/services/T01/B02/••••••'],
    [
      slackUrl.replace('slack.com', 'slack-gov.com'),
      'slack',
      'https://hooks.slack-gov.com/services/T01/B02/••••••',
    ],
    [
      `https://discord.com/api/webhooks/123456/${discordToken}`,
      'discord',
      'https://discord.com/api/webhooks/123456/••••••',
    ],
    [
      `https://discordapp.com/api/v10/webhooks/123456/${discordToken}/slack?thread_id=7`,
      'discord',
      'https://discordapp.com/api/v10/webhooks/123456/••••••',
    ],
    [
      `https://contoso.webhook.office.com/webhookb2/11111111-2222@33333333/IncomingWebhook/${workflowId}/4444`,
      'teams',
      'https://contoso.webhook.office.com/webhookb2/••••••',
    ],
    [
      `https://prod-12.westus.logic.azure.com:443/workflows/${workflowId}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=${signature}`,
      'teams',
      `https://prod-12.westus.logic.azure.com/workflows/${workflowId}/••••••`,
    ],
    [
      `https://default0.11.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/${workflowId}/triggers/manual/paths/invoke?api-version=1&sig=${signature}`,
      'teams',
      `https://default0.11.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/${workflowId}/••••••`,
    ],
  ])('%s is one of %s, and is shown without what lets anybody post', (text, platform, shown) => {
    const url = new URL(text);
    expect(platformOf(url)).toBe(platform);
    expect(maskUrl(url)).toBe(shown);
    // What is kept of answers repeats nothing that was masked.
    const kept = createMask(secretTextsOf(url)).in(`sent to ${text} (${url.pathname}${url.search})`);
    for (const token of [slackToken, discordToken, signature]) expect(kept).not.toContain(token);
    // Shown and sent back, it is still recognised.
    expect(platformOf(new URL(shown))).toBe(platform);
  });

  it.each([
    'https://example.com/services/T01/B02/x',
    'https://hooks.slack.com.example.com/services/T01/B02/x',
    'https://hooks.slack.com/triggers/T01/1/x',
    'https://discord.com/channels/1/2',
    'https://evilwebhook.office.com/webhookb2/x',
  ])('%s is none', (url) => {
    expect(platformOf(new URL(url))).toBeNull();
  });
});

await forEachDatabase((_name, open) => {
  let opened: Promise<DataSource> | null = null;
  const database = (): Promise<DataSource> => (opened ??= open().then(({ dataSource }) => dataSource));
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => forgetWebhooks(await database()));
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const house = async (options: HouseOptions = {}) => {
    const made = createHouse(await database(), options);
    closing.push(() => made.worker.stop());
    return made;
  };
  const using = async <T extends Receiver>(receiver: Promise<T>): Promise<T> => {
    const made = await receiver;
    closing.unshift(() => made.close());
    return made;
  };
  const events = ['session_escalated'];

  describe('the URL of a chat platform', () => {
    it('says in what format it is delivered, and is nowhere in the clear', async () => {
      const { manager } = await house();
      const registered = ok(await manager.registerWebhook('wh_slack', { url: slackUrl, events }));
      expect(registered).toMatchObject({
        format: 'slack',
        url: 'https://hooks.slack.com/services/T01/B02/••••••',
      });
      const shown = [
        registered,
        ok(await manager.getWebhook('wh_slack')),
        ok(await manager.listWebhooks({})),
        await statsOf(manager, 'wh_slack'),
        await (await database()).query('SELECT * FROM vw_webhook_stats'),
        await (await database()).query('SELECT * FROM support_webhooks'),
      ];
      expect(JSON.stringify(shown)).not.toContain(slackToken);
    });

    it('may have another format only where that makes sense', async () => {
      const { manager } = await house();
      const register = async (url: string, format: string) =>
        await manager.registerWebhook(null, { url, events, format });
      expect(await register(slackUrl, 'discord')).toMatchObject({
        invalid: [{ path: 'format', code: 'format_mismatch' }],
      });
      // Somebody's workflow may understand the signed event.
      expect(ok(await register(slackUrl, 'standard'))).toMatchObject({ format: 'standard' });
      // And somebody's own chat server the messages of a platform; its address is as much of a secret.
      expect(ok(await register('https://chat.example.com/hooks/abc', 'slack'))).toMatchObject({
        format: 'slack',
        url: 'https://chat.example.com/••••••',
      });
      expect(await register(slackUrl, 'irc')).toMatchObject({ invalid: [{ path: 'format' }] });
    });

    it('takes its format along when it is changed, and comes out of the seal where it is no secret', async () => {
      const { manager } = await house();
      ok(await manager.registerWebhook('wh_1', { url: slackUrl, events }));
      const change = async (patch: object) => await manager.updateWebhook('wh_1', patch);
      const masked = ok(await manager.getWebhook('wh_1')).url;
      expect(await change({ url: masked })).toMatchObject({ invalid: [{ path: 'url', code: 'masked' }] });
      expect(await change({ format: 'teams' })).toMatchObject({ invalid: [{ path: 'format' }] });
      expect(ok(await change({ description: 'Alarms' }))).toMatchObject({ url: masked, format: 'slack' });
      const discord = `https://discord.com/api/webhooks/123456/${discordToken}`;
      expect(ok(await change({ url: discord }))).toMatchObject({ format: 'discord' });
      const own = 'https://example.com/hook';
      expect(ok(await change({ url: own }))).toMatchObject({ url: own, format: 'standard' });
      expect(ok(await change({ format: 'slack' }))).toMatchObject({
        url: 'https://example.com/••••••',
        format: 'slack',
      });
      // What was chosen by hand stays.
      expect(ok(await change({ url: 'https://example.com/other' }))).toMatchObject({ format: 'slack' });
      expect(ok(await change({ format: 'standard' }))).toMatchObject({ url: 'https://example.com/other' });
    });
  });

  describe('a message', () => {
    it('is posted as the platform takes it, in the language of the session, signed all the same', async () => {
      const { worker, hook, store } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url, { format: 'slack' });
      await store.insertEvent({
        event_id: 'evt_slack' as never,
        webhook_id: id as never,
        event: 'session_started',
        session_id: 'ses_1',
        sequence: 1,
        payload: {
          event: 'session_started',
          timestamp: '2026-03-01T12:00:00.000Z',
          data: { session_id: 'ses_1', user: { id: 'slack:T1:U1', name: 'Ana <!channel>', locale: 'es' } },
        },
        triggered_at: new Date('2026-03-01T12:00:00.000Z'),
      });
      await worker.runDue();
      const [request] = receiver.received;
      expect(JSON.parse(request?.body ?? '')).toMatchObject({
        text: '💬 Ana &lt;!channel&gt; pide ayuda',
        blocks: [{ type: 'header' }, { type: 'rich_text' }, { type: 'context' }],
      });
      expect(request?.headers).toMatchObject({
        'webhook-id': 'evt_slack',
        'webhook-signature': expect.stringMatching(/^v1,/),
      });
    });

    it('for Discord asks to be told whether it is there', async () => {
      const { worker, hook, happens } = await house();
      const receiver = await using(honestReceiver());
      await happens(await hook(`${receiver.url}?thread_id=7`, { format: 'discord' }));
      await worker.runDue();
      expect(receiver.received[0]?.path).toBe('/hook?thread_id=7&wait=true');
      expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ allowed_mentions: { parse: [] } });
    });

    it('that the platform never takes again ends the webhook', async () => {
      const { manager, worker, hook, happens, event } = await house();
      const receiver = await using(
        honestReceiver(() => ({ status: 404, body: '{"message":"Unknown Webhook","code":10015}' })),
      );
      const id = await hook(receiver.url, { format: 'discord' });
      const eventId = await happens(id);
      await worker.runDue();
      expect(await event(eventId)).toMatchObject({ status: 'failed', error: 'gone', response_status: 404 });
      expect(ok(await manager.getWebhook(id))).toMatchObject({ enabled: false, disabled_reason: 'gone' });
    });

    it('is kept without the address it was sent to', async () => {
      const { worker, hook, happens, event } = await house();
      const token = 'a-token-of-some-length-1234';
      const receiver = await using(honestReceiver((_, { path }) => ({ status: 500, 'x-path': path })));
      const eventId = await happens(await hook(`${receiver.url}/${token}`, { format: 'slack' }));
      await worker.runDue();
      const kept = await event(eventId);
      expect(kept.attempts[0]?.response_headers['x-path']).toContain('••••••');
      expect(JSON.stringify(kept)).not.toContain(token);
    });
  });

  describe('the pace of a platform', () => {
    it('is kept for each webhook, whoever delivers', async () => {
      const { worker, clock, hook, happens } = await house();
      const other = await house({ name: 'b', clock });
      const receiver = await using(honestReceiver());
      const ids = [
        await hook(receiver.url, { format: 'slack' }),
        await hook(receiver.url, { format: 'teams' }),
      ];
      for (const id of ids) {
        for (let n = 0; n < 6; n += 1) await happens(id, { session: `ses_${n}` });
      }
      const arrived = async (): Promise<number> => {
        await Promise.all([worker.runDue(), other.worker.runDue()]);
        return receiver.received.length;
      };
      // One each at once; then one of Teams each quarter of a second, one of Slack each second.
      const counts: number[] = [await arrived()];
      for (let n = 0; n < 4; n += 1) {
        clock.pass(0.25);
        counts.push(await arrived());
      }
      expect(counts).toEqual([2, 3, 4, 5, 7]);
    });

    it('slows down when Discord says that a window is used up', async () => {
      const { worker, clock, hook, happens } = await house();
      const receiver = await using(
        honestReceiver(() => ({
          status: 200,
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset-after': '2.5',
        })),
      );
      const id = await hook(receiver.url, { format: 'discord' });
      for (let n = 0; n < 2; n += 1) await happens(id, { session: `ses_${n}` });
      await worker.runDue();
      clock.pass(2.4);
      expect(await worker.runDue()).toBe(0);
      clock.pass(0.1);
      expect(await worker.runDue()).toBe(1);
    });
  });
});
