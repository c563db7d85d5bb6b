import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { Seat } from './office.ts';
import { lineIsOpen, linesOf, luisHasIt, setStage } from './stage.ts';

const stage = setStage();

describe('a place of the agents', () => {
  it('that was deleted: the case goes to the next one, and the person is told of that one', async () => {
    const { office, ana, teo, channel } = stage;
    office.platforms.slack.broken.gone.add(`slack:${channel}`);
    await ana.escalate();
    await teo.sees(`${ana.name} needs help`);
    await ana.sees(`I told the support team (#${stage.secondLine})`);
    expect(office.alarms).toEqual([]);
  });

  it('that the bot was removed from, while somebody there had the case: it stays theirs, in the next place', async () => {
    const { office, ana, luis, teo, channel } = stage;
    await luisHasIt(stage);
    office.platforms.slack.broken.gone.add(`slack:${channel}`);
    await ana.say('are you still there?');
    await teo.sees('Luis has it');
    await teo.enterThread(ana);
    await teo.sees('are you still there?');
    expect(linesOf(luis, /are you still there/)).toEqual([]);
  });

  it('that nobody may write to is passed over from the start', async () => {
    const { office, ana, teo, channel } = stage;
    const how = 'Invite the bot: /invite @unstuck';
    office.platforms.slack.broken.unusable.set(channel, { unusable: 'no_access', how });
    await ana.escalate();
    await teo.sees(`${ana.name} needs help`);
  });

  it('that does not exist anywhere: loud for those in charge, honest to the person, and mended by itself', async () => {
    const { office, ana, luis, channel, secondLine } = stage;
    const how = 'Invite the bot: /invite @unstuck';
    office.platforms.slack.broken.unusable.set(channel, { unusable: 'no_access', how });
    office.platforms.teams.broken.unusable.set(secondLine, { unusable: 'not_found', how: 'Add the app.' });
    await ana.escalate();
    await ana.sees('I could not reach any of them just now');
    expect(ana.button('Go on with the guide')).toBeDefined();
    expect(office.alarms).toEqual([[`slack:${channel}: ${how}`, `teams:${secondLine}: Add the app.`]]);
    await ana.say('it is urgent');
    await office.pass(2);
    expect(office.alarms).toHaveLength(1);
    office.platforms.slack.broken.unusable.clear();
    await office.pass(2);
    await luis.sees(`${ana.name} needs help`);
    await luis.enterThread(ana);
    await luis.sees('it is urgent');
    await ana.sees('I told the support team');
    expect(office.alarms.at(-1)).toBeNull();
  });

  it('that says it takes the case and never does: those in charge hear of it once, until it does', async () => {
    const { office, ana, luis, channel, secondLine } = stage;
    const { slack, teams } = office.platforms;
    slack.broken.gone.add(`slack:${channel}`);
    teams.broken.gone.add(`teams:${secondLine}`);
    await ana.escalate();
    await ana.sees('I could not reach any of them just now');
    const refused = 'what is posted there is refused. Is the bot still a member, and may it write?';
    expect(office.alarms).toEqual([[`slack:${channel}: ${refused}`, `teams:${secondLine}: ${refused}`]]);
    for (const minutes of [2, 2, 2]) {
      await office.pass(minutes);
      await ana.sees('I could not reach any of them just now');
    }
    expect(office.alarms).toHaveLength(1);
    slack.broken.gone.clear();
    teams.broken.gone.clear();
    await office.pass(2);
    await luis.sees('Nobody has it yet');
    await ana.sees('I told the support team');
    expect(office.alarms).toEqual([expect.anything(), null]);
  });

  it('that the settings do not name: said as that', async () => {
    const { office, ana } = stage;
    await office.set({ escalation: {} });
    await ana.escalate();
    await ana.sees('I could not reach any of them just now');
    expect(office.alarms).toEqual([['The settings name no place for it.']]);
    await ana.press("It's solved now");
  });

  it('on a platform that is down has the case once it is back', async () => {
    const { office, ana, luis } = stage;
    office.platforms.slack.broken.down = true;
    await ana.escalate();
    await ana.say('hello?');
    expect(linesOf(ana, /I told the support team/)).toEqual([]);
    office.platforms.slack.broken.down = false;
    await luis.sees(`${ana.name} needs help`);
    await luis.enterThread(ana);
    await luis.sees('hello?');
  });
});

