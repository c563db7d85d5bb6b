import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildIndex, pick } from '../../src/picker/index.ts';
import type { PickerEntry } from '../../src/picker/index.ts';
import { asked, campus } from './campus.ts';
import { desks } from './languages.ts';
import { stories, tell } from './long-stories.ts';

const bestOf = (index: ReturnType<typeof buildIndex>, text: string, locale: string): string | undefined =>
  pick(index, text, { locale }).candidates[0]?.template_id;

describe.each(desks)('In a language that the picker knows nothing of ($locale)', (desk) => {
  const index = buildIndex(desk.guides);

  it.each(desk.asked)('%s: %s', (guide, text) => {
    const { confidence, candidates } = pick(index, text, { locale: desk.locale });
    expect(candidates[0]?.template_id).toBe(guide);
    expect(confidence).not.toBe('none');
  });

  it('is never sure where no guide is about it', () => {
    const confidences = desk.strange.map((text) => pick(index, text, { locale: desk.locale }).confidence);
    expect(confidences).not.toContain('sure');
    expect(confidences).toContain('none');
  });

  it('finds what is typed without accents, in capitals and with a slip in a long word', () => {
    const phrases = desk.guides.flatMap(({ template_id, examples }) =>
      examples.map((text) => [template_id, text] as const),
    );
    const slips = fc.record({
      phrase: fc.constantFrom(...phrases),
      word: fc.nat({ max: 20 }),
      at: fc.nat({ max: 20 }),
      kind: fc.constantFrom('lost', 'doubled', 'turned'),
    });
    const results: boolean[] = [];
    fc.assert(
      fc.property(slips, ({ phrase: [guide, text], word, at, kind }) => {
        const slipped = withSlip(text, word, at, kind);
        const bare = slipped.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
        results.push(bestOf(index, bare, desk.locale) === guide);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(results.filter(Boolean).length / results.length).toBeGreaterThan(0.95);
  });
});

/** One letter lost, doubled or changed round with the next, never the first, in a word of five letters and more. */
const withSlip = (text: string, word: number, at: number, kind: string): string => {
  const words = text.split(' ');
  const long = words.flatMap((one, index) => (one.length >= 5 ? [index] : []));
  const chosen = long[word % Math.max(1, long.length)];
  if (chosen === undefined) return text;
  const one = words[chosen] ?? '';
  const place = 1 + (at % (one.length - 2));
  const slipped = {
    lost: one.slice(0, place) + one.slice(place + 1),
    doubled: one.slice(0, place) + one.charAt(place) + one.slice(place),
    turned: one.slice(0, place) + one.charAt(place + 1) + one.charAt(place) + one.slice(place + 2),
  }[kind];
  return words.map((other, index) => (index === chosen ? (slipped ?? other) : other)).join(' ');
};

describe('A problem in the middle of a long story', () => {
  it.each(Object.entries(stories))('is a story of nearly 2,000 characters (%s)', (_, story) => {
    expect(story.join(' ').length).toBeGreaterThan(1_200);
    expect(story.join(' ').length).toBeLessThan(2_000);
  });

  it('is found among the first three, wherever it stands', () => {
    const index = buildIndex(campus);
    const told = asked
      .filter(([, locale]) => locale in stories)
      .map(([guide, locale, text], i) => [guide, locale, tell(locale, text, (i % 10) / 10)] as const);
    const found = told.filter(([guide, locale, text]) =>
      pick(index, text, { locale }).candidates.some(({ template_id }) => template_id === guide),
    );
    const first = told.filter(([guide, locale, text]) => bestOf(index, text, locale) === guide);
    expect(found.length / told.length).toBeGreaterThanOrEqual(0.85);
    expect(first.length / told.length).toBeGreaterThanOrEqual(0.7);
  });

  it('in any language', () => {
    const [german] = desks;
    const index = buildIndex(german?.guides ?? []);
    for (const [guide, text] of german?.asked.filter(([, words]) => words.includes(' ')) ?? []) {
      const { candidates } = pick(index, tell('de', text, 0.6), { locale: 'de' });
      expect(candidates.map(({ template_id }) => template_id)).toContain(guide);
    }
  });

  it('is found without a single full stop', () => {
    const index = buildIndex(campus);
    const text = tell('en', 'the radiator leaks and makes a noise', 0.5).replace(/[.,!?]/g, '');
    expect(bestOf(index, text, 'en')).toBe('heating');
  });

  it('is no guide’s for sure where there is no problem in it', () => {
    const index = buildIndex(campus);
    for (const [locale, story] of Object.entries(stories)) {
      expect(pick(index, story.join(' '), { locale }).confidence).not.toBe('sure');
    }
  });
});

describe('A script without blanks', () => {
  const guide = (id: string, locale: string, name: string, ...examples: string[]): PickerEntry => ({
    template_id: id as PickerEntry['template_id'],
    locale,
    name,
    description: '',
    keywords: [],
    examples,
  });
  const chinese = buildIndex([
    guide('password', 'zh', '重置密码', '我忘记了密码', '密码不正确', '无法登录我的账户'),
    guide('printer', 'zh', '打印机无法打印', '打印机没有反应', '打印机卡纸了', '墨盒空了'),
    guide('wifi', 'zh', '无法连接无线网络', '网络一直断开', '没有网络', '路由器闪红灯'),
    guide('delivery', 'zh', '包裹没有到', '我的订单在哪里', '包裹损坏了', '我想更改送货地址'),
  ]);
  const japanese = buildIndex([
    guide('on', 'ja', '電気をつける', '電気をつけてください', '照明をつけて', '部屋を明るくして'),
    guide('off', 'ja', '電気を消す', '電気を消してください', '照明を消して', '部屋を暗くして'),
  ]);

  it.each([
    ['password', '密码忘了怎么办'],
    ['password', '登录不了账户'],
    ['printer', '打印机卡住纸了'],
    ['printer', '墨盒没有墨了'],
    ['wifi', '网络断开了'],
    ['wifi', '路由器红灯'],
    ['delivery', '包裹还没到'],
    ['delivery', '更改地址'],
  ])('%s: %s', (id, text) => {
    expect(bestOf(chinese, text, 'zh')).toBe(id);
  });

  it('is not put right as if a sentence were a word: on is not off', () => {
    expect(bestOf(japanese, '電気つけて', 'ja')).toBe('on');
    expect(bestOf(japanese, '電気消して', 'ja')).toBe('off');
  });
});
