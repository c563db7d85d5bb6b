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
  'text',
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

type Bound = Pick<ClaimedEvent, 'event_id' | 'payload'> & {
  readonly webhook: Pick<ClaimedEvent['webhook'], 'options'>;
};

export interface Written {
  readonly payload: SignedPayload;
  /** The same, written out. */
  readonly json: string;
}

/** What leaves of an event: as much as its webhook gets to see, and as much as a body may hold. */
export const payloadFor = (bound: Bound, linkTo: LinkTo): Written => {
  const told = visibleTo(bound);
  const whole = told && written(told);
  if (whole !== null && Buffer.byteLength(whole.json) <= webhookLimits.body) return whole;
  const { event, timestamp } = bound.payload;
  const link = linkTo(bound.event_id);
  const data = { ...thin(bound), thin: true, ...(link !== null && { event_url: link }) };
  return written({ event, timestamp, data });
};

const written = (payload: SignedPayload): Written => ({ payload, json: JSON.stringify(payload) });

/** The same for whoever takes as much of it as there is room for. */
export const payloadOfAnySize = (bound: Bound): SignedPayload =>
  visibleTo(bound) ?? { ...bound.payload, data: thin(bound) };

const visibleTo = ({ payload, webhook }: Bound): SignedPayload | null => {
  const { event, timestamp, data } = payload;
  const seen = seenBy(webhook.options.payload ?? 'full', data);
  return seen && { event, timestamp, data: seen };
};

const thin = ({ payload: { data } }: Bound): WebhookPayload['data'] =>
  Object.fromEntries(ids.flatMap((name) => (name in data ? [[name, data[name]]] : [])));

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