describe('a person', () => {
  it('who is gone or blocks the bot: the agent sees that it did not arrive, and tries again', async () => {
    const { office, ana, luis } = stage;
    await luisHasIt(stage);
    office.platforms.discord.broken.gone.add(ana.place);
    await luis.agent('reply Is it plugged in?');
    await luis.sees(`It did not reach ${ana.name}`);
    office.platforms.discord.broken.gone.clear();
    expect(await luis.press('Try again')).toMatchObject({ note: 'Trying again.' });
    await ana.sees('Is it plugged in?');
    await luis.sees('Delivered');
    expect(await luis.agent('mine')).toMatchObject({ kind: 'told' });
  });

  it('loses no words while there is no place for them', async () => {
    const { office, ana, luis, teo, channel, secondLine } = stage;
    await luisHasIt(stage);
    office.platforms.slack.broken.gone.add(`slack:${channel}`);
    office.platforms.teams.broken.unusable.set(secondLine, { unusable: 'not_found', how: 'Add the app.' });
    await ana.say('anybody?');
    await eventually(() => office.alarms.length > 0);
    // Whoever has it keeps it: what is said waits for a place, and is there once there is one.
    office.platforms.teams.broken.unusable.clear();
    await office.pass(2);
    await teo.enterThread(ana);
    await teo.sees('anybody?');
    expect(linesOf(luis, /anybody/)).toEqual([]);
  });

  it('who waits for long hears that their words have not arrived, and in the end that they have', async () => {
    const { office, ana, luis } = stage;
    await luisHasIt(stage);
    office.platforms.slack.broken.down = true;
    await ana.say('is anybody there?');
    for (let tries = 0; tries < 8; tries += 1) {
      await office.send(2);
    }
    await ana.sees('This has not reached the team yet');
    office.platforms.slack.broken.down = false;
    expect(await ana.press('Try again')).toMatchObject({ kind: 'accepted', note: 'Trying again.' });
    await luis.sees('is anybody there?');
    await ana.sees('This reached the team in the end');
    expect(linesOf(ana, /has not reached the team/)).toEqual([]);
  });
});

describe('somebody without rights', () => {
  it('can neither press, nor type, nor list, and is told who can', async () => {
    const { office, ana, luis } = stage;
    await ana.escalate();
    await luis.sees('Nobody has it yet');
    const eve = new Seat(office, 'slack', 'Eve', 'random');
    const may = { kind: 'refused', code: 'not_an_agent', note: expect.stringContaining('Only the team') };
    expect(await eve.press(luis.button('Claim'))).toMatchObject(may);
    const { escalation } = await ana.session();
    expect(await eve.agent(`claim ${escalation?.escalation_id}`)).toMatchObject(may);
    expect(await eve.agent('list')).toMatchObject(may);
    expect((await ana.session()).escalation?.status).toBe('open');
  });

  it('nor may the person act as their own agent', async () => {
    const { ana, luis } = stage;
    await ana.escalate();
    await luis.sees('Nobody has it yet');
    expect(await ana.press(luis.button('Claim'))).toMatchObject({ code: 'not_an_agent' });
  });
});

describe('words that change', () => {
  it('before they arrived arrive as they are now, once', async () => {
    const { office, ana } = stage;
    await lineIsOpen(stage);
    const { luis } = stage;
    office.platforms.discord.broken.down = true;
    await luis.say('it is the thrid cable', { key: 'slack:m1', addressed: false });
    await luis.edit('slack:m1', 'it is the third cable');
    office.platforms.discord.broken.down = false;
    await ana.sees('it is the third cable');
    expect(linesOf(ana, /thrid/)).toEqual([]);
    expect(linesOf(ana, /third cable/)).toHaveLength(1);
  });

  it('and never crossed change nothing', async () => {
    const { luis } = stage;
    await luisHasIt(stage);
    expect(await luis.edit('slack:never-said', 'something else')).toEqual({ kind: 'ignored' });
    expect(await luis.edit('slack:never-said', null)).toEqual({ kind: 'ignored' });
  });

  it('are taken back, after the end too', async () => {
    const { ana, luis } = stage;
    await lineIsOpen(stage);
    await luis.say('the password is hunter2', { key: 'slack:m2', addressed: false });
    await ana.sees('hunter2');
    await luis.agent('resolve');
    await ana.sees('How was the help?');
    await luis.edit('slack:m2', null);
    await ana.sees('(message taken back)');
    expect(linesOf(ana, /hunter2/)).toEqual([]);
    expect(await ana.press('5 · Very helpful')).toMatchObject({ kind: 'accepted' });
  });
});

describe('files', () => {
  const file = (name: string, bytes: number) => ({ name, type: 'x', bytes, from: { id: name } });

  it('that are too large, too many or programs stay behind, by name; the words cross', async () => {
    const { office, ana, luis } = stage;
    await luisHasIt(stage);
    office.platforms.discord.files.set('photo.png', new Uint8Array([1, 2, 3]));
    await ana.say('see here', {
      files: [file('photo.png', 3), file('film.mov', 11 * 1024 * 1024), file('setup.exe', 10)],
    });
    await luis.sees('see here');
    expect(luis.files.map(({ name }) => name)).toEqual(['photo.png']);
    await ana.sees(
      'film.mov was not passed on: at most 10 MB. setup.exe was not passed on: programs do not cross.',
    );
  });

  it('none of which may cross are no message', async () => {
    const { ana, luis } = stage;
    await luisHasIt(stage);
    await ana.say('', { files: [file('setup.exe', 10)] });
    await ana.sees('setup.exe was not passed on');
    await ana.say('and this?');
    await luis.sees('and this?');
    expect(luis.screen.filter(({ parts }) => parts.some(({ type }) => type === 'said'))).toHaveLength(1);
  });

  it('that their platform no longer has are named where they should be', async () => {
    const { ana, luis } = stage;
    await luisHasIt(stage);
    await ana.say('the log', { files: [file('gone.log', 10)] });
    await luis.sees('Could not be copied: gone.log');
  });
});
