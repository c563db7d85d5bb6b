import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from '../../src/engine/session.ts';
import { Seat } from './office.ts';
import { lineIsOpen, linesOf, luisHasIt, setStage } from './stage.ts';

const stage = setStage();

describe('what is said in the thread', () => {
  it('stays there, unless it is sent on purpose', async () => {
    const { ana, luis } = stage;
    await luisHasIt(stage);
    await luis.say('this one again', { addressed: false });
    await luis.agent('reply Which printer is it?');
    await ana.sees('Which printer is it?');
    expect(linesOf(ana, /this one again/)).toEqual([]);
    await luis.sees(`${ana.name} sees this:`);
  });

  it('crosses while the line is open, each message marked; then no more, and both is said there', async () => {
    const { ana, luis } = stage;
    await lineIsOpen(stage);
    await luis.sees(`${ana.name} sees what is said in this thread from now on`);
    await luis.say('hello Ana', { addressed: false });
    await ana.sees('hello Ana');
    await luis.sees(`${ana.name} sees this:`);
    await luis.agent('line off');
    await luis.sees(`${ana.name} no longer sees what is said in this thread`);
    await luis.say('among us: a strange one', { addressed: false });
    await luis.agent('reply One moment');
    await ana.sees('One moment');
    expect(linesOf(ana, /strange one/)).toEqual([]);
  });

  it('after the end reaches nobody, and whoever talks there was told', async () => {
    const { ana, luis } = stage;
    await lineIsOpen(stage);
    await luis.agent('resolve');
    await luis.sees('This is over here, and the line is closed with it');
    expect(await luis.say('one more thing', { addressed: false })).toEqual({ kind: 'ignored' });
    await ana.sees('How was the help?');
    expect(linesOf(ana, /one more thing/)).toEqual([]);
  });
});

describe('an agent who is late', () => {
  it('cannot reply to a closed case, by button or by words, and is told why', async () => {
    const { luis } = stage;
    await luisHasIt(stage);
    const thread = luis.place;
    luis.place = `slack:${stage.channel}` as typeof luis.place;
    const { press } = luis.button('Reply');
    luis.place = thread;
    await luis.agent('resolve');
    expect(await luis.submitted(press, 'reply', { text: 'Still there?' })).toMatchObject({
      code: 'stale',
      note: 'The case has moved on meanwhile; here is how it stands now.',
    });
    expect(await luis.agent('reply Still there?')).toMatchObject({ kind: 'refused', code: 'session_closed' });
  });

  it('never reaches somebody else with what was meant for the case of a thread', async () => {
    const { office, ana, luis } = stage;
    await luisHasIt(stage);
    await luis.agent('resolve');
    const closed = luis.place;
    const ben = new Seat(office, 'discord', `Ben-of-${ana.name}`, `ben-of-${ana.name}`);
    luis.place = `slack:${stage.channel}` as typeof luis.place;
    await ben.escalate();
    await ben.sees('I told the support team');
    await luis.press('Claim');
    await ben.sees('Luis from the team has your case');
    luis.place = closed;
    expect(await luis.agent('reply Your salary is …')).toMatchObject({ code: 'session_closed' });
    expect(linesOf(ben, /salary/)).toEqual([]);
  });

  it('does not pass on twice what was passed on once', async () => {
    const { luis, marta, teo, ana } = stage;
    await ana.escalate();
    await ana.sees('I told the support team');
    const button = luis.button('Escalate further');
    await luis.press(button);
    await teo.sees(`${ana.name} needs help`);
    expect(await marta.press(button)).toMatchObject({ code: 'stale' });
    expect((await ana.session()).escalation?.placement).toMatchObject({ state: 'posted' });
  });
});

