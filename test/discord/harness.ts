import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDiscordChannel } from '../../adapters/discord/index.ts';
import type { PersonId } from '../../src/ids.ts';
import type { AgentsHarness, AgentsPlatform, Below, Written } from '../contract/agents.ts';
import type { Act, Inside, Person, Place, Shown } from '../contract/harness.ts';
import { publicKey, quickPace, signed, withShortNames } from '../support/discord-channel.ts';
import { componentsIn } from '../support/discord-check.ts';
import { drawForm, drawMessage, readBody } from '../support/discord-drawing.ts';
import { applicationId, startDiscordStandIn, token } from '../support/discord-stand-in.ts';
import type { DiscordPerson, StandInMessage } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';

type Json = Readonly<Record<string, unknown>>;

interface DiscordPlace extends Place {
  readonly channel: string;
  /** The thread that the first mention began; `null` until there is one. */
  thread: string | null;
}

interface DiscordWritten extends Written {
  readonly message: () => StandInMessage;
}

/** What the adapter's log says that it is done with. */
interface Done {
  readonly message?: string;
  readonly edited?: string;
  readonly deleted?: readonly string[];
}
const plain = (id: string): string => id;
const changeOf = (id: string): string => `${id} changed`;

const signs: Readonly<Record<string, 'arrived' | 'failed'>> = { '✅': 'arrived', '❌': 'failed' };

/** Discord by its gateway, with its HTTP door open beside it. */
export const discordHarness: AgentsHarness = {
  channel: 'discord',
  lacks: { field_errors: 'Discord’s modals mark no field' },
  teamLacks: {},
  mayPostTwice: false,
  draw: drawMessage,
  drawForm,
  start,
};

