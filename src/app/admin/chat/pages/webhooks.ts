import type { Part } from '../../../../engine/message.ts';
import type { Webhook, WebhookStats } from '../../../webhooks.ts';
import {
  ago,
  confirm,
  facts,
  hint,
  isConfirmed,
  lacks,
  nextPage,
  pageSize,
  percent,
  refusal,
  say as words,
  shown,
  status,
  text,
} from '../screen.ts';
import type { Asking, Button, ChatVerbs, Reply } from '../screen.ts';
import { configOf, fieldsOf } from './webhook-form.ts';

const signs = { healthy: '🟢', failing: '🟠', disabled: '⏸️' } as const;

const list = async (asking: Asking): Promise<Reply> => {
  const { say, options } = asking;
  const cursor = options['cursor'];
  const listed = await asking.do('webhooks list', {
    limit: pageSize,
    ...(cursor !== undefined && { cursor }),
  });
  if (!('ok' in listed)) return refusal(asking, listed);
  const add: Button = {
    label: say('admin.webhooks_add'),
    words: 'webhooks add',
    form: true,
    style: 'primary',
  };
  const { items, next_cursor } = listed.ok;
  if (items.length === 0) return shown(say('admin.webhooks'), [text(say('admin.webhooks_none'))], [add]);
  const lines = await Promise.all(
    items.map(async (webhook): Promise<readonly [string, string]> => {
      const stats = await asking.do('webhooks stats', { id: webhook.webhook_id });
      const numbers = 'ok' in stats ? ` · ${inShort(asking, stats.ok)}` : '';
      return [`${signs[webhook.health.status]} ${webhook.webhook_id}`, `${webhook.url}${numbers}`];
    }),
  );
  return shown(
    say('admin.webhooks'),
    [facts(lines)],
    [
      ...items.map(({ webhook_id }) => ({ label: webhook_id, words: words('webhooks', 'show', webhook_id) })),
      ...nextPage(asking, 'webhooks list', next_cursor),
      add,
    ],
  );
};

const inShort = ({ say, locale }: Asking, stats: WebhookStats): string =>
  say('admin.webhook_in_short', {
    rate: percent(locale, stats.success_rate),
    total: stats.total_events,
    pending: stats.pending_events,
  });

const show = async (asking: Asking): Promise<Reply> => {
  const [id] = asking.args;
  if (id === undefined) return lacks(asking, '<id>');
  const found = await asking.do('webhooks show', { id });
  if (!('ok' in found)) return refusal(asking, found);
  const stats = await asking.do('webhooks stats', { id });
  return shown(
    found.ok.webhook_id,
    [...aboutIt(asking, found.ok), ...('ok' in stats ? [numbersOf(asking, stats.ok)] : [])],
    buttonsOf(asking, found.ok, 'ok' in stats ? stats.ok : null),
  );
};

const aboutIt = ({ say, locale, now }: Asking, webhook: Webhook): readonly Part[] => {
  const { health } = webhook;
  const since = (moment: string | null): string => ago(locale, now, moment, say('admin.never'));
  return [
    webhook.enabled
      ? health.status === 'failing'
        ? status('warning', say('admin.webhook_failing', { since: since(health.failing_since) }))
        : status('success', say('admin.webhook_healthy'))
      : status(
          'closed',
          say('admin.webhook_off', {
            since: since(webhook.disabled_at),
            why: webhook.disabled_detail ?? '–',
          }),
        ),
    facts([
      ['URL', webhook.url],
      [say('admin.webhook_events'), webhook.events.join(', ')],
      [say('admin.description'), webhook.description],
      [say('admin.webhook_format'), webhook.format],
      [
        say('admin.webhook_delivery'),
        say('admin.webhook_delivery_value', { timeout: webhook.timeout, retries: webhook.retry_attempts }),
      ],
    ]),
  ];
};

const numbersOf = ({ say, locale, now }: Asking, stats: WebhookStats): Part =>
  facts(
    [
      [say('admin.success_rate'), percent(locale, stats.success_rate)],
      [say('admin.delivered'), String(stats.successful_events)],
      [say('admin.failed'), String(stats.failed_events + stats.refused_events)],
      [say('admin.waiting'), String(stats.pending_events)],
      [say('admin.last_event'), ago(locale, now, stats.last_event_at, say('admin.never'))],
      [
        say('admin.common_errors'),
        stats.common_errors.length === 0
          ? null
          : stats.common_errors
              .slice(0, 3)
              .map(({ error, count }) => `${error} (${count})`)
              .join(', '),
      ],
    ],
    say('admin.numbers'),
  );

const buttonsOf = ({ say }: Asking, webhook: Webhook, stats: WebhookStats | null): readonly Button[] => {
  const id = webhook.webhook_id;
  const failed = stats !== null && stats.failed_events + stats.refused_events + stats.held_events > 0;
  return [
    ...(webhook.enabled
      ? [{ label: say('admin.test'), words: words('webhooks', 'test', id), style: 'primary' as const }]
      : [{ label: say('admin.resume'), words: words('webhooks', 'resume', id), style: 'primary' as const }]),
    { label: say('admin.events'), words: words('webhooks', 'events', id) },
    ...(failed && webhook.enabled
      ? [{ label: say('admin.replay_failed'), words: `${words('webhooks', 'replay', id)} status=failed` }]
      : []),
    { label: say('admin.change'), words: words('webhooks', 'change', id), form: true },
    ...(webhook.enabled ? [{ label: say('admin.pause'), words: words('webhooks', 'pause', id) }] : []),
    { label: say('admin.rotate'), words: words('webhooks', 'rotate', id), place: 'more' },
    { label: say('admin.remove'), words: words('webhooks', 'remove', id), style: 'danger', place: 'more' },
  ];
};

