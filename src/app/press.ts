import type { Command } from '../engine/command.ts';
import type { Press } from '../engine/message.ts';
import { afresh } from '../engine/show/choosing.ts';
import { pressableValues } from '../engine/show/collecting.ts';
import { reminderMinutes } from '../engine/show/forms.ts';
import type { Session } from '../engine/session.ts';
import type { Template } from '../engine/template.ts';
import { languageTag } from './language-tag.ts';
import { wordsOf } from './words.ts';

/** What a form brought along with a press. */
export type Values = Readonly<Record<string, string>>;

/** A choice that needs its template looked up before it is a command. */
export interface Choosing {
  readonly type: 'choosing';
  readonly template_id: NonNullable<Extract<Command, { type: 'choose' }>['template_id']>;
  readonly afresh?: boolean;
}

/**
 * The command behind a press on a session's message, with what a form brought. `null` where the button belongs
 * to no state of this session any more.
 */
export const commandOf = (
  press: Press,
  values: Values,
  session: Session,
  template: Template | null,
): Command | Choosing | null => {
  const { phase } = session;
  switch (press.move) {
    case 'yes':
      return chosen(session, 0, press.arg === afresh);
    case 'choose':
      return chosen(session, indexIn(press));
    case 'none_of_these':
      return { type: 'choose', template_id: null, template: null };
    case 'variable': {
      const name = phase.name === 'collecting' ? phase.missing[0] : undefined;
      const variable = template?.variables.find((one) => one.name === name);
      const value = variable && pressableValues(variable)[indexIn(press)];
      return name === undefined || value === undefined
        ? null
        : { type: 'provide_variables', values: { [name]: value } };
    }
    case 'fill_in':
      return { type: 'provide_variables', values };
    case 'done':
    case 'failed':
      return {
        type: 'complete_step',
        success: press.move === 'done',
        notes: typedIn(values, 'notes'),
        choice: null,
        solved: false,
      };
    case 'choice': {
      const step =
        phase.name === 'step'
          ? template?.steps_template.find(({ step_number }) => step_number === phase.step_number)
          : undefined;
      const choice = step?.choices[indexIn(press)];
      return choice
        ? { type: 'complete_step', success: true, notes: null, choice: choice.id, solved: false }
        : null;
    }
    case 'solved':
      return phase.name === 'confirming' ? { type: 'confirm', solved: true } : { type: 'resolve' };
    case 'not_solved':
      return { type: 'confirm', solved: false };
    case 'human':
      return { type: 'escalate', reason: typedIn(values, 'reason'), priority: 'normal' };
    case 'back':
      return { type: 'back' };
    case 'change_answers':
      return { type: 'change_answers' };
    case 'restart':
      return { type: 'restart' };
    case 'cancel':
      return { type: 'cancel' };
    case 'language':
      return press.arg !== null && languageTag.test(press.arg)
        ? { type: 'change_language', locale: press.arg }
        : null;
    case 'take_back':
      return { type: 'take_back' };
    case 'rate':
      return rating(press.arg, null);
    case 'comment':
      return rating(values['rating'] ?? null, typedIn(values, 'comment'));
    // These begin something or need the picker: see desk/pressed.ts.
    case 'describe':
    case 'reopen':
    case 'start':
    case 'start_new':
    case 'go_on':
    case 'web':
      return null;
    case 'later': {
      const minutes = reminderMinutes.find((one) => String(one) === values['minutes']);
      return minutes === undefined ? null : { type: 'remind_later', minutes };
    }
    // Agents' moves: see hand-off/pressed.ts.
    case 'claim':
    case 'release':
    case 'reply':
    case 'send_back':
    case 'other_guide':
    case 'priority':
    case 'assign':
    case 'pass_on':
    case 'close_solved':
    case 'close_unsolved':
    case 'open_line':
    case 'close_line':
    case 'try_again':
      return null;
    // Of no session: see admin/chat and desk/help-author.ts.
    case 'admin':
    case 'for_me':
    case 'for_author':
    case 'accept_help':
    case 'decline_help':
      return null;
  }
};

const typedIn = (values: Values, name: string): string | null => wordsOf(values[name] ?? '') || null;

/** Which of the offered things; what is no index is beyond them all. */
const indexIn = ({ arg }: Press): number => (arg !== null && /^\d{1,3}$/.test(arg) ? Number(arg) : -1);

const chosen = ({ phase }: Session, index: number, anew = false): Choosing | null => {
  const candidate = phase.name === 'choosing' ? phase.candidates[index] : undefined;
  return candidate ? { type: 'choosing', template_id: candidate.template_id, afresh: anew } : null;
};

const rating = (text: string | null, comment: string | null): Command | null =>
  text !== null && /^[1-5]$/.test(text) ? { type: 'feedback', rating: Number(text), comment } : null;
