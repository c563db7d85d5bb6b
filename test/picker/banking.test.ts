import { describe, expect, it } from '@jest/globals';
import {
  bankingCatalogue,
  bankingFolder,
  bankingQuestions,
  isBankingThere,
} from '../../bench/pick/banking.ts';
import { buildIndex, pick } from '../../src/picker/index.ts';
import { tell } from './long-stories.ts';

const there = isBankingThere();
if (!there) console.warn(`Skipped: there is no ${bankingFolder}`);

(there ? describe : describe.skip)('3,080 questions to a bank, 77 guides of 10 phrasings', () => {
  const answers = (): readonly { readonly place: number; readonly confidence: string }[] => {
    const index = buildIndex(bankingCatalogue(bankingQuestions('train'), 10));
    return bankingQuestions('test').map(({ text, category }) => {
      const { candidates, confidence } = pick(index, text, { locale: 'en' });
      return { place: candidates.findIndex(({ template_id }) => template_id === category), confidence };
    });
  };

  it('find their guide first in 75 % and among three in 90 %, and are right in 95 % where sure', () => {
    const all = answers();
    const first = all.filter(({ place }) => place === 0);
    const sure = all.filter(({ confidence }) => confidence === 'sure');
    expect(first.length / all.length).toBeGreaterThanOrEqual(0.75);
    expect(all.filter(({ place }) => place >= 0).length / all.length).toBeGreaterThanOrEqual(0.9);
    expect(sure.filter(({ place }) => place === 0).length / sure.length).toBeGreaterThanOrEqual(0.95);
    expect(sure.length / all.length).toBeGreaterThan(0.3);
  });

  it('find it in the middle of a long story too: first in 50 %, among three in 75 %', () => {
    const index = buildIndex(bankingCatalogue(bankingQuestions('train'), 10));
    const some = bankingQuestions('test').filter((_, i) => i % 25 === 0);
    const places = some.map(({ text, category }, i) =>
      pick(index, tell('en', text, (i % 10) / 10), { locale: 'en' }).candidates.findIndex(
        ({ template_id }) => template_id === category,
      ),
    );
    expect(places.filter((place) => place === 0).length / some.length).toBeGreaterThanOrEqual(0.5);
    expect(places.filter((place) => place >= 0).length / some.length).toBeGreaterThanOrEqual(0.75);
  });
});
