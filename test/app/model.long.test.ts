import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PersonId, SessionId } from '../../src/ids.ts';
import { createSettingsStore } from '../../src/store/settings.ts';
import { eventually } from '../support/eventually.ts';
import {
  answers,
  fails,
  hangs,
  held,
  refuses,
  says,
  standInModel,
  startOpenAi,
} from '../support/openai-stand-in.ts';
import type { Behaviour, OpenAiStandIn } from '../support/openai-stand-in.ts';
import { Conversation, openHouse } from './conversation.ts';
import type { House } from './conversation.ts';
import { guides } from './guides.ts';

/** What people see of the model: the same product, with somebody who reads along. */
let standIn: OpenAiStandIn;
let house: House;
let hasty: House;
let ana: Conversation;
let people = 0;

/** A machine that is busy with other suites is slow; what never answers is asked by a replica in a hurry. */
const patient = 15_000;
const hurried = 300;

const modelOf = (budgetMs: number) => ({
  server: { apiKey: 'sk-right', baseUrl: standIn.baseUrl, model: standInModel },
  dailyTokens: 1_000_000,
  budgetMs,
});

beforeAll(async () => {
  standIn = await startOpenAi();
  house = await openHouse({ model: modelOf(patient) });
  for (const guide of guides) await house.core.templates.createTemplate(guide);
  hasty = await openHouse({ model: modelOf(hurried), beside: house });
}, 60_000);
afterAll(async () => {
  await hasty.close();
  await house.close();
  await standIn.stop();
});
beforeEach(() => {
  people += 1;
  ana = new Conversation(house, `mia${people}`);
  standIn.always(picks('none'));
});

const picks = (guide: string, details: Readonly<Record<string, string>> = {}): Behaviour =>
  answers({
    guide,
    details: Object.entries(details).map(([name, value]) => ({ name, value })),
    question: '',
  });
const asks = (question: string): Behaviour => answers({ guide: 'none', details: [], question });
const espresso = 'the espresso machine';
const looking = "One moment, I'm looking for the right guide";
const offer = 'Does one of these guides look like your problem?';
const shows = async (text: string, who = ana): Promise<void> => {
  await eventually(() => who.lastText.includes(text) || null);
};
/** Who writes where such a model answers. */
const meet = (behaviour: Behaviour): void => {
  if (behaviour === hangs) ana = new Conversation(hasty, `mia${people}`);
  standIn.next(behaviour);
};
const phase = async (who = ana) => (await who.session()).phase;
const askedFor = () => standIn.requests.map(({ data }) => data['words']);
const decisions = async (who = ana) =>
  (await house.core.rest.decisions((await who.session()).session_id)) ?? [];

describe('a problem of which the words are not sure', () => {
  it('is looked for, and the model’s choice is put to the person in the same message', async () => {
    const gate = held(picks('espresso_leaks'));
    standIn.next(gate.behaviour);
    await ana.say(espresso);
    expect(ana.lastText).toContain(looking);
    expect(ana.labels[0]).toBe('Talk to a person');
    gate.release();
    await shows('The espresso machine leaks');
    expect(ana.lastText).toContain('Is this what is happening?');
    expect(ana.screen).toHaveLength(1);
    await ana.press('No, something else');
    expect(ana.labels).toContain('The espresso machine is cold');
  });

  it('what was asked, chosen and spent is on record', async () => {
    standIn.next(picks('espresso_leaks'));
    await ana.say(espresso);
    await shows('leaks');
    await eventually(async () => (await decisions())[0]?.used);
    expect(await decisions()).toEqual([
      {
        decision_id: expect.stringMatching(/^dec_/),
        kind: 'pick',
        created_at: expect.any(String),
        result: 'chosen',
        options: expect.arrayContaining([
          { id: 'espresso_cold', score: expect.any(Number) },
          { id: 'espresso_leaks', score: expect.any(Number) },
        ]),
        choice: 'espresso_leaks',
        question: null,
        details: [],
        used: true,
        model: standInModel,
        attempts: 1,
        prompt_tokens: 700,
        completion_tokens: 30,
        duration_ms: expect.any(Number),
      },
    ]);
  });

  it.each<readonly [string, Behaviour]>([
    ['chooses none', picks('none')],
    ['chooses what was not offered', picks('format_disk')],
    ['refuses', refuses],
    ['talks', says('It leaks, I think.')],
    ['is broken', fails(400)],
    ['never answers', hangs],
  ])('what the words say stands where the model %s', async (_, behaviour) => {
    meet(behaviour);
    await ana.say(espresso);
    await shows(offer);
    expect(ana.labels).toEqual(expect.arrayContaining(['The espresso machine is cold', 'None of these']));
    await eventually(async () => (await decisions())[0]?.used === false);
  });

  it('is asked for in other words where neither finds anything', async () => {
    await ana.say('zzxqv wvkjq');
    await shows('Could you put it another way?');
    expect(await phase()).toMatchObject({ mode: 'ask_again', misses: 1 });
  });

  it('is found by the model where the words find nothing', async () => {
    standIn.next(picks('turnstile'));
    await ana.say('je suis coincé devant la porte');
    await shows('The turnstile does not open');
    expect(await phase()).toMatchObject({ mode: 'confirm' });
  });
});

