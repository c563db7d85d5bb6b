import { generateKeyPairSync } from 'node:crypto';
import { carriedIn, dataOf, inputId } from '../../adapters/teams/action-data.ts';
import type { Carried } from '../../adapters/teams/action-data.ts';
import { formCard, formDialog } from '../../adapters/teams/forms.ts';
import { createTeamsChannel } from '../../adapters/teams/index.ts';
import { isPayload, objectAt, objectsAt, stringAt } from '../../adapters/teams/payload.ts';
import type { Payload } from '../../adapters/teams/payload.ts';
import { renderMessage } from '../../adapters/teams/render.ts';
import type { Form, Message } from '../../src/engine/message.ts';
import type { PersonId } from '../../src/ids.ts';
import type { AgentsHarness, Below } from '../contract/agents.ts';
import type { Act, Button, Person, Place, Shown, ShownForm } from '../contract/harness.ts';
import * as teams from '../support/teams-activities.ts';
import type { Chat } from '../support/teams-activities.ts';
import { deliver, serveTeams, standInOptions } from '../support/teams-channel.ts';
import {
  actionsOf,
  activityProblems,
  cardProblems,
  effectsOf,
  elementsOf,
  textOf,
} from '../support/teams-check.ts';
import { startTeamsStandIn, tenant } from '../support/teams-stand-in.ts';
import type { Json, StandInActivity } from '../support/teams-stand-in.ts';

/** Teams as people use it, for the contract that all adapters share. */
interface Room extends Place {
  readonly chat: Chat;
}

/** A form before somebody, and how it came there: that is how it is sent. */
interface Opened extends ShownForm {
  readonly card: Payload;
  readonly way: 'card' | 'dialog';
  readonly at: Chat;
}

const dull = (text: string): Shown => ({ id: '', edits: 0, text, buttons: [], effects: [] });

const carriedBy = (action: Payload): Carried | null => carriedIn(action['data']);

const buttonOf = (action: Payload): Button[] => {
  const carried = carriedBy(action);
  if (carried === null || (carried.asks !== 'press' && carried.asks !== 'open')) return [];
  const form = carried.asks === 'open' ? carried.form : null;
  return [{ label: String(action['title']), press: carried.press, form }];
};

const readCard = (card: Payload) => ({
  text: textOf(card),
  buttons: actionsOf(card).flatMap(buttonOf),
  effects: effectsOf(card),
});

const cardIn = (activity: Payload): Payload =>
  objectAt(objectsAt(activity, 'attachments')[0] ?? {}, 'content');

const shownAs = ({ id, edits, activity }: StandInActivity): Shown => ({
  id,
  edits,
  ...readCard(cardIn(activity)),
});

const drawn = (message: Message) => {
  const activity = JSON.parse(JSON.stringify(renderMessage(message))) as Payload;
  return { ...readCard(cardIn(activity)), problems: activityProblems(activity) };
};

const drawForm = (form: Form): readonly string[] => {
  const opening = { id: 'an-opening', required: 'This detail is missing.' };
  return [formCard(form, opening), formDialog(form, opening).card.content].flatMap(cardProblems);
};

/** What a form asks for, and what it says is wrong. */
function readForm(title: string, card: Payload): ShownForm {
  const elements = objectsAt(card, 'body');
  const fields = elements.filter(({ id }) => typeof id === 'string');
  const errors: Record<string, string> = {};
  for (const [index, element] of elements.entries()) {
    const name = nameOf(elements[index - 1] ?? {});
    const wrong = elementsOf({ body: [element] }).some(({ color }) => color === 'Attention');
    if (name !== null && wrong) errors[name] = textOf({ body: [element] });
  }
  return {
    title,
    text: textOf(card),
    fields: fields.map((field) => ({ name: nameOf(field) ?? '', label: String(field['label']) })),
    errors,
  };
}

const nameOf = (field: Payload): string | null => {
  const id = stringAt(field, 'id');
  return id?.startsWith(inputId('')) ? id.slice(inputId('').length) : null;
};

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

