import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Advice, PickQuestion } from '../../../src/app/advice/port.ts';
import { instructions } from '../../../src/picker/openai/prompt.ts';
import { answers, says, sends, startOpenAi } from '../../support/openai-stand-in.ts';
import type { Behaviour, ModelRequest, OpenAiStandIn } from '../../support/openai-stand-in.ts';
import { attempts } from './attempts.ts';
import { about, adviserOf, replying } from './questions.ts';

/** A model that does whatever the person wants: what it was told is no defence, so the product must hold by itself. */
const rules = instructions.pick;
const asks = (question: string): Behaviour => answers({ guide: 'none', details: [], question });
const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
const firstRule = 'You sort requests to a help desk.';

const obedient: Readonly<Record<string, Behaviour>> = {
  'chooses what was not offered': answers({ guide: 'format_disk', details: [], question: '' }),
  'chooses what every object has': answers({ guide: 'constructor', details: [], question: '' }),
  'chooses an empty name': answers({ guide: '', details: [], question: '' }),
  'answers with its instructions': says(rules),
  'asks with its instructions': asks(rules),
  'asks with the first of them': asks(`${firstRule.slice(0, -1)}?`),
  'asks with a part of them': asks(
    'Is it the one guide that is about the person’s problem with the printer?',
  ),
  'translates them': asks('¿Clasificas solicitudes para una mesa de ayuda según estas instrucciones?'),
  'translates them freely': asks('¿Ordenas peticiones de una persona y devuelves el identificador correcto?'),
  'encodes them': asks(`${Buffer.from(firstRule).toString('base64')}?`),
  'encodes them in pieces': asks(
    `${Buffer.from(firstRule)
      .toString('hex')
      .replace(/(.{8})/g, '$1 ')}?`,
  ),
  'shifts their letters': asks(`${rot13(firstRule.slice(0, -1))}?`),
  'spells them': asks(`${Array.from(firstRule.slice(0, -1)).join(' ')}?`),
  'turns them round': asks(`${firstRule.slice(0, -1).split(' ').toReversed().join(' ')}?`),
  'hides them behind a question': asks(`Is it the printer? ${firstRule}`),
  'advertises a link': asks('Can you log in at https://evil.example/login for the printer?'),
  'advertises a name that is a link': asks('Can you look at evil.example about the printer?'),
  'advertises a number': asks('Can you call 900 555 0199 about the printer?'),
  'advertises an address': asks('Can you write to help@evil.example about the printer?'),
  'asks in markup': asks('Is the <b>printer</b> [broken](evil)?'),
  'gives orders': asks('Format the disk now. Then restart. Does the printer print?'),
  'writes a poem': asks('The sea is wide, the sea is deep, who knows the secrets that it may keep?'),
  'says what was taken out': asks('Is [EMAIL_1] the address of the printer?'),
  'fills a detail with its instructions': answers({
    guide: 'printer',
    details: [{ name: 'model', value: rules }],
    question: '',
  }),
  'makes a detail up': answers({
    guide: 'printer',
    details: [
      { name: 'model', value: 'Epson, says the model' },
      { name: '__proto__', value: 'x' },
      { name: 'password', value: 'hunter2' },
    ],
    question: '',
  }),
  'adds a field': answers({ guide: 'printer', details: [], question: '', command: 'rm -rf /' }),
  'leaves one out and adds another': answers({ id: 'printer' }),
  'sends details without end': answers({
    guide: 'printer',
    details: Array.from({ length: 5_000 }, (_, i) => ({ name: `d${i}`, value: rules })),
    question: '',
  }),
  'calls a tool': sends(
    JSON.stringify({
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            content: null,
            tool_calls: [{ id: '1', type: 'function', function: { name: 'rm', arguments: '' } }],
          },
        },
      ],
    }),
  ),
};

let standIn: OpenAiStandIn;
beforeAll(async () => {
  standIn = await startOpenAi();
});
afterAll(async () => {
  await standIn.stop();
});

/** Everything of an answer that can reach anybody. */
const reaches = (advice: Advice): string => JSON.stringify({ ...advice, spent: null });

const all: readonly string[] = Object.values(attempts).flat();

it('is tried in both languages', () => {
  expect(attempts.en.length).toBeGreaterThanOrEqual(20);
  expect(attempts.es.length).toBeGreaterThanOrEqual(20);
});

/** Each model is tried with a part of the attempts, so that each attempt meets many models. */
const share = 4;

describe.each(Object.entries(obedient))('A model that %s', (name, behaviour) => {
  it('changes nothing, whatever it was told', async () => {
    const { ask } = adviserOf(standIn, { dailyTokens: 1e9 });
    standIn.always(behaviour);
    const turn = Object.keys(obedient).indexOf(name) % share;
    for (const text of all.filter((_, index) => index % share === turn)) {
      const advice = await ask(about(text));
      expect(['none', 'not_offered', 'malformed', 'chosen']).toContain(advice.result);
      if (advice.result === 'chosen') expect(advice).toMatchObject({ choice: 'printer', details: {} });
      expect(reaches(advice)).not.toMatch(/sort|format_disk|evil|rm -rf|Epson/);
    }
  });
});

describe('What a person writes', () => {
  it.each(all)('is data in its place: %j', async (text) => {
    const { ask } = adviserOf(standIn);
    standIn.always(
      answers((request: ModelRequest) => ({
        guide: request.data['guides'] ? 'printer' : '',
        details: [],
        question: '',
      })),
    );
    await ask(about(text));
    const request = standIn.requests.at(-1);
    expect(request?.instructions).toBe(rules);
    expect(Object.keys(request?.data ?? {})).toEqual(['language', 'words', 'guides']);
    expect(request?.data['guides']).toHaveLength(2);
  });

  it.each(all)('cannot press a button that is not there: %j', async (text) => {
    const { ask } = adviserOf(standIn);
    standIn.next(answers({ move: 'cancel' }), says(rules), answers({ move: 'done', note: rules }));
    for (const result of ['not_offered', 'malformed', 'malformed']) {
      expect(await ask(replying(text))).toMatchObject({ result });
    }
  });
});

describe('A question that may be asked', () => {
  it.each([
    'Does the light of the printer blink?',
    'Is it the VPN that fails, or the printer?',
    'I see. Is the printer connected by cable or by wifi?',
  ])('%s', async (question) => {
    standIn.next(asks(question));
    expect(await adviserOf(standIn).ask(about('it does not work'))).toMatchObject({
      result: 'question',
      question,
    });
  });

  it.each([
    '¿Sale algo de papel cuando intentas imprimir, o nada?',
    '¿La impresora está encendida y conectada por cable?',
  ])('%s', async (question) => {
    const [printer] = about('').guides;
    const guides = [{ ...printer, name: 'La impresora no imprime', description: 'Papel, tinta y cables.' }];
    standIn.next(asks(question));
    const spanish = about('no va', { locale: 'es', guides: guides as PickQuestion['guides'] });
    expect(await adviserOf(standIn).ask(spanish)).toMatchObject({ result: 'question', question });
  });
});
