import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { carriedIn } from '../../adapters/teams/action-data.ts';
import { createTeamsChannel } from '../../adapters/teams/index.ts';
import { isPayload } from '../../adapters/teams/payload.ts';
import type { Payload } from '../../adapters/teams/payload.ts';
import { openApplication } from '../contract/inside.ts';
import { silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import * as teams from '../support/teams-activities.ts';
import type { Chat, Person } from '../support/teams-activities.ts';
import { deliver, serveTeams, standInOptions } from '../support/teams-channel.ts';
import type { Answer } from '../support/teams-channel.ts';
import { actionsOf, textOf } from '../support/teams-check.ts';
import { startTeamsStandIn } from '../support/teams-stand-in.ts';
import type { Json, StandInActivity, TeamsStandIn } from '../support/teams-stand-in.ts';

/**
 * The whole product behind Teams: the real SDK, engine, store and outbox; only Microsoft itself is a stand-in. What
 * holds for every channel is in the contract.
 */
let standIn: TeamsStandIn;
let application: Awaited<ReturnType<typeof openApplication>>;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  standIn = await startTeamsStandIn();
  application = await openApplication('teams', silentLogWithDebug);
  const { inside } = application;
  const channel = createTeamsChannel({
    ...standInOptions(standIn),
    keep: inside.keep,
    log: inside.log,
    defaultLocale: 'en',
  });
  channel.connect(await inside.deskFor(channel));
  const server = await serveTeams(channel);
  url = server.url;
  close = async () => {
    await server.close();
    await channel.stop();
  };
}, 60_000);

afterAll(async () => {
  await close();
  await application.close();
  await standIn.stop();
});

const silentLogWithDebug = { ...silentLog, debug: () => undefined };

let person: Person;
let chat: Chat;
let people = 0;
beforeEach(() => {
  people += 1;
  person = { ...teams.ana, user: `person-${people}`, name: `Person ${people}` };
  chat = teams.personal(person);
});

const post = (activity: Json): Promise<Answer> => deliver(url, standIn, activity);
const at = (place: Chat): readonly StandInActivity[] =>
  standIn.messages.filter(({ conversation }) => conversation === place.id);

const cardIn = ({ activity }: StandInActivity): Payload => {
  const [attachment] = (activity['attachments'] ?? []) as readonly Payload[];
  return isPayload(attachment?.['content']) ? attachment['content'] : {};
};
/** The card that an invoke was answered with. */
const answeredCard = ({ body }: Answer): Payload =>
  isPayload(body) && isPayload(body['value']) ? body['value'] : {};

const buttonIn = (card: Payload, label: RegExp): Payload | null =>
  actionsOf(card).find(({ title }) => label.test(String(title))) ?? null;
const dataIn = (button: Payload | null): Json => (isPayload(button?.['data']) ? button['data'] : {});

/** The newest message with such a button. */
const offered = (label: RegExp, place = chat): Promise<{ message: StandInActivity; data: Json }> =>
  eventually(() => {
    const message = at(place).findLast((one) => buttonIn(cardIn(one), label) !== null);
    return message ? { message, data: dataIn(buttonIn(cardIn(message), label)) } : null;
  });

const press = async (label: RegExp, by = person, place = chat): Promise<Answer> => {
  const { data } = await offered(label, place);
  return post(teams.executed(by, place, data));
};

const startPrinting = (): Promise<Answer> => post(teams.message(person, chat, 'my printer does not print'));
const sessions = () => application.core.store.open(teams.personOf(person) as never);
const versionIn = (card: Payload): number => {
  const [first] = actionsOf(card);
  return carriedIn(first?.['data'])?.press.version ?? -1;
};

const yes = /that's it/i;

describe('a button', () => {
  it('replaces the card for its presser at once, and the message for everybody else', async () => {
    await startPrinting();
    const { status, body } = await press(yes);
    expect(status).toBe(200);
    expect(body).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    const card = answeredCard({ status, body });
    expect(versionIn(card)).toBe(2);
    await eventually(() => at(chat).some((one) => one.edits > 0 && versionIn(cardIn(one)) === 2));
    const [shown] = at(chat);
    expect(shown && textOf(cardIn(shown))).toBe(textOf(card));
    expect(at(chat)).toHaveLength(1);
  });

  it('of somebody else’s session says so to its presser alone', async () => {
    await post(teams.message(person, teams.group, 'my printer does not print'));
    const { data, message } = await offered(yes, teams.group);
    const before = standIn.messages.length;
    const { body } = await post(teams.executed(teams.ben, teams.group, data));
    expect(body).toMatchObject({
      type: 'application/vnd.microsoft.activity.message',
      value: expect.stringContaining('someone else'),
    });
    expect(standIn.messages).toHaveLength(before);
    expect(at(teams.group).find(({ id }) => id === message.id)?.edits).toBe(0);
  });

  it('in a client without universal actions comes as a message, and the message is edited', async () => {
    await startPrinting();
    const { data } = await offered(yes);
    expect(await post(teams.submitted(person, chat, data))).toEqual({ status: 200, body: '' });
    await eventually(() => at(chat).some((one) => versionIn(cardIn(one)) === 2));
  });
});

