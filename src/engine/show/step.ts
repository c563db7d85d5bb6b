import { answeredIn } from '../decide/begin.ts';
import type { Action, Message, Part } from '../message.ts';
import type { Session } from '../session.ts';
import { positionOf } from '../steps.ts';
import { isPicture } from '../template.ts';
import type { Guide, Picture, Resource, Step } from '../template.ts';
import { action, cancel, human, switchLanguage } from './context.ts';
import type { ShowContext } from './context.ts';

/** One step: what to do, what should be seen then, and the ways on. */
export const showStep = (session: Session, guide: Guide, step: Step, context: ShowContext): Message => {
  const { say } = context;
  const progress = progressPart(guide, step, context);
  const parts: Part[] = [{ type: 'title', text: step.title }, progress];
  if (step.description !== '') parts.push({ type: 'text', text: step.description });
  if (step.warnings.length > 0) {
    parts.push({ type: 'warnings', label: say('step.warnings'), items: step.warnings });
  }
  parts.push(...instructionParts(step));
  if (step.expected_result !== '') {
    parts.push({ type: 'expected', label: say('step.expected'), text: step.expected_result });
  }
  const resources = step.resources.filter((resource): resource is string | Resource => !isPicture(resource));
  if (resources.length > 0) parts.push({ type: 'resources', label: say('step.resources'), items: resources });
  parts.push(...step.resources.filter(isPicture).map(picturePart));
  parts.push({ type: 'hint', text: say(step.choices.length > 0 ? 'step.hint_choice' : 'step.hint') });
  return {
    summary: `${progress.text}: ${step.title}`,
    locale: session.locale,
    parts,
    actions: [
      ...(step.choices.length > 0 ? choiceActions(session, step) : resultActions(session, context)),
      human(session, context),
      ...otherWays(session, context, step.choices.length > 0),
    ],
  };
};

const picturePart = ({ image, alt }: Picture): Part => ({ type: 'picture', url: image, alt });

/** What to do, in order: a picture stands where it was put, and the numbers go on after it. */
const instructionParts = ({ instructions }: Step): readonly Part[] => {
  const parts: Part[] = [];
  let first = 1;
  let items: string[] = [];
  const flush = (): void => {
    if (items.length > 0) parts.push({ type: 'instructions', items, ...(first > 1 && { first }) });
    first += items.length;
    items = [];
  };
  for (const instruction of instructions) {
    if (typeof instruction === 'string') {
      items.push(instruction);
      continue;
    }
    flush();
    parts.push(picturePart(instruction));
  }
  flush();
  return parts;
};

const progressPart = (
  guide: Guide,
  step: Step,
  { say }: ShowContext,
): Extract<Part, { type: 'progress' }> => {
  const current = positionOf(guide.steps, step.step_number);
  const total = guide.steps.length;
  return { type: 'progress', current, total, text: say('step.progress', { current, total }) };
};

const resultActions = (session: Session, { say }: ShowContext): Action[] => [
  action(session, 'done', say('action.done'), { style: 'primary' }),
  action(session, 'failed', say('action.failed')),
  action(session, 'solved', say('action.solved')),
];

const choiceActions = (session: Session, step: Step): Action[] =>
  step.choices.map(({ label }, index) => action(session, 'choice', label, { arg: String(index) }));

const changesAnswers = ({ chosen }: Session, { template }: ShowContext): boolean =>
  chosen !== null && template !== null && answeredIn(template, chosen).length > 0;

const otherWays = (session: Session, context: ShowContext, asksQuestion: boolean): Action[] => {
  const { say } = context;
  const more = { place: 'more' } as const;
  return [
    ...(asksQuestion ? [action(session, 'solved', say('action.solved'), more)] : []),
    ...(session.path.length > 1 ? [action(session, 'back', say('action.back'), more)] : []),
    ...(session.path.length > 1 ? [action(session, 'restart', say('action.restart'), more)] : []),
    ...(changesAnswers(session, context)
      ? [action(session, 'change_answers', say('action.change_answers'), more)]
      : []),
    action(session, 'later', say('action.later'), { ...more, form: 'later' }),
    ...(context.continues ? [action(session, 'web', say('action.web'), more)] : []),
    ...switchLanguage(session, context),
    cancel(session, context),
  ];
};
