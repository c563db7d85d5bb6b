import type { Command } from '../engine/command.ts';
import { lastAnswer } from '../engine/decide/begin.ts';
import type { Session } from '../engine/session.ts';
import { pressableValues } from '../engine/show/collecting.ts';
import { offeredAtOnce } from '../engine/show/choosing.ts';
import type { StepChoice, Template } from '../engine/template.ts';
import { understand } from '../engine/understand.ts';
import type { Move, Understanding } from '../engine/understand.ts';
import type { Choosing } from './press.ts';

/** What typed words ask for, in a session as it stands. */
export type Typed =
  | { readonly ask: 'command'; readonly command: Command | Choosing }
  /** A new description of the problem: the picker has a look at it. */
  | { readonly ask: 'describe'; readonly problem: string }
  | { readonly ask: 'help' }
  /** Too dangerous to guess: ask between these moves (none: only say so). */
  | { readonly ask: 'which'; readonly moves: readonly Move[] }
  | { readonly ask: 'secret_in_chat' }
  /** Nothing that the bot has an answer to. */
  | { readonly ask: 'nothing' };

const everywhere: readonly Move[] = ['human', 'cancel', 'help', 'language_es', 'language_en'];

/** Among the questions of a guide: to the answer before. */
const goesBack = ({ phase, chosen }: Session, template: Template | null): boolean =>
  phase.name === 'collecting' &&
  chosen !== null &&
  template !== null &&
  lastAnswer(template, chosen, phase.missing) !== null;

interface Expected {
  readonly moves: readonly Move[];
  /** The answers of the step, where it is a question. */
  readonly choices: readonly StepChoice[];
}
const nothingExpected: Expected = { moves: everywhere, choices: [] };

/** What may be answered to a guide that is under way; `null` where none is. */
export const expectedIn = ({ phase }: Session, template: Template | null): Expected | null => {
  switch (phase.name) {
    case 'step': {
      const step = template?.steps_template.find(({ step_number }) => step_number === phase.step_number);
      const choices = step?.choices ?? [];
      const results: Move[] = choices.length > 0 ? ['failed'] : ['done', 'failed'];
      return { moves: [...results, 'solved', 'back', 'restart', ...everywhere], choices };
    }
    case 'confirming':
      return { moves: ['solved', 'not_solved', 'back', 'restart', ...everywhere], choices: [] };
    case 'withdrawn':
      return { moves: ['restart', ...everywhere], choices: [] };
    default:
      return null;
  }
};

/** Typed answers count like buttons; what cannot be told apart is asked, never guessed. */
export const typed = (text: string, session: Session, template: Template | null): Typed => {
  const { phase } = session;
  switch (phase.name) {
    case 'choosing': {
      const confirms = phase.mode === 'confirm';
      const options = confirms ? [] : phase.candidates.slice(0, offeredAtOnce).map(({ name }) => name);
      const moves: Move[] = confirms ? ['yes', 'no', 'none_of_these'] : ['none_of_these'];
      // To a question of its own "no" is an answer, and not "none of these".
      const asked = phase.question === undefined && (confirms || phase.mode === 'offer');
      const meant = understand(text, { moves: [...everywhere, ...(asked ? moves : [])], options });
      if (meant.kind === 'text') return { ask: 'describe', problem: text };
      if (meant.kind === 'unsure' && meant.moves.length === 0) return { ask: 'describe', problem: text };
      return answer(meant, session);
    }
    case 'collecting': {
      const variable = template?.variables.find(({ name }) => name === phase.missing[0]);
      const options = variable ? pressableValues(variable) : [];
      const moves: Move[] = goesBack(session, template) ? ['back', ...everywhere] : [...everywhere];
      const meant = understand(text, { moves, options });
      if (meant.kind === 'move') return answer(meant, session);
      if (!variable) return { ask: 'nothing' };
      if (variable.type === 'secret') return { ask: 'secret_in_chat' };
      const value = meant.kind === 'pick' ? (options[meant.index] ?? text) : text;
      return { ask: 'command', command: { type: 'provide_variables', values: { [variable.name]: value } } };
    }
    case 'step':
    case 'confirming':
    case 'withdrawn': {
      const { moves, choices } = expectedIn(session, template) ?? nothingExpected;
      const options = choices.map(({ label }) => label);
      return answer(
        understand(text, { moves, options }),
        session,
        choices.map(({ id }) => id),
      );
    }
    case 'escalated':
      return answer(
        understand(text, { moves: ['solved', 'back', 'cancel', 'help', 'language_es', 'language_en'] }),
        session,
      );
    case 'resolved':
    case 'closed': {
      const meant = understand(text, { moves: [], rating: session.feedback === null });
      return meant.kind === 'rating' ? answer(meant, session) : { ask: 'nothing' };
    }
  }
};

const answer = (meant: Understanding, session: Session, choices: readonly string[] = []): Typed => {
  switch (meant.kind) {
    case 'move':
      return commandOfMove(meant.move, session);
    case 'pick': {
      const candidate = session.phase.name === 'choosing' ? session.phase.candidates[meant.index] : undefined;
      if (candidate) {
        return { ask: 'command', command: { type: 'choosing', template_id: candidate.template_id } };
      }
      const choice = choices[meant.index];
      return choice === undefined
        ? { ask: 'nothing' }
        : {
            ask: 'command',
            command: { type: 'complete_step', success: true, notes: null, choice, solved: false },
          };
    }
    case 'rating':
      return {
        ask: 'command',
        command: { type: 'feedback', rating: meant.rating, comment: meant.comment ?? null },
      };
    case 'unsure':
      return { ask: 'which', moves: meant.moves };
    case 'text':
      return { ask: 'nothing' };
  }
};

export const commandOfMove = (move: Move, session: Session): Typed => {
  const command = commandFor(move, session);
  return command === 'help' ? { ask: 'help' } : { ask: 'command', command };
};

const commandFor = (move: Move, session: Session): Command | Choosing | 'help' => {
  const first = session.phase.name === 'choosing' ? session.phase.candidates[0] : undefined;
  switch (move) {
    case 'yes':
      return first ? { type: 'choosing', template_id: first.template_id } : 'help';
    case 'no':
    case 'none_of_these':
      return { type: 'choose', template_id: null, template: null };
    case 'done':
      return { type: 'complete_step', success: true, notes: null, choice: null, solved: false };
    case 'failed':
      return { type: 'complete_step', success: false, notes: null, choice: null, solved: false };
    case 'solved':
      return session.phase.name === 'confirming' ? { type: 'confirm', solved: true } : { type: 'resolve' };
    case 'not_solved':
      return { type: 'confirm', solved: false };
    case 'back':
      return session.phase.name === 'escalated' ? { type: 'take_back' } : { type: 'back' };
    case 'restart':
      return { type: 'restart' };
    case 'human':
      return { type: 'escalate', reason: null, priority: 'normal' };
    case 'cancel':
      return { type: 'cancel' };
    case 'help':
      return 'help';
    case 'language_es':
      return { type: 'change_language', locale: 'es' };
    case 'language_en':
      return { type: 'change_language', locale: 'en' };
  }
};
