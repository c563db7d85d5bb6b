import { webhookEventStatuses, type Webhooks } from '../app/webhooks.ts';
import type { WebhookEventPosition, WebhookRow } from '../app/webhook-store.ts';
import { parseEventId, parseWebhookId, type EventId } from '../ids.ts';
import type { ManagerOptions } from './manager-options.ts';
import { presentEvent } from './present.ts';
import {
  checkLimit,
  checkMoment,
  checkStatus,
  isMoment,
  positionAt,
  readCursor,
  writeCursor,
  type Order,
} from './queries.ts';
import { testEvent } from './test-event.ts';
import { wrong } from './validate.ts';

type History = Pick<
  Webhooks,
  'listEvents' | 'getEvent' | 'sendTest' | 'replay' | 'replayProgress' | 'resend'
>;

const notFound = { refused: 'not_found' } as const;
const disabled = { refused: 'webhook_disabled' } as const;

/** What has settled or waits for its webhook; what is pending is on its way already. */
const replayable = webhookEventStatuses.filter((status) => status !== 'pending');

/** What was sent, and sending it again. */
export const createHistory = ({ store, clock, ids, wake }: ManagerOptions): History => {
  const find = async (id: string): Promise<WebhookRow | null> => {
    const webhookId = parseWebhookId(id);
    return webhookId === null ? null : await store.find(webhookId);
  };

  const show = async (id: EventId): ReturnType<Webhooks['getEvent']> => {
    const row = await store.findEvent(id);
    return row === null ? notFound : { ok: presentEvent(row) };
  };

  /** Where a list begins: behind an event of this webhook, or a moment. */
  const positionOf = async (webhook: WebhookRow, after: string): Promise<WebhookEventPosition | null> => {
    const eventId = parseEventId(after);
    if (isMoment(after)) return positionAt(after);
    const event = eventId === null ? null : await store.findEvent(eventId);
    return event?.webhook_id === webhook.webhook_id ? event.position : null;
  };

  return {
    listEvents: async (id, { status, after, limit, cursor }) => {
      const webhook = await find(id);
      if (webhook === null) return notFound;
      const size = checkLimit(limit);
      const goingOn = cursor === undefined ? null : readCursor(cursor);
      const start = after === undefined ? null : await positionOf(webhook, after);
      const invalid = [
        ...('errors' in size ? size.errors : []),
        ...checkStatus(status),
        ...(cursor !== undefined && goingOn === null
          ? [wrong('cursor', 'invalid', 'This cursor is not ours.')]
          : []),
        ...(after !== undefined && start === null
          ? [wrong('after', 'invalid', 'after must be the id of an event of this webhook, or a time.')]
          : []),
      ];
      if ('errors' in size || invalid.length > 0) return { invalid };
      const order: Order = goingOn?.order ?? (start === null ? 'newest' : 'oldest');
      const rows = await store.listEvents({
        webhook_id: webhook.webhook_id,
        status: status ?? null,
        order,
        limit: size.value + 1,
        after: goingOn?.position ?? start,
      });
      const items = rows.slice(0, size.value);
      const last = items.at(-1);
      const more = rows.length > size.value && last !== undefined;
      return {
        ok: {
          items: items.map(presentEvent),
          next_cursor: more ? writeCursor(order, last.position) : null,
        },
      };
    },

    getEvent: async (eventId) => {
      const id = parseEventId(eventId);
      return id === null ? notFound : await show(id);
    },

    sendTest: async (id) => {
      const webhook = await find(id);
      if (webhook === null) return notFound;
      if (!webhook.enabled) return disabled;
      const event = testEvent(webhook.webhook_id, ids.event(), clock.now());
      if (!(await store.insertEvent(event))) return notFound;
      wake();
      return await show(event.event_id);
    },

    replay: async (id, { since, until, session_id, status }) => {
      const webhook = await find(id);
      if (webhook === null) return notFound;
      const invalid = [
        ...checkMoment('since', since),
        ...checkMoment('until', until),
        ...checkStatus(status, replayable),
        ...(session_id === undefined || (typeof session_id === 'string' && !session_id.includes('\0'))
          ? []
          : [wrong('session_id', 'invalid', "session_id must be a session's id.")]),
      ];
      if (invalid.length > 0) return { invalid };
      if (!webhook.enabled) return disabled;
      const replay_id = ids.replay();
      const queued = await store.requeue({
        webhook_id: webhook.webhook_id,
        event_id: null,
        filter: { since, until, session_id, status },
        replay_id,
        now: clock.now(),
      });
      wake();
      return { ok: { replay_id, webhook_id: webhook.webhook_id, queued } };
    },

    replayProgress: async (id, replayId) => {
      const webhook = await find(id);
      if (webhook === null) return notFound;
      const counts = await store.replayCounts(webhook.webhook_id, replayId);
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      if (total === 0) return notFound;
      const failed = counts.failed + counts.refused;
      const done = counts.delivered + failed;
      return { ok: { replay_id: replayId, webhook_id: webhook.webhook_id, total, done, failed, counts } };
    },

    resend: async (eventId) => {
      const id = parseEventId(eventId);
      const event = id === null ? null : await store.findEvent(id);
      const webhook = event === null ? null : await store.find(event.webhook_id);
      if (event === null || webhook === null) return notFound;
      if (!webhook.enabled) return disabled;
      const now = clock.now();
      if (event.status === 'pending') await store.hasten(event.event_id, now);
      else {
        await store.requeue({
          webhook_id: event.webhook_id,
          event_id: event.event_id,
          filter: {},
          replay_id: ids.replay(),
          now,
        });
      }
      wake();
      return await show(event.event_id);
    },
  };
};
