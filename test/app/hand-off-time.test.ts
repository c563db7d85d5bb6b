import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from '../../src/engine/session.ts';
import { eventually } from '../support/eventually.ts';
import { linesOf, luisHasIt, setStage } from './stage.ts';

const stage = setStage();
const remindsAfter = 10;
const fallsBackAfter = 30;

const withTimers = async (): Promise<void> => {
  const { office, usual } = stage;
  await office.set({
    ...usual,
    timers: {
      remind_agents_after_minutes: remindsAfter,
      reminders: 2,
      fallback_after_minutes: fallsBackAfter,
      nudge_after_minutes: 60,
      expire_after_minutes: 180,
    },
  });
};

describe('a case that nobody claims', () => {
  it('is reminded of where it is, as often as is set, and then has the fallback', async () => {
    const { office, ana, luis, teo } = stage;
    await withTimers();
    await ana.escalate();
    await ana.sees('I told the support team');
    await office.pass(remindsAfter);
    await luis.sees(`Nobody has claimed the case of ${ana.name} for 10 minutes`);
    await office.pass(remindsAfter);
    await luis.sees('for 20 minutes');
    await office.pass(5);
    expect(linesOf(luis, /Nobody has claimed/)).toHaveLength(2);
    await office.pass(5);
    await luis.sees('Passed on to another place');
    await teo.sees(`${ana.name} needs help`);
    await ana.sees(`I told the support team (#${stage.secondLine})`);
    // There the clock begins anew, and there is no further place.
    await office.pass(remindsAfter);
    await teo.sees('for 10 minutes');
    await office.pass(60);
    expect((await ana.session()).escalation).toMatchObject({ status: 'open' });
  });

  it('claimed from the reminder, it is quiet at once', async () => {
    const { office, ana, luis, teo } = stage;
    await withTimers();
    await ana.escalate();
    await ana.sees('I told the support team');
    await office.pass(remindsAfter);
    await luis.sees('Nobody has claimed');
    await luis.press('Claim');
    await ana.sees('Luis from the team has your case');
    await office.pass(fallsBackAfter);
    await office.pass(fallsBackAfter);
    expect(linesOf(luis, /Nobody has claimed/)).toHaveLength(1);
    expect(teo.screen).toEqual([]);
  });

  it('released, it waits from then on', async () => {
    const { office, ana, luis } = stage;
    await withTimers();
    await luisHasIt(stage);
    await office.pass(60);
    await luis.agent('release');
    await ana.sees('I told the support team');
    await office.pass(remindsAfter - 1);
    const { channel } = stage;
    luis.place = `slack:${channel}` as typeof luis.place;
    expect(linesOf(luis, /Nobody has claimed/)).toEqual([]);
    await office.pass(1);
    await luis.sees('for 10 minutes');
  });
});

describe('a person who stops in the middle', () => {
  it('is asked once whether they go on, then the guide is closed as abandoned, never as solved', async () => {
    const { office, ana } = stage;
    await withTimers();
    await ana.say('my printer does not print');
    await ana.press("Yes, that's it");
    await office.pass(1);
    await office.pass(59);
    await ana.sees('Are you still there?');
    await office.pass(30);
    expect(linesOf(ana, /Are you still there/)).toHaveLength(1);
    await office.pass(90);
    await ana.sees('no answer for a long time');
    expect(outcomeOf(await ana.session())).toBe('abandoned');
  });

  it('hears nothing of that while people have the case', async () => {
    const { office, ana } = stage;
    await withTimers();
    await luisHasIt(stage);
    const before = ana.texts;
    await office.pass(1);
    await office.pass(60);
    await office.pass(600);
    expect(ana.texts).toEqual(before);
    expect((await ana.session()).phase.name).toBe('escalated');
  });

  it('is reminded of a step when they asked to be, and not of one that they have done', async () => {
    const { office, ana } = stage;
    await withTimers();
    await ana.say('my printer does not print');
    await ana.press("Yes, that's it");
    await ana.submit('Remind me later', 'later', { minutes: '60' });
    await office.pass(59);
    expect(linesOf(ana, /You asked me/)).toEqual([]);
    await office.pass(1);
    await ana.sees('You asked me');
  });
});

describe('timers', () => {
  it('fire once, whoever looks', async () => {
    const { office, ana, luis } = stage;
    await withTimers();
    await ana.escalate();
    await ana.sees('I told the support team');
    await Promise.all([office.pass(remindsAfter), office.pass(0), office.core.handOff.runTimers()]);
    await luis.sees('Nobody has claimed');
    await office.pass(1);
    expect(linesOf(luis, /Nobody has claimed/)).toHaveLength(1);
    await eventually(async () => (await ana.session()).escalation?.reminders === 1);
  });
});