describe('all the ways in', () => {
  it('a word of the command list, with and without a slash', async () => {
    await post(teams.message(person, chat, '/troubleshoot my printer does not print'));
    await offered(yes);
    await post(teams.message(person, chat, 'escalate it is urgent'));
    await eventually(async () => (await sessions())[0]?.session.phase.name === 'escalated');
  });

  it('a mention in a channel is answered in its thread', async () => {
    const thread: Chat = { id: `19:c@thread.tacv2;messageid=${1000 + people}`, type: 'channel' };
    await post(teams.message(person, thread, 'my printer does not print'));
    await offered(yes, thread);
    await post(teams.message(person, thread, 'yes'));
    await eventually(async () => (await sessions())[0]?.session.version === 2);
    expect(at(thread).length).toBeGreaterThan(0);
  });

  it('a message extension begins in the personal chat, which is opened for it', async () => {
    const elsewhere: Chat = { id: `19:group-${people}@thread.v2`, type: 'groupChat' };
    const { body } = await post(
      teams.extensionOpened(person, elsewhere, '<p>My <b>printer</b> does not print</p>'),
    );
    const card = (body as { task: { value: { card: { content: Payload } } } }).task.value.card.content;
    expect(JSON.stringify(card)).toContain('My printer does not print');
    const data = { ...dataIn(buttonIn(card, /./)), 'input.problem': 'My printer does not print' };
    const answer = await post(teams.extensionSent(person, elsewhere, data));
    expect(JSON.stringify(answer.body)).toContain('https://teams.microsoft.com/l/chat/');
    await offered(yes);
    expect(standIn.calls.filter(({ method }) => method === 'open')).toHaveLength(1);
    // The client asks again when it has heard nothing for a while.
    await post(teams.extensionSent(person, elsewhere, data));
    expect(await sessions()).toHaveLength(1);
  });

  it('a first hello where the app was installed, whose form stands in the card', async () => {
    await post(teams.installation(person, chat, 'add'));
    const { data } = await offered(/Get help/);
    const form = answeredCard(await post(teams.executed(person, chat, data)));
    expect(textOf(form)).toContain('What isn');
    const cancelled = answeredCard(
      await post(teams.executed(person, chat, dataIn(buttonIn(form, /Cancel/)))),
    );
    expect(buttonIn(cancelled, /Get help/)).not.toBeNull();
    const filled = { ...dataIn(buttonIn(form, /Find help/)), 'input.problem': 'my printer does not print' };
    const after = answeredCard(await post(teams.executed(person, chat, filled)));
    expect(buttonIn(after, /Get help/)).not.toBeNull();
    await offered(yes);
  });

  it.each([
    ['28,000 characters', 'printer '.repeat(3500)],
    ['nothing', ''],
    ['markup, null bytes and right-to-left', '<at>Ana</at> \u0000 **x** שלום [bank](https://evil.example)'],
  ])('words may be %s', async (_, text) => {
    expect((await post(teams.message(person, chat, text))).status).toBe(200);
    await eventually(() => at(chat).length > 0);
  });

  it('a guide from the first word to solved', async () => {
    await startPrinting();
    await press(yes);
    for (;;) {
      const { message } = await offered(/./);
      const [next] = actionsOf(cardIn(message));
      if (!next || /solved/i.test(String(next['title']))) break;
      const { edits } = message;
      await post(teams.executed(person, chat, dataIn(next)));
      await eventually(() => at(chat).some((one) => one.id !== message.id || one.edits > edits));
    }
    const answer = await press(/solved/i);
    expect(textOf(answeredCard(answer))).toContain('Solved!');
    await eventually(async () => (await sessions()).length === 0);
    const rated = answeredCard(await press(/5/));
    expect(textOf(rated)).toMatch(/Thank you/);
  });
});

it('nothing that was sent was more than Teams takes', () => {
  expect(standIn.problems).toEqual([]);
});
