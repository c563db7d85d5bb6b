import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AgentChannel } from '../../src/app/settings.ts';
import { outcomeOf } from '../../src/engine/session.ts';
import type { Session } from '../../src/engine/session.ts';
import { eventually } from '../support/eventually.ts';
import type { AgentsHarness, AgentsPlatform, Below, TeamAbility } from './agents.ts';
import type { Button, Person, Place, Shown } from './harness.ts';
import { openApplication, recordingLog } from './inside.ts';

/** A person and a team on one platform, with the whole application between them: everything that agents do there. */
export const describeHandOff = (harness: AgentsHarness): void => {
  let application: Awaited<ReturnType<typeof openApplication>>;
  let platform: AgentsPlatform;
  let team: Place;
  let second: Place;
  let ana: Person;
  let luis: Person;
  let direct: Place;
  let people = 0;
  let written = '';
  let casesGoTo: (written: string) => Promise<void>;

  beforeAll(async () => {
    application = await openApplication(harness.channel, recordingLog().log);
    platform = await harness.start(application.inside);
    // A platform is known once somebody has written there.
    const mia = platform.person('mia');
    await platform.say(mia, platform.direct(mia), 'hello').deliver();
    const [first, fallback] = [platform.team(), platform.team()];
    team = first.at;
    second = fallback.at;
    const channel = harness.channel as AgentChannel;
    casesGoTo = async (written) =>
      await application.set({
        escalation: {
          [channel]: { channel: written },
          fallback: { channel, conversation: fallback.written },
        },
      });
    written = first.written;
    await casesGoTo(written);
  }, 60_000);
  afterAll(async () => {
    expect(platform.problems()).toEqual([]);
    await platform.stop();
    await application.close();
  });
  beforeEach(async () => {
    people += 1;
    ana = platform.person(`ana${people}`, 'en-US');
    luis = platform.person(`luis${people}`, 'en-US');
    direct = platform.direct(ana);
  });

  const itWith =
    (...abilities: readonly TeamAbility[]) =>
    (name: string, test: () => Promise<void>): void => {
      const reasons = abilities.flatMap((ability) => harness.teamLacks[ability] ?? []);
      if (reasons.length === 0) it(name, test);
      else it.skip(`${name} (${reasons.join('; ')})`, test);
    };

  const session = async (): Promise<Session> => {
    const found = await application.core.store.open(ana.id);
    if (!found[0]) throw new Error('Ana has no open session');
    return found[0].session;
  };
  /** The newest message in front of Ana that says this. */
  const anaSees = (words: string): Promise<Shown> =>
    eventually(() => platform.shown(direct).findLast(({ text }) => text.includes(words)));
  const buttonOf = ({ buttons }: Shown, label: string): Button => {
    const found = buttons.find((one) => one.label === label);
    if (!found) throw new Error(`No button says “${label}”: ${buttons.map((one) => one.label).join(', ')}`);
    return found;
  };
  const anaPresses = async (label: string): Promise<void> => {
    const message = await eventually(() =>
      platform.shown(direct).findLast(({ buttons }) => buttons.some((one) => one.label === label)),
    );
    expect(await platform.press(ana, message, buttonOf(message, label)).deliver()).toBe(true);
  };
  /** Ana's pack in a place of the agents. */
  const packIn = (at: Place, saying = ''): Promise<Shown> =>
    eventually(() =>
      platform.shown(at).find(({ text }) => text.includes(`${ana.name} needs help`) && text.includes(saying)),
    );
  const pack = (saying?: string): Promise<Shown> => packIn(team, saying);
  const thread = async (): Promise<Below> => ({ at: team, below: await pack() });
  const presses = async (label: string, by = luis, at = team): Promise<void> => {
    const message = await packIn(at);
    expect(await platform.press(by, message, buttonOf(message, label)).deliver()).toBe(true);
  };
  const fills = async (label: string, values: Readonly<Record<string, string>>): Promise<void> => {
    await presses(label);
    const form = await eventually(() => platform.form(luis));
    expect(form.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(values)));
    await platform.submit(luis, form, values).deliver();
    await eventually(() => platform.form(luis) === null);
  };
  /** What stands in the thread, with those words in it. */
  const inThread = async (words: string): Promise<Shown> => {
    const below = await thread();
    return await eventually(() => platform.shownBelow(below).find(({ text }) => text.includes(words)));
  };
  const noted = (person: Person, words: RegExp) =>
    eventually(() => platform.notes(person).some(({ text }) => words.test(text)));

  const problem = 'my printer does not print';
  /** Ana is at the first step of a guide, and one did not help. */
  const inGuide = async (): Promise<void> => {
    await platform.say(ana, direct, problem).deliver();
    await anaPresses("Yes, that's it");
    await anaSees('Step 1');
  };
  const handedOver = async (): Promise<Shown> => {
    await inGuide();
    await platform.say(ana, direct, 'human').deliver();
    // Its thread is known once it was posted.
    await eventually(async () => {
      const { escalation } = await session();
      return escalation?.placement.state === 'posted' && escalation.placement.thread !== null;
    });
    return await pack();
  };
  const claimed = async (): Promise<void> => {
    await handedOver();
    await presses('Claim');
    await pack(`${luis.name} has it`);
  };

  describe('a pack', () => {
    it('tells the whole story, and has everything that can be done within reach', async () => {
      await handedOver();
      const { text, buttons, effects } = await eventually(async () => {
        const shown = await pack();
        return shown.buttons.some(({ label }) => label === 'Open the line') ? shown : null;
      });
      expect(text).toContain(problem);
      expect(text).toContain('Nobody has it yet');
      expect(text).toMatch(/step 1 of \d/);
      // What is folded into a menu stands last, and each platform folds what it must.
      expect(buttons.map(({ label }) => label).toSorted()).toEqual([
        'Assign',
        'Back to the guide',
        'Claim',
        'Escalate further',
        'Not solved',
        'Open the line',
        'Priority',
        'Reply',
        'Solved',
        'Start another guide',
      ]);
      expect(effects).toEqual([]);
    });

    it('is claimed by exactly one of two, and says by whom; so does the person’s message', async () => {
      await handedOver();
      const marta = platform.person(`marta${people}`, 'en-US');
      const message = await pack();
      const claim = buttonOf(message, 'Claim');
      await Promise.all([luis, marta].map((agent) => platform.press(agent, message, claim).deliver()));
      const winner = await eventually(async () => (await session()).escalation?.assignee_name);
      await pack(`${winner} has it`);
      await anaSees(`${winner} from the team`);
      await noted(winner === luis.name ? marta : luis, /already has this case/);
      expect((await pack()).edits).toBeGreaterThan(0);
    });

    it('is given back, and claimed anew', async () => {
      await claimed();
      await presses('Release');
      await pack('Nobody has it yet');
      await presses('Claim');
      await pack(`${luis.name} has it`);
    });
  });

  describe('an agent', () => {
    it('replies by a form; the thread shows what the person sees, and that it arrived', async () => {
      await claimed();
      await fills('Reply', { text: 'Is <it> *plugged* in?' });
      const reply = await anaSees('Is <it> *plugged* in?');
      expect(reply.text).toContain(luis.name);
      expect(reply.effects).toEqual([]);
      const mirror = await inThread('Is <it> *plugged* in?');
      await eventually(async () => (await inThread('Is <it>')).text.includes('Delivered'));
      expect(mirror.text).toContain(ana.name);
    });

    it('sends the person back to a step', async () => {
      await claimed();
      await fills('Back to the guide', { step: '2' });
      await anaSees('Step 2');
      await pack('Back with the guide');
      expect((await pack()).buttons).toEqual([]);
      expect((await session()).phase.name).toBe('step');
    });

    it('starts another guide', async () => {
      await claimed();
      await fills('Start another guide', { guide: 'vpn_connection_template' });
      await eventually(async () => (await session()).chosen?.pin.template_id === 'vpn_connection_template');
      await eventually(() => platform.shown(direct).some(({ text }) => text.includes('VPN')));
    });

    it('says how urgent it is', async () => {
      await claimed();
      await fills('Priority', { priority: 'urgent' });
      await pack('priority: Urgent');
    });

    it('assigns it', async () => {
      await handedOver();
      await fills('Assign', { agent: luis.id });
      await pack(`${luis.name} has it`);
    });

    it('passes it on to the next place, where nobody has it yet', async () => {
      await claimed();
      await presses('Escalate further');
      await packIn(second, 'Nobody has it yet');
      await pack('Passed on to');
      expect((await pack()).buttons).toEqual([]);
      await presses('Claim', luis, second);
      await packIn(second, `${luis.name} has it`);
    });

    it.each([
      ['Solved', 'escalated_solved', 'Solved'],
      ['Not solved', 'escalated_unsolved', 'Closed without a solution'],
    ])('ends it: %s', async (label, outcome, says) => {
      await claimed();
      const { session_id } = await session();
      await presses(label);
      await pack(says);
      expect((await pack()).buttons).toEqual([]);
      const ended = await application.core.store.load(session_id);
      expect(ended && outcomeOf(ended.session)).toBe(outcome);
    });

    it('types the same words after a mention in the thread, and is answered alone', async () => {
      await handedOver();
      const below = await thread();
      const says = (text: string, by = luis) =>
        platform.write(by, below, text, { addressed: true }).deliver();
      await says('claim');
      await pack(`${luis.name} has it`);
      await says('troubleshoot-agent priority high');
      await pack('priority: High');
      await says('/troubleshoot-agent reply Try another cable');
      await anaSees('Try another cable');
      await says('assign');
      await noted(luis, /assign/);
      await says('resolve');
      await pack('Solved');
      expect(platform.notes(ana).some(({ text }) => text.includes('assign'))).toBe(false);
    });
  });

  it('a place that is gone makes way for the next, and what was said goes there', async () => {
    const gone = platform.team();
    await casesGoTo(gone.written);
    try {
      await inGuide();
      await platform.say(ana, direct, 'human').deliver();
      await packIn(gone.at, 'Nobody has it yet');
      await platform.close(gone.at);
      await platform.write(ana, direct, 'is anybody there?').deliver();
      const below = { at: second, below: await packIn(second, 'Nobody has it yet') };
      await eventually(() =>
        platform.shownBelow(below).some(({ text }) => text.includes('is anybody there?')),
      );
    } finally {
      await casesGoTo(written);
    }
  });

  describe('the line', () => {
    const opened = async (): Promise<Below> => {
      await claimed();
      await presses('Open the line');
      await pack('The line is open');
      return await thread();
    };

    it('closed, what is said in the thread stays there', async () => {
      await claimed();
      await platform.write(luis, await thread(), 'he has not plugged it in').deliver();
      await platform.write(luis, await thread(), 'never has').deliver();
      await fills('Reply', { text: 'One moment' });
      await anaSees('One moment');
      expect(platform.shown(direct).some(({ text }) => /plugged|never has/.test(text))).toBe(false);
    });

    it('open, both sides talk: each message once and in order', async () => {
      const below = await opened();
      for (const number of [1, 2, 3]) {
        await platform.write(luis, below, `from the team ${number}`).deliver();
        await platform.write(ana, direct, `from ana ${number}`).deliver();
      }
      await anaSees('from the team 3');
      await inThread('from ana 3');
      const told = (shown: readonly Shown[], pattern: RegExp) =>
        shown.flatMap(({ text }) => pattern.exec(text)?.[0] ?? []);
      expect(told(platform.shown(direct), /from the team \d/)).toEqual(
        [1, 2, 3].map((n) => `from the team ${n}`),
      );
      expect(told(platform.shownBelow(below), /from ana \d/)).toEqual([1, 2, 3].map((n) => `from ana ${n}`));
    });

    it('away for a while, words wait, and come once and in order', async () => {
      const below = await opened();
      platform.fault(
        { meets: 'outage', through: false },
        { meets: 'limit', retryAfterSeconds: 1 },
        { meets: 'outage', through: false },
      );
      for (const number of [1, 2, 3]) await platform.write(luis, below, `late ${number}`).deliver();
      await anaSees('late 3');
      const told = platform.shown(direct).flatMap(({ text }) => /late \d/.exec(text)?.[0] ?? []);
      expect(told).toEqual(['late 1', 'late 2', 'late 3']);
    });

    itWith('signs')('words have a sign once they have arrived', async () => {
      const below = await opened();
      const question = platform.write(ana, direct, 'is anybody there?');
      await question.deliver();
      const answer = platform.write(luis, below, 'I am');
      await answer.deliver();
      await eventually(() => platform.signsOn(question).includes('arrived'));
      await eventually(() => platform.signsOn(answer).includes('arrived'));
    });

    it('edits and deletions cross, and nothing else that a platform calls a change', async () => {
      const below = await opened();
      const question = platform.write(ana, direct, 'it is the thrid floor');
      await question.deliver();
      await inThread('it is the thrid floor');
      await platform.change(question, 'it is the third floor').deliver();
      await inThread('it is the third floor');
      const answer = platform.write(luis, below, 'I hate printers');
      await answer.deliver();
      await anaSees('I hate printers');
      await platform.change(answer, null).deliver();
      await eventually(() => !platform.shown(direct).some(({ text }) => text.includes('I hate printers')));
    });

    itWith('copies')(
      'files cross as copies, both ways, and long ones are named to their sender',
      async () => {
        const below = await opened();
        const file = (name: string) => ({ name, bytes: `the bytes of ${name}` });
        await platform.write(ana, direct, 'here is a picture', { file: file('stripes.png') }).deliver();
        await inThread('here is a picture');
        await eventually(() => platform.filesAt(below).length > 0);
        expect(platform.filesAt(below)).toEqual([file('stripes.png')]);
        await platform.write(luis, below, '', { file: file('manual.pdf') }).deliver();
        await eventually(() => platform.filesAt(direct).length > 0);
        expect(platform.filesAt(direct)).toEqual([file('manual.pdf')]);
        expect((await anaSees('manual.pdf')).text).not.toContain('…');
        await platform.write(ana, direct, 'run this', { file: file('virus.exe') }).deliver();
        await anaSees('virus.exe was not passed on');
        await inThread('run this');
        expect(platform.filesAt(below)).toHaveLength(1);
      },
    );
  });
};