async function start(inside: Inside): Promise<AgentsPlatform> {
  const discord = await startDiscordStandIn({ verifyKey: publicKey, answerWithinMs: 1500 });
  // What is said in threads can be heard.
  discord.application.flags = 1 << 19;
  const server = discord.guild();
  const elsewhere = discord.guild();
  /** What was said, changed and deleted, by how often the adapter is done with it: the gateway knows no acknowledgement. */
  const done = new Map<string, number>();
  const doneWith = (fields: object): void => {
    const { message, edited, deleted = [] } = fields as Done;
    const those = [message, edited && changeOf(edited), ...deleted.map(changeOf)];
    for (const id of those) if (id !== undefined) done.set(id, (done.get(id) ?? 0) + 1);
  };
  const channel = createDiscordChannel({
    token,
    applicationId,
    publicKey,
    apiUrl: discord.url,
    keep: inside.keep,
    leadership: inside.leadership,
    log: {
      ...inside.log,
      debug(fields, message) {
        doneWith(fields);
        inside.log.debug(fields, message);
      },
    },
    allowedWorkspaces: [server.id],
    defaultLocale: 'en',
    timeoutMs: 2000,
    answerWithinMs: 1000,
    pace: quickPace,
    now: Date.now,
  });
  const desk = await inside.deskFor(channel);
  channel.connect(withShortNames(desk), ['en', 'es']);
  const http = createServer((req, res) => channel.requestListener?.(req, res));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const door = `http://127.0.0.1:${(http.address() as AddressInfo).port}/discord/interactions`;
  await channel.start();
  await discord.gateway.whenConnected(1);

  const people = new Map<string, DiscordPerson>();
  /** The form that is open before somebody, and the message that it was opened from. */
  const modals = new Map<string, { readonly modal: Json; readonly from: StandInMessage }>();
  const known = (id: PersonId): DiscordPerson => {
    const person = people.get(id);
    if (!person) throw new Error(`Nobody is called ${id}`);
    return person;
  };
  const add = (name: string, locale: string, guild: string): Person => {
    const made = discord.world.person(name, { locale, guild });
    const id = `discord:${made.id}` as PersonId;
    people.set(id, made);
    return { id, name };
  };

  const stranger = generateKeyPairSync('ed25519').privateKey;
  const forge = async (body: unknown): Promise<boolean> => {
    const text = JSON.stringify(body);
    const headers = signed(text, { key: stranger });
    return (await fetch(door, { method: 'POST', headers, body: text })).status === 200;
  };

  /** Over once it was not answered: Discord delivers nothing again, people press again. */
  const interact = (make: () => Json, answered: (reply: Json) => void = () => {}): Act => {
    let body: Json | null = null;
    const deliver = async (): Promise<boolean> => {
      body ??= make();
      const reply = await discord.deliver(body);
      if (reply === null) body = null;
      else answered(reply);
      return reply !== null;
    };
    return { deliver, redeliver: deliver, forge: () => forge(make()) };
  };

  const shownOf = (message: StandInMessage): Shown => ({
    ...readBody({ components: message.components }),
    id: message.id,
    edits: message.edits,
  });
  const messageOf = ({ id }: Shown): StandInMessage => {
    const message = discord.world.messages.find((one) => one.id === id);
    if (!message) throw new Error(`There is no message ${id}`);
    return message;
  };
  /** Stands where everybody could read it, as nothing else can be told to one person alone. */
  const isNote = ({ nonce }: StandInMessage): boolean => /^(?:note-|right-|\d+$)/.test(nonce ?? '');
  const placeOf = (place: Place): DiscordPlace => place as DiscordPlace;
  const spotOf = (place: Place): string => placeOf(place).thread ?? placeOf(place).channel;
  const channelsOf = (place: Place): readonly string[] => {
    const { channel: id } = placeOf(place);
    return [id, ...discord.threadsOf(id).map((thread) => thread.id)];
  };

  /** What everybody could read, but is told to one person. */
  const isToldTo =
    (user: string) =>
    ({ nonce }: StandInMessage): boolean => {
      const answered = /^(?:note|right)-(\d+)$/.exec(nonce ?? '')?.[1];
      return discord.world.messages.some(({ id, author }) => id === answered && author === user);
    };
  const threadOf = (where: Place | Below): string => ('below' in where ? where.below.id : spotOf(where));

  /** Over once the adapter is done with it. */
  const told = (begin: () => StandInMessage, again: (message: StandInMessage) => void, as = plain): Act => {
    let message: StandInMessage | null = null;
    const deliver = async (): Promise<boolean> => {
      // Known by its id before it is told.
      const before = message === null ? 0 : (done.get(as(message.id)) ?? 0);
      if (message === null) message = begin();
      else again(message);
      const { id } = message;
      await eventually(() => (done.get(as(id)) ?? 0) > before);
      return true;
    };
    return { deliver, redeliver: deliver, forge: () => forge({ type: 0, content: '' }) };
  };

  const idOf = (message: StandInMessage, label: string): string => {
    const entries = componentsIn({ components: message.components }).flatMap((component) => [
      { label: component['label'], id: component['custom_id'] },
      ...((component['options'] ?? []) as Json[]).map((option) => ({
        label: option['label'],
        id: option['value'],
      })),
    ]);
    return String(entries.find((entry) => entry.label === label)?.id);
  };

  return {
    channel,
    person: (name, locale = 'en-US') => add(name, locale, server.id),
    outsider: (name) => add(name, 'en-US', elsewhere.id),
    direct: (person): DiscordPlace => ({
      kind: 'direct',
      channel: discord.world.directWith(known(person.id).id).id,
      thread: null,
    }),
    shared: (): DiscordPlace => ({
      kind: 'shared',
      channel: discord.world.addChannel({ type: 0, guild: server.id }).id,
      thread: null,
    }),

    say: (by, at, text, { addressed = true } = {}) => {
      const place = placeOf(at);
      const mention = place.kind === 'shared' && addressed;
      return told(() => {
        const message = discord.write(known(by.id), spotOf(at), text, { mention });
        if (mention) place.thread ??= message.id;
        return message;
      }, discord.tellAgain);
    },
    team: () => {
      const { id } = discord.world.addChannel({ type: 0, guild: server.id, name: 'support' });
      return { at: { kind: 'shared', channel: id, thread: null } as DiscordPlace, written: id };
    },
    write: (by, where, text, { addressed = false, file } = {}): DiscordWritten => {
      const attachments = file
        ? [discord.world.attachment(file.name, Buffer.from(file.bytes), { type: 'text/plain' })]
        : [];
      const written: { message: StandInMessage | null } = { message: null };
      const act = told(() => {
        written.message = discord.write(known(by.id), threadOf(where), text, {
          mention: addressed,
          attachments,
        });
        return written.message;
      }, discord.tellAgain);
      const message = (): StandInMessage => {
        if (written.message === null) throw new Error('It was not said yet');
        return written.message;
      };
      return {
        ...act,
        by,
        where,
        message,
        get id() {
          return message().id;
        },
      };
    },
    change: (written, text) => {
      const { message } = written as DiscordWritten;
      const change = (): StandInMessage => {
        if (text === null) discord.erase(message());
        else discord.rewrite(message(), text);
        return message();
      };
      return told(change, (changed) => discord.unfurl(changed), changeOf);
    },
    signsOn: (written) =>
      [...(written as DiscordWritten).message().reactions].map((sign) => signs[sign] ?? 'failed'),
    shownBelow: ({ below }) =>
      discord
        .ofBot(below.id)
        .filter((one) => !isNote(one))
        .map(shownOf),
    filesAt: (where) =>
      discord
        .ofBot(threadOf(where))
        .flatMap(({ attachments }) => attachments.map(({ name, bytes }) => ({ name, bytes: String(bytes) }))),
    command: (by, at, name, text) => {
      const options = text === '' ? {} : { [name === 'troubleshoot' ? 'problem' : 'reason']: text };
      return interact(() => discord.slash(known(by.id), spotOf(at), name, options));
    },
    shortcut: (by, at, text) => {
      const somebody = discord.world.person('somebody', { guild: server.id });
      const message = discord.write(somebody, spotOf(at), text, { heard: false });
      return interact(() => discord.menu(known(by.id), message));
    },
    press: (by, on, button, { late = false } = {}) => {
      const from = messageOf(on);
      if (late) discord.fault('answer_interaction', { status: 404, code: 10062 });
      return interact(
        () => discord.press(known(by.id), from, idOf(from, button.label)),
        ({ type, data }) => {
          if (type === 9) modals.set(by.id, { modal: data as Json, from });
        },
      );
    },
    submit: (by, { title }, values) => {
      const open = modals.get(by.id);
      if (!open) throw new Error(`No form is open before ${by.name}: ${title}`);
      const { modal, from } = open;
      return interact(
        () => discord.submit(known(by.id), from.channel, modal, values, from),
        () => modals.delete(by.id),
      );
    },

    shown: (at) =>
      channelsOf(at)
        .flatMap((id) => discord.ofBot(id))
        .filter((message) => !isNote(message))
        .map(shownOf),
    notes: (person) => {
      const { id } = known(person.id);
      const direct = discord.world.directWith(id).id;
      const elsewhere = discord.world.messages.filter((one) => one.channel !== direct).filter(isToldTo(id));
      return [...discord.notes(id), ...discord.ofBot(direct).filter(isNote), ...elsewhere].map(shownOf);
    },
    form: (person) => {
      const open = modals.get(person.id);
      if (!open) return null;
      const all = componentsIn(open.modal);
      return {
        title: String(open.modal['title']),
        fields: all
          .filter(({ type }) => type === 18)
          .map(({ label, component }) => ({
            name: String((component as Json)['custom_id']),
            label: String(label),
          })),
        errors: {},
        text: JSON.stringify(open.modal),
      };
    },

    fault: (...faults) =>
      discord.fault(
        'send',
        ...faults.map((fault) =>
          fault.meets === 'limit'
            ? ({ status: 429, retryAfter: fault.retryAfterSeconds } as const)
            : ({ status: 503, through: fault.through } as const),
        ),
      ),
    deleteMessage: async (shown) => discord.remove(messageOf(shown)),
    close: async (at) => {
      if (at.kind === 'direct') {
        for (const user of discord.world.channels.get(placeOf(at).channel)?.members ?? []) {
          discord.world.closed.add(user);
        }
      }
      if (at.kind === 'shared') for (const id of channelsOf(at)) discord.world.channels.delete(id);
    },
    remove: async () => {
      for (const one of discord.world.channels.values()) {
        one.granted = 0n;
        for (const user of one.members) discord.world.closed.add(user);
      }
      discord.gateway.dispatch('GUILD_DELETE', { id: server.id }, server.id);
    },
    problems: () => discord.problems,
    stop: async () => {
      await channel.stop();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
      await discord.close();
    },
  };
}
