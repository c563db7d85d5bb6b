import type { ChannelName } from '../engine/command.ts';
import type { AdviceResult, Spent } from './advice/port.ts';
import type { OperationalEventName } from './webhooks.ts';

/** What the program counts of itself, whatever collects it. Durations are in seconds. */
export interface Metrics {
  /** One input from a person or a program, and what became of it. */
  command(channel: ChannelName, result: 'accepted' | 'duplicate' | 'refused' | 'ignored' | 'failed'): void;
  /** From the arrival at the door to the answer that the platform takes for "received". */
  acknowledged(channel: ChannelName, seconds: number): void;
  /** One attempt to deliver a webhook event; most that fail are made again. */
  attempt(result: 'accepted' | 'failed', seconds: number): void;
  /** The end of a webhook event, from the commit that triggered it. */
  delivery(result: 'delivered' | 'failed' | 'refused', seconds: number): void;
  /** Something about the health of a webhook was told. */
  webhookAlert(event: OperationalEventName): void;
  /** An escalation that nobody could be told of, or that found somebody after all. */
  handOff(result: 'unplaced' | 'placed_late'): void;
  /** One attempt to show a message. */
  message(channel: ChannelName, result: 'sent' | 'retry' | 'gone', seconds: number): void;
  /** One call of a platform's API. */
  platformCall(channel: ChannelName, method: string, outcome: string): void;
  /** A model was asked, or would have been. */
  modelAsked(result: AdviceResult, spent: Spent): void;
  httpRequest(method: string, route: string, status: number, seconds: number): void;
}
