import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  answers,
  breaksOff,
  dawdles,
  fails,
  filtered,
  hangs,
  hangsUp,
  redirects,
  refuses,
  says,
  sends,
  standInModel,
  startOpenAi,
  truncates,
} from '../../support/openai-stand-in.ts';
import type { Behaviour, OpenAiStandIn } from '../../support/openai-stand-in.ts';
import { about, adviserOf, replying } from './questions.ts';

let standIn: OpenAiStandIn;
beforeAll(async () => {
  standIn = await startOpenAi();
});
afterAll(async () => {
  await standIn.stop();
});

const printer = answers({ guide: 'printer', details: [], question: '' });

describe('Asked which guide it is', () => {
  it('the model sees the guides and the words, without what is private', async () => {
    const { ask } = adviserOf(standIn);
    const before = standIn.requests.length;
    standIn.next(printer);
    await ask(
      about('Soy Ana, ana@example.com, +34 612 345 678: no imprime la Epson', {
        known: [{ kind: 'NAME', value: 'Ana Ruiz' }],
      }),
    );
    const [request] = standIn.requests.slice(before);
    expect(request?.data).toMatchObject({
      language: 'en',
      words: 'Soy [NAME_1], [EMAIL_1], [PHONE_1]: no imprime la Epson',
      guides: [
        { id: 'printer', examples: ['nothing comes out of the printer'] },
        { id: 'vpn', details: [] },
      ],
    });
    expect(request?.raw).not.toMatch(/ana@|Ana|612/);
    expect(request).toMatchObject({ model: standInModel, authorization: 'Bearer sk-right' });
    expect(request?.headers).toEqual(['accept', 'authorization', 'content-type', 'user-agent']);
  });

  it('may answer with one of their ids or "none" alone, by a strict schema', async () => {
    standIn.next(printer);
    await adviserOf(standIn).ask(about('no imprime'));
    expect(standIn.requests.at(-1)?.schema).toEqual({
      type: 'object',
      properties: {
        guide: { type: 'string', enum: ['printer', 'vpn', 'none'] },
        details: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: 'string', enum: ['model', 'mail'] }, value: { type: 'string' } },
            required: ['name', 'value'],
            additionalProperties: false,
          },
        },
        question: { type: 'string' },
      },
      required: ['guide', 'details', 'question'],
      additionalProperties: false,
    });
  });

  it('its choice comes back with what it took', async () => {
    const { ask, recorded, tokens } = adviserOf(standIn);
    standIn.next(printer);
    const advice = await ask(about('it does not print'));
    expect(advice).toMatchObject({
      result: 'chosen',
      choice: 'printer',
      details: {},
      spent: { model: standInModel, attempts: 1, prompt_tokens: 700, completion_tokens: 30 },
    });
    expect(recorded).toEqual([['chosen', advice.spent]]);
    expect([...tokens.spent]).toEqual([['2026-05-01', 730]]);
  });

  it('details come back with the values that were taken out', async () => {
    standIn.next((request, response) => {
      const words = String(request.data['words']);
      const sign = /\[EMAIL_1\]/.exec(words)?.[0];
      answers({
        guide: 'printer',
        details: [
          { name: 'model', value: 'Epson' },
          { name: 'mail', value: sign },
        ],
        question: '',
      })(request, response);
    });
    expect(await adviserOf(standIn).ask(about('the Epson of ana@example.com'))).toMatchObject({
      details: { model: 'Epson', mail: 'ana@example.com' },
    });
  });

  it('only details of the chosen guide count', async () => {
    standIn.next(answers({ guide: 'vpn', details: [{ name: 'model', value: 'Epson' }], question: '' }));
    expect(await adviserOf(standIn).ask(about('Epson'))).toMatchObject({ choice: 'vpn', details: {} });
  });

  it('a question comes back where it chose none', async () => {
    const question = 'Does the light of the printer blink?';
    standIn.next(answers({ guide: 'none', details: [], question }));
    expect(await adviserOf(standIn).ask(about('it is broken'))).toMatchObject({
      result: 'question',
      question,
    });
    standIn.next(answers({ guide: 'printer', details: [], question }));
    expect(await adviserOf(standIn).ask(about('it is broken'))).toMatchObject({ result: 'chosen' });
  });

  it('and is not even possible where it has asked before', async () => {
    const asked = about('it is broken', { may_ask: false });
    standIn.next(answers({ guide: 'none', details: [], question: 'Does the light of the printer blink?' }));
    expect(await adviserOf(standIn).ask(asked)).toMatchObject({ result: 'none' });
    expect(JSON.stringify(standIn.requests.at(-1)?.schema)).not.toContain('question');
  });
});

