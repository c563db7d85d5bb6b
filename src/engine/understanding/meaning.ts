import type { Sense } from './lexicon.ts';
import { sensesOf } from './senses.ts';
import type { Meaningful } from './senses.ts';
import type { Clause, Typed } from './tokens.ts';

/**
 * What an answer says of how it went.
 * `works` is of now, `solved` of the whole problem, `done` of what was to be done; `heard` only acknowledges.
 * `not_yet` is still at it, `yes_but_fails` confirms what is asked while nothing works, `unsure` must be asked about.
 */
export type Meaning =
  'solved' | 'works' | 'done' | 'yes' | 'heard' | 'no' | 'fails' | 'yes_but_fails' | 'not_yet' | 'unsure';

export interface Outcome {
  readonly meaning: Meaning;
  /** How many words in it may be about anything: they make it a description rather than an answer. */
  readonly aside: number;
}

type Said = 'solved' | 'works' | 'done' | 'yes' | 'heard' | 'no' | 'fails' | 'not_yet' | 'unsure';

interface Reading {
  readonly said: ReadonlySet<Said>;
  readonly unknown: number;
  readonly named: number;
  /** "But", "only", "before": what is good is not all good. */
  readonly limited: boolean;
}

/** What the whole answer says; `null` where no word of it says how it went. */
export const outcomeOf = (typed: Typed): Outcome | null => {
  const readings = typed.clauses.map(readClause);
  const said = new Set(readings.flatMap((reading) => [...reading.said]));
  if (typed.emoji === 'both') said.add('unsure');
  else if (typed.emoji !== null) said.add(typed.emoji);
  if (said.size === 0) return null;
  const unknown = readings.reduce((sum, reading) => sum + reading.unknown, 0);
  const aside = readings.reduce((sum, { named }) => sum + named, unknown);

  const good = said.has('solved') || said.has('works') || said.has('done') || said.has('yes');
  const bad = said.has('fails') || said.has('not_yet') || said.has('no');
  if (said.has('unsure')) return { meaning: 'unsure', aside };
  if (good && bad) {
    const onlyYes = !said.has('solved') && !said.has('works') && !said.has('done');
    return { meaning: onlyYes && said.has('fails') && !said.has('no') ? 'yes_but_fails' : 'unsure', aside };
  }
  // A case is never closed on a guess: what is good must be said in so many words, and in no others.
  if (good && (unknown > 0 || typed.question || readings.some(({ limited }) => limited))) {
    return { meaning: 'unsure', aside };
  }
  if (typed.question && bad && typed.clauses.every(({ question }) => question)) {
    return { meaning: 'unsure', aside };
  }
  const order: readonly Said[] = ['solved', 'works', 'done', 'yes', 'fails', 'not_yet', 'no', 'heard'];
  const meaning = order.find((one) => said.has(one)) ?? 'unsure';
  return { meaning, aside };
};

/** English puts the verb first to ask, with or without a question mark. */
const asksByOrder =
  /^(?:is|does|did|has|have|was|were|are|do|can|wil) (?:it|this|that|the|my|there|everything|you|i) ./u;

const readClause = (clause: Clause): Reading => {
  const all = sensesOf(clause.words);
  const said = new Set<Said>();
  const has = (sense: Sense): boolean => all.some((one) => one.sense === sense);
  if (has('hedge') || asksByOrder.test(clause.words.join(' '))) said.add('unsure');
  let unknown = 0;
  let named = 0;
  for (const part of split(all)) {
    const reading = readPart(part);
    for (const one of reading.said) said.add(one);
    unknown += reading.unknown;
    named += reading.named;
  }
  return { said, unknown, named, limited: has('but') || has('limit') };
};

/** "It is done but it still fails" is two statements. */
const split = (all: readonly Meaningful[]): readonly (readonly Meaningful[])[] => {
  const partsOf: Meaningful[][] = [[]];
  for (const one of all) {
    if (one.sense === 'but') partsOf.push([]);
    else partsOf[partsOf.length - 1]?.push(one);
  }
  return partsOf;
};

