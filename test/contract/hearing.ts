import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Form, Message } from '../../src/engine/message.ts';
import { eventually } from '../support/eventually.ts';
import { accepted, plainMessage, refused } from '../support/scripted-desk.ts';
import { testsOf } from './abilities.ts';
import type { AdapterHarness, Button, Person, Place, Platform, Shown } from './harness.ts';
import { actionOf, openStage, pressOf } from './stage.ts';
import type { Stage } from './stage.ts';

/** A promise to be kept when the test wants it. */
const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

const step: Message = plainMessage('A step', {
  actions: [
    actionOf('It worked', pressOf('done'), { style: 'primary' }),
    actionOf('Talk to a person', pressOf('human')),
    actionOf('Fill in', pressOf('fill_in'), { form: 'variables' }),
    actionOf('Back', pressOf('back'), { place: 'more' }),
    actionOf('Español', pressOf('language', { arg: 'es' }), { place: 'more' }),
    actionOf('Cancel', pressOf('cancel'), { place: 'more', style: 'danger' }),
  ],
});

const form: Form = {
  name: 'variables',
  title: 'A few details',
  intro: 'So that the guide fits.',
  submit: 'Go on',
  cancel: 'Cancel',
  press: pressOf('fill_in'),
  fields: [
    {
      name: 'product',
      label: 'Which product?',
      hint: null,
      type: 'text',
      required: true,
      options: [],
      initial: null,
      max_length: 100,
    },
  ],
};