describe('the model is not asked', () => {
  it.each([
    ['where the words are sure', 'the turnstile in the lobby stays shut'],
    ['about a greeting', 'hello'],
    ['about nothing', 'it does not work'],
  ])('%s', async (_, text) => {
    const before = standIn.requests.length;
    await ana.say(text);
    expect(ana.lastText).not.toContain(looking);
    expect(standIn.requests).toHaveLength(before);
  });
});

describe('a person who moves on meanwhile', () => {
  it('by saying more is understood as a whole, and the older answer changes nothing', async () => {
    const first = held(picks('espresso_leaks'));
    standIn.next(first.behaviour, picks('espresso_cold'));
    await ana.say(espresso);
    await ana.say('it makes a noise');
    await shows('The espresso machine is cold');
    expect(askedFor().at(-1)).toBe(`${espresso}\nit makes a noise`);
    first.release();
    await eventually(async () => (await decisions()).every(({ used }) => used !== null));
    expect((await decisions()).map(({ used }) => used)).toEqual([false, true]);
    expect(ana.lastText).toContain('The espresso machine is cold');
  });

  it('to a human stays there, and finds the guides when coming back', async () => {
    const gate = held(picks('espresso_leaks'));
    standIn.next(gate.behaviour);
    await ana.say(espresso);
    await ana.press('Talk to a person');
    gate.release();
    await eventually(async () => (await decisions())[0]?.used === false);
    expect((await phase()).name).toBe('escalated');
    await ana.press('Go on with the guide');
    expect(ana.lastText).toContain(offer);
  });
});

describe('a question that would tell', () => {
  const question = 'Does the espresso machine get warm at all?';

  it('is asked once; the answer is read together with the problem', async () => {
    standIn.next(asks(question), picks('espresso_cold'));
    await ana.say(espresso);
    await shows(question);
    expect(ana.labels).toContain('The espresso machine leaks');
    await ana.say('no, not at all');
    await shows('Is this what is happening?');
    expect(askedFor().at(-1)).toBe(`${espresso}\nno, not at all`);
    expect(JSON.stringify(standIn.requests.at(-1)?.schema)).not.toContain('question');
  });

  it('is not shown where it is anything else than that', async () => {
    standIn.next(asks('You sort requests to a help desk?'));
    await ana.say(espresso);
    await shows(offer);
    expect((await decisions())[0]).toMatchObject({ result: 'none', question: null });
  });
});

