import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Session } from '../../src/engine/session.ts';
import { eventually } from '../support/eventually.ts';
import { testsOf } from './abilities.ts';
import type { AdapterHarness, Button, Person, Place, Platform, Shown } from './harness.ts';
import { openApplication, recordingLog } from './inside.ts';
import { withButton } from './stage.ts';

/** People and the whole application, with nothing replaced but the platform between them. */
export const describeWhole = (harness: AdapterHarness): void => {
  const { itWith } = testsOf(harness);
  let application: Awaited<ReturnType<typeof openApplication>>;
  let platform: Platform;
  let ana: Person;
  let direct: Place;
  let people = 0;

  beforeAll(async () => {
    application = await openApplication(harness.channel, recordingLog().log);
    platform = await harness.start(application.inside);
  }, 60_000);
  afterAll(async () => {
    await platform.stop();
    await application.close();
  });
  beforeEach(() => {
    ana = platform.person(`ana${(people += 1)}`, 'en-US');
    direct = platform.direct(ana);
  });

  const problem = 'my printer does not print';
  const open = async (person: Person): Promise<readonly Session[]> =>
    (await application.core.store.open(person.id)).map(({ session }) => session);
  const versionIs = (version: number) =>
    eventually(async () => (await open(ana)).find((session) => session.version === version));
  const offered = (move: string, at = direct): Promise<{ message: Shown; button: Button }> =>
    eventually(() => withButton(platform, at, ({ press }) => press.move === move));
  const press = async (move: string, by = ana, at = direct): Promise<boolean> => {
    const { message, button } = await offered(move, at);
    return platform.press(by, message, button).deliver();
  };
  /** The message shows the session as it stands now. */
  const showsVersion = (version: number, at = direct) =>
    eventually(() =>
      platform
        .shown(at)
        .findLast(({ buttons }) => buttons.some(({ press: carried }) => carried.version === version)),
    );

  it('the same words delivered again, under any id, at once, are one session with one message', async () => {
    const said = platform.say(ana, direct, problem);
    await Promise.all([said.deliver(), said.deliver(), said.redeliver()]);
    await offered('yes');
    expect(await open(ana)).toHaveLength(1);
    expect(platform.shown(direct)).toHaveLength(1);
  });

  it('presses at the same moment decide once, and the newest picture stays on top', async () => {
    await platform.say(ana, direct, problem).deliver();
    const { message, button } = await offered('yes');
    const pressed = platform.press(ana, message, button);
    await Promise.all([pressed.deliver(), pressed.deliver(), pressed.deliver()]);
    await showsVersion(2);
    expect((await open(ana))[0]?.version).toBe(2);
    expect(platform.shown(direct)).toHaveLength(1);
  });

  it('an old button decides nothing; the message shows how things stand', async () => {
    await platform.say(ana, direct, problem).deliver();
    const old = await offered('yes');
    await press('yes');
    await versionIs(2);
    await showsVersion(2);
    await platform.press(ana, old.message, old.button).deliver();
    expect((await open(ana))[0]?.version).toBe(2);
    await showsVersion(2);
  });

  it('somebody else’s press decides nothing, and is answered to them alone', async () => {
    const ben = platform.person(`ben${people}`, 'en-US');
    const at = harness.lacks.shared === undefined ? platform.shared() : direct;
    await platform.say(ana, at, problem).deliver();
    const before = await offered('yes', at);
    await platform.press(ben, before.message, before.button).deliver();
    await eventually(() => platform.notes(ben).length > 0);
    expect((await open(ana))[0]?.version).toBe(1);
    expect(platform.shown(at)).toEqual([expect.objectContaining({ id: before.message.id })]);
  });

  it('a guide goes from the first word to solved by the first button of each message', async () => {
    await platform.say(ana, direct, problem).deliver();
    await press('yes');
    for (let version = 2; version < 40; version += 1) {
      const message = await showsVersion(version);
      const [first] = message.buttons;
      if (!first || first.press.move === 'solved') break;
      await platform.press(ana, message, first).deliver();
      await versionIs(version + 1);
    }
    await press('solved');
    await eventually(async () => (await open(ana)).length === 0);
    await eventually(() => platform.shown(direct).at(-1)?.text.includes('Solved!'));
    expect(platform.problems()).toEqual([]);
  });

  it('typed words answer too', async () => {
    await platform.say(ana, direct, problem).deliver();
    await offered('yes');
    await platform.say(ana, direct, 'yes').deliver();
    await versionIs(2);
    await showsVersion(2);
  });

  it('a form brings what it asked for', async () => {
    await platform.say(ana, direct, 'xyzzy plugh').deliver();
    await press('describe');
    const form = await eventually(() => platform.form(ana));
    await platform.submit(ana, form, { problem }).deliver();
    await versionIs(2);
    await showsVersion(2);
  });

  it('the language changes in the middle of it', async () => {
    await platform.say(ana, direct, problem).deliver();
    await press('yes');
    await showsVersion(2);
    const { message, button } = await eventually(() =>
      withButton(
        platform,
        direct,
        ({ press: carried }) => carried.move === 'language' && carried.arg === 'es',
      ),
    );
    await platform.press(ana, message, button).deliver();
    const { buttons } = await showsVersion(3);
    expect(buttons.map(({ label }) => label)).toContain('Hablar con una persona');
  });

  itWith('commands')('a command begins a session where the person is answered', async () => {
    await platform.command(ana, direct, 'troubleshoot', problem).deliver();
    await offered('yes');
  });

  itWith('shared')(
    'among people a session goes on in its place, and their talk is none of its business',
    async () => {
      const ben = platform.person(`ben${people}`, 'en-US');
      const place = platform.shared();
      await platform.say(ana, place, problem).deliver();
      await offered('yes', place);
      await platform.say(ben, place, 'lunch?', { addressed: false }).deliver();
      await press('yes', ana, place);
      await versionIs(2);
      await showsVersion(2, place);
      expect(await open(ben)).toEqual([]);
    },
  );

  itWith('outages')('limits and outages hold a picture up, and never lose it', async () => {
    await platform.say(ana, direct, problem).deliver();
    await offered('yes');
    platform.fault({ meets: 'limit', retryAfterSeconds: 1 }, { meets: 'outage', through: false });
    await press('yes');
    await showsVersion(2);
    expect(platform.shown(direct)).toHaveLength(1);
  });

  itWith('outages')('a post that went through unnoticed is repaired', async () => {
    platform.fault({ meets: 'outage', through: true });
    await platform.say(ana, direct, problem).deliver();
    await press('yes');
    await showsVersion(2);
    expect(platform.shown(direct).length).toBeLessThanOrEqual(harness.mayPostTwice === false ? 1 : 2);
  });

  itWith('deleting')('a message that was deleted is posted anew with the next step', async () => {
    await platform.say(ana, direct, problem).deliver();
    const { message, button } = await offered('yes');
    const pressed = platform.press(ana, message, button);
    await platform.deleteMessage(message);
    await pressed.deliver();
    const anew = await showsVersion(2);
    expect(anew.id).not.toBe(message.id);
    expect(platform.shown(direct)).toHaveLength(1);
  });
};
