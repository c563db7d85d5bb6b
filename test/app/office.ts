import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type {
  AgentsPlace,
  Channel,
  FileCopy,
  Input,
  Outgoing,
  Receipt,
  Sent,
} from '../../src/app/channel.ts';
import type { Settings } from '../../src/app/settings.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import type { ChannelName } from '../../src/engine/command.ts';
import type { Action, FormName, Message, Press } from '../../src/engine/message.ts';
import type { Session } from '../../src/engine/session.ts';
import type { ConversationId, EscalationId, PersonId } from '../../src/ids.ts';
import { packageRoot } from '../../src/package-root.ts';
import type { Database } from '../../src/store/data-source.ts';
import { createSettingsStore } from '../../src/store/settings.ts';
import { silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

/** What a message looks like by now, wherever it stands. */
export interface Shown {
  readonly message: Message;
  readonly conversation: ConversationId;
  readonly files: readonly FileCopy[];
}

/** A platform that shows what it is sent, has places for agents with a thread below each pack, and can break. */
export const createPlatform = (name: ChannelName) => {
  const shown = new Map<string, Shown>();
  const sent: Outgoing[] = [];
  const signs: [of: string, sign: string][] = [];
  const files = new Map<string, Uint8Array>();
  const broken = {
    /** Nothing can be sent anywhere. */
    down: false,
    /** Conversations that nobody can write to any more. */
    gone: new Set<string>(),
    /** What an admin would have to know of these places. */
    unusable: new Map<string, Extract<AgentsPlace, { unusable: unknown }>>(),
  };
  const channel: Channel = {
    name,
    send: async (outgoing): Promise<Sent> => {
      if (broken.down) return { retry: 'the platform does not answer', after_ms: 1 };
      if ([...broken.gone].some((place) => outgoing.conversation.startsWith(place))) {
        return { gone: 'conversation', reason: 'is_archived' };
      }
      sent.push(outgoing);
      const { message_id, conversation, message } = outgoing;
      const id = `${message_id}@${conversation}`;
      shown.set(id, { message, conversation, files: outgoing.files ?? shown.get(id)?.files ?? [] });
      return {
        sent: { id },
        ...(outgoing.opens_thread === true && { thread: `${conversation}:${message_id}` as ConversationId }),
      };
    },
    place: async (id) =>
      broken.unusable.get(id) ?? {
        place: `${name}:${id}` as ConversationId,
        name: `#${id}`,
      },
    mark: async (_conversation, of, sign) => {
      signs.push([of, sign]);
    },
    download: async ({ id }) => {
      const bytes = files.get(String(id));
      return bytes ? { bytes } : { unavailable: 'no such file' };
    },
    start: async () => {},
    stop: async () => {},
  };
  return { channel, shown, sent, signs, files, broken };
};
export type Platform = ReturnType<typeof createPlatform>;

type Platforms = Readonly<Record<'discord' | 'slack' | 'teams', Platform>>;

/** The whole product on a database (`beside`: another replica of it), with people on Discord and agents on Slack and Teams; time can be moved. */
export const openOffice = async (
  database: Database,
  beside: { readonly platforms: Platforms } | null = null,
) => {
  const platforms: Platforms = beside?.platforms ?? {
    discord: createPlatform('discord'),
    slack: createPlatform('slack'),
    teams: createPlatform('teams'),
  };
  const alarms: (readonly string[] | null)[] = [];
  let ahead = 0;
  const core = createCore({
    database,
    encryptionKey: Buffer.alloc(32, 1),
    defaultLocale: 'en',
    localesDir: join(packageRoot(), 'locales'),
    webhookSecret: null,
    allowedNetworks: [],
    production: false,
    ownOrigin: () => null,
    channels: Object.values(platforms).map(({ channel }) => channel),
    userAgent: 'Unstuck/test',
    log: silentLog,
    clock: { now: () => new Date(Date.now() + ahead) },
    metrics: null,
    onHandOffAlarm: ({ reasons }) => alarms.push(reasons),
  });
  await core.start();
  const settings = createSettingsStore(database.dataSource);
  return {
    core,
    database,
    platforms,
    alarms,
    set: async (given: Settings): Promise<void> => {
      await settings.put(given, core.clock.now());
      ahead += 3_000; // what is remembered of them is older than that
    },
    pass: async (minutes: number): Promise<void> => {
      ahead += minutes * 60_000;
      await core.handOff.runTimers();
    },
    /** Later, with what is due then being sent; timers look by themselves. */
    send: async (minutes: number): Promise<void> => {
      ahead += minutes * 60_000;
      await core.handOff.sweep();
      await core.handOff.idle();
    },
    close: async (): Promise<void> => await core.stop(),
  };
};
export type Office = Awaited<ReturnType<typeof openOffice>>;

/** Somebody in one conversation: what they do, and what stands there. */
export class Seat {
  readonly #core: Core;
  readonly #platform: Platform;
  readonly #channel: ChannelName;
  readonly person: PersonId;
  readonly name: string;
  place: ConversationId;
  /** Platforms number what people say; their ids name nobody. */
  readonly #hand = randomUUID();
  #said = 0;

  constructor({ core, platforms }: Office, channel: keyof Office['platforms'], name: string, place: string) {
    this.#core = core;
    this.#platform = platforms[channel];
    this.#channel = channel;
    this.name = name;
    this.person = `${channel}:${name.toLowerCase()}` as PersonId;
    this.place = `${channel}:${place}` as ConversationId;
  }

  /** The messages that stand where they are, from the top. */
  get screen(): readonly Message[] {
    return [...this.#platform.shown.values()]
      .filter(({ conversation }) => conversation === this.place)
      .map(({ message }) => message);
  }
  get texts(): readonly string[] {
    return this.screen.map(textOf);
  }
  get files(): readonly FileCopy[] {
    return [...this.#platform.shown.values()].flatMap(({ conversation, files }) =>
      conversation === this.place ? files : [],
    );
  }
  /** Waits until it stands there. */
  async sees(text: string): Promise<void> {
    await eventually(() => {
      if (this.texts.some((one) => one.includes(text))) return true;
      throw new Error(`${this.name} does not see “${text}” in ${this.place}; but ${this.texts.join('\n')}`);
    });
  }

  button(label: string): Action {
    const found = this.screen.flatMap(({ actions }) => actions).findLast((one) => one.label === label);
    if (!found) throw new Error(`No button says “${label}” to ${this.name}: ${this.texts.join('\n')}`);
    return found;
  }

  async session(): Promise<Session> {
    const loaded = await this.#core.store.latest(this.person, this.place);
    if (!loaded) throw new Error('There is no session');
    return loaded.session;
  }

  async say(
    text: string,
    {
      addressed = true,
      key = `${this.place}:${this.#hand}:${(this.#said += 1)}`,
      files = [],
    }: {
      addressed?: boolean;
      key?: string;
      files?: readonly { name: string; type: string; bytes: number; from: Record<string, unknown> }[];
    } = {},
  ): Promise<Receipt> {
    return await this.#does({ type: 'say', text, addressed, files }, key);
  }
  async edit(of: string, text: string | null): Promise<Receipt> {
    return await this.#does({ type: 'edit', of, text }, `${of}:edit:${(this.#said += 1)}`);
  }
  async press(button: string | Action): Promise<Receipt> {
    const { press } = typeof button === 'string' ? this.button(button) : button;
    return await this.#does({ type: 'press', press });
  }
  async submit(button: string, form: FormName, values: Readonly<Record<string, string>>): Promise<Receipt> {
    return await this.submitted(this.button(button).press, form, values);
  }
  /** A form that was opened by a press before. */
  async submitted(press: Press, form: FormName, values: Readonly<Record<string, string>>): Promise<Receipt> {
    return await this.#does(
      { type: 'submit', press, form, values },
      `${this.place}:${this.#hand}:${(this.#said += 1)}`,
    );
  }
  async form(button: string) {
    const { press, form } = this.button(button);
    if (!form) throw new Error(`${button} has no form`);
    return await this.#core.desk.form(press, form, this.#user);
  }
  async agent(words: string): Promise<Receipt> {
    return await this.#does({ type: 'agent', words }, `${this.place}:${this.#hand}:${(this.#said += 1)}`);
  }
  /** "Troubleshoot this message", on what somebody wrote. */
  async shortcut(problem: string, by: Seat): Promise<Receipt> {
    return await this.#does({
      type: 'troubleshoot',
      problem,
      author: { user: by.#user, conversation: by.place },
    });
  }
  async escalate(reason: string | null = null): Promise<EscalationId> {
    await this.#does({ type: 'escalate', reason });
    const { escalation } = await this.session();
    if (!escalation) throw new Error('It was not handed over');
    return escalation.escalation_id;
  }
  /** Gives up what is open. */
  async leave(): Promise<void> {
    for (const { session } of await this.#core.store.open(this.person)) {
      await this.#core.sessions.command(session.session_id, () => ({ type: 'cancel' }));
    }
  }
  /** Goes into the thread below somebody's pack that stands where they are. */
  async enterThread({ name }: Seat): Promise<void> {
    this.place = await eventually(() => {
      const pack = this.#platform.sent.findLast(
        ({ conversation, opens_thread, message }) =>
          conversation === this.place &&
          opens_thread === true &&
          message.summary.startsWith(`${name} needs help`),
      );
      return pack && (`${this.place}:${pack.message_id}` as ConversationId);
    });
  }

  get #user() {
    return { id: this.person, name: this.name, locale: 'en' };
  }
  async #does(
    what: DistributiveOmit<Input, 'key' | 'channel' | 'conversation' | 'user'>,
    key: string | null = null,
  ): Promise<Receipt> {
    return await this.#core.desk.receive({
      ...what,
      key,
      channel: this.#channel,
      conversation: this.place,
      user: this.#user,
    });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const textOf = (message: Message): string =>
  [message.summary, ...message.parts.map((part) => JSON.stringify(part))].join('\n');
