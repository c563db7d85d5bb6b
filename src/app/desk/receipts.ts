import type { FieldError } from '../../engine/command.ts';
import type { Session } from '../../engine/session.ts';
import type { Locale } from '../../engine/template.ts';
import type { Input, Receipt } from '../channel.ts';
import type { Ground } from '../ports.ts';
import { templateOf } from '../screen.ts';
import type { Outcome } from '../sessions.ts';

/** What became of an input, in the person's words. */
export const createReceipts = ({ templates, texts }: Pick<Ground, 'templates' | 'texts'>) => {
  const refused = (code: string, note: string, fields: Readonly<Record<string, string>> = {}): Receipt => ({
    kind: 'refused',
    code,
    note,
    fields,
  });

  /** A refusal that has nothing to do with the state of a session. */
  const noted = (code: 'unknown_session' | 'not_yours' | 'stale' | 'empty', locale: Locale): Receipt =>
    refused(code, texts.say(locale, `note.${code}`));

  /** The fields that are wrong. */
  const wordsFor = async (
    errors: readonly FieldError[],
    session: Session,
  ): Promise<Record<string, string>> => {
    const template = await templateOf(templates, session);
    return Object.fromEntries(
      errors.map((error) => {
        const name = error.path.replace(/^variables\./, '');
        const variable = template?.variables.find((one) => one.name === name);
        const kinds: Readonly<Record<string, string>> = { missing: 'missing', too_long: 'shorter' };
        const key = kinds[error.code] ?? variable?.type ?? 'string';
        return [
          name,
          texts.say(session.locale, `invalid.${key}`, { choices: variable?.choices.join(', ') ?? '' }),
        ];
      }),
    );
  };

  return {
    refused,
    noted,

    /** @param note a line for this person alone, where the outcome needs one */
    async of(input: Input, outcome: Outcome, note: string | null = null): Promise<Receipt> {
      switch (outcome.kind) {
        case 'done':
          return { kind: 'accepted', session: outcome.session, note };
        case 'duplicate':
          return { kind: 'duplicate' };
        case 'not_found':
          return noted('unknown_session', input.user.locale);
        case 'session_open':
          return refused('session_open', texts.say(input.user.locale, 'refused.session_open'));
        case 'refused': {
          const { session, refused: code, errors } = outcome;
          if (code === 'stale' || code === 'not_yours') return noted(code, input.user.locale);
          const fields = await wordsFor(errors, session);
          const said = [texts.say(session.locale, `refused.${code}`), ...Object.values(fields)];
          return refused(code, said.join(' '), fields);
        }
      }
    },
  };
};
export type Receipts = ReturnType<typeof createReceipts>;
