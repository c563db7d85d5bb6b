import { lastAnswer } from '../decide/begin.ts';
import type { Action, Message } from '../message.ts';
import type { Session } from '../session.ts';
import type { Variable } from '../template.ts';
import { action, cancel, guideName, human, switchLanguage } from './context.ts';
import type { ShowContext } from './context.ts';

/** Above this a list of buttons is a wall; the form has a menu. */
const buttonsAtMost = 8;

/** Asks for the first variable that is missing; secrets only by the form. */
export const showCollecting = (
  session: Session,
  missing: readonly string[],
  context: ShowContext,
): Message => {
  const { say, template } = context;
  const variable = template?.variables.find(({ name }) => name === missing[0]);
  const asked = variable ? question(variable) : (missing[0] ?? '');
  const answers = variable ? quickAnswers(session, variable, context) : [];
  return {
    summary: say('collecting.summary', { question: asked }),
    locale: session.locale,
    parts: [
      { type: 'title', text: guideName(session, context) },
      { type: 'text', text: say('collecting.intro', { count: missing.length }) },
      { type: 'text', text: asked },
      { type: 'hint', text: say(variable?.type === 'secret' ? 'collecting.secret' : 'collecting.how') },
    ],
    actions: [
      ...answers,
      action(session, 'fill_in', say('action.fill_in'), {
        form: 'variables',
        style: answers.length > 0 ? 'plain' : 'primary',
      }),
      human(session, context),
      ...(template && session.chosen && lastAnswer(template, session.chosen, missing) !== null
        ? [action(session, 'back', say('action.back_to_answer'), { place: 'more' })]
        : []),
      ...switchLanguage(session, context),
      cancel(session, context),
    ],
  };
};

/** What the person is asked: the description, else the name made readable. */
export const question = (variable: Variable): string =>
  variable.description === '' ? variable.name.replaceAll('_', ' ') : variable.description;

/** The values that can be answered by pressing, in the order of their index in `press.arg`. */
export const pressableValues = (variable: Variable): readonly string[] => {
  if (variable.type === 'boolean') return ['true', 'false'];
  return variable.type === 'choice' && variable.choices.length <= buttonsAtMost ? variable.choices : [];
};

const quickAnswers = (session: Session, variable: Variable, { say }: ShowContext): Action[] =>
  pressableValues(variable).map((value, index) =>
    action(session, 'variable', variable.type === 'boolean' ? say(`boolean.${value}`) : value, {
      arg: String(index),
    }),
  );