const add = async (asking: Asking): Promise<Reply> => {
  const { say, args, values, options } = asking;
  const [url] = args;
  if (url === undefined && values['url'] === undefined && options['url'] === undefined)
    return shown(
      say('admin.webhooks_add'),
      [text(say('admin.webhooks_add_how')), hint('webhooks add https://… events=* description="…"')],
      [{ label: say('admin.fill_in'), words: 'webhooks add', form: true, style: 'primary' }],
    );
  const config = configOf(asking);
  const secret = (values['secret'] ?? options['secret'] ?? '').trim();
  const made = await asking.do('webhooks add', {
    id: options['id'] ?? null,
    config: { events: ['*'], ...config, ...(url !== undefined && { url }), ...(secret !== '' && { secret }) },
  });
  if (!('ok' in made)) return refusal(asking, made);
  const { webhook_id, secret: told } = made.ok;
  return shown(
    say('admin.webhook_added', { id: webhook_id }),
    [
      status('success', say('admin.webhook_added', { id: webhook_id })),
      ...(told === null
        ? [text(say('admin.webhook_default_secret'))]
        : [text(say('admin.secret_once')), { type: 'quote' as const, text: told }]),
    ],
    [
      { label: say('admin.test'), words: words('webhooks', 'test', webhook_id), style: 'primary' },
      { label: say('admin.show'), words: words('webhooks', 'show', webhook_id) },
    ],
  );
};

const change = async (asking: Asking): Promise<Reply> => {
  const [id] = asking.args;
  const patch = configOf(asking);
  if (id === undefined || Object.keys(patch).length === 0)
    return lacks(asking, `${id === undefined ? '<id> ' : ''}url=… events=… description="…"`);
  const changed = await asking.do('webhooks change', { id, patch });
  return 'ok' in changed ? await show(asking) : refusal(asking, changed);
};

const pause = async (asking: Asking): Promise<Reply> => {
  const [id, ...reason] = asking.args;
  if (id === undefined) return lacks(asking, '<id> [reason]');
  const paused = await asking.do('webhooks pause', { id, reason: reason.join(' ') || null });
  return 'ok' in paused ? await show(asking) : refusal(asking, paused);
};

const resume = async (asking: Asking): Promise<Reply> => {
  const [id] = asking.args;
  if (id === undefined) return lacks(asking, '<id> [held=keep]');
  const held = asking.options['held'] === 'keep' ? 'keep' : 'deliver';
  const resumed = await asking.do('webhooks resume', { id, held });
  return 'ok' in resumed ? await show(asking) : refusal(asking, resumed);
};

const rotate = async (asking: Asking): Promise<Reply> => {
  const { say, args, options } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id> [hours=24]');
  if (!isConfirmed(asking)) return confirm(asking, say('admin.rotate_sure', { id }), say('admin.rotate'));
  const hours = options['hours'];
  const rotated = await asking.do('webhooks rotate', {
    id,
    ...(hours !== undefined && { overlap_hours: Number(hours) }),
  });
  if (!('ok' in rotated)) return refusal(asking, rotated);
  return shown(
    say('admin.rotated', { id }),
    [
      status('success', say('admin.rotated', { id })),
      text(say('admin.secret_once')),
      { type: 'quote', text: rotated.ok.secret },
    ],
    [{ label: say('admin.test'), words: words('webhooks', 'test', id) }],
  );
};

const remove = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id>');
  if (!isConfirmed(asking)) {
    const found = await asking.do('webhooks show', { id });
    if (!('ok' in found)) return refusal(asking, found);
    return confirm(asking, say('admin.webhook_remove_sure', { id, url: found.ok.url }), say('admin.remove'));
  }
  const removed = await asking.do('webhooks remove', { id });
  if (!('ok' in removed)) return refusal(asking, removed);
  const told = say('admin.webhook_removed', { id });
  return shown(told, [status('closed', told)], [{ label: say('admin.webhooks'), words: 'webhooks list' }]);
};

export const webhookPages: ChatVerbs = {
  'webhooks list': { verb: 'webhooks list', usage: '', run: list },
  'webhooks add': {
    verb: 'webhooks add',
    usage: '[url] [events=*] [description="…"]',
    run: add,
    form: async (asking) => ({ title: asking.say('admin.webhooks_add'), fields: fieldsOf(asking, null) }),
  },
  'webhooks show': { verb: 'webhooks show', usage: '<id>', run: show },
  'webhooks change': {
    verb: 'webhooks change',
    usage: '<id> [url=…] [events=…] [description="…"]',
    run: change,
    form: async (asking) => {
      const found = await asking.do('webhooks show', { id: asking.args[0] ?? '' });
      return 'ok' in found
        ? { title: asking.say('admin.change'), fields: fieldsOf(asking, found.ok) }
        : refusal(asking, found);
    },
  },
  'webhooks stats': { verb: 'webhooks stats', usage: '<id>', run: show },
  'webhooks pause': { verb: 'webhooks pause', usage: '<id> [reason]', run: pause },
  'webhooks resume': { verb: 'webhooks resume', usage: '<id> [held=keep]', run: resume },
  'webhooks rotate': { verb: 'webhooks rotate', usage: '<id> [hours=24]', run: rotate },
  'webhooks remove': { verb: 'webhooks remove', usage: '<id>', run: remove },
};