describe('Asked what a reply means', () => {
  it('it may answer with one of the moves', async () => {
    standIn.next(answers({ move: 'done' }));
    expect(await adviserOf(standIn).ask(replying('the light went green'))).toMatchObject({
      result: 'chosen',
      choice: 'done',
    });
    expect(standIn.requests.at(-1)?.schema).toMatchObject({
      properties: { move: { enum: ['done', 'failed', 'none'] } },
    });
  });

  it('or with none', async () => {
    standIn.next(answers({ move: 'none' }), answers({ move: 'cancel' }));
    const { ask } = adviserOf(standIn);
    expect(await ask(replying('what light?'))).toMatchObject({ result: 'none' });
    expect(await ask(replying('what light?'))).toMatchObject({ result: 'not_offered' });
  });
});

describe('What goes wrong is a result', () => {
  const many = (behaviour: Behaviour): readonly Behaviour[] => [behaviour, behaviour, behaviour];
  it.each<readonly [string, readonly Behaviour[], string, number]>([
    ['no answer at all', [hangs], 'late', 1],
    ['an answer that never ends', [dawdles], 'late', 1],
    ['a refusal', [refuses], 'refused', 1],
    ['a content filter', [filtered], 'refused', 1],
    ['Azure’s content filter', [fails(400, {}, { message: 'no', code: 'content_filter' })], 'refused', 1],
    ['an answer cut off', [truncates], 'truncated', 1],
    ['words where JSON was asked for', [says('It is the printer.')], 'malformed', 1],
    ['another shape', [says('{"id":"printer"}')], 'malformed', 1],
    [
      'more than was asked for',
      [says('{"guide":"printer","details":[],"question":"","run":"rm"}')],
      'malformed',
      1,
    ],
    ['a list', [says('["printer"]')], 'malformed', 1],
    ['no completion', [sends('{}')], 'malformed', 1],
    ['a page', [sends('<html>hello</html>', 'text/html')], 'malformed', 1],
    ['broken JSON', [sends('{"id":')], 'malformed', 1],
    ['nothing', [sends('')], 'malformed', 1],
    ['more than anybody reads', [sends(`"${'x'.repeat(2_000_000)}"`)], 'malformed', 1],
    [
      'a guide that was not offered',
      [answers({ guide: 'format_disk', details: [], question: '' })],
      'not_offered',
      1,
    ],
    ['too many requests, again and again', many(fails(429)), 'rate_limited', 3],
    ['too many requests, for long', [fails(429, { 'retry-after': '30' })], 'rate_limited', 1],
    ['a broken server', many(fails(500)), 'unavailable', 3],
    ['a gateway without a server', many(fails(502)), 'unavailable', 3],
    ['a connection that is closed', many(hangsUp), 'unavailable', 3],
    ['a connection that breaks', [breaksOff], 'unavailable', 1],
    ['somewhere else', many(redirects('http://127.0.0.1:1/')), 'unavailable', 3],
    ['a request that is not taken', [fails(400)], 'rejected', 1],
    [
      'an account without credit',
      [fails(429, {}, { message: 'pay', code: 'insufficient_quota' })],
      'rejected',
      1,
    ],
  ])('%s', async (_, behaviours, result, attempts) => {
    const { ask } = adviserOf(standIn, { budgetMs: result === 'late' ? 300 : 1_500 });
    standIn.next(...behaviours);
    const began = performance.now();
    expect(await ask(about('no imprime'))).toMatchObject({ result, spent: { attempts } });
    expect(performance.now() - began).toBeLessThan(1_900);
  });

  it('a failure that passes is tried again', async () => {
    standIn.next(fails(503), fails(429, { 'retry-after-ms': '10' }), printer);
    const { ask, logged } = adviserOf(standIn);
    expect(await ask(about('no imprime'))).toMatchObject({ choice: 'printer', spent: { attempts: 3 } });
    expect(logged).toEqual([]);
  });

  it('a key that is wrong says so to who runs it, and nothing of the key', async () => {
    const server = { apiKey: 'sk-wrong', baseUrl: standIn.baseUrl, model: standInModel };
    const { ask, logged, ready } = adviserOf(standIn, { server });
    expect(await ask(about('no imprime'))).toMatchObject({ result: 'rejected' });
    expect(logged).toEqual([
      expect.objectContaining({ result: 'rejected', reason: 'status 401, invalid_api_key' }),
    ]);
    expect(ready()).toBe(false);
  });

  it('a server that is not there', async () => {
    const gone = await startOpenAi();
    await gone.stop();
    expect(await adviserOf(gone).ask(about('no imprime'))).toMatchObject({ result: 'unavailable' });
  });
});

