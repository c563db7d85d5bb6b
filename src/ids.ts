/**
 * Branded ids: a string that has been looked at once cannot be mistaken for another kind of string later.
 * Every id that comes from outside passes its parser here; inside, the brand is the proof.
 */
declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

export type SessionId = Brand<'SessionId'>;
export type TemplateId = Brand<'TemplateId'>;
export type WebhookId = Brand<'WebhookId'>;
export type EventId = Brand<'EventId'>;
export type EscalationId = Brand<'EscalationId'>;
export type MessageId = Brand<'MessageId'>;
/** What a model was asked once, and what came of it. */
export type DecisionId = Brand<'DecisionId'>;
/** `slack:T…:U…`, `discord:<id>`, `teams:<tenant>:<object id>`, `web:<id>` or `api:<id>`. */
export type PersonId = Brand<'PersonId'>;
/** The place a session lives in; made by an adapter, opaque to everyone else, starts with the channel's name. */
export type ConversationId = Brand<'ConversationId'>;

const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

const parser =
  <T extends string>() =>
  (text: string): T | null =>
    idPattern.test(text) ? (text as T) : null;

/** Each returns `null` where the text is no such id (`[A-Za-z0-9_-]{1,64}`). */
export const parseSessionId = parser<SessionId>();
export const parseTemplateId = parser<TemplateId>();
export const parseWebhookId = parser<WebhookId>();
export const parseEventId = parser<EventId>();
export const parseEscalationId = parser<EscalationId>();
export const parseMessageId = parser<MessageId>();

/** At most 255 characters, no control characters, and a channel's name before the first colon. */
const placePattern = /^(slack|discord|teams|web|api):[^\p{Cc}]{1,240}$/u;

export const parsePersonId = (text: string): PersonId | null =>
  placePattern.test(text) ? (text as PersonId) : null;
export const parseConversationId = (text: string): ConversationId | null =>
  placePattern.test(text) ? (text as ConversationId) : null;

/** The prefixes of generated ids: `ses_…`, `wh_…`. */
export const idPrefixes = {
  session: 'ses_',
  webhook: 'wh_',
  event: 'evt_',
  escalation: 'esc_',
  message: 'msg_',
  decision: 'dec_',
} as const;
