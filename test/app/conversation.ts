import { join } from 'node:path';
import type { Channel, Input, Outgoing, Receipt } from '../../src/app/channel.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import type { ModelOptions } from '../../src/core-options.ts';
import type { Action, FormName, Message, Press } from '../../src/engine/message.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import { packageRoot } from '../../src/package-root.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

/** A platform that shows everything it is sent, and remembers it. */
const createRecorder = () => {
  const sent: Outgoing[] = [];
  const channel: Channel = {
    name: 'web',
    send: async (outgoing) => {
      sent.push(outgoing);
      return { sent: { id: outgoing.message_id } };
    },
    start: async () => {},
    stop: async () => {},
  };
  return { channel, sent };
};

interface HouseOptions {
  readonly model?: ModelOptions | null;
  /** Another replica on the database of this one. */
  readonly beside?: { readonly database: Database };
  /** Where charts are seen; nowhere by default. */
  readonly chartsAt?: string | null;
  readonly adminUsers?: readonly PersonId[];
}

/** The whole product on an embedded database, behind a platform that only records; time can be moved. */
export const openHouse = async ({
  model = null,
  beside,
  chartsAt = null,
  adminUsers = [],
}: HouseOptions = {}) => {
  const database =
    beside?.database ?? (await openDatabase({ dataDir: await freshDataDir(), log: silentLog }));
  await migrate(database);
  const { channel, sent } = createRecorder();
  let ahead = 0;
  const core = createCore({
    database,
    encryptionKey: Buffer.alloc(32, 1),
    defaultLocale: 'es',
    localesDir: join(packageRoot(), 'locales'),
    webhookSecret: null,
    allowedNetworks: [],
    production: false,
    ownOrigin: () => null,
    channels: [channel],
    chartAt: (id) => (chartsAt === null ? null : `${chartsAt}/${id}.png`),
    userAgent: 'Unstuck/test',
    log: silentLog,
    clock: { now: () => new Date(Date.now() + ahead) },
    metrics: null,
    model,
    adminUsers,
  });
  await core.start();
  return {
    core,
    database,
    sent,
    pass: (days: number): void => {
      ahead += days * 24 * 3_600_000;
    },
    close: async (): Promise<void> => {
      await core.stop();
      if (!beside) await database.close();
    },
  };
};
export type House = Awaited<ReturnType<typeof openHouse>>;

export const textOf = (message: Message): string => JSON.stringify([message.summary, message.parts]);

/** One person in one conversation with the bot: what they do, and what they see then. */
export class Conversation {
  readonly #core: Core;
  readonly #sent: readonly Outgoing[];
  readonly #locale: Locale;
  readonly person: PersonId;
  readonly place: ConversationId;
  #said = 0;

  constructor({ core, sent }: House, name: string, { locale = 'en', place = name } = {}) {
    this.#core = core;
    this.#sent = sent;
    this.#locale = locale;
    this.person = `web:${name}` as PersonId;
    this.place = `web:${place}` as ConversationId;
  }

  /** The messages of the conversation as they look by now, from the top. */
  get screen(): readonly Message[] {
    const latest = new Map<string, Message>();
    for (const { conversation, message_id, message } of this.#sent) {
      if (conversation === this.place) latest.set(message_id, message);
    }
    return [...latest.values()];
  }

  /** The lowest message. */
  get last(): Message {
    const message = this.screen.at(-1);
    if (!message) throw new Error('Nothing has been shown yet');
    return message;
  }

  get lastText(): string {
    return textOf(this.last);
  }

  get labels(): readonly string[] {
    return this.last.actions.map(({ label }) => label);
  }

  /** The lowest button that is called so. */
  button(label: string): Action {
    const found = this.screen.flatMap(({ actions }) => actions).findLast((one) => one.label === label);
    if (!found) throw new Error(`No button says “${label}”; there are: ${this.labels.join(', ')}`);
    return found;
  }

  async session(): Promise<Session> {
    const loaded = await this.#core.store.latest(this.person, this.place);
    if (!loaded) throw new Error('There is no session');
    return loaded.session;
  }

  async say(text: string, { addressed = true, key = `${this.place}:${(this.#said += 1)}` } = {}) {
    return await this.#does({ type: 'say', text, addressed }, key);
  }

  async press(button: string | Press): Promise<Receipt> {
    const press = typeof button === 'string' ? this.button(button).press : button;
    return await this.#does({ type: 'press', press });
  }

  async submit(button: string, form: FormName, values: Readonly<Record<string, string>>): Promise<Receipt> {
    return await this.#does({ type: 'submit', press: this.button(button).press, form, values });
  }

  async troubleshoot(problem: string | null = null): Promise<Receipt> {
    return await this.#does({ type: 'troubleshoot', problem });
  }

  async escalate(reason: string | null = null): Promise<Receipt> {
    return await this.#does({ type: 'escalate', reason });
  }

  /** `/troubleshoot-admin <words>` */
  async admin(words: string): Promise<Receipt> {
    return await this.#does({ type: 'admin', words });
  }

  async #does(
    what: DistributiveOmit<Input, 'key' | 'channel' | 'conversation' | 'user'>,
    key: string | null = null,
  ) {
    const user = { id: this.person, name: 'Ana', locale: this.#locale };
    const receipt = await this.#core.desk.receive({
      ...what,
      key,
      channel: 'web',
      conversation: this.place,
      user,
    });
    await this.#shown();
    return receipt;
  }

  /** Everything that is owed to a screen has been sent. */
  async #shown(): Promise<void> {
    await eventually(async () => (await this.#core.queue.backlog(this.#core.clock.now())).due === 0);
  }
}

type DistributiveOmit<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never;
