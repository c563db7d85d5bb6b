import { webhookEventStatuses } from '../../../webhooks.ts';
import type { WebhookEvent } from '../../../webhooks.ts';
import {
  ago,
  facts,
  lacks,
  nextPage,
  pageSize,
  refusal,
  say as words,
  shown,
  status,
  text,
} from '../screen.ts';
import type { Asking, Button, ChatVerbs, Reply } from '../screen.ts';

const eventSigns = { pending: '⏳', delivered: '✅', failed: '❌', refused: '🚫', held: '⏸️' } as const;

const events = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, args, options } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id> [status=failed]');
  const wanted = options['status'];
  const known = webhookEventStatuses.find((one) => one === wanted);
  if (wanted !== undefined && known === undefined)
    return lacks(asking, `status=${webhookEventStatuses.join('|')}`);
  const cursor = options['cursor'];
  const listed = await asking.do('webhooks events', {
    id,
    limit: pageSize,
    ...(known !== undefined && { status: known }),
    ...(cursor !== undefined && { cursor }),
  });
  if (!('ok' in listed)) return refusal(asking, listed);
  const { items, next_cursor } = listed.ok;
  const here = `${words('webhooks', 'events', id)}${known === undefined ? '' : ` status=${known}`}`;
  const filter: readonly Button[] =
    known === undefined
      ? [{ label: say('admin.only_failed'), words: `${words('webhooks', 'events', id)} status=failed` }]
      : [{ label: say('admin.all_events'), words: words('webhooks', 'events', id) }];
  return shown(
    say('admin.events_of', { id }),
    items.length === 0
      ? [text(say('admin.events_none'))]
      : [
          facts(
            items.map((event) => [
              `${eventSigns[event.status]} ${event.event}`,
              [eventInShort(asking, event), ago(locale, now, event.triggered_at, '')].join(' · '),
            ]),
          ),
        ],
    [
      ...items.map(({ event_id, event }, index) => ({
        label: `${index + 1}. ${event}`,
        words: words('webhooks', 'event', event_id),
      })),
      ...nextPage(asking, here, next_cursor),
      ...filter,
      { label: id, words: words('webhooks', 'show', id) },
    ],
  );
};

const eventInShort = ({ say }: Asking, { response_status, error, attempts }: WebhookEvent): string =>
  [
    ...(response_status === null ? [] : [`HTTP ${response_status}`]),
    ...(error === null ? [] : [error]),
    say('admin.attempts', { count: attempts.length }),
  ].join(' · ');

const eventPage = (asking: Asking, event: WebhookEvent, heading: string | null): Reply => {
  const { say, locale, now } = asking;
  return shown(
    heading ?? `${event.event} · ${event.status}`,
    [
      ...(heading === null ? [] : [status('waiting', heading)]),
      facts([
        [say('admin.event'), `${eventSigns[event.status]} ${event.event} · ${event.status}`],
        [say('admin.event_id'), event.event_id],
        ['Webhook', event.webhook_id],
        [say('admin.session'), event.session_id],
        [say('admin.happened'), ago(locale, now, event.triggered_at, '')],
        [
          say('admin.next_attempt'),
          event.next_attempt_at === null ? null : ago(locale, now, event.next_attempt_at, ''),
        ],
      ]),
      ...(event.attempts.length === 0
        ? []
        : [
            facts(
              event.attempts
                .slice(-5)
                .map(({ at, response_status, error, detail, duration_ms }) => [
                  ago(locale, now, at, ''),
                  [response_status ?? '–', error ?? 'ok', detail ?? '', `${duration_ms} ms`]
                    .filter((one) => one !== '')
                    .join(' · '),
                ]),
              say('admin.attempts', { count: event.attempts.length }),
            ),
          ]),
    ],
    [
      { label: say('admin.look_again'), words: words('webhooks', 'event', event.event_id) },
      ...(event.status === 'pending'
        ? []
        : [
            {
              label: say('admin.resend'),
              words: words('webhooks', 'resend', event.event_id),
              style: 'primary' as const,
            },
          ]),
      { label: event.webhook_id, words: words('webhooks', 'show', event.webhook_id) },
    ],
  );
};

const event = async (asking: Asking): Promise<Reply> => {
  const [id] = asking.args;
  if (id === undefined) return lacks(asking, '<event_id>');
  const found = await asking.do('webhooks event', { id });
  return 'ok' in found ? eventPage(asking, found.ok, null) : refusal(asking, found);
};

const test = async (asking: Asking): Promise<Reply> => {
  const [id] = asking.args;
  if (id === undefined) return lacks(asking, '<id>');
  const sent = await asking.do('webhooks test', { id });
  return 'ok' in sent ? eventPage(asking, sent.ok, asking.say('admin.test_sent')) : refusal(asking, sent);
};

const resend = async (asking: Asking): Promise<Reply> => {
  const [id] = asking.args;
  if (id === undefined) return lacks(asking, '<event_id>');
  const sent = await asking.do('webhooks resend', { id });
  return 'ok' in sent ? eventPage(asking, sent.ok, asking.say('admin.resent')) : refusal(asking, sent);
};

const replay = async (asking: Asking): Promise<Reply> => {
  const { say, args, options } = asking;
  const [id] = args;
  if (id === undefined)
    return lacks(asking, '<id> [status=failed] [since=2026-01-31T12:00:00Z] [session=ses_…]');
  const wanted = webhookEventStatuses.find((one) => one === options['status']);
  const { since, until, session } = options;
  const queued = await asking.do('webhooks replay', {
    id,
    ...(wanted !== undefined && wanted !== 'pending' && { status: wanted }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(session !== undefined && { session_id: session }),
  });
  if (!('ok' in queued)) return refusal(asking, queued);
  const told = say('admin.replayed', { count: queued.ok.queued });
  return shown(
    told,
    [status(queued.ok.queued === 0 ? 'closed' : 'waiting', told)],
    [
      {
        label: say('admin.progress'),
        words: words('webhooks', 'progress', id, queued.ok.replay_id),
        style: 'primary',
      },
      { label: id, words: words('webhooks', 'show', id) },
    ],
  );
};

const progress = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id, replay_id] = args;
  if (id === undefined || replay_id === undefined) return lacks(asking, '<id> <replay_id>');
  const found = await asking.do('webhooks progress', { id, replay_id });
  if (!('ok' in found)) return refusal(asking, found);
  const { done, failed, total } = found.ok;
  const told = say('admin.replay_progress', { done, total, failed });
  const tone = done < total ? 'waiting' : failed > 0 ? 'warning' : 'success';
  return shown(
    told,
    [status(tone, told)],
    [
      ...(done < total
        ? [{ label: say('admin.look_again'), words: words('webhooks', 'progress', id, replay_id) }]
        : []),
      { label: say('admin.events'), words: words('webhooks', 'events', id) },
    ],
  );
};

/** What left for a webhook, and leaves again. */
export const webhookEventPages: ChatVerbs = {
  'webhooks test': { verb: 'webhooks test', usage: '<id>', run: test },
  'webhooks events': { verb: 'webhooks events', usage: '<id> [status=failed]', run: events },
  'webhooks event': { verb: 'webhooks event', usage: '<event_id>', run: event },
  'webhooks resend': { verb: 'webhooks resend', usage: '<event_id>', run: resend },
  'webhooks replay': {
    verb: 'webhooks replay',
    usage: '<id> [status=failed] [since=…] [session=ses_…]',
    run: replay,
  },
  'webhooks progress': { verb: 'webhooks progress', usage: '<id> <replay_id>', run: progress },
};