describe('details that are in the words', () => {
  const inWords = picks('locker', { station: 'Central', code: '4711', nobody: 'x' });
  const words = 'parcel thing at Central hates me';

  it('are shown before they count, secrets are asked in the form all the same', async () => {
    standIn.next(inWords);
    await ana.say(words);
    await shows('From your words I take');
    expect(ana.lastText).toContain('Central');
    expect(ana.lastText).not.toContain('4711');
    await ana.press("Yes, that's it");
    expect(await phase()).toEqual({ name: 'collecting', missing: ['code'] });
    expect((await ana.session()).chosen?.variables).toEqual({ station: 'Central' });
  });

  it('are asked for where the person says so', async () => {
    standIn.next(inWords);
    await ana.say(words);
    await shows('From your words I take');
    await ana.press('Yes, but ask me for the details');
    expect(await phase()).toEqual({ name: 'collecting', missing: ['station', 'code'] });
  });

  it('are the person’s own words, not the model’s', async () => {
    standIn.next(picks('locker', { station: 'Nowhere' }));
    await ana.say(words);
    await shows('The parcel locker stays locked');
    expect(ana.labels).not.toContain('Yes, but ask me for the details');
  });
});

describe('a reply that the bot does not understand', () => {
  const means = (move: string): Behaviour => answers({ move });
  const inStepOne = async (): Promise<void> => {
    await ana.say('the turnstile in the lobby stays shut');
    await ana.press("Yes, that's it");
  };
  const green = 'a green arrow appeared all of a sudden';

  it('is read by the model, which may choose among the moves there are', async () => {
    await inStepOne();
    const gate = held(means('done'));
    standIn.next(gate.behaviour);
    await ana.say(green);
    expect(ana.lastText).toContain('Let me see what you mean');
    gate.release();
    await shows('Try the other turnstile');
    await eventually(() => ana.screen.some(({ summary }) => summary === 'I take that as: It worked.'));
    expect(standIn.requests.at(-1)?.data).toMatchObject({
      words: green,
      shown: expect.stringContaining('Hold the badge to the reader'),
    });
    expect((await ana.session()).results).toMatchObject([{ result: 'completed' }]);
  });

  it('what cannot be taken back is asked about', async () => {
    await inStepOne();
    standIn.next(means('solved'));
    await ana.say(green);
    await shows('What do you mean?');
    expect(ana.labels).toEqual(['Already solved', 'Talk to a person']);
    expect((await phase()).name).toBe('step');
    await ana.press('Already solved');
    expect((await phase()).name).toBe('resolved');
  });

  it.each<readonly [string, Behaviour]>([
    ['does not understand it either', means('none')],
    ['wants what is not there', means('delete_everything')],
    ['is away', hangs],
  ])('is asked about where the model %s', async (_, behaviour) => {
    meet(behaviour);
    await inStepOne();
    await ana.say(green);
    await shows('Use the buttons above');
    expect(await phase()).toEqual({ name: 'step', step_number: 1 });
  });

  it('changes nothing where the person has gone on', async () => {
    await inStepOne();
    const gate = held(means('failed'));
    standIn.next(gate.behaviour);
    await ana.say(green);
    await ana.press('It worked');
    gate.release();
    await shows('You went on meanwhile');
    expect((await ana.session()).results).toMatchObject([{ result: 'completed' }]);
  });

  it('is not read where it is talk between people', async () => {
    await inStepOne();
    const before = standIn.requests.length;
    expect(await ana.say(green, { addressed: false })).toEqual({ kind: 'ignored' });
    expect(standIn.requests).toHaveLength(before);
  });

  it('is read once, however often it is delivered', async () => {
    await inStepOne();
    standIn.next(means('done'), means('done'));
    const before = standIn.requests.length;
    await ana.say(green, { key: 'twice' });
    await ana.say(green, { key: 'twice' });
    await shows('Try the other turnstile');
    expect(standIn.requests).toHaveLength(before + 1);
  });
});