export const teamsHarness: AgentsHarness = {
  channel: 'teams',
  teamLacks: {
    signs: 'bots of Teams put no reactions on messages',
    copies: 'bots of Teams put no files into channels',
  },
  lacks: { late_forms: 'a form is the answer to its button' },
  mayPostTwice: 'nobody can ask Teams whether a post went through',
  draw: drawn,
  drawForm,

  start: async (inside) => {
    const standIn = await startTeamsStandIn();
    const channel = createTeamsChannel({
      ...standInOptions(standIn),
      keep: inside.keep,
      log: inside.log,
      allowedWorkspaces: [tenant],
      defaultLocale: 'en',
    });
    channel.connect(await inside.deskFor(channel));
    const server = await serveTeams(channel);
    await channel.start();

    const people = new Map<PersonId, teams.Person>();
    /** Lines below cards and in the place of dialogs. */
    const lines = new Map<PersonId, Shown[]>();
    const forms = new Map<PersonId, Opened>();
    const threads = new Map<Place, Chat>();
    let serial = 0;
    const next = (): number => (serial += 1);

    const whoIs = ({ id }: Person): teams.Person => people.get(id) ?? { ...teams.ana, user: id };
    const chatOf = (at: Place): Chat => (at as Room).chat;
    /** A thread begins with the first mention of the bot in its channel. */
    const spotOf = (at: Place): Chat => threads.get(at) ?? chatOf(at);

    const note = (by: Person, text: string): void => {
      lines.set(by.id, [...(lines.get(by.id) ?? []), dull(text)]);
    };

    const openForm = (by: Person, at: Chat, way: Opened['way'], title: string, card: Payload): void => {
      forms.set(by.id, { ...readForm(title, card), card, way, at });
    };

    /** What the client does with the answer to an invoke. */
    const answered = (by: Person, at: Chat, body: unknown): void => {
      forms.delete(by.id);
      if (!isPayload(body)) return;
      const task = objectAt(body, 'task');
      if (task['type'] === 'message') note(by, String(task['value']));
      if (task['type'] === 'continue') {
        const { title } = objectAt(task, 'value');
        const card = objectAt(task, 'value', 'card', 'content');
        if (objectsAt(card, 'body').some(({ id }) => typeof id === 'string')) {
          openForm(by, at, 'dialog', String(title), card);
        } else note(by, textOf(card));
      }
      if (body['type'] === 'application/vnd.microsoft.activity.message') note(by, String(body['value']));
      const card =
        body['type'] === 'application/vnd.microsoft.card.adaptive' ? objectAt(body, 'value') : null;
      if (card && actionsOf(card).some((action) => carriedBy(action)?.asks === 'submit')) {
        openForm(by, at, 'card', textOf({ body: objectsAt(card, 'body').slice(0, 1) }), card);
      }
    };

    const send = async (activity: Json, done: (body: unknown) => void): Promise<boolean> => {
      const { status, body } = await deliver(server.url, standIn, activity);
      if (status === 200) done(body);
      return status === 200;
    };
    const actOf = (activity: Json, done: (body: unknown) => void = () => {}): Act => ({
      deliver: () => send(activity, done),
      redeliver: () => send({ ...activity, id: `f:again-${next()}` }, done),
      forge: async () => {
        const authorization = standIn.authorization({}, { key: stranger });
        return (await deliver(server.url, standIn, activity, { authorization })).status === 200;
      },
    });

    const introduce = (name: string, locale: string, of: string): Person => {
      const person = { user: `${name}-${next()}`, name, locale, tenant: of };
      const id = teams.personOf(person) as PersonId;
      people.set(id, person);
      return { id, name };
    };

    /** The button in what was sent, with all that Teams sends back of it. */
    const actionFor = (message: Shown, { press, form }: Button): Payload => {
      const { activity } = standIn.messages.find(({ id }) => id === message.id) ?? { activity: {} };
      const found = actionsOf(cardIn(activity)).find((action) =>
        buttonOf(action).some(
          (one) => JSON.stringify([one.press, one.form]) === JSON.stringify([press, form]),
        ),
      );
      // A message that was edited meanwhile: the client had the older one.
      const carried: Carried =
        form === null ? { asks: 'press', press, aside: false } : { asks: 'open', press, form };
      return found ?? { type: 'Action.Execute', data: dataOf(carried) };
    };

    /** The conversation of a place, or of the thread below a message of a channel. */
    const roomOf = (where: Place | Below): Chat =>
      'kind' in where
        ? spotOf(where)
        : { ...chatOf(where.at), id: `${chatOf(where.at).id};messageid=${where.below.id}` };

    return {
      channel,

      team: () => {
        const id = `19:team-${next()}@thread.tacv2`;
        return { at: { kind: 'shared', chat: { id, type: 'channel' } } as Room, written: id };
      },
      write: (by, where, text, { addressed = false, file } = {}) => {
        const chat = roomOf(where);
        const attachments = file && [
          {
            contentType: 'application/vnd.microsoft.teams.file.download.info',
            name: file.name,
            content: { downloadUrl: standIn.file(file.bytes) },
          },
        ];
        const activity = teams.message(whoIs(by), chat, text, {
          mention: addressed,
          ...(attachments ? { attachments } : {}),
        });
        return { ...actOf(activity), by, where, id: String(activity['id']) };
      },
      change: ({ by, where, id }, text) =>
        actOf({
          ...teams.message(whoIs(by), roomOf(where), text ?? '', { mention: false }),
          type: text === null ? 'messageDelete' : 'messageUpdate',
          id,
        }),
      signsOn: () => [],
      shownBelow: (below) =>
        standIn.messages.filter(({ conversation }) => conversation === roomOf(below).id).map(shownAs),
      filesAt: () => [],

      person: (name, locale = 'en-US') => introduce(name, locale, tenant),
      outsider: (name) => introduce(name, 'en-US', 'another-tenant'),
      direct: (person) => ({ kind: 'direct', chat: teams.personal(whoIs(person)) }) as Room,
      shared: () =>
        ({ kind: 'shared', chat: { id: `19:channel-${next()}@thread.tacv2`, type: 'channel' } }) as Room,

      say: (by, at, text, { addressed = true } = {}) => {
        if (at.kind === 'shared' && addressed && !threads.has(at)) {
          threads.set(at, { ...chatOf(at), id: `${chatOf(at).id};messageid=${1_767_000_000_000 + next()}` });
        }
        const mention = at.kind === 'shared' && addressed;
        return actOf(teams.message(whoIs(by), spotOf(at), text, { mention }));
      },
      command: (by, at, name, text) => actOf(teams.message(whoIs(by), spotOf(at), `${name} ${text}`.trim())),
      shortcut: (by, at, text) => {
        const who = whoIs(by);
        const opening = teams.extensionOpened(who, spotOf(at), `<div>${text}</div>`);
        const both = async (): Promise<boolean> => {
          const { body } = await deliver(server.url, standIn, opening);
          const card = objectAt(isPayload(body) ? body : {}, 'task', 'value', 'card', 'content');
          return send(
            teams.extensionSent(who, spotOf(at), {
              ...submitOf(card),
              // The suite's form has no field for it; what the real one begins with is tested beside this.
              [inputId('problem')]: text,
              ...valuesOf(card),
            }),
            () => {},
          );
        };
        return { deliver: both, redeliver: both, forge: actOf(opening).forge };
      },
      press: (by, on, button) => {
        const action = actionFor(on, button);
        const data = objectAt(action, 'data');
        const at = chatWith(on, standIn.messages) ?? teams.personal(whoIs(by));
        const activity =
          action['type'] === 'Action.Submit'
            ? teams.fetched(whoIs(by), at, data)
            : teams.executed(whoIs(by), at, data);
        return actOf(activity, (body) => answered(by, at, body));
      },
      submit: (by, form, values) => {
        const { card, way, at } = form as Opened;
        const filled = Object.fromEntries(
          Object.entries(values).map(([name, value]) => [inputId(name), value] as const),
        );
        const data = { ...submitOf(card), ...filled };
        const activity =
          way === 'dialog' ? teams.sent(whoIs(by), at, data) : teams.executed(whoIs(by), at, data);
        return actOf(activity, (body) => answered(by, at, body));
      },

      shown: (at) =>
        standIn.messages.filter(({ conversation }) => conversation === spotOf(at).id).map(shownAs),
      notes: (person) => [
        ...(lines.get(person.id) ?? []),
        ...standIn.messages
          .filter(({ conversation }) => conversation === teams.personal(whoIs(person)).id)
          .map(shownAs),
      ],
      form: (person) => forms.get(person.id) ?? null,

      fault: (...faults) => {
        standIn.fault(
          'send',
          ...faults.map((fault) =>
            fault.meets === 'limit'
              ? { status: 429, retryAfter: fault.retryAfterSeconds }
              : { status: 502, through: fault.through },
          ),
        );
      },
      deleteMessage: ({ id }) => {
        const message = standIn.messages.find((one) => one.id === id);
        if (message) standIn.remove(message);
        return Promise.resolve();
      },
      close: (at) => {
        standIn.close(
          chatOf(at).id,
          at.kind === 'direct' ? 'ConversationBlockedByUser' : 'BotNotInConversationRoster',
        );
        return Promise.resolve();
      },
      async remove() {
        standIn.close('*', 'BotNotInConversationRoster');
        for (const person of people.values()) {
          const away = teams.installation(person, teams.personal(person), 'remove');
          await deliver(server.url, standIn, away);
        }
      },
      problems: () => standIn.problems,
      async stop() {
        await channel.stop();
        await server.close();
        await standIn.stop();
      },
    };
  },
};

/** What the button that sends a form holds. */
const submitOf = (card: Payload): Payload =>
  objectAt(actionsOf(card).find((action) => carriedBy(action)?.asks === 'submit') ?? {}, 'data');

/** What stands in the inputs before anybody has typed. */
const valuesOf = (card: Payload): Record<string, unknown> =>
  Object.fromEntries(
    objectsAt(card, 'body').flatMap(({ id, value }) =>
      typeof id === 'string' ? [[id, value] as const] : [],
    ),
  );

const chatWith = (shown: Shown, messages: readonly StandInActivity[]): Chat | null => {
  const found = messages.find(({ id }) => id === shown.id);
  if (!found) return null;
  const { conversation, id } = found;
  if (conversation.startsWith('a:')) return { id: conversation, type: 'personal' };
  // What is pressed in a channel is pressed in the thread that begins with it.
  const inThread = conversation.includes(';') ? conversation : `${conversation};messageid=${id}`;
  return { id: inThread, type: 'channel' };
};