const readPart = (part: readonly Meaningful[]): Omit<Reading, 'limited'> => {
  const negations = negationsIn(part);
  const { unknown, named } = countUnknown(part);
  if (negations.length > 1) return { said: new Set(['unsure']), unknown, named };
  const state = { has: (sense: Sense) => part.some((one) => one.sense === sense), ended: hasEnded(part) };
  const said = new Set<Said>();
  let strange = unknown;
  let pending = negations[0] ?? null;
  let negates = false;
  let isFar = false;
  part.forEach(({ sense }, at) => {
    const negated = pending !== null && pending < at;
    if (sense === null || sense === 'other') {
      isFar ||= negated;
      return;
    }
    // "Without the cable it works": with words between them that say something else, who knows what is negated.
    const one = negated && isFar && negatable.has(sense) ? 'unsure' : readSense(sense, negated, state);
    if (one === 'strange') strange++;
    else if (one !== null) said.add(one);
    if (!negated || !negatable.has(sense)) return;
    negates = true;
    // "No problem shows any more" negates all of it; "no, it works" does not reach further than one verb.
    if (!troubles.has(sense)) pending = null;
  });
  if (negations.length > 0 && !negates)
    said.add(state.has('still') ? (strange > 0 ? 'unsure' : 'not_yet') : 'no');
  else if (said.size === 0 && (state.has('still') || (state.has('limit') && strange === 0)))
    said.add('unsure');
  return { said, unknown: strange, named };
};

const troubles: ReadonlySet<Sense> = new Set(['fails', 'trouble']);
const negatable: ReadonlySet<Sense> = new Set([
  'works',
  'to_work',
  'solved',
  'done',
  'fails',
  'trouble',
  'gone',
]);

const readSense = (
  sense: Sense,
  negated: boolean,
  { has, ended }: { readonly has: (sense: Sense) => boolean; readonly ended: boolean },
): Said | 'strange' | null => {
  switch (sense) {
    case 'works':
    case 'solved':
      return negated ? 'fails' : has('still') || ended ? 'unsure' : sense;
    case 'to_work':
      return negated ? 'fails' : 'strange';
    case 'done':
      return negated ? 'not_yet' : has('still') || ended ? 'unsure' : 'done';
    case 'fails':
      if (!negated) return has('gone') ? null : 'fails';
      return ended ? 'works' : has('works') || has('solved') ? null : 'unsure';
    case 'trouble':
      if (negated) return ended ? 'works' : has('works') || has('solved') ? null : 'unsure';
      if (has('gone') || has('solved')) return null;
      return has('still') || has('fails') ? 'fails' : 'strange';
    case 'gone':
      return negated ? 'fails' : has('trouble') || has('fails') ? 'solved' : 'strange';
    case 'yes':
    case 'no':
    case 'heard':
      return sense;
    case 'wait':
      return 'unsure';
    case 'not':
    case 'nothing':
    case 'still':
    case 'any_more':
    case 'hedge':
    case 'limit':
    case 'but':
    case 'the':
    case 'filler':
    case 'other':
      return null;
  }
};

/** Where negations stand: "no no" is one, and so is "no … nada"; any other two are too much to unravel. */
const negationsIn = (part: readonly Meaningful[]): readonly number[] => {
  const found: number[] = [];
  part.forEach(({ sense, words }, at) => {
    const repeated = part[at - 1]?.sense === 'not' && part[at - 1]?.words[0] === words[0];
    if (sense === 'not' && !repeated) found.push(at);
    if (sense === 'nothing' && found.length === 0) found.push(at);
  });
  return found;
};

/** "It no longer fails", "ya no falla": what was so has ended. */
const hasEnded = (part: readonly Meaningful[]): boolean =>
  part.some(({ sense }) => sense === 'any_more') ||
  part.some(({ words }, at) => words[0] === 'ya' && part[at + 1]?.sense === 'not');

/** Where a thing works is news ("on my phone"), that it does is not ("my phone works"). */
const prepositions: ReadonlySet<string> = new Set([
  'en',
  'con',
  'de',
  'para',
  'in',
  'on',
  'with',
  'for',
  'of',
  'at',
]);

/** Words without a sense, and the one name of a thing that says no more than what the problem is about. */
const countUnknown = (part: readonly Meaningful[]): { readonly unknown: number; readonly named: number } => {
  let named = 0;
  let unknown = 0;
  part.forEach(({ sense }, at) => {
    if (sense === 'other') unknown++;
    if (sense !== null) return;
    const isNamed = part[at - 1]?.sense === 'the' && !prepositions.has(part[at - 2]?.words[0] ?? '');
    if (isNamed && named === 0) named++;
    else unknown++;
  });
  return { unknown, named };
};
