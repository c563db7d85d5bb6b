import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock, NewIds } from './app/ports.ts';
import { idPrefixes } from './ids.ts';
import type { DecisionId, EscalationId, EventId, MessageId, SessionId, WebhookId } from './ids.ts';

/** Where time, chance and ids come from; everything else has them passed in. */

export const systemClock: Clock = { now: () => new Date() };

export const bytes = (size: number): Buffer => randomBytes(size);

/** In [0, 1). */
export const fraction = (): number => Math.random();

/** 122 random bits, 22 characters of base64url. Node keeps UUIDs' randomness ready; asking for bytes costs a click 35 µs. */
export const token = (): string => Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');

export const newIds: NewIds & { webhook(): WebhookId; event(): EventId } = {
  session: () => `${idPrefixes.session}${token()}` as SessionId,
  escalation: () => `${idPrefixes.escalation}${token()}` as EscalationId,
  message: () => `${idPrefixes.message}${token()}` as MessageId,
  decision: () => `${idPrefixes.decision}${token()}` as DecisionId,
  webhook: () => `${idPrefixes.webhook}${token()}` as WebhookId,
  event: () => `${idPrefixes.event}${token()}` as EventId,
};
