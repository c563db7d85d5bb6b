import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkOpenAi } from '../../src/doctor/openai.ts';
import { answers, fails, says, standInModel, startOpenAi } from '../support/openai-stand-in.ts';
import type { Behaviour, OpenAiStandIn } from '../support/openai-stand-in.ts';

let standIn: OpenAiStandIn;
beforeAll(async () => {
  standIn = await startOpenAi();
});
afterAll(async () => {
  await standIn.stop();
});

const clock = { now: () => new Date('2026-05-01T10:00:00Z') };
const examine = async (change: { apiKey?: string; model?: string; baseUrl?: string } = {}) =>
  await checkOpenAi(
    {
      openai: {
        apiKey: 'sk-right',
        baseUrl: standIn.baseUrl,
        model: standInModel,
        dailyTokens: 1_000,
        ...change,
      },
    },
    { clock },
  );

describe('The model', () => {
  it('may be off', async () => {
    expect(await checkOpenAi({ openai: null }, { clock })).toMatchObject([
      { result: 'skipped', about: 'OpenAI', found: expect.stringContaining('OPENAI_API_KEY') },
    ]);
  });

  it('is there, and answers as it should', async () => {
    standIn.next(answers({ guide: 'printer', question: '' }));
    expect(await examine()).toMatchObject([
      { result: 'ok', found: `The key works, and the server has ${standInModel}.` },
      { result: 'ok', found: expect.stringMatching(/^It picked a guide in \d\.\d s for 730 tokens\.$/) },
    ]);
  });

  it.each([
    ['a key that is wrong', { apiKey: 'sk-wrong' }, 'refuses the key: status 401'],
    ['a model that is not there', { model: 'gpt-0' }, 'no model called gpt-0'],
    ['a server that is not there', { baseUrl: 'http://127.0.0.1:1/v1' }, 'gave no answer'],
  ])('is told apart from %s', async (_, change, found) => {
    const findings = await examine(change);
    expect(findings).toMatchObject([{ result: 'problem', found: expect.stringContaining(found) }]);
    expect(findings[0]?.mend).toMatch(/OPENAI_/);
  });

  it.each<readonly [string, Behaviour, string]>([
    ['that talks', says('The printer, I think.'), 'does not answer in the shape'],
    ['that does not know schemas', fails(400), 'does not take the request: status 400'],
  ])('%s is found out', async (_, behaviour, found) => {
    standIn.next(behaviour);
    expect(await examine()).toMatchObject([
      { result: 'ok' },
      { result: 'problem', found: expect.stringContaining(found) },
    ]);
  });

  it('that finds nothing answers all the same', async () => {
    standIn.next(answers({ guide: 'none', question: '' }));
    expect((await examine())[1]).toMatchObject({ result: 'ok', found: expect.stringContaining('no guide') });
  });
});
