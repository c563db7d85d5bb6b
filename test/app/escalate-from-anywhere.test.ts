import { beforeAll, describe, it } from '@jest/globals';
import type { PersonId } from '../../src/ids.ts';
import { Seat } from './office.ts';
import { setStage } from './stage.ts';

const stage = setStage();

beforeAll(async () => {
  const step = (step_number: number, more: object = {}) => ({
    step_number,
    title: `Check ${step_number}`,
    instructions: ['Look at it.'],
    ...more,
  });
  const made = await stage.office.core.templates.createTemplate({
    template_id: 'kettle',
    category: 'kitchen',
    locale: 'en',
    name: 'The kettle stays cold',
    description: 'When the kettle does not boil.',
    variables: [],
    examples: ['the kettle stays cold', 'my kettle does not boil'],
    steps_template: [step(1), step(2), step(3), step(4), step(5, { on_failure: 'escalate' }), step(6)],
  });
  if (!('created' in made)) throw new Error(JSON.stringify(made));
});

const inGuide = async (): Promise<void> => {
  const { ana } = stage;
  await ana.say('the kettle stays cold');
  await ana.press("Yes, that's it");
  await ana.sees('Check 1');
};
/** The agents read why, and Ana that they were told. */
const handedOver = async (why: string): Promise<void> => {
  await stage.luis.sees(why);
  await stage.ana.sees('I told the support team');
};

describe('a human is there', () => {
  it('by the button of any step', async () => {
    await inGuide();
    await stage.ana.press('Talk to a person');
    await handedOver('Asked for a person');
  });

  it('by words, in the middle of a guide and without one', async () => {
    const { office, ana, luis } = stage;
    await inGuide();
    await ana.say('I want to talk to a human');
    await handedOver('Asked for a person');
    const ben = new Seat(office, 'discord', `Ben-${ana.name}`, `ben-${ana.name}`);
    await ben.say('a person, please');
    await luis.sees(`${ben.name} needs help`);
    await ben.leave();
  });

  it('by /escalate, with the reason in their words', async () => {
    await stage.ana.escalate('there is smoke');
    await handedOver('there is smoke');
  });

  it('where a step’s failure leads there', async () => {
    const { ana } = stage;
    await inGuide();
    for (const number of [2, 3, 4, 5]) {
      await ana.press('It worked');
      await ana.sees(`Check ${number}`);
    }
    await ana.press("It didn't work");
    await handedOver('A step failed and sends to the team');
  });

  it('after three failures in a row', async () => {
    const { ana } = stage;
    await inGuide();
    for (const number of [2, 3]) {
      await ana.press("It didn't work");
      await ana.sees(`Check ${number}`);
    }
    await ana.press("It didn't work");
    await handedOver('Several steps in a row did not help');
  });

  it('where the guide is through and nothing helped', async () => {
    const { ana } = stage;
    await inGuide();
    for (const number of [2, 3, 4, 5, 6]) {
      await ana.press('It worked');
      await ana.sees(`Check ${number}`);
    }
    await ana.press('It worked');
    await ana.sees('That was the last step. Is your problem solved?');
    await ana.press('No, still the same');
    await handedOver('The guide came to its end without a solution');
  });

  it('where no guide is found: offered first, once two attempts found none', async () => {
    const { ana } = stage;
    await ana.say('xqzzy blorf');
    await ana.say('wibble frobnicate zorp');
    await ana.press('Talk to a person');
    await handedOver('wibble frobnicate zorp');
  });

  it('by REST, with a priority', async () => {
    const { office, ana, luis } = stage;
    await inGuide();
    const { session_id } = await ana.session();
    await office.core.rest.command(
      session_id,
      { type: 'escalate', reason: 'a program says so', priority: 'urgent' },
      null,
    );
    await luis.sees('a program says so');
    await luis.sees('priority: Urgent');
    await ana.sees('I told the support team');
  });
});

describe('a program’s own session', () => {
  it('is handed to people like any other, and its person is told by the program', async () => {
    const { office, luis } = stage;
    const user = { id: 'api:otto' as PersonId, name: 'Otto', locale: 'en' };
    const begun = await office.core.rest.start(
      { problem: 'the kettle stays cold', template_id: null, variables: {}, user },
      null,
    );
    if (!('done' in begun)) throw new Error(JSON.stringify(begun));
    const { session_id } = begun.done.session;
    await office.core.rest.command(session_id, { type: 'escalate', reason: null, priority: 'normal' }, null);
    await luis.sees('Otto needs help');
  });
});
