import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { applicationId, botId, isThread } from './discord-world.ts';
import type { Json, World } from './discord-world.ts';

/**
 * Discord's gateway as far as discord.js speaks with it: hello, identify, resume with what was missed, heartbeats,
 * and the codes it closes with.
 *
 * @see https://docs.discord.com/developers/events/gateway
 */

interface Session {
  readonly id: string;
  readonly shard: number;
  readonly shards: number;
  readonly intents: number;
  sequence: number;
  /** Everything told since it began, for those who come back. */
  readonly told: { readonly sequence: number; readonly text: string }[];
  socket: WebSocket | null;
}

const messageContent = 1 << 15;
const intentsOf = { guilds: 1 << 0, guildMessages: 1 << 9, directMessages: 1 << 12 } as const;

export interface GatewayOptions {
  readonly server: Server;
  readonly world: World;
  readonly token: string;
  readonly application: { readonly flags: number; readonly shards: number };
  readonly url: () => string;
  readonly isTokenWrong: () => boolean;
}

export function createGateway({ server, world, token, application, url, isTokenWrong }: GatewayOptions) {
  const sockets = new WebSocketServer({ server });
  const sessions = new Map<string, Session>();
  const waiting: { ready: () => boolean; resolve: () => void }[] = [];
  const state = { away: false, refusesContent: false, heartbeatMs: 30_000 };
  const identified: Json[] = [];

  const changed = (): void => {
    for (const one of waiting) if (one.ready()) one.resolve();
  };
  const open = (): readonly Session[] => [...sessions.values()].filter(({ socket }) => socket !== null);
  const sendTo = (session: Session, t: string, d: unknown): void => {
    session.sequence += 1;
    const text = JSON.stringify({ op: 0, t, s: session.sequence, d });
    session.told.push({ sequence: session.sequence, text });
    session.socket?.send(text);
  };

  function identify(socket: WebSocket, d: Json): void {
    identified.push(d);
    if (d['token'] !== token || isTokenWrong()) return socket.close(4004);
    const intents = Number(d['intents']);
    const mayRead = !state.refusesContent && (application.flags & ((1 << 18) | (1 << 19))) !== 0;
    if (intents & messageContent && !mayRead) return socket.close(4014);
    const [shard = 0, shards = 1] = (d['shard'] ?? []) as number[];
    if (shards < application.shards) return socket.close(4011);
    const session: Session = {
      id: `session-${sessions.size + 1}`,
      shard,
      shards,
      intents,
      sequence: 0,
      told: [],
      socket,
    };
    sessions.set(session.id, session);
    const mine = [...world.guilds.keys()].filter((guild) => shardOf(guild, shards) === shard);
    sendTo(session, 'READY', {
      v: 10,
      user: world.userJson(botId),
      guilds: mine.map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      shard: [shard, shards],
      application: { id: applicationId, flags: application.flags },
    });
    for (const guild of mine) sendTo(session, 'GUILD_CREATE', guildJson(world, guild));
    changed();
  }

  function resume(socket: WebSocket, d: Json): void {
    const session = sessions.get(String(d['session_id']));
    if (!session || d['token'] !== token) return socket.send(JSON.stringify({ op: 9, d: false }));
    session.socket = socket;
    for (const { sequence, text } of session.told) if (sequence > Number(d['seq'])) socket.send(text);
    sendTo(session, 'RESUMED', {});
    changed();
  }

  sockets.on('connection', (socket) => {
    if (state.away) return socket.terminate();
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: state.heartbeatMs } }));
    socket.on('message', (data: Buffer) => {
      const { op, d } = JSON.parse(data.toString()) as { op: number; d: Json };
      if (op === 1) socket.send(JSON.stringify({ op: 11 }));
      if (op === 2) identify(socket, d);
      if (op === 6) resume(socket, d);
    });
    socket.on('close', (code) => {
      for (const session of sessions.values()) {
        if (session.socket !== socket) continue;
        session.socket = null;
        // Who says goodbye does not come back to it.
        if (code === 1000 || code === 1001) sessions.delete(session.id);
      }
      changed();
    });
  });

  /** Whether a session is told what was said there. */
  const hears = (session: Session, guild: string | null): boolean =>
    shardOf(guild, session.shards) === session.shard &&
    (session.intents & (guild === null ? intentsOf.directMessages : intentsOf.guildMessages)) !== 0;

  return {
    /** What it was told at each identification. */
    identified,
    /** The sessions that are connected. */
    get connected(): number {
      return open().length;
    },
    /** An event for whoever holds the shard of that server; without its content where nobody may read it. */
    dispatch(t: string, d: Json, guild: string | null): void {
      for (const session of sessions.values()) {
        if (t.startsWith('MESSAGE_') && !hears(session, guild)) continue;
        if (shardOf(guild, session.shards) !== session.shard) continue;
        const mentions = (d['mentions'] ?? []) as readonly Json[];
        const readable =
          (t !== 'MESSAGE_CREATE' && t !== 'MESSAGE_UPDATE') ||
          guild === null ||
          (session.intents & messageContent) !== 0 ||
          mentions.some(({ id }) => id === botId);
        sendTo(session, t, readable ? d : { ...d, content: '', components: [], embeds: [], attachments: [] });
      }
    },
    announce(guild: string): void {
      for (const session of open()) sendTo(session, 'GUILD_CREATE', guildJson(world, guild));
    },
    /** The connections break; `forget`: and what was told on them cannot be asked for again. */
    drop({ forget = false, code = 4000 }: { forget?: boolean; code?: number } = {}): void {
      for (const session of sessions.values()) session.socket?.close(code);
      if (forget) sessions.clear();
    },
    /** Lets nobody in. */
    set away(away: boolean) {
      state.away = away;
    },
    /** The flags say that content may be read, and the gateway knows better. */
    set refusesContent(refuses: boolean) {
      state.refusesContent = refuses;
    },
    whenConnected: (count: number): Promise<void> =>
      new Promise((resolve) => {
        const ready = (): boolean => open().length === count;
        if (ready()) resolve();
        else waiting.push({ ready, resolve });
      }),
    close(): Promise<void> {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => sockets.close(() => resolve()));
    },
  };
}

const shardOf = (guild: string | null, of: number): number =>
  guild === null ? 0 : Number((BigInt(guild) >> 22n) % BigInt(of));

function guildJson(world: World, id: string): Json {
  const channels = [...world.channels.values()].filter(({ guild }) => guild === id);
  const community = world.guilds.get(id)?.community ?? null;
  return {
    id,
    name: 'Acme',
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: '1',
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: world.rolesJson(id),
    emojis: [],
    features: community === null ? [] : ['COMMUNITY'],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    preferred_locale: community ?? 'en-US',
    public_updates_channel_id: null,
    nsfw_level: 0,
    stickers: [],
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
    joined_at: '2026-01-04T20:21:10.139Z',
    large: false,
    member_count: 2,
    voice_states: [],
    members: [],
    channels: channels.filter((one) => !isThread(one)).map((one) => world.channelJson(one)),
    threads: channels.filter(isThread).map((one) => world.channelJson(one)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
