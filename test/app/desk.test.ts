import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Conversation, openHouse, textOf } from './conversation.ts';
import type { House } from './conversation.ts';
import { guides } from './guides.ts';

/** The manual of the conversation: what people do and say, and what they see then. */
let house: House;
let ana: Conversation;
let people = 0;

beforeAll(async () => {
  house = await openHouse();
  for (const guide of guides) await house.core.templates.createTemplate(guide);
}, 60_000);
afterAll(async () => {
  await house.close();
});
beforeEach(() => {
  people += 1;
  ana = new Conversation(house, `ana${people}`);
});

const turnstile = 'the turnstile in the lobby stays shut';
const yes = "Yes, that's it";
const phase = async (who = ana) => (await who.session()).phase;

const inStepOne = async (): Promise<void> => {
  await ana.say(turnstile);
  await ana.press(yes);
};
const solved = async (): Promise<void> => {
  await inStepOne();
  await ana.press('Already solved');
};

describe('from a problem to its end', () => {
  it('one message leads from the question through the steps to the rating', async () => {
    await ana.say(turnstile);
    expect(ana.lastText).toContain('The turnstile does not open');
    await ana.press(yes);
    expect(ana.last.summary).toBe('Step 1 of 2: Hold the badge to the reader');
    await ana.press('It worked');
    expect(ana.last.summary).toBe('Step 2 of 2: Try the other turnstile');
    await ana.press('It worked');
    expect(ana.lastText).toContain('Is your problem solved?');
    await ana.press("Yes, it's solved");
    expect(ana.lastText).toContain('Solved!');
    await ana.press('5 · Very helpful');
    expect(ana.lastText).toContain('Thank you for rating us 5 out of 5.');
    expect(ana.screen).toHaveLength(1);
    expect(await ana.session()).toMatchObject({ phase: { name: 'resolved' }, feedback: { rating: 5 } });
  });

  it('a guide that nobody is sure of is offered among others, and picked by its number', async () => {
    await ana.say('the espresso machine');
    expect(await phase()).toMatchObject({ name: 'choosing', mode: 'offer' });
    expect(ana.lastText).toContain('Does one of these guides look like your problem?');
    expect(ana.labels).toContain('None of these');
    await ana.say('1');
    expect(await phase()).toEqual({ name: 'step', step_number: 1 });
  });

  it('when nothing is found the bot asks once more, then offers a human', async () => {
    await ana.say('zzxqv wvkjq');
    expect(ana.lastText).toContain('Could you put it another way?');
    await ana.say('qqjjx zzvvk');
    expect(ana.lastText).toContain('Someone from the team can help you.');
    expect(ana.last.actions[0]).toMatchObject({ label: 'Talk to a person', style: 'primary' });
    await ana.press('Talk to a person');
    expect((await phase()).name).toBe('escalated');
  });

  it('"none of these" leads there as well', async () => {
    await ana.say(turnstile);
    while ((await phase()).name === 'choosing') {
      const none = ana.labels.find((label) => /No, something else|None of these/.test(label));
      if (none === undefined) break;
      await ana.press(none);
    }
    expect(ana.lastText).toContain('Could you put it another way?');
  });
});

