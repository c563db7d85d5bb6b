import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGateway } from './discord-gateway.ts';
import { createRest, token } from './discord-rest.ts';
import type { Call, Fault, OpenInteraction } from './discord-rest.ts';
import { applicationId, botId, channelTypes, createWorld } from './discord-world.ts';
import type {
  DiscordPerson,
  Json,
  StandInAttachment,
  StandInChannel,
  StandInMessage,
} from './discord-world.ts';

export { token } from './discord-rest.ts';
export { applicationId, botId, everyRight, rightBits, roleOf } from './discord-world.ts';
export type { DiscordPerson, StandInAttachment, StandInChannel, StandInMessage } from './discord-world.ts';

export type DiscordStandIn = Awaited<ReturnType<typeof startDiscordStandIn>>;

/** Discord gives up waiting for an answer. */
const answerMs = 3000;

/**
 * Discord on loopback: its HTTP API and its gateway over one small world, and what people do in it. Everything that
 * is asked and answered is held to the published specification; `problems` says where it was not.
 */
export async function startDiscordStandIn({
  verifyKey = '0'.repeat(64),
  answerWithinMs = answerMs,
}: { verifyKey?: string; answerWithinMs?: number } = {}) {
  const world = createWorld(() => `http://127.0.0.1:${port}`);
  const calls: Call[] = [];
  const problems: string[] = [];
  const faults = new Map<string, Fault[]>();
  const interactions = new Map<string, OpenInteraction>();
  const application = { flags: 0, shards: 1, starts: 999, verifyKey, endpoint: null as string | null };
  const answered = new Map<string, number>();
  const waiting: { name: string; times: number; resolve: () => void }[] = [];
  const state = { wrongToken: false };

  const server = createServer((req, res) => {
    rest.serve(req, res).catch((error: unknown) => {
      problems.push(String(error));
      res.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const gatewayUrl = (): string => `ws://127.0.0.1:${port}`;
  const isTokenWrong = (): boolean => state.wrongToken;

  const gateway = createGateway({ server, world, token, application, url: gatewayUrl, isTokenWrong });
  const rest = createRest({
    world,
    interactions,
    problems,
    calls,
    faults,
    application,
    gatewayUrl,
    isTokenWrong,
    called(name) {
      answered.set(name, (answered.get(name) ?? 0) + 1);
      for (const one of waiting) {
        if (one.name === name && (answered.get(name) ?? 0) >= one.times) one.resolve();
      }
    },
    edited: (message) => gateway.dispatch('MESSAGE_UPDATE', messageEvent(message), guildOf(message.channel)),
    posted: (message) => gateway.dispatch('MESSAGE_CREATE', messageEvent(message), guildOf(message.channel)),
  });

  const guildOf = (channel: string): string | null => world.channels.get(channel)?.guild ?? null;
  const messageEvent = (message: StandInMessage): Json => {
    const channel = world.channels.get(message.channel);
    const guild = channel?.guild ?? null;
    const { user: _, ...member } = world.memberJson(message.author);
    return {
      ...world.messageJson(message),
      channel_type: channel?.type,
      ...(guild === null ? {} : { guild_id: guild, member }),
    };
  };

  /** The body of an interaction, as it is sent over the gateway and by HTTP alike. */
  const interaction = (by: DiscordPerson, at: string, type: number, data: Json, more: Json = {}): Json => {
    const channel = world.channels.get(at);
    const guild = channel?.guild ?? null;
    const id = world.newId();
    return {
      id,
      application_id: applicationId,
      type,
      data,
      token: `interaction-token-${id}`,
      version: 1,
      locale: by.locale,
      app_permissions: String(channel?.granted ?? 0n),
      channel_id: at,
      channel: channel && world.channelJson(channel),
      context: guild === null ? 1 : 0,
      entitlements: [],
      attachment_size_limit: 10_485_760,
      authorizing_integration_owners: { 0: guild ?? '0' },
      ...(guild === null
        ? { user: world.userJson(by.id) }
        : {
            guild_id: guild,
            guild_locale: 'en-US',
            guild: { id: guild, locale: 'en-US', features: [] },
            member: { ...world.memberJson(by.id), permissions: '0' },
          }),
      ...more,
    };
  };

  const expect = (body: Json, message: StandInMessage | null): Promise<Json | null> =>
    new Promise((resolve) => {
      const by = (body['user'] ?? (body['member'] as Json | undefined)?.['user']) as Json;
      const open: OpenInteraction = {
        id: String(body['id']),
        token: String(body['token']),
        user: String(by['id']),
        channel: String(body['channel_id']),
        message,
        late: false,
        reply: null,
        original: null,
        answered: resolve,
      };
      // Delivered again, it is the same one: what it was answered stands.
      const before = interactions.get(open.id);
      if (before?.reply) return resolve(before.reply);
      if (before) {
        const { answered: first } = before;
        before.answered = (reply) => {
          first(reply);
          resolve(reply);
        };
        return;
      }
      interactions.set(open.id, open);
      setTimeout(() => {
        open.late = true;
        resolve(null);
      }, answerWithinMs).unref();
    });

  return {
    /** As `DISCORD_API_URL` takes it. */
    url: `http://127.0.0.1:${port}/api`,
    world,
    gateway,
    application,
    calls,
    problems,
    commands: rest.commands,
    callsOf: (name: string): readonly Json[] =>
      calls.filter((call) => call.name === name).map(({ body }) => body),
    fault: (name: string, ...added: readonly Fault[]): void => {
      faults.set(name, [...(faults.get(name) ?? []), ...added]);
    },
    set wrongToken(wrong: boolean) {
      state.wrongToken = wrong;
    },
    /** Resolves when so many calls of the name were answered. */
    called: (name: string, times = 1): Promise<void> =>
      new Promise((resolve) => {
        if ((answered.get(name) ?? 0) >= times) resolve();
        else waiting.push({ name, times, resolve });
      }),

    /** A server with the bot in it, and its first channel. */
    guild(type: keyof typeof channelTypes = 'text', id?: string) {
      const guild = world.guild(id);
      const channel = world.addChannel({ type: channelTypes[type], guild });
      gateway.announce(guild);
      return { id: guild, channel };
    },

    // What people do. Each gives the body of an interaction, to be delivered once or more often.
    slash(by: DiscordPerson, at: string, name: string, options: Json = {}): Json {
      const given = Object.entries(options).map(([option, value]) => ({
        name: option,
        type: typeof value === 'boolean' ? 5 : 3,
        value,
      }));
      return interaction(by, at, 2, { id: '1', name, type: 1, options: given });
    },
    types(by: DiscordPerson, at: string, typed: string, name = 'troubleshoot'): Json {
      const option = name === 'troubleshoot' ? 'problem' : 'words';
      const options = [{ name: option, type: 3, value: typed, focused: true }];
      return interaction(by, at, 4, { id: '1', name, type: 1, options });
    },
    menu(by: DiscordPerson, message: StandInMessage): Json {
      return interaction(by, message.channel, 2, {
        id: '2',
        name: 'Troubleshoot this message',
        type: 3,
        target_id: message.id,
        resolved: { messages: { [message.id]: world.messageJson(message) } },
      });
    },
    press(by: DiscordPerson, message: StandInMessage, customId: string): Json {
      const inMenu = JSON.stringify(message.components).includes(`"value":${JSON.stringify(customId)}`);
      const data = inMenu
        ? { component_type: 3, custom_id: 'menu.0', values: [customId], id: 1 }
        : { component_type: 2, custom_id: customId, id: 1 };
      return interaction(by, message.channel, 3, data, { message: world.messageJson(message) });
    },
    submit(
      by: DiscordPerson,
      at: string,
      modal: Json,
      values: Readonly<Record<string, string>>,
      message: StandInMessage | null = null,
    ): Json {
      const components = Object.entries(values).map(([name, value]) => ({
        type: 18,
        id: 1,
        component: { type: 4, id: 2, custom_id: name, value },
      }));
      const more = message === null ? {} : { message: world.messageJson(message) };
      return interaction(by, at, 5, { custom_id: modal['custom_id'], components }, more);
    },

    /** Brings it over the gateway; resolves with the answer, or `null` where none came in time. */
    async deliver(body: Json): Promise<Json | null> {
      const pressed = (body['message'] as Json | undefined)?.['id'];
      const message = world.messages.find(({ id }) => id === pressed) ?? null;
      const reply = expect(body, message);
      gateway.dispatch('INTERACTION_CREATE', body, (body['guild_id'] as string | undefined) ?? null);
      return await reply;
    },
    /** The same by HTTP, as whoever posts it has made it; the answer takes effect here as well. */
    async answerByHttp(body: Json, post: () => Promise<{ status: number; reply: Json | null }>) {
      const pressed = (body['message'] as Json | undefined)?.['id'];
      const message = world.messages.find(({ id }) => id === pressed) ?? null;
      void expect(body, message);
      const { status, reply } = await post();
      const open = interactions.get(String(body['id']));
      if (status === 200 && reply && open && !open.reply) rest.answer(open, reply);
      return { status, reply };
    },
    /** Somebody writes; with `mention`, to the bot. `heard: false`: the gateway does not tell. */
    write(
      by: DiscordPerson,
      at: string,
      text: string,
      {
        mention = false,
        heard = true,
        attachments = [],
        people = [],
      }: {
        mention?: boolean;
        heard?: boolean;
        attachments?: readonly StandInAttachment[];
        /** Who else is mentioned in it. */
        people?: readonly DiscordPerson[];
      } = {},
    ): StandInMessage {
      const message = world.add({
        channel: at,
        author: by.id,
        content: mention ? `<@${botId}> ${text}` : text,
        mentions: [...(mention ? [botId] : []), ...people.map(({ id }) => id)],
        attachments,
      });
      if (heard) gateway.dispatch('MESSAGE_CREATE', messageEvent(message), guildOf(at));
      return message;
    },
    /** Its author says something else. */
    rewrite(message: StandInMessage, text: string): void {
      message.content = message.mentions.includes(botId) ? `<@${botId}> ${text}` : text;
      message.edits += 1;
      this.unfurl(message);
    },
    /** Something else about it changes: a preview, a pin. */
    unfurl(message: StandInMessage): void {
      gateway.dispatch('MESSAGE_UPDATE', messageEvent(message), guildOf(message.channel));
    },
    /** Somebody deletes it, and the gateway tells. */
    erase(...erased: readonly StandInMessage[]): void {
      for (const message of erased) this.remove(message);
      const [first] = erased;
      if (!first) return;
      const guild = guildOf(first.channel);
      const where = { channel_id: first.channel, ...(guild === null ? {} : { guild_id: guild }) };
      if (erased.length === 1) gateway.dispatch('MESSAGE_DELETE', { ...where, id: first.id }, guild);
      else gateway.dispatch('MESSAGE_DELETE_BULK', { ...where, ids: erased.map(({ id }) => id) }, guild);
    },
    tellAgain(message: StandInMessage): void {
      gateway.dispatch('MESSAGE_CREATE', messageEvent(message), guildOf(message.channel));
    },

    ofBot: world.ofBot,
    notes: world.notes,
    threadsOf: (channel: string): readonly StandInChannel[] =>
      [...world.channels.values()].filter(({ parent }) => parent === channel),
    remove(message: StandInMessage): void {
      world.messages.splice(world.messages.indexOf(message), 1);
    },

    async close(): Promise<void> {
      await gateway.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
