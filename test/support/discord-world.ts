import { componentsIn } from './discord-check.ts';

/** Discord as far as the bot can tell: servers, channels, people, and what stands in the channels. */

export type Json = Readonly<Record<string, unknown>>;

export interface DiscordPerson {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
}

export interface StandInChannel {
  readonly id: string;
  /** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
  readonly type: number;
  readonly guild: string | null;
  readonly parent: string | null;
  readonly name: string;
  /** Who is in the direct messages, or was added to the thread. */
  readonly members: Set<string>;
  archived: boolean;
  locked: boolean;
  /** What the bot may do there, as Discord's bits. */
  granted: bigint;
}

export interface StandInMessage {
  readonly id: string;
  readonly channel: string;
  readonly author: string;
  content: string;
  readonly mentions: readonly string[];
  readonly nonce: string | null;
  /** Set: only this person sees it. */
  readonly seenBy: string | null;
  components: readonly unknown[];
  attachments: readonly StandInAttachment[];
  flags: number;
  edits: number;
  /** The bot's reactions. */
  readonly reactions: Set<string>;
}

export interface StandInAttachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** What Discord says of the number of its bytes. */
  readonly size: number;
  /** Where Discord says that it lies; `null`: where it does. */
  readonly url: string | null;
}

/** What the invite link asks for. */
export const everyRight =
  (1n << 6n) |
  (1n << 10n) |
  (1n << 11n) |
  (1n << 14n) |
  (1n << 15n) |
  (1n << 16n) |
  (1n << 35n) |
  (1n << 36n) |
  (1n << 38n);
export const rightBits = {
  reactions: 1n << 6n,
  view: 1n << 10n,
  send: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  history: 1n << 16n,
  publicThreads: 1n << 35n,
  privateThreads: 1n << 36n,
  sendInThreads: 1n << 38n,
} as const;

export const botId = '1457469483726668048';
export const applicationId = '1457469483726668048';
export const channelTypes = { text: 0, dm: 1, voice: 2, announcement: 5 } as const;
const threadTypes: readonly number[] = [10, 11, 12];
export const isThread = ({ type }: StandInChannel): boolean => threadTypes.includes(type);
const ephemeralFlag = 64;

export type World = ReturnType<typeof createWorld>;

