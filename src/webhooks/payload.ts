import type { ClaimedEvent, WebhookPayload } from '../app/webhook-store.ts';
import { webhookLimits } from '../app/webhooks.ts';
import { mask } from '../engine/outward.ts';
import type { EventId } from '../ids.ts';
import type { SignedPayload } from './sign.ts';

/** Where a whole event can be read, by somebody with a key; `null`: nowhere. */
export type LinkTo = (id: EventId) => string | null;

/** Written by people, or made with what they wrote: a guide's texts may have their names in them. */
const words: ReadonlySet<string> = new Set([
  'name',
  'problem',
  'notes',
  'reason',
  'comment',
  'title',
  'template_name',
]);
/** All that a thin event has of its data. */
const ids: readonly string[] = [
  'session_id',
  'sequence',
  'channel',
  'template_id',
  'template_version',
  'previous_session_id',
  'escalation_id',
  'webhook_id',
];

/** What leaves of an event: as much as its webhook gets to see, and as much as a body may hold. */
export const payloadFor = (
  {
    event_id,
    payload,
    webhook,
  }: Pick<ClaimedEvent, 'event_id' | 'payload'> & {
    readonly webhook: Pick<ClaimedEvent['webhook'], 'options'>;
  },
  linkTo: LinkTo,
): SignedPayload => {
  const { event, timestamp, data } = payload;
  const seen = seenBy(webhook.options.payload ?? 'full', data);
  const told = seen === null ? null : { event, timestamp, data: seen };
  if (told !== null && sizeOf(told) <= webhookLimits.body) return told;
  const link = linkTo(event_id);
  const thin = Object.fromEntries(ids.flatMap((name) => (name in data ? [[name, data[name]]] : [])));
  return { event, timestamp, data: { ...thin, thin: true, ...(link !== null && { event_url: link }) } };
};

/** `null`: nothing but its ids. */
const seenBy = (
  policy: NonNullable<ClaimedEvent['webhook']['options']['payload']>,
  data: WebhookPayload['data'],
): WebhookPayload['data'] | null => {
  switch (policy) {
    case 'full':
      return data;
    case 'redacted':
      return redacted(data);
    case 'thin':
      return null;
  }
};

const redacted = (data: WebhookPayload['data']): WebhookPayload['data'] =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, withoutWords(name, value)]));

const withoutWords = (name: string, value: unknown): unknown => {
  if (value === null) return null;
  if (words.has(name)) return mask;
  if (Array.isArray(value)) return value.map((item) => withoutWords('', item));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, held]) => [
      inner,
      name === 'variables' ? mask : withoutWords(inner, held),
    ]),
  );
};

const sizeOf = (payload: SignedPayload): number => Buffer.byteLength(JSON.stringify(payload));