/** What people do, and what the application hears of it. */
export const describeHearing = (harness: AdapterHarness): void => {
  const { itWith } = testsOf(harness);
  let stage: Stage;
  let platform: Platform;
  let ana: Person;
  let ben: Person;
  let direct: Place;

  beforeAll(async () => {
    stage = await openStage(harness);
    ({ platform } = stage);
  }, 60_000);
  afterAll(() => stage.stop());
  beforeEach(() => {
    stage.reset();
    ana = stage.person();
    ben = stage.person();
    direct = platform.direct(ana);
  });

  /** A message with a button for each move, in front of Ana. */
  const shownStep = async (at: Place = direct): Promise<Shown> => {
    const conversation = await stage.meet(ana, at);
    await platform.channel.send(stage.outgoing({ conversation, person: ana.id }, step));
    return eventually(() => platform.shown(at).findLast(({ buttons }) => buttons.length > 0));
  };
  const buttonOf = (message: Shown, move: string): Button => {
    const found = message.buttons.find(({ press }) => press.move === move);
    if (!found) throw new Error(`There is no button for ${move}`);
    return found;
  };
  const lastOf = (person: Person) => stage.inputsOf(person).at(-1);

  describe('words', () => {
    it('to the bot alone are meant for it, and come with who said them and where', async () => {
      expect(await platform.say(ana, direct, 'my printer does not print').deliver()).toBe(true);
      expect(lastOf(ana)).toMatchObject({
        type: 'say',
        text: 'my printer does not print',
        addressed: true,
        channel: harness.channel,
        conversation: expect.stringMatching(new RegExp(`^${harness.channel}:`)),
        user: { id: ana.id },
        key: expect.stringMatching(/./),
      });
    });

    it('delivered again, and under another id, and at once, are one thing; other words are another', async () => {
      const said = platform.say(ana, direct, 'once');
      await Promise.all([said.deliver(), said.deliver(), said.redeliver()]);
      await platform.say(ana, direct, 'once').deliver();
      const keys = stage.inputsOf(ana).map(({ key }) => key);
      const [first] = keys;
      expect(keys.filter((key) => key === first).length).toBeGreaterThan(0);
      expect(new Set(keys).size).toBe(2);
    });

    it('come as they were typed, whatever the platform makes of them on its way', async () => {
      const typed = 'a < b && c > d, *not bold* "quoted" 100% \\o/ ñandú 👩‍👩‍👧';
      await platform.say(ana, direct, typed).deliver();
      expect(lastOf(ana)).toMatchObject({ text: typed });
    });

    itWith('shared')('after a mention begin a conversation of their own, without the mention', async () => {
      const place = platform.shared();
      await platform.say(ana, direct, 'hello').deliver();
      const alone = lastOf(ana)?.conversation;
      await platform.say(ana, place, 'my printer does not print').deliver();
      const begun = await eventually(() => (stage.inputsOf(ana).length > 1 ? lastOf(ana) : null));
      expect(begun).toMatchObject({ type: 'say', text: 'my printer does not print', addressed: true });
      expect(begun.conversation).not.toBe(alone);

      await platform.channel.send(stage.outgoing({ conversation: begun.conversation, person: ana.id }, step));
      await platform.say(ben, place, 'lunch?', { addressed: false }).deliver();
      for (const input of stage.inputsOf(ben)) {
        expect(input).toMatchObject({ conversation: begun.conversation, addressed: false });
      }
    });
  });

  describe('commands and shortcuts', () => {
    itWith('commands')('begin with a problem, or without one, or call a person', async () => {
      await platform.command(ana, direct, 'troubleshoot', 'no wifi').deliver();
      await platform.command(ana, direct, 'troubleshoot', '').deliver();
      await platform.command(ana, direct, 'escalate', 'nothing helps').deliver();
      expect(stage.inputsOf(ana)).toMatchObject([
        { type: 'troubleshoot', problem: 'no wifi' },
        { type: 'troubleshoot', problem: null },
        { type: 'escalate', reason: 'nothing helps' },
      ]);
    });

    itWith('shortcuts')('take the words of the message they were used on', async () => {
      await platform.shortcut(ana, direct, 'the projector is dark').deliver();
      expect(stage.inputsOf(ana)).toMatchObject([
        { type: 'troubleshoot', problem: 'the projector is dark', user: { id: ana.id } },
      ]);
    });

    it('come in the language that the platform says the person speaks', async () => {
      const luz = stage.person('es-MX');
      const place = platform.direct(luz);
      const act =
        harness.lacks.commands === undefined
          ? platform.command(luz, place, 'troubleshoot', 'sin wifi')
          : platform.say(luz, place, 'sin wifi');
      await act.deliver();
      expect(lastOf(luz)?.user.locale).toMatch(/^es\b/);
    });

    itWith('commands')('that are refused are answered to whoever gave them', async () => {
      stage.desk.answer(() => refused('There is one open already'));
      await platform.command(ana, direct, 'troubleshoot', 'x').deliver();
      await eventually(() => platform.notes(ana).some(({ text }) => text.includes('There is one open')));
    });
  });

  describe('a press', () => {
    it('is what its button carries, in the conversation of its message; in a menu too', async () => {
      const message = await shownStep();
      const { conversation } = lastOf(ana) ?? {};
      for (const { press, form: name } of step.actions) {
        if (name !== null) continue;
        const pressed = platform.press(ana, message, buttonOf(message, press.move));
        expect(await pressed.deliver()).toBe(true);
        expect(lastOf(ana)).toMatchObject({ type: 'press', press, conversation, user: { id: ana.id } });
      }
    });

    itWith('shared')('of somebody else says who pressed, and is answered to them alone', async () => {
      const place = platform.shared();
      const message = await shownStep(place);
      const before = platform.shown(place).length;
      stage.desk.answer(() => refused('That is not yours'));
      await platform.press(ben, message, buttonOf(message, 'done')).deliver();
      expect(lastOf(ben)).toMatchObject({ type: 'press', user: { id: ben.id } });
      await eventually(() => platform.notes(ben).some(({ text }) => text.includes('That is not yours')));
      expect(platform.notes(ana)).toEqual([]);
      expect(platform.shown(place)).toHaveLength(before);
    });

    it('that is accepted with a note tells it to the presser', async () => {
      const message = await shownStep();
      stage.desk.answer(() => accepted('One more thing'));
      await platform.press(ana, message, buttonOf(message, 'done')).deliver();
      await eventually(() => platform.notes(ana).some(({ text }) => text.includes('One more thing')));
    });

    it('twice at once is told twice: the session’s version tells them apart', async () => {
      const message = await shownStep();
      const before = stage.inputsOf(ana).length;
      const pressed = platform.press(ana, message, buttonOf(message, 'done'));
      await Promise.all([pressed.deliver(), pressed.deliver()]);
      const presses = stage.inputsOf(ana).slice(before);
      expect(presses.length).toBeGreaterThan(0);
      for (const input of presses) expect(input).toMatchObject({ type: 'press', press: pressOf('done') });
    });
  });

  describe('a form', () => {
    const openForm = async (): Promise<Shown> => {
      stage.desk.answerForm({ form });
      const message = await shownStep();
      expect(await platform.press(ana, message, buttonOf(message, 'fill_in')).deliver()).toBe(true);
      return message;
    };
    const shownForm = () => eventually(() => platform.form(ana));

    it('opens before its presser, and decides nothing', async () => {
      await openForm();
      const shown = await shownForm();
      expect(shown.title).toContain('A few details');
      expect(shown.fields).toMatchObject([{ name: 'product', label: 'Which product?' }]);
      expect(stage.inputsOf(ana).filter(({ type }) => type !== 'say')).toEqual([]);
    });

    it('that is sent comes with its values, in the conversation of its message', async () => {
      await openForm();
      const conversation = lastOf(ana)?.conversation;
      expect(await platform.submit(ana, await shownForm(), { product: 'Mail <&>' }).deliver()).toBe(true);
      expect(lastOf(ana)).toMatchObject({
        type: 'submit',
        form: 'variables',
        press: pressOf('fill_in'),
        values: { product: 'Mail <&>' },
        conversation,
      });
      await eventually(() => platform.form(ana) === null);
    });

    it('with wrong fields says what is wrong with them', async () => {
      await openForm();
      stage.desk.answer(() => refused('Please look again: no such product', { product: 'no such product' }));
      await platform.submit(ana, await shownForm(), { product: 'x' }).deliver();
      await eventually(() => {
        const marked = platform.form(ana)?.errors['product']?.includes('no such product');
        const noted = platform.notes(ana).some(({ text }) => text.includes('no such product'));
        return harness.lacks.field_errors === undefined ? marked : marked || noted;
      });
    });

    it('that comes too late says why', async () => {
      await openForm();
      stage.desk.answer(() => refused('This one is over'));
      await platform.submit(ana, await shownForm(), { product: 'x' }).deliver();
      await eventually(
        () =>
          platform.form(ana)?.text.includes('This one is over') ||
          platform.notes(ana).some(({ text }) => text.includes('This one is over')),
      );
    });

    it('of a session that has moved on is not opened, and its presser is told', async () => {
      stage.desk.answerForm({ refused: 'stale', note: 'That was an older message' });
      const message = await shownStep();
      await platform.press(ana, message, buttonOf(message, 'fill_in')).deliver();
      await eventually(() => platform.notes(ana).some(({ text }) => text.includes('an older message')));
      expect(platform.form(ana)).toBeNull();
    });

    itWith('late_forms')('asked for too late becomes a note with a button that opens it', async () => {
      stage.desk.answerForm({ form });
      const message = await shownStep();
      await platform.press(ana, message, buttonOf(message, 'fill_in'), { late: true }).deliver();
      const note = await eventually(() => platform.notes(ana).findLast(({ buttons }) => buttons.length > 0));
      const [open] = note.buttons;
      expect(open).toMatchObject({ form: 'variables', press: pressOf('fill_in') });
      if (open) await platform.press(ana, note, open).deliver();
      expect((await shownForm()).title).toContain('A few details');
    });
  });

  describe('an acknowledgement', () => {
    it('comes after the commit, not before', async () => {
      const message = await shownStep();
      const { opened, open } = gate();
      stage.desk.answer(async ({ user }) => {
        if (user.id === ana.id) await opened;
        return accepted();
      });
      const acknowledged: string[] = [];
      const pressed = platform.press(ana, message, buttonOf(message, 'done'));
      const answer = pressed.deliver().then((was) => acknowledged.push(`ana ${was}`));
      await eventually(() => lastOf(ana)?.type === 'press');
      // Somebody else's whole round trip is time enough for an acknowledgement that comes too early.
      await platform.say(ben, platform.direct(ben), 'hello').deliver();
      expect(acknowledged).toEqual([]);
      open();
      await answer;
      expect(acknowledged).toEqual(['ana true']);
    });

    it('is not given while the machinery is broken; the same thing is taken afterwards', async () => {
      const message = await shownStep();
      const pressed = platform.press(ana, message, buttonOf(message, 'done'));
      stage.desk.answer(() => Promise.reject(new Error('no database')));
      expect(await pressed.deliver()).toBe(false);
      expect(stage.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
      stage.desk.answer(() => accepted());
      expect(await pressed.deliver()).toBe(true);
    });

    itWith('deadline')('that is late loses nothing: what was decided is told after all', async () => {
      const message = await shownStep();
      const { opened, open } = gate();
      stage.desk.answer(async () => {
        await opened;
        return accepted('Late, but done');
      });
      // Resolves when the platform has given up, or was put off.
      await platform.press(ana, message, buttonOf(message, 'done')).deliver();
      open();
      await eventually(() => platform.notes(ana).some(({ text }) => text.includes('Late, but done')));
    });
  });

  describe('whoever is not the platform', () => {
    itWith('forgery')('is refused, and nothing comes of it', async () => {
      const message = await shownStep();
      const before = stage.inputsOf(ana).length;
      expect(await platform.say(ana, direct, 'forged').forge()).toBe(false);
      expect(await platform.press(ana, message, buttonOf(message, 'done')).forge()).toBe(false);
      expect(stage.inputsOf(ana)).toHaveLength(before);
    });

    itWith('workspaces')('of a workspace that is not allowed, is not served', async () => {
      const eve = platform.outsider('eve');
      await platform.say(eve, platform.direct(eve), 'let me in').deliver();
      expect(stage.inputsOf(eve)).toEqual([]);
    });
  });

  it('what people write is in no line of the log', async () => {
    stage.desk.answer(() => Promise.reject(new Error('no database')));
    await platform.say(ana, direct, 'my password is hunter2').deliver();
    expect(JSON.stringify(stage.lines)).not.toContain('hunter2');
  });

  it('nothing that was sent meanwhile was more than the platform takes', () => {
    expect(platform.problems()).toEqual([]);
  });
};
