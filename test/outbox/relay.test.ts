import { expect, it } from '@jest/globals';
import type { Channel, Outgoing } from '../../src/app/channel.ts';
import type { RelayQueue, RelayWork } from '../../src/app/hand-off/ports.ts';
import type { ConversationId, EscalationId, MessageId, PersonId, SessionId } from '../../src/ids.ts';
import { createRelaySender } from '../../src/outbox/relay.ts';
import { silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

const conversation = 'slack:T1:C1:1.1' as ConversationId;

const words = (text: string): RelayWork => ({
  relay: {
    message_id: `msg_${text}` as MessageId,
    session_id: 'ses_1' as SessionId,
    escalation_id: 'esc_1' as EscalationId,
    position: 1,
    direction: 'to_agents',
    author: { id: 'discord:1' as PersonId, name: 'Ana' },
    text,
    edited: false,
    over_line: false,
    files: [],
    source: null,
    created_at: '2026-01-01T00:00:00.000Z',
    status: 'pending',
    error: null,
    delivered_at: null,
  },
  part: 'thread',
  conversation,
  wanted: 0,
  ref: null,
  attempts: 1,
});

/** Words for one conversation; each can be claimed once those before it are settled, and by one alone. */
const queueOf = (waiting: RelayWork[], settled: () => Promise<void>): RelayQueue => {
  let claimed: RelayWork | null = null;
  return {
    claim: async () => {
      if (claimed) return [];
      claimed = waiting[0] ?? null;
      return claimed ? [claimed] : [];
    },
    sent: async () => {
      waiting.shift();
      claimed = null;
      await settled();
      return { told: null };
    },
    postpone: async () => {
      claimed = null;
    },
    giveUp: async () => ({ told: null }),
  };
};

it('sends at once what a look for all claims between two words to one conversation', async () => {
  const sent: string[] = [];
  const channel: Channel = {
    name: 'slack',
    send: async ({ message_id }: Outgoing) => {
      sent.push(message_id);
      return { sent: { id: message_id } };
    },
    start: async () => {},
    stop: async () => {},
  };
  // The look for all comes in the very moment in which the first is settled and the next is not claimed yet.
  const queue = queueOf([words('first'), words('second'), words('third')], () => sender.sweep());
  const sender = createRelaySender({
    queue,
    channel,
    draw: async ({ relay }) => ({
      message: { summary: relay.text ?? '', locale: 'en', parts: [], actions: [] },
      files: [],
    }),
    news: {
      told: () => {},
      arrived: () => {},
      late: async () => {},
      failed: async () => {},
      displaced: async () => false,
    },
    clock: { now: () => new Date(0) },
    random: () => 0.5,
    token: () => 'lease',
    log: silentLog,
    record: () => {},
  });
  sender.wake(conversation);
  await eventually(() => sent.length === 3, 2_000);
  await sender.idle();
  expect(sent).toEqual(['msg_first', 'msg_second', 'msg_third']);
});