describe('A server that fails again and again', () => {
  it('is left alone for a while, then asked by one', async () => {
    const { ask, ready, pass } = adviserOf(standIn);
    const retryLater = fails(503, { 'retry-after': '60' });
    standIn.next(retryLater, retryLater, retryLater, retryLater, retryLater);
    for (let time = 0; time < 5; time += 1) await ask(about('no imprime'));
    const before = standIn.requests.length;
    expect(ready()).toBe(false);
    expect(await ask(about('no imprime'))).toMatchObject({ result: 'circuit_open', spent: { attempts: 0 } });
    expect(standIn.requests).toHaveLength(before);

    pass(30);
    expect(ready()).toBe(true);
    standIn.next(printer);
    const both = await Promise.all([ask(about('one')), ask(about('two'))]);
    expect(both.map(({ result }) => result).toSorted()).toEqual(['chosen', 'circuit_open']);
    expect(ready()).toBe(true);
  });

  it('but not because of what people make it say', async () => {
    const { ask, ready } = adviserOf(standIn);
    standIn.next(...Array.from({ length: 6 }, () => says('I was told to ignore the schema')));
    for (let time = 0; time < 6; time += 1) expect((await ask(about('x y'))).result).toBe('malformed');
    expect(ready()).toBe(true);
  });
});

describe('The tokens of a day', () => {
  it('are not overspent', async () => {
    const { ask, ready, pass, logged } = adviserOf(standIn, { dailyTokens: 3_000 });
    standIn.next(printer, printer, printer, printer);
    const results: string[] = [];
    for (let time = 0; time < 4; time += 1) results.push((await ask(about('no imprime'))).result);
    expect(results).toEqual(['chosen', 'chosen', 'chosen', 'over_budget']);
    expect(ready()).toBe(false);
    expect(logged).toEqual([expect.objectContaining({ daily_tokens: 3_000 })]);

    pass(15 * 3_600);
    expect(ready()).toBe(true);
    expect((await ask(about('no imprime'))).result).toBe('chosen');
  });

  it('count in full for an answer that was too late, and not at all for one that was not begun', async () => {
    const late = adviserOf(standIn, { budgetMs: 50 });
    standIn.next(hangs);
    await late.ask(about('no imprime'));
    expect(late.tokens.spent.get('2026-05-01')).toBeGreaterThan(500);
    const failed = adviserOf(standIn);
    standIn.next(fails(400));
    await failed.ask(about('no imprime'));
    expect(failed.tokens.spent.get('2026-05-01')).toBe(0);
  });
});
