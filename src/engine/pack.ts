import type { ChannelName, User } from './command.ts';
import type { EscalationCause, Priority } from './escalation.ts';
import { maskedVariables } from './masking.ts';
import type { Session, StepResult } from './session.ts';
import type { ConversationId, SessionId, TemplateId } from '../ids.ts';

/** Everything an agent needs to go on where the bot left off: who, what, and all that was tried. No secrets. */
export interface Pack {
  readonly user: User;
  readonly channel: ChannelName;
  readonly conversation: ConversationId;
  readonly problem: string | null;
  readonly cause: EscalationCause;
  readonly reason: string | null;
  readonly priority: Priority;
  readonly guide: {
    readonly template_id: TemplateId;
    readonly template_version: number;
    readonly name: string;
    readonly category: string;
    readonly total_steps: number;
    /** Where the person stood; `null` before the first step. */
    readonly current_step: number | null;
  } | null;
  readonly variables: Readonly<Record<string, string | number | boolean>>;
  readonly steps: readonly StepResult[];
  /** From the start of the session until it was handed over. */
  readonly seconds_spent: number;
  readonly previous_session_id: SessionId | null;
}

/** The pack of a session's latest hand-off; `null` where there never was one. */
export const packOf = (session: Session): Pack | null => {
  const { chosen, escalation, user } = session;
  if (escalation === null) return null;
  return {
    user: { id: user.id, name: user.name, locale: session.locale },
    channel: session.channel,
    conversation: session.conversation,
    problem: session.problem,
    cause: escalation.cause,
    reason: escalation.reason,
    priority: escalation.priority,
    guide: chosen && {
      template_id: chosen.pin.template_id,
      template_version: chosen.pin.version,
      name: chosen.name,
      category: chosen.category,
      total_steps: chosen.total_steps,
      current_step: session.path.at(-1) ?? null,
    },
    variables: chosen ? maskedVariables(chosen) : {},
    steps: session.results,
    seconds_spent: secondsBetween(session.created_at, escalation.opened_at),
    previous_session_id: session.previous,
  };
};

export const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