describe('typed answers', () => {
  it.each([
    ['listo', 'step', 2],
    ['done', 'step', 2],
    ['no funciona', 'step', 2],
    ['still the same', 'step', 2],
    ['ya funciona', 'step', 2],
    ['ya está resuelto', 'resolved', null],
    ['it is solved', 'resolved', null],
    ['a human please', 'escalated', null],
    ['cancel', 'closed', null],
  ])('“%s” leads to %s %s', async (answer, name, step) => {
    await inStepOne();
    await ana.say(answer);
    const now = await phase();
    expect([now.name, now.name === 'step' ? now.step_number : null]).toEqual([name, step]);
  });

  it.each(['I think it may work now', 'creo que ya funciona'])(
    '“%s” decides nothing: the bot asks what was meant',
    async (hedge) => {
      await inStepOne();
      const before = await ana.session();
      await ana.say(hedge);
      expect(await ana.session()).toEqual(before);
      expect(ana.lastText).toContain("I'm not sure I understood you");
      expect(ana.lastText).toContain(hedge);
      await ana.press(ana.last.actions[0]?.press ?? 'It worked');
      expect((await ana.session()).version).toBe(before.version + 1);
    },
  );

  it('put a new message below, and fold the one above', async () => {
    await inStepOne();
    await ana.say('done');
    const [above, below] = ana.screen;
    expect(ana.screen).toHaveLength(2);
    expect(above).toMatchObject({ actions: [] });
    expect(above && textOf(above)).toContain('Done');
    expect(below?.summary).toBe('Step 2 of 2: Try the other turnstile');
  });

  it('what is refused is said where it was typed', async () => {
    await inStepOne();
    await ana.say('back');
    expect(ana.lastText).toContain('There is no step before this one.');
    expect(await phase()).toEqual({ name: 'step', step_number: 1 });
  });

  it('"help" says what can be typed', async () => {
    await inStepOne();
    await ana.say('help');
    expect(ana.lastText).toContain('You can type “done”');
  });

  it('the same message delivered again is answered once', async () => {
    await inStepOne();
    expect(await ana.say('done', { key: 'web:once' })).toMatchObject({ kind: 'accepted' });
    expect(await ana.say('done', { key: 'web:once' })).toEqual({ kind: 'duplicate' });
    expect(await phase()).toEqual({ name: 'step', step_number: 2 });
  });

  it('a rating may be typed after the end', async () => {
    await solved();
    await ana.say('4');
    expect((await ana.session()).feedback).toMatchObject({ rating: 4 });
  });
});

