import { z } from 'zod';
import type { Advice, GuideOption, ModelQuestion, PickQuestion } from '../../app/advice/port.ts';
import { foldText } from '../../engine/plain-text.ts';
import type { Variable } from '../../engine/template.ts';
import { plain } from './mask.ts';
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
    return Object.fromEntries(
      (chosen?.details ?? []).flatMap((detail) => {
        const value = mask.restore(details.find(({ name }) => name === detail.name)?.value ?? '');
        return stands(value, detail, question.words) ? [[detail.name, value]] : [];
      }),
    );
  });
  if (read.result !== 'none' || !question.may_ask) return read;
  const presented = presentable(asked, {
    never: instructions.pick,
    guides: question.guides.flatMap(textsOf),
    said: question.words,
    mask,
  });
  return presented === null ? read : { result: 'question', question: presented };
};

const textsOf = ({ name, description, examples, details }: GuideOption): readonly string[] => [
  name,
  description,
  ...examples,
  ...details.map((detail) => detail.description),
];

/** A value is the person's own words, or one of those there are: nothing that the model has made up. */
const stands = (value: string, { type, choices }: Variable, words: string): boolean => {
  if (type === 'choice') return choices.some((choice) => foldText(choice) === foldText(value));
  if (type === 'boolean') return ['true', 'false', 'yes', 'no'].includes(value.toLowerCase());
  return type !== 'secret' && standsIn(foldText(plain(words)), foldText(value));
};

/** As whole words. */
const standsIn = (text: string, part: string): boolean => {
  const isWord = (letter: string | undefined): boolean =>
    letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
  for (let at = text.indexOf(part); part !== '' && at >= 0; at = text.indexOf(part, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + part.length])) return true;
  }
  return false;
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