/** @param origin where files lie */
export function createWorld(origin: () => string = () => 'https://cdn.discordapp.com') {
  /** What opens an attachment, until its message is read again. */
  const signatures = new Map<string, string>();
  let signed = 0;
  const attachmentJson = (
    message: StandInMessage,
    { id, name, type, size, url }: StandInAttachment,
  ): Json => {
    signed += 1;
    signatures.set(id, String(signed));
    const address = url ?? `${origin()}/attachments/${message.channel}/${id}/${name}?hm=${signed}`;
    return { id, filename: name, size, url: address, proxy_url: address, content_type: type };
  };
  const begun = Date.now();
  const editedAt = (edits: number): string => new Date(begun + edits * 1000).toISOString();
  let ids = 1_400_000_000_000_000_000n;
  const newId = (): string => {
    ids += 4_194_304n;
    return String(ids);
  };
  const channels = new Map<string, StandInChannel>();
  const messages: StandInMessage[] = [];
  const people = new Map<string, DiscordPerson>();
  const guilds = new Map<
    string,
    { readonly members: Set<string>; community: string | null; granted: bigint }
  >();
  /** Who takes no direct messages. */
  const closed = new Set<string>();

  const addChannel = (channel: {
    readonly type: number;
    readonly guild?: string | null;
    readonly parent?: string | null;
    readonly name?: string;
    readonly members?: readonly string[];
    readonly id?: string;
    readonly granted?: bigint;
  }): StandInChannel => {
    const added: StandInChannel = {
      id: channel.id ?? newId(),
      type: channel.type,
      guild: channel.guild ?? null,
      parent: channel.parent ?? null,
      name: channel.name ?? 'general',
      members: new Set(channel.members),
      archived: false,
      locked: false,
      granted: channel.granted ?? everyRight,
    };
    channels.set(added.id, added);
    return added;
  };

  return {
    channels,
    messages,
    people,
    guilds,
    closed,
    newId,
    addChannel,
    attachment: (name: string, bytes: Buffer, more: Partial<StandInAttachment> = {}): StandInAttachment => ({
      id: newId(),
      name,
      type: 'application/octet-stream',
      bytes,
      size: bytes.length,
      url: null,
      ...more,
    }),
    /** The bytes behind an address, as long as it is the newest. */
    bytesAt(id: string, signature: string | null): Buffer | null {
      const found = messages.flatMap(({ attachments }) => attachments).find((one) => one.id === id);
      return found && signatures.get(id) === signature ? found.bytes : null;
    },

    person(
      name: string,
      { locale = 'en-US', guild }: { locale?: string; guild?: string } = {},
    ): DiscordPerson {
      const person = { id: newId(), name, locale };
      people.set(person.id, person);
      if (guild !== undefined) guilds.get(guild)?.members.add(person.id);
      return person;
    },
    guild(id: string = newId()): string {
      guilds.set(id, { members: new Set(), community: null, granted: everyRight });
      return id;
    },
    directWith(user: string): StandInChannel {
      const known = [...channels.values()].find(
        ({ type, members }) => type === channelTypes.dm && members.has(user),
      );
      return known ?? addChannel({ type: channelTypes.dm, members: [user], name: '' });
    },
    add(message: Partial<StandInMessage> & Pick<StandInMessage, 'channel' | 'author'>): StandInMessage {
      const added: StandInMessage = {
        id: newId(),
        content: '',
        mentions: [],
        nonce: null,
        seenBy: null,
        components: [],
        attachments: [],
        flags: 0,
        edits: 0,
        reactions: new Set(),
        ...message,
      };
      messages.push(added);
      const channel = channels.get(added.channel);
      if (channel && added.seenBy === null) channel.archived = false;
      return added;
    },
    /** Draws the components as the bot sent them, with the numbers that Discord gives them. */
    draw(message: StandInMessage, body: Json, edited: boolean): void {
      message.components = numbered(body['components']);
      message.flags = Number(body['flags'] ?? 0);
      if (edited) message.edits += 1;
    },
    /** What everybody in a channel sees of the bot. */
    ofBot: (channel: string): readonly StandInMessage[] =>
      messages.filter((one) => one.channel === channel && one.author === botId && one.seenBy === null),
    /** What only one person sees. */
    notes: (user: string): readonly StandInMessage[] => messages.filter(({ seenBy }) => seenBy === user),

    userJson: (id: string): Json =>
      userJson(id, id === botId ? 'Unstuck' : (people.get(id)?.name ?? 'somebody')),
    memberJson(id: string, guild: string | null = null): Json {
      return {
        user: this.userJson(id),
        avatar: null,
        banner: null,
        communication_disabled_until: null,
        flags: 0,
        joined_at: epoch,
        nick: null,
        pending: false,
        premium_since: null,
        roles: id === botId && guild !== null ? [roleOf(guild)] : [],
        mute: false,
        deaf: false,
      };
    },
    messageJson(message: StandInMessage): Json {
      return {
        id: message.id,
        type: 0,
        content: message.content,
        mentions: message.mentions.map((id) => this.userJson(id)),
        mention_roles: [],
        attachments: message.attachments.map((one) => attachmentJson(message, one)),
        embeds: [],
        timestamp: epoch,
        edited_timestamp: message.edits > 0 ? editedAt(message.edits) : null,
        flags: message.seenBy === null ? message.flags : message.flags + ephemeralFlag,
        components: message.components,
        channel_id: message.channel,
        author: this.userJson(message.author),
        pinned: false,
        mention_everyone: false,
        tts: false,
      };
    },
    channelJson(channel: StandInChannel): Json {
      const { id, type, guild, parent, name } = channel;
      const common = { id, type, flags: 0, last_message_id: null };
      if (type === channelTypes.dm) {
        return { ...common, recipients: [...channel.members].map((user) => this.userJson(user)) };
      }
      const inGuild = { ...common, guild_id: guild, parent_id: parent, name };
      return isThread(channel)
        ? {
            ...inGuild,
            owner_id: botId,
            thread_metadata: {
              archived: channel.archived,
              archive_timestamp: epoch,
              auto_archive_duration: 1440,
              locked: channel.locked,
            },
            message_count: 0,
            member_count: channel.members.size,
            total_message_sent: 0,
          }
        : {
            ...inGuild,
            position: 0,
            // Everybody may do everything in the server, and the bot here what it is granted here.
            permission_overwrites: [
              { id: botId, type: 1, allow: '0', deny: String(everyRight & ~channel.granted) },
            ],
          };
    },
    rolesJson: (guild: string): readonly Json[] => [
      roleJson(guild, '@everyone', guilds.get(guild)?.granted ?? 0n),
      { ...roleJson(roleOf(guild), 'Unstuck', 0n), managed: true, tags: { bot_id: botId } },
    ],
  };
}

/** The role that a server makes for the bot. */
export const roleOf = (guild: string): string => String(BigInt(guild) + 1n);

const roleJson = (id: string, name: string, permissions: bigint): Json => ({
  id,
  name,
  permissions: String(permissions),
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  position: 1,
  managed: false,
  mentionable: false,
  icon: null,
  unicode_emoji: null,
  flags: 0,
});

const epoch = '2026-01-05T00:49:57.143Z';

const userJson = (id: string, name: string): Json => ({
  id,
  username: name.toLowerCase(),
  avatar: null,
  discriminator: '0',
  public_flags: 0,
  flags: 0,
  global_name: name,
  primary_guild: null,
  ...(id === botId ? { bot: true } : {}),
});

/** Numbers are given in order, and those that the bot gave are kept; what has a default is filled in. */
function numbered(components: unknown): readonly unknown[] {
  const taken = componentsIn({ components }).map(({ id }) => id);
  let next = 1;
  const visit = (node: unknown): unknown => {
    const component = node as Json;
    while (taken.includes(next)) next += 1;
    const id = typeof component['id'] === 'number' ? component['id'] : next++;
    const inside = component['components'];
    return {
      ...defaults[Number(component['type'])],
      ...component,
      id,
      ...(Array.isArray(inside) ? { components: inside.map(visit) } : {}),
    };
  };
  return Array.isArray(components) ? components.map(visit) : [];
}
const defaults: Readonly<Record<number, Json>> = {
  3: { min_values: 1, max_values: 1 },
  14: { spacing: 1, divider: true },
  17: { accent_color: null, spoiler: false },
};
