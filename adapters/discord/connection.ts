import { EventEmitter, once } from 'node:events';
import { Client, Options, SimpleShardingStrategy } from 'discord.js';
import { GatewayCloseCodes, GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10';
import type { IIdentifyThrottler, WebSocketOptions } from 'discord.js';
import { defaultApiUrl } from './api.ts';
import type { Log } from './log.ts';
import { isPayload } from './payload.ts';
import { within } from './within.ts';

/** One connection to Discord's gateway, for one shard; it comes back by itself after whatever breaks it. */
export interface Connection {
  /** Resolves when it is over: it was ended, or Discord will not have it back. */
  readonly over: Promise<Over>;
  end(): Promise<void>;
}

export type Over =
  | { readonly why: 'ended' }
  /** The token does not work. */
  | { readonly why: 'token' }
  /** What people write may not be read: the application was not given that intent. */
  | { readonly why: 'intents' }
  /** There must be more shards by now. */
  | { readonly why: 'sharding' }
  /** Anything else that the next attempt may not meet. */
  | { readonly why: 'failed'; readonly reason: string };

export interface ConnectionOptions {
  readonly token: string;
  readonly apiUrl: string | null;
  readonly shard: number;
  readonly shards: number;
  /** Whether what people write without the bot's name may be read. */
  readonly content: boolean;
  readonly throttler: IIdentifyThrottler;
  readonly timeoutMs: number;
  /** How long it may be without a session before it is made anew. */
  readonly patienceMs: number;
  readonly log: Log;
  readonly heard: (event: Dispatch) => void;
}

/** What the gateway tells, as it came. */
export type Dispatch =
  /** Connected anew: what was said before is not repeated. */
  | { readonly kind: 'ready' }
  /** Connected again; Discord has repeated what was missed, as far as it kept it. */
  | { readonly kind: 'resumed' }
  | {
      readonly kind:
        'interaction' | 'message' | 'message_edited' | 'message_deleted' | 'server' | 'server_gone';
      readonly body: unknown;
    };

/** Servers for what the bot is called there; messages where its name is in them, and those to it alone. */
const intents = GatewayIntentBits.Guilds | GatewayIntentBits.GuildMessages | GatewayIntentBits.DirectMessages;

/** How long an end may take before nobody waits for it. */
const endsWithinMs = 3000;

/**
 * Connects; resolves at once. discord.js does the protocol (heartbeats, resuming, reconnecting) and keeps nothing:
 * what arrives is handed on as it came, as the same interactions arrive by HTTP.
 *
 * @see https://docs.discord.com/developers/events/gateway
 */
export function connect(options: ConnectionOptions): Connection {
  const { token, apiUrl, shard, shards, content, throttler, timeoutMs, patienceMs, log, heard } = options;
  const state: { ended: boolean; watch: NodeJS.Timeout | null } = { ended: false, watch: null };
  const client = new Client({
    intents: content ? intents | GatewayIntentBits.MessageContent : intents,
    shards: [shard],
    shardCount: shards,
    rest: { api: apiUrl ?? defaultApiUrl, retries: 0, timeout: timeoutMs },
    makeCache: Options.cacheWithLimits(Object.fromEntries(cachedNowhere.map((manager) => [manager, 0]))),
    ws: {
      buildIdentifyThrottler: () => throttler,
      buildStrategy: (manager) => {
        stopReconnecting(manager, () => state.ended);
        return new SimpleShardingStrategy(manager);
      },
    },
  });

  const finished = new EventEmitter<{ over: [Over] }>();
  const over = once(finished, 'over').then(([reason]) => reason as Over);
  const finish = (reason: Over): void => {
    if (state.watch !== null) clearTimeout(state.watch);
    state.ended = true;
    finished.emit('over', reason);
  };
  /** Should it stay without a session, another one is made. */
  const watch = (): void => {
    if (state.watch !== null) clearTimeout(state.watch);
    if (state.ended) return;
    state.watch = setTimeout(() => finish({ why: 'failed', reason: 'no session for too long' }), patienceMs);
  };
  const isConnected = (): void => {
    if (state.watch !== null) clearTimeout(state.watch);
    state.watch = null;
  };

  const on = (event: GatewayDispatchEvents, listener: (body: unknown) => void): void => {
    client.ws.on(event, (body: unknown) => {
      if (!state.ended) listener(body);
    });
  };
  on(GatewayDispatchEvents.Ready, () => {
    isConnected();
    heard({ kind: 'ready' });
  });
  on(GatewayDispatchEvents.Resumed, () => {
    isConnected();
    heard({ kind: 'resumed' });
  });
  on(GatewayDispatchEvents.InteractionCreate, (body) => heard({ kind: 'interaction', body }));
  on(GatewayDispatchEvents.MessageCreate, (body) => heard({ kind: 'message', body }));
  on(GatewayDispatchEvents.MessageUpdate, (body) => heard({ kind: 'message_edited', body }));
  on(GatewayDispatchEvents.MessageDelete, (body) => heard({ kind: 'message_deleted', body }));
  on(GatewayDispatchEvents.MessageDeleteBulk, (body) => heard({ kind: 'message_deleted', body }));
  on(GatewayDispatchEvents.GuildCreate, (body) => heard({ kind: 'server', body }));
  on(GatewayDispatchEvents.GuildDelete, (body) => heard({ kind: 'server_gone', body }));

  // Without a listener, an error would end the process.
  client.on('error', (error) => log.warn({ shard, reason: error.message }, 'discord: the client failed'));
  client.on('shardError', (error) =>
    log.warn({ shard, reason: error.message }, 'discord: the gateway connection failed'),
  );
  client.on('shardReconnecting', () => {
    log.info({ shard }, 'discord: the gateway connection broke; connecting again');
    watch();
  });
  client.on('shardDisconnect', ({ code }) => finish(overBy(code)));

  watch();
  client.login(token).catch((error: unknown) => {
    // What Discord closed is told by its code.
    setImmediate(() => finish(overByError(error)));
  });

  return {
    over,
    async end() {
      finish({ why: 'ended' });
      await within(client.destroy(), endsWithinMs, null);
    },
  };
}

/** Everything that discord.js would remember of what it handles. */
const cachedNowhere = [
  'ApplicationCommandManager',
  'ApplicationEmojiManager',
  'AutoModerationRuleManager',
  'BaseGuildEmojiManager',
  'DMMessageManager',
  'EntitlementManager',
  'GuildBanManager',
  'GuildEmojiManager',
  'GuildForumThreadManager',
  'GuildInviteManager',
  'GuildMemberManager',
  'GuildMessageManager',
  'GuildScheduledEventManager',
  'GuildStickerManager',
  'GuildTextThreadManager',
  'MessageManager',
  'PresenceManager',
  'ReactionManager',
  'ReactionUserManager',
  'StageInstanceManager',
  'ThreadManager',
  'ThreadMemberManager',
  'UserManager',
  'VoiceStateManager',
] as const;

type ShardManager = Parameters<NonNullable<WebSocketOptions['buildStrategy']>>[0];

/**
 * A shard that is destroyed while it is about to reconnect reconnects nevertheless, and would be connected beside
 * the one that took its place. Before it does, it asks for its session: then it waits for good.
 */
function stopReconnecting(manager: ShardManager, isOver: () => boolean): void {
  const { options } = manager;
  const retrieve = options.retrieveSessionInfo.bind(options);
  options.retrieveSessionInfo = (shard) => (isOver() ? new Promise<never>(() => undefined) : retrieve(shard));
}

const overBy = (code: number): Over =>
  overByCode.get(code) ?? { why: 'failed', reason: `the gateway closed with ${code}` };

/** @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
const overByCode: ReadonlyMap<number, Over> = new Map([
  [GatewayCloseCodes.AuthenticationFailed, { why: 'token' }],
  [GatewayCloseCodes.DisallowedIntents, { why: 'intents' }],
  [GatewayCloseCodes.InvalidIntents, { why: 'intents' }],
  [GatewayCloseCodes.InvalidShard, { why: 'sharding' }],
  [GatewayCloseCodes.ShardingRequired, { why: 'sharding' }],
]);

const overByError = (error: unknown): Over => {
  const isTokenProblem = isPayload(error) && error['code'] === 'TokenInvalid';
  if (isTokenProblem) return { why: 'token' };
  return { why: 'failed', reason: error instanceof Error ? error.message : String(error) };
};