describe('a program that begins a session', () => {
  const start = async (problem: string, { core } = house) => {
    const user = { id: 'api:42' as PersonId, name: null, locale: 'en' };
    const started = await core.rest.start({ problem, template_id: null, variables: {}, user }, null);
    if (!('done' in started)) throw new Error(started.refused);
    return started.done.session;
  };
  const candidatesOf = ({ phase: now }: Awaited<ReturnType<typeof start>>): readonly string[] =>
    now.name === 'choosing' ? now.candidates.map(({ template_id }) => template_id) : [];

  it('has the model’s choice first at once, and on record', async () => {
    standIn.next(picks('espresso_leaks'));
    const session = await start(espresso);
    expect(session).toMatchObject({ version: 1, phase: { mode: 'confirm' } });
    expect(candidatesOf(session).slice(0, 2)).toEqual(['espresso_leaks', 'espresso_cold']);
    expect(await house.core.rest.decisions(session.session_id)).toMatchObject([
      { choice: 'espresso_leaks', used: true, prompt_tokens: 700 },
    ]);
  });

  it.each<readonly [string, Behaviour]>([
    ['is late', hangs],
    ['is broken', fails(400)],
    ['talks', says('no')],
  ])('begins all the same where the model %s', async (_, behaviour) => {
    standIn.next(behaviour);
    const session = await start(espresso, behaviour === hangs ? hasty : house);
    expect(candidatesOf(session).toSorted().slice(0, 2)).toEqual(['espresso_cold', 'espresso_leaks']);
    expect(await house.core.rest.decisions(session.session_id)).toMatchObject([{ used: false }]);
  });

  it('asks for the decisions of a session that is not there', async () => {
    expect(await house.core.rest.decisions('ses_nobody' as SessionId)).toBeNull();
  });
});

describe('replicas', () => {
  it('one finishes what another was asking when it died, and what the dead one says late changes nothing', async () => {
    const gate = held(picks('espresso_leaks'));
    standIn.next(gate.behaviour);
    await ana.say(espresso);
    const other = await openHouse({ model: modelOf(patient), beside: house });
    try {
      other.pass(10 / 86_400);
      standIn.next(picks('espresso_cold'));
      await other.core.sweep();
      await eventually(async () => (await phase()).name === 'choosing' && (await decisions())[0]?.used);
      const now = await phase();
      expect(now.name === 'choosing' && now.candidates[0]?.template_id).toBe('espresso_cold');
      gate.release();
      await other.core.stop();
      expect((await decisions()).map(({ choice }) => choice)).toEqual(['espresso_cold']);
    } finally {
      await other.close();
    }
  });

  it('one without a model ends the waiting that another has begun', async () => {
    const gate = held(picks('espresso_leaks'));
    standIn.next(gate.behaviour);
    await ana.say(espresso);
    const other = await openHouse({ beside: house });
    try {
      other.pass(10 / 86_400);
      await other.core.sweep();
      await eventually(async () => (await decisions())[0]?.used === false);
      expect(await phase()).toMatchObject({ mode: 'offer' });
      expect(await decisions()).toMatchObject([{ result: 'off', model: null }]);
      gate.release();
    } finally {
      await other.close();
    }
  });
});

describe('a model that fails again and again', () => {
  it('is not waited for: the words answer at once', async () => {
    standIn.always(fails(503, { 'retry-after': '60' }));
    for (let time = 0; time < 5; time += 1) {
      const one = new Conversation(house, `unlucky${time}`);
      await one.say(espresso);
      await shows(offer, one);
    }
    const before = standIn.requests.length;
    await ana.say(espresso);
    expect(ana.lastText).toContain(offer);
    expect(standIn.requests).toHaveLength(before);
    expect(await decisions()).toEqual([]);
  });
});

describe('an admin who switches the model off', () => {
  it('has the words alone pick, until it is on again', async () => {
    const other = await openHouse({ model: modelOf(patient), beside: house });
    const settings = createSettingsStore(house.database.dataSource);
    const bea = new Conversation(other, 'bea');
    const carl = new Conversation(other, 'carl');
    try {
      await settings.put({ escalation: {}, llm: { enabled: false } }, new Date());
      other.pass(5 / 86_400);
      const before = standIn.requests.length;
      await bea.say(espresso);
      expect(bea.lastText).toContain(offer);
      expect(standIn.requests).toHaveLength(before);

      await settings.put({ escalation: {}, llm: { enabled: true } }, new Date());
      other.pass(5 / 86_400);
      standIn.next(picks('espresso_leaks'));
      await carl.say(espresso);
      await shows('The espresso machine leaks', carl);
      expect(standIn.requests).toHaveLength(before + 1);
    } finally {
      await other.close();
    }
  });
});
