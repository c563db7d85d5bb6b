import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { AgentsPlace, Channel, Outgoing } from '../../src/app/channel.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import type { Message } from '../../src/engine/message.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import { packageRoot } from '../../src/package-root.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { honestReceiver } from '../webhooks/receivers.ts';

/** Admins are told in their channel: one message for each matter, reworded as it goes, with what mends it. */
const adminChannel = 'slack:T1:C9' as ConversationId;
let database: Database;
let core: Core;
const sent: Outgoing[] = [];
const away = { now: false };
const place: { answer: AgentsPlace } = { answer: { place: adminChannel, name: '#admins' } };

beforeAll(async () => {
  database = await openDatabase({ dataDir: await freshDataDir(), log: silentLog });
  await migrate(database);
  const slack: Channel = {
    name: 'slack',
    send: async (outgoing) => {
      if (away.now && outgoing.conversation !== adminChannel) return { retry: 'HTTP 503', after_ms: null };
      sent.push(outgoing);
      return { sent: { id: outgoing.message_id } };
    },
    place: async () => place.answer,
    start: async () => {},
    stop: async () => {},
  };
  core = createCore({
    database,
    encryptionKey: Buffer.alloc(32, 1),
    defaultLocale: 'en',
    localesDir: join(packageRoot(), 'locales'),
    webhookSecret: null,
    allowedNetworks: ['127.0.0.0/8'],
    production: false,
    ownOrigin: () => null,
    channels: [slack],
    userAgent: 'Unstuck/test',
    log: silentLog,
    metrics: null,
    adminUsers: ['slack:T1:ULUZ' as PersonId],
  });
  await core.start();
  const settings = { escalation: {}, admin: { slack: { channel: 'C9' } } };
  await core.administration.office.do('settings set', program, { settings });
}, 60_000);
afterAll(async () => {
  await core.stop();
  await database.close();
});

/** The admins' channel as it looks by now. */
const screen = (): readonly Message[] => {
  const latest = new Map<string, Message>();
  for (const { conversation, message_id, message } of sent)
    if (conversation === adminChannel) latest.set(message_id, message);
  return [...latest.values()];
};

describe('in the channel of the admins', () => {
  it('a webhook that was switched off is told of once, with the button that switches it on', async () => {
    const answers = { status: 410 };
    const receiver = await honestReceiver(() => answers.status);
    const added = await core.webhooks.registerWebhook('wh_crm', { url: receiver.url, events: ['*'] });
    expect(added).toMatchObject({ ok: expect.anything() });
    await core.webhooks.sendTest('wh_crm');
    await eventually(() => screen().some(({ summary }) => summary.includes('wh_crm was switched off')));
    const [message] = screen();
    const resume = message?.actions.find(({ label }) => label === 'Resume');
    if (!resume) throw new Error('There is no button that mends it');

    answers.status = 200;
    const receipt = await core.desk.receive({
      type: 'press',
      press: resume.press,
      key: null,
      channel: 'slack',
      conversation: adminChannel,
      user: { id: 'slack:T1:ULUZ' as PersonId, name: 'luz', locale: 'en' },
    });
    expect(receipt).toMatchObject({ kind: 'told' });
    expect(await core.webhooks.getWebhook('wh_crm')).toMatchObject({ ok: { enabled: true } });
    await receiver.close();
  });

  it('a matter that goes on is reworded where it stands, and the next one is another message', async () => {
    const before = screen().length;
    const matter = (event: 'webhook_failing' | 'webhook_disabled' | 'webhook_recovered') =>
      core.alerts.webhook({ ...alert, event });
    matter('webhook_failing');
    await eventually(() => screen().length === before + 1);
    matter('webhook_disabled');
    matter('webhook_recovered');
    await eventually(() => screen().at(-1)?.summary.includes('works again'));
    expect(screen()).toHaveLength(before + 1);
    matter('webhook_failing');
    await eventually(() => screen().length === before + 2);
  });

  it('an escalation that nobody could be told of is there, and so is that somebody was, in the end', async () => {
    const matter = { escalation_id: 'esc_1' as never, session_id: 'ses_1' as never };
    core.alerts.handOff({ ...matter, reasons: ['#support: the bot is not in the channel. Invite it.'] });
    await eventually(() => JSON.stringify(screen().at(-1)).includes('Invite it'));
    const count = screen().length;
    core.alerts.handOff({ ...matter, reasons: null });
    await eventually(() => screen().at(-1)?.summary.includes('in the end'));
    expect(screen()).toHaveLength(count);
  });

  it('a platform that nothing gets through to is told of, and that it is back', async () => {
    away.now = true;
    await core.desk.receive({
      type: 'troubleshoot',
      problem: 'my printer does not print',
      key: null,
      channel: 'slack',
      conversation: 'slack:T1:dm:UANA' as ConversationId,
      user: { id: 'slack:T1:UANA' as PersonId, name: 'ana', locale: 'en' },
    });
    // As if a minute of attempts had gone by.
    await eventually(async () => {
      await database.dataSource.query(
        `UPDATE support_messages SET attempts = 9 WHERE conversation = 'slack:T1:dm:UANA' AND attempts > 0`,
      );
      await database.dataSource.query(`UPDATE support_messages SET updated_at = updated_at - interval '1 hour'
WHERE conversation <> 'slack:T1:dm:UANA'`);
      await core.channelWatch.look();
      await core.alerts.idle();
      return screen().some(({ summary }) => summary.includes('Nothing gets through to Slack'));
    });
    const count = screen().length;
    away.now = false;
    await database.dataSource.query(
      `UPDATE support_messages SET next_attempt_at = now(), lease_until = NULL WHERE next_attempt_at IS NOT NULL`,
    );
    await eventually(async () => {
      await core.channelWatch.look();
      return screen().some(({ summary }) => summary.includes('Slack is in reach again'));
    });
    expect(screen()).toHaveLength(count);
  });

  it('nothing is told where the bot cannot write, and nothing breaks', async () => {
    place.answer = { unusable: 'no_access', how: 'Invite the bot.' };
    const count = sent.length;
    core.alerts.webhook({ ...alert, webhook_id: 'wh_other' as never, event: 'webhook_failing' });
    await core.alerts.idle();
    expect(sent).toHaveLength(count);
  });
});

const program = { kind: 'key', id: 'key:test', name: null, scopes: ['admin'], origin: 'rest' } as const;
const alert = {
  webhook_id: 'wh_billing' as never,
  url: 'https://example.com/billing',
  description: 'Billing',
  reason: null,
  failing_since: '2026-03-01T12:00:00.000Z',
  failing_for_seconds: 3600,
  failed_attempts: 12,
  error: 'status',
  response_status: 503,
  detail: null,
  disables_at: '2026-03-06T12:00:00.000Z',
};