describe('buttons', () => {
  it('a double click decides once', async () => {
    await inStepOne();
    const { press } = ana.button('It worked');
    const receipts = await Promise.all([ana.press(press), ana.press(press), ana.press(press)]);
    expect(receipts.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(await phase()).toEqual({ name: 'step', step_number: 2 });
  });

  it('an old button decides nothing and says so', async () => {
    await inStepOne();
    const { press } = ana.button('It worked');
    await ana.press(press);
    await ana.press('It worked');
    const before = await ana.session();
    expect(await ana.press(press)).toMatchObject({ kind: 'refused', code: 'stale' });
    expect(await ana.session()).toEqual(before);
  });

  it('a press that names nothing chooses nothing', async () => {
    await ana.say('the espresso machine');
    const session = await ana.session();
    for (const arg of [null, '', '-1', '1e0', 'x', '999']) {
      const press = {
        session_id: session.session_id,
        version: session.version,
        move: 'choose',
        arg,
      } as const;
      expect(await ana.press(press)).toMatchObject({ kind: 'refused' });
    }
    expect(await ana.session()).toEqual(session);
  });

  it('somebody else may not press them, nor open their forms', async () => {
    await inStepOne();
    const before = await ana.session();
    const bob = new Conversation(house, `bob${people}`, { place: `ana${people}` });
    for (const move of ['done', 'cancel', 'reopen', 'go_on', 'start_new'] as const) {
      const press = { ...ana.button('It worked').press, move };
      expect(await bob.press(press)).toMatchObject({ kind: 'refused', code: 'not_yours' });
    }
    const { press } = ana.button('Talk to a person');
    const user = { id: bob.person, name: null, locale: 'en' };
    expect(await house.core.desk.form(press, 'escalate', user)).toMatchObject({ refused: 'not_yours' });
    expect(await ana.session()).toEqual(before);
  });
});

describe('/troubleshoot', () => {
  it('begins with the problem, or with the question for it', async () => {
    await ana.troubleshoot(turnstile);
    expect(ana.lastText).toContain('The turnstile does not open');
    const eva = new Conversation(house, `eva${people}`);
    await eva.troubleshoot();
    expect(eva.lastText).toContain("Tell me what isn't working");
  });

  it('while a guide is open, asks whether to go on: then the guide is shown below', async () => {
    await inStepOne();
    const before = await ana.session();
    await ana.troubleshoot('the parcel locker does not take my code');
    expect(ana.labels).toEqual(['Go on where I was', 'Start something new']);
    await ana.press('Go on where I was');
    expect(ana.last.summary).toBe('Step 1 of 2: Hold the badge to the reader');
    expect(await ana.session()).toEqual(before);
    await ana.press('It worked');
    expect(ana.last.summary).toBe('Step 2 of 2: Try the other turnstile');
  });

  it('while a guide is open, starts anew with the problem as it was typed', async () => {
    await inStepOne();
    const before = await ana.session();
    await ana.troubleshoot('the parcel locker does not take my code');
    await ana.press('Start something new');
    const now = await ana.session();
    expect(now.session_id).not.toBe(before.session_id);
    expect(now.problem).toBe('the parcel locker does not take my code');
    expect(ana.lastText).toContain('The parcel locker stays locked');
    const left = await house.core.store.load(before.session_id);
    expect(left?.session.phase).toEqual({ name: 'closed', how: 'cancelled' });
  });
});

describe('/escalate', () => {
  it('without a session begins one to hold the case', async () => {
    await ana.escalate('my badge was stolen');
    expect(await ana.session()).toMatchObject({
      phase: { name: 'escalated' },
      problem: 'my badge was stolen',
      escalation: { status: 'open', reason: 'my badge was stolen' },
    });
    expect(ana.lastText).toContain('the support team');
  });

  it('hands over the open guide, with what was tried', async () => {
    await inStepOne();
    await ana.press("It didn't work");
    await ana.escalate();
    expect((await phase()).name).toBe('escalated');
    expect(ana.lastText).toContain('What you already tried');
    await ana.say('anybody there?');
    expect(ana.lastText).toContain('What you write here goes to the team');
    await ana.press('Go on with the guide');
    expect(await phase()).toEqual({ name: 'step', step_number: 2 });
  });
});

describe('secrets', () => {
  it('typed into the chat are refused and kept nowhere; the form takes them, and nobody reads them', async () => {
    await ana.say('the parcel locker does not take my code');
    await ana.press(yes);
    await ana.say('North hall');
    await ana.say('opensesame1');
    expect(ana.lastText).toContain("Please don't type secrets into the chat");
    expect(await phase()).toEqual({ name: 'collecting', missing: ['code'] });
    await ana.submit('Fill in the details', 'variables', { code: 'opensesame2' });
    expect(ana.screen.at(-2)?.summary).toBe('Step 1 of 2: Go to North hall');
    expect(JSON.stringify(ana.screen)).not.toContain('opensesame');
    for (const table of ['sessions', 'session_events', 'messages', 'seen', 'webhook_events']) {
      const [kept] = await house.database.dataSource.query<{ text: string | null }[]>(
        `SELECT string_agg(t::text, '') AS text FROM support_${table} AS t`,
      );
      expect([table, kept?.text?.includes('opensesame') ?? false]).toEqual([table, false]);
    }
  });
});

describe('an answer given by mistake', () => {
  const askedForItsCode = async (): Promise<void> => {
    await ana.say('the parcel locker does not take my code');
    await ana.press(yes);
    await ana.say('Noth hall');
  };

  it.each([
    ['typed', () => ana.say('back')],
    ['pressed', () => ana.press('Back to the answer before')],
  ])('is asked for again by "back", %s', async (_, goBack) => {
    await askedForItsCode();
    await goBack();
    expect(ana.lastText).toContain('Which station is it?');
    expect(ana.last.actions.map(({ label }) => label)).not.toContain('Back to the answer before');
    await ana.say('North hall');
    expect((await ana.session()).chosen?.variables).toEqual({ station: 'North hall' });
  });

  it('and noticed at the steps, is changed with all the others', async () => {
    await askedForItsCode();
    await ana.submit('Fill in the details', 'variables', { code: 'opensesame3' });
    expect(ana.last.summary).toBe('Step 1 of 2: Go to Noth hall');
    await ana.press('Change my details');
    expect(await phase()).toEqual({ name: 'collecting', missing: ['station', 'code'] });
    await ana.submit('Fill in the details', 'variables', { station: 'North hall', code: 'opensesame3' });
    expect(ana.last.summary).toBe('Step 1 of 2: Go to North hall');
  });
});

describe('"it broke again"', () => {
  it('within a week offers the same guide, in a session that knows the old one', async () => {
    await solved();
    const old = await ana.session();
    house.pass(6);
    await ana.press('It broke again');
    expect(await ana.session()).toMatchObject({ previous: old.session_id, problem: turnstile });
    expect(ana.last.actions[0]?.label).toBe(yes);
    expect(ana.lastText).toContain('The turnstile does not open');
  });

  it('after more than a week begins anew, and says why', async () => {
    await solved();
    house.pass(8);
    const receipt = await ana.press('It broke again');
    expect(receipt).toMatchObject({
      kind: 'accepted',
      note: "That was more than a week ago: let's begin anew.",
    });
    expect(await ana.session()).toMatchObject({ previous: null, problem: null });
    expect(ana.lastText).toContain("Tell me what isn't working");
  });
});

describe('the language', () => {
  it('can be switched in the middle, and is remembered for the next session', async () => {
    await inStepOne();
    const receipt = await ana.say('en español');
    expect(receipt).toMatchObject({ kind: 'accepted', note: 'Desde ahora te hablo en español.' });
    expect(ana.last.summary).toBe('Paso 1 de 2: Acerca la tarjeta al lector');
    await ana.press('Ya está resuelto');
    await ana.say('el torniquete de la entrada no se abre');
    expect(ana.lastText).toContain('El torniquete no abre');
    expect((await ana.session()).locale).toBe('es');
    const home = await house.core.desk.home({ id: ana.person, name: null, locale: 'en' });
    expect(home.locale).toBe('es');
  });
});

describe('the home page', () => {
  it('says that nothing is open, and shows what is', async () => {
    const user = { id: ana.person, name: null, locale: 'en' };
    const empty = await house.core.desk.home(user);
    expect(empty.sessions).toEqual([]);
    expect(textOf(empty.greeting)).toContain('You have no open guide.');
    await inStepOne();
    const home = await house.core.desk.home(user);
    expect(home.sessions.map(({ message }) => message.summary)).toEqual([
      'Step 1 of 2: Hold the badge to the reader',
    ]);
    expect(textOf(home.greeting)).not.toContain('You have no open guide.');
  });
});

describe('whatever is typed', () => {
  it.each([
    ['40,000 characters', 'printer '.repeat(5_000)],
    ['null bytes', 'the print\u0000er \u0000 does not print'],
    ['only null bytes', '\u0000\u0000'],
    ['emoji', '🖨️💥👩‍👩‍👧‍👦🇪🇸'],
    ['half an emoji', '\ud83d and \udca5'],
    ['more emoji than fit', `x${'🖨'.repeat(3_000)}`],
    ['right-to-left text', 'המדפסת לא מדפיסה \u202e abc'],
    ['nothing', ''],
    ['blanks', ' \n\t '],
  ])('%s: answered, before a session, in one, and after it', async (_, text) => {
    await ana.say(text);
    expect(ana.last.actions.length).toBeGreaterThan(0);
    await ana.say(text);
    await ana.say('cancel');
    const seen = ana.screen.length;
    await inStepOne();
    await ana.say(text);
    expect(ana.screen.length).toBeGreaterThan(seen + 1);
    await ana.escalate(text);
    expect((await phase()).name).toBe('escalated');
    await ana.press("It's solved now");
    await ana.submit('Leave a comment', 'feedback', { rating: '3', comment: text });
    expect((await ana.session()).feedback?.rating).toBe(3);
    for (const message of ana.screen) expect(JSON.stringify(message)).not.toContain('\\u0000');
  });

  it('empty words in a session are answered with how to say it', async () => {
    await inStepOne();
    await ana.say('');
    expect(ana.lastText).toContain('Tell me in a few words');
  });
});

describe('in a thread', () => {
  const aside = { addressed: false };

  it('what is not meant for the bot is let be', async () => {
    expect(await ana.say('the canteen has soup today', aside)).toEqual({ kind: 'ignored' });
    expect(ana.screen).toEqual([]);
    await inStepOne();
    const before = [...ana.screen];
    expect(await ana.say('the canteen has soup today', aside)).toEqual({ kind: 'ignored' });
    expect(ana.screen).toEqual(before);
  });

  it('what is an answer counts', async () => {
    await inStepOne();
    await ana.say('done', aside);
    expect(await phase()).toEqual({ name: 'step', step_number: 2 });
  });

  it('after the end, talk between people is let be', async () => {
    await solved();
    expect(await ana.say('thanks, that was quick', aside)).toEqual({ kind: 'ignored' });
  });
});
