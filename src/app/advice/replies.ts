import type { Session } from '../../engine/session.ts';
import type { Guide, Template } from '../../engine/template.ts';
import type { Move } from '../../engine/understand.ts';
import { commandOfMove, expectedIn } from '../typed.ts';
import type { Typed } from '../typed.ts';

/** Something that a typed reply may mean, in a session as it stands. */
export interface PossibleReply {
  readonly id: string;
  /** For the model. */
  readonly means: string;
  readonly typed: Typed;
  /** One of several answers to a step has words of its own; a move has a button. */
  readonly is: { readonly move: Move } | { readonly answer: string };
  /** It can be taken back by "back": done at once. The others are asked about: nothing is closed on a guess. */
  readonly isHarmless: boolean;
}

const meanings: Readonly<Partial<Record<Move, string>>> = {
  done: 'they did this step and it worked',
  failed: 'they did this step and it did not work',
  solved: 'the whole problem is solved',
  not_solved: 'the problem is not solved',
  back: 'they want to go back to the step before',
  restart: 'they want to begin the guide anew',
  human: 'they want to talk to a person',
  cancel: 'they want to stop altogether',
};
const harmless: readonly Move[] = ['done', 'failed', 'back'];

/** Where a session waits for an answer about a guide: what that may be. Elsewhere typed words are data. */
export const repliesIn = (session: Session, template: Template | null): readonly PossibleReply[] => {
  const expected = expectedIn(session, template);
  if (expected === null) return [];
  const moves = expected.moves.flatMap((move): PossibleReply[] => {
    const means = meanings[move];
    return means === undefined
      ? []
      : [
          {
            id: move,
            means,
            typed: commandOfMove(move, session),
            is: { move },
            isHarmless: harmless.includes(move),
          },
        ];
  });
  const answers = expected.choices.map(({ id, label }, index): PossibleReply => ({
    id: `answer_${index + 1}`,
    means: label,
    typed: {
      ask: 'command',
      command: { type: 'complete_step', success: true, notes: null, choice: id, solved: false },
    },
    is: { answer: label },
    isHarmless: true,
  }));
  return [...answers, ...moves];
};

/** What the person is answering, in a few lines. */
export const shownIn = ({ phase, chosen }: Session, guide: Guide | null): string => {
  const name = guide?.name ?? chosen?.name ?? '';
  if (phase.name !== 'step') return `${name}\nIs the problem solved?`;
  const step = guide?.steps.find(({ step_number }) => step_number === phase.step_number);
  return [
    name,
    step?.title,
    step?.description,
    ...(step?.instructions ?? []).map((one) => (typeof one === 'string' ? one : one.alt)),
    step?.expected_result,
  ]
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
};
