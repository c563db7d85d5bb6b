import { z } from 'zod';
import type { Advice, ModelQuestion, PickQuestion } from '../../app/advice/port.ts';
import type { Mask } from './mask.ts';
import { instructions } from './prompt.ts';
import { presentable } from './question.ts';

type Read = Advice extends infer One ? (One extends unknown ? Omit<One, 'spent'> : never) : never;

const pickAnswer = z.strictObject({
  guide: z.string(),
  details: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
  question: z.string().default(''),
});
const replyAnswer = z.strictObject({ move: z.string() });

/**
 * What a model answered. The schema it was given is not trusted to have been kept: servers differ in how strictly
 * they hold a model to it, and a model may have been talked into anything.
 */
export const readAnswer = (content: string, question: ModelQuestion, mask: Mask): Read => {
  const json = jsonOf(content);
  if (question.kind === 'pick') {
    const read = pickAnswer.safeParse(json);
    return read.success ? picked(read.data, question, mask) : { result: 'malformed' };
  }
  const read = replyAnswer.safeParse(json);
  if (!read.success) return { result: 'malformed' };
  return chosenOf(
    read.data.move,
    question.moves.map(({ id }) => id),
    () => ({}),
  );
};

const picked = (
  { guide, details, question: asked }: z.output<typeof pickAnswer>,
  question: PickQuestion,
  mask: Mask,
): Read => {
  const ids = question.guides.map(({ template_id }) => template_id);
  const read = chosenOf(guide, ids, () => {
    const chosen = question.guides.find(({ template_id }) => template_id === guide);
    const known = new Set(chosen?.details.map(({ name }) => name));
    return Object.fromEntries(
      details.filter(({ name }) => known.has(name)).map(({ name, value }) => [name, mask.restore(value)]),
    );
  });
  if (read.result !== 'none' || !question.may_ask) return read;
  const presented = presentable(asked, { never: instructions.pick, mask });
  return presented === null ? read : { result: 'question', question: presented };
};

const chosenOf = (
  choice: string,
  offered: readonly string[],
  details: () => Readonly<Record<string, string>>,
): Read => {
  if (choice === 'none') return { result: 'none' };
  return offered.includes(choice)
    ? { result: 'chosen', choice, details: details() }
    : { result: 'not_offered' };
};

const jsonOf = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
};