describe('the person', () => {
  it('takes it back, in the same moment in which it was handed over too; whoever has it is told', async () => {
    const { ana, luis } = stage;
    await ana.say('my printer does not print');
    await ana.press("Yes, that's it");
    await ana.escalate();
    const early = ana.button('Go on with the guide');
    await ana.sees('I told the support team');
    expect(await ana.press(early)).toMatchObject({ kind: 'accepted' });
    await ana.sees('Step 1');
    await luis.sees('Back with the guide');

    await ana.escalate();
    await ana.sees('I told the support team');
    await luis.press('Claim');
    await ana.sees('Luis from the team has your case');
    await luis.enterThread(ana);
    await ana.press('Go on with the guide');
    await luis.sees(`${ana.name} took the case back and goes on with the guide`);
  });

  it('says that it is solved meanwhile', async () => {
    const { ana, luis } = stage;
    await luisHasIt(stage);
    await ana.press("It's solved now");
    await luis.sees(`${ana.name} says that it is solved`);
    expect(outcomeOf(await ana.session())).toBe('escalated_solved');
  });

  it('is answered by nobody but people while they have the case', async () => {
    const { ana, luis } = stage;
    await luisHasIt(stage);
    const before = ana.screen.length;
    for (const text of ['done', 'help', 'it does not work', '?']) await ana.say(text);
    await luis.sees('"text":"?"');
    expect(linesOf(luis, /"text":"(?:done|help|it does not work|\?)"/)).toHaveLength(4);
    expect(ana.screen).toHaveLength(before);
  });
});

describe('an agent', () => {
  it('sends the person back to a step, by its number, and only to one that there is', async () => {
    const { ana, luis } = stage;
    await ana.say('my printer does not print');
    await ana.press("Yes, that's it");
    await luisHasIt(stage);
    expect(await luis.agent('return 99')).toMatchObject({
      code: 'no_such_step',
      note: 'The guide has no such step.',
    });
    expect(await luis.agent('return 2')).toMatchObject({ kind: 'accepted' });
    await ana.sees('Step 2');
  });

  it('starts another guide for the person', async () => {
    const { ana, luis } = stage;
    await luisHasIt(stage);
    expect(await luis.agent('guide no_such_guide')).toMatchObject({ code: 'not_a_candidate' });
    await luis.agent('guide vpn_connection_template');
    expect((await ana.session()).chosen?.pin.template_id).toBe('vpn_connection_template');
  });

  it('passes the case on: the claim is free there, and from the last place there is no way on', async () => {
    const { ana, luis, teo } = stage;
    await luisHasIt(stage);
    await luis.agent('escalate');
    await teo.sees('Nobody has it yet');
    await ana.sees('I told the support team');
    expect((await ana.session()).escalation).toMatchObject({ status: 'open', assignee: null });
    expect(await teo.press('Escalate further')).toMatchObject({
      code: 'no_further_place',
      note: 'There is no other team to pass it on to. An admin can add a route in the settings.',
    });
  });

  it('answers as one: a second one is told who has the case', async () => {
    const { luis, marta } = stage;
    await luisHasIt(stage);
    marta.place = luis.place;
    expect(await marta.agent('reply Let me help')).toMatchObject({
      code: 'claimed_by_another',
      note: 'Luis already has this case.',
    });
  });

  it.each([
    ['resolve', 'escalated_solved'],
    ['resolve no', 'escalated_unsolved'],
  ])('ends it by “%s”: %s, rated by the person once', async (words, outcome) => {
    const { ana, luis } = stage;
    await luisHasIt(stage);
    await luis.agent(words);
    await ana.sees('How was the help?');
    expect(outcomeOf(await ana.session())).toBe(outcome);
    const rate = ana.button('4 · Helpful');
    expect(await ana.press(rate)).toMatchObject({ kind: 'accepted' });
    await ana.sees('Thank you for rating us 4 out of 5');
    expect(await ana.press(rate)).toMatchObject({ kind: 'duplicate' });
    expect((await ana.session()).feedback?.rating).toBe(4);
  });
});
