import type { Locale } from '../../engine/template.ts';
import type { Receipt } from '../channel.ts';
import type { Texts } from '../ports.ts';
import type { Outcome } from '../sessions.ts';

/** What became of an agent's doing, in the agent's language. */
export const createAnswers = (texts: Texts) => {
  const say = (locale: Locale, key: string, params?: Readonly<Record<string, string | number>>): string =>
    texts.say(locale, key, params);

  const refused = (locale: Locale, code: string, key = `note.${code}`): Receipt => ({
    kind: 'refused',
    code,
    note: say(locale, key),
    fields: {},
  });

  return {
    say,
    refused,
    mayNot: (locale: Locale): Receipt => refused(locale, 'not_an_agent', 'agent.may_not'),
    unknown: (locale: Locale): Receipt => refused(locale, 'unknown_hand_off', 'agent.unknown'),
    stale: (locale: Locale): Receipt => refused(locale, 'stale', 'agent.stale'),

    /** @param note said where it went well */
    of(outcome: Outcome, locale: Locale, note: string | null = null): Receipt {
      switch (outcome.kind) {
        case 'done':
          return { kind: 'accepted', session: outcome.session, note };
        case 'duplicate':
          return { kind: 'duplicate' };
        case 'not_found':
        case 'session_open':
          return refused(locale, 'unknown_hand_off', 'agent.unknown');
        case 'refused': {
          const { refused: code, session } = outcome;
          if (code === 'stale' || code === 'not_yours') return refused(locale, 'stale', 'agent.stale');
          const who = session.escalation?.assignee_name ?? session.escalation?.assignee;
          const text =
            code === 'claimed_by_another' && who
              ? say(locale, 'agent.claimed_by', { name: who })
              : say(locale, `refused.${code}`);
          return { kind: 'refused', code, note: text, fields: {} };
        }
      }
    },
  };
};
export type Answers = ReturnType<typeof createAnswers>;
