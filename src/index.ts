/** What an embedding program imports: `import { TroubleshootingAgent } from 'unstuck'`. */
import type { outwardEventNames } from './engine/outward.ts';

export { TroubleshootingAgent } from './library/troubleshooting-agent.ts';
export type {
  StartOptions,
  TroubleshootingAgentOptions,
  TroubleshootingSession,
} from './library/troubleshooting-agent.ts';
export { WebhookManager } from './library/webhook-manager.ts';
export type { WebhookConfig } from './library/webhook-manager.ts';
export { TemplateManager } from './library/template-manager.ts';
export type { NewTemplate, RenderedTemplate } from './library/template-manager.ts';
export { UnstuckRefusal } from './library/refusal.ts';
export type { LibraryLog, LibraryOptions } from './library/engine.ts';
export type { Picture, Resource, Step, Template, Variable } from './engine/template.ts';
export type { OutwardEvent } from './engine/outward.ts';

/** The events a webhook can ask for, by name: `WebhookEvent.SESSION_RESOLVED`. */
export const WebhookEvent = Object.freeze({
  SESSION_STARTED: 'session_started',
  PROBLEM_DETECTED: 'problem_detected',
  STEP_COMPLETED: 'step_completed',
  STEP_FAILED: 'step_failed',
  SESSION_RESOLVED: 'session_resolved',
  SESSION_ESCALATED: 'session_escalated',
  FEEDBACK_RECEIVED: 'feedback_received',
  ESCALATION_CLAIMED: 'escalation_claimed',
  ESCALATION_RETURNED: 'escalation_returned',
  ESCALATION_CLOSED: 'escalation_closed',
  MESSAGE_RELAYED: 'message_relayed',
  SESSION_EXPIRED: 'session_expired',
} satisfies Record<Uppercase<(typeof outwardEventNames)[number]>, (typeof outwardEventNames)[number]>);
export type WebhookEvent = (typeof WebhookEvent)[keyof typeof WebhookEvent];
