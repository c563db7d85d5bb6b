import type { Recorded, SessionEvent } from './event.ts';
import { drawnBy, handOffChanges, isBookkeeping } from './evolve-hand-off.ts';
import { byTheWords, choosingAfter, offered } from './offer.ts';
import type { Phase, ResumablePhase, Session, StepResult } from './session.ts';
import type { Variables } from './template.ts';

/** The session after an event. `null` before its first one, which must be `session_started`. */
export const evolve = (session: Session | null, recorded: Recorded): Session => {
  const { event, at, version } = recorded;
  if (event.type === 'session_started') {
    return {
      session_id: event.session_id,
      version,
      sequence: 0,
      channel: event.channel,
      conversation: event.conversation,
      user: event.user,
      locale: event.user.locale,
      problem: event.problem,
      previous: event.previous,
      ...(event.helper && { helper: event.helper }),
      phase: { name: 'choosing', mode: 'ask', candidates: [], misses: 0 },
      chosen: null,
      path: [],
      results: [],
      failures_in_a_row: 0,
      escalation: null,
      feedback: null,
      created_at: at,
      updated_at: at,
    };
  }
  if (session === null) throw new Error(`A session cannot begin with ${event.type}`);
  const next = {
    ...session,
    ...changes(session, recorded, event),
    ...(isBookkeeping(event) && { bookkept: (session.bookkept ?? 0) + 1 }),
    version,
    updated_at: at,
  };
  return { ...next, escalation: drawnBy(event, next.escalation, version) };
};

const changes = (
  session: Session,
  { at, version }: Recorded,
  event: Exclude<SessionEvent, { type: 'session_started' }>,
): Partial<Session> => {
  switch (event.type) {
    case 'problem_described':
      return { problem: event.problem };
    case 'guides_offered':
      return { phase: choosingAfter(session.phase, event) };
    case 'guide_confirmed':
      return {
        chosen: {
          pin: event.pin,
          name: event.name,
          category: event.category,
          total_steps: event.total_steps,
          variables: event.variables,
          secrets: event.secrets,
        },
        path: [],
        phase: { name: 'collecting', missing: event.missing },
      };
    case 'variables_provided':
      return {
        chosen: session.chosen && {
          ...session.chosen,
          name: event.name,
          variables: { ...session.chosen.variables, ...event.variables },
        },
        phase: { name: 'collecting', missing: event.missing },
      };
    case 'answers_withdrawn':
      return {
        chosen: session.chosen && {
          ...session.chosen,
          name: event.name,
          variables: without(session.chosen.variables, event.variables),
        },
        path: [],
        phase: { name: 'collecting', missing: event.missing },
      };
    case 'step_shown':
      return {
        path: [...session.path, event.step_number],
        phase: { name: 'step', step_number: event.step_number },
      };
    case 'step_completed':
      return {
        results: [...session.results, { ...resultOf(event, at), result: 'completed', choice: event.choice }],
        failures_in_a_row: 0,
      };
    case 'step_failed':
      return {
        results: [...session.results, { ...resultOf(event, at), result: 'failed', choice: null }],
        failures_in_a_row: session.failures_in_a_row + 1,
      };
    case 'resolution_asked':
      return { phase: { name: 'confirming', step_number: session.path.at(-1) ?? 1 } };
    case 'went_back':
      return {
        // The question "is it solved?" is no step: going back from it leads to the last one shown.
        path: session.phase.name === 'confirming' ? session.path : session.path.slice(0, -1),
        phase: { name: 'step', step_number: event.step_number },
      };
    case 'guide_restarted':
      return { path: [], failures_in_a_row: 0 };
    case 'guide_withdrawn':
      return { phase: { name: 'withdrawn', replacement: event.replacement } };
    case 'session_resolved':
      return { phase: { name: 'resolved', outcome: event.outcome } };
    case 'session_escalated':
      return {
        phase: { name: 'escalated', from: resumable(session.phase) },
        escalation: {
          escalation_id: event.escalation_id,
          status: 'open',
          priority: event.priority,
          assignee: null,
          assignee_name: null,
          cause: event.cause,
          reason: event.reason,
          opened_at: at,
          opened_version: version,
          drawn_version: version,
          placement: { state: 'looking', tried: [] },
          line_open: false,
          waiting_since: at,
          reminders: 0,
        },
      };
    case 'feedback_received':
      return { feedback: { rating: event.rating, comment: event.comment } };
    case 'language_changed':
      return {
        locale: event.locale,
        user: { ...session.user, locale: event.locale },
        chosen: session.chosen && { ...session.chosen, pin: event.pin ?? session.chosen.pin },
      };
    // Its timer says when; nothing is different until then.
    case 'reminder_set':
      return {};
    case 'session_cancelled':
      return { phase: { name: 'closed', how: 'cancelled' } };
    case 'session_expired':
      return { phase: { name: 'closed', how: 'expired' } };
    default:
      return handOffChanges(session, event, at);
  }
};

const without = (variables: Variables, names: readonly string[]): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));

const resultOf = (
  event: Extract<SessionEvent, { type: 'step_completed' | 'step_failed' }>,
  at: string,
): Pick<StepResult, 'step_number' | 'title' | 'notes' | 'at'> => ({
  step_number: event.step_number,
  title: event.title,
  notes: event.notes,
  at,
});

const resumable = (phase: Phase): ResumablePhase => {
  switch (phase.name) {
    case 'choosing':
      // The answer that is waited for will find nobody: back here, what the words say is there.
      return phase.looking ? choosingAfter(phase, offered(byTheWords(phase), phase.misses, true)) : phase;
    case 'collecting':
    case 'step':
    case 'confirming':
    case 'withdrawn':
      return phase;
    case 'resolved':
    case 'escalated':
    case 'closed':
      throw new Error(`A session that is ${phase.name} cannot be handed over`);
  }
};
