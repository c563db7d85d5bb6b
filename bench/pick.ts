import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildIndex, pick } from '../src/picker/index.ts';
import type { Pick, PickerEntry } from '../src/picker/index.ts';
import { bankingCatalogue, bankingFolder, bankingQuestions, isBankingThere } from './pick/banking.ts';
import type { Question } from './pick/banking.ts';
import { searchers } from './pick/searchers.ts';
import type { SearcherName } from './pick/searchers.ts';
import type { Cost } from './pick/subject.ts';
import { table } from './table.ts';

const phrasings = 10;
const guides = 10_000;
const names = Object.keys(searchers) as SearcherName[];

/** How well, how surely and how fast a guide is picked, with minisearch on the same catalogue beside it. */
export async function benchPick(): Promise<void> {
  if (isBankingThere()) {
    const entries = bankingCatalogue(bankingQuestions('train'), phrasings);
    const questions = bankingQuestions('test');
    accuracy(entries, questions);
    calibration(entries, questions);
  } else {
    console.log(`\nPicking: accuracy is skipped, there is no ${bankingFolder}`);
  }
  await large();
}

const accuracy = (entries: readonly PickerEntry[], questions: readonly Question[]): void => {
  const rows = names.map((name) => {
    const started = performance.now();
    const search = searchers[name](entries);
    const built = performance.now();
    const found = questions.map(({ text }) => search(text));
    const each = ((performance.now() - built) * 1_000) / questions.length;
    const right = (first: number): string =>
      share(
        questions.filter(({ category }, i) => found[i]?.slice(0, first).includes(category)).length,
        questions.length,
      );
    return [name, right(1), right(3), (built - started).toFixed(0), each.toFixed(0)];
  });
  console.log(
    `\nPicking: banking77, ${entries.length} guides of ${phrasings} phrasings, ${questions.length} questions`,
  );
  console.log(table(['', 'at 1', 'at 3', 'build ms', 'µs a pick'], rows));
};

const calibration = (entries: readonly PickerEntry[], questions: readonly Question[]): void => {
  const half = entries.filter((_, i) => i % 2 === 0);
  const hasGuide = ({ category }: Question): boolean =>
    half.some(({ template_id }) => template_id === category);
  const pickIn = (catalogue: readonly PickerEntry[]): ((question: Question) => Answered) => {
    const index = buildIndex(catalogue);
    return (question) => ({ question, answer: pick(index, question.text, { locale: 'en' }) });
  };
  const all = questions.map(pickIn(entries));
  const without = questions.filter((question) => !hasGuide(question)).map(pickIn(half));
  const rows = (['sure', 'unsure', 'none'] as const).map((confidence) => {
    const own = all.filter(({ answer }) => answer.confidence === confidence);
    const right = own.filter(
      ({ question, answer }) => answer.candidates[0]?.template_id === question.category,
    );
    const strange = without.filter(({ answer }) => answer.confidence === confidence);
    return [
      confidence,
      share(own.length, all.length),
      share(right.length, own.length),
      share(strange.length, without.length),
    ];
  });
  console.log('\nPicking: how sure, how right then; and how sure of questions whose guide was taken out');
  console.log(table(['', 'of all', 'right', 'without a guide'], rows));
};

interface Answered {
  readonly question: Question;
  readonly answer: Pick;
}

const large = async (): Promise<void> => {
  const rows: string[][] = [];
  for (const name of names) {
    const { buildMs, longestBlockMs, microsecondsEach, megabytes } = await costOf(name);
    rows.push([
      name,
      buildMs.toFixed(0),
      longestBlockMs.toFixed(0),
      microsecondsEach.toFixed(0),
      megabytes.toFixed(1),
    ]);
  }
  console.log(`\nPicking: ${guides} synthetic guides`);
  console.log(table(['', 'build ms', 'longest block ms', 'µs a pick', 'MB'], rows));
};

const costOf = async (name: SearcherName): Promise<Cost> => {
  const file = fileURLToPath(new URL('pick/subject.ts', import.meta.url));
  const child = fork(file, [name, String(guides)], { execArgv: ['--expose-gc', '--import', 'tsx'] });
  const [cost] = (await once(child, 'message')) as [Cost];
  return cost;
};

const share = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(3));

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchPick();
