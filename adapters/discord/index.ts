import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Channel, Desk, Keep, Leadership } from '../../src/app/channel.ts';
import type { Locale } from '../../src/engine/template.ts';
import { findAgentsPlace } from './agents-place.ts';
import { createApi } from './api.ts';
import type { Answer } from './api.ts';
import { createBackground } from './background.ts';
import { createDirect } from './direct.ts';
import { createDoor } from './door.ts';
import { download } from './files.ts';
import { createGateway } from './gateway.ts';
import { createGuilds } from './guilds.ts';
import { createInside } from './inside.ts';
import type { Inside } from './inside.ts';
import { timing } from './limits.ts';
import type { Log } from './log.ts';
import { createPeople } from './people.ts';
import { createPlacesSeen } from './places-seen.ts';
import { createRedraws } from './redraws.ts';
import { inviteLink } from './rights.ts';
import { sendMessage } from './send.ts';
import { createSigns } from './signs.ts';
import { usualPace } from './shards.ts';
import type { Pace } from './shards.ts';
import { refuse } from './verify.ts';
import { createWhispers } from './whispers.ts';

/** Two thirds of what Discord grants: the rest is for the way back. */
const usualAnswerMs = (timing.answerMs.max * 2) / 3;
/** What a press changed is drawn at once, or through the channel: nobody watches the press wait for longer. */
const redrawWithinMs = 250;

export interface DiscordOptions {
  readonly token: string;
  readonly applicationId: string;
  /** 64 hexadecimal digits; `null`: no interactions by HTTP. */
  readonly publicKey: string | null;
  /** Without a slash at its end; for stand-ins. */
  readonly apiUrl?: string | null;
  /** The server in which the commands are registered, for development; `null`: everywhere. */
  readonly commandsGuild?: string | null;
  readonly keep: Keep;
  readonly leadership: Leadership;
  readonly log: Log;
  readonly metrics?: DiscordMetrics;
  /** Servers that are served; empty: all. */
  readonly allowedWorkspaces?: readonly string[];
  /** For people whose language Discord did not tell yet. */
  readonly defaultLocale?: Locale;
  /** How long Discord's API may take to answer. */
  readonly timeoutMs?: number;
  readonly pace?: Pace;
  /** After so many milliseconds an answer to an interaction is put off. */
  readonly answerWithinMs?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface DiscordMetrics {
  /** An interaction was answered, so long after it came. */
  answered(ms: number): void;
  /** Discord's API was called. */
  called(name: string, outcome: Answer['outcome']): void;
}

export interface DiscordChannel extends Channel {
  readonly name: 'discord';
  /** Until then nothing is received. `languages`: those that the commands are called in. */
  connect(desk: Desk, languages: readonly Locale[]): void;
  /** Serves `POST /discord/interactions` in any Node server; `null` where there is no public key. */
  readonly requestListener: ((req: IncomingMessage, res: ServerResponse) => void) | null;
  /** Adds the bot to a server. */
  readonly invite: string;
}

/**
 * Discord: messages over the gateway, which one replica holds for each shard; interactions over the gateway or by
 * HTTP, as the application's settings say; what is shown goes out through the channels, never by an interaction,
 * whose token is good for minutes.
 *
 * @see https://docs.discord.com/developers/intro
 */
export function createDiscordChannel(options: DiscordOptions): DiscordChannel {
  const { token, applicationId, publicKey, keep, leadership, log, metrics, now } = options;
  const {
    apiUrl = null,
    allowedWorkspaces = [],
    defaultLocale = 'es',
    timeoutMs = 5000,
    pace = usualPace,
  } = options;
  const api = createApi({
    token,
    apiUrl,
    timeoutMs,
    called: (name, outcome) => metrics?.called(name, outcome),
  });
  const background = createBackground(log);
  const door = createDoor(api, allowedWorkspaces, now);
  const guilds = createGuilds(api, door, background, log);
  const people = createPeople(keep, background, defaultLocale);
  const direct = createDirect(api);
  const seen = createPlacesSeen(keep, background, now);
  const whispers = createWhispers(now);
  const redraws = createRedraws(redrawWithinMs);
  const mark = createSigns({ api, direct, keep });
  let inside: Inside | null = null;
  let stopping: Promise<void> | null = null;

  const gateway = createGateway({
    api,
    token,
    applicationId,
    apiUrl,
    timeoutMs,
    leadership,
    pace,
    log,
    now,
    heard: (event, shard, of) => inside?.heard(event, shard, of),
  });

  const stop = async (): Promise<void> => {
    await gateway.stop();
    await inside?.stop();
    await background.idle();
    api.close();
  };

  return {
    name: 'discord',
    invite: inviteLink(applicationId),
    connect(desk, languages) {
      inside = createInside({
        api,
        applicationId,
        publicKey,
        commandsGuild: options.commandsGuild ?? null,
        pace,
        answerWithinMs: options.answerWithinMs ?? usualAnswerMs,
        bot: () => gateway.bot(),
        desk,
        languages,
        people,
        direct,
        door,
        guilds,
        seen,
        whispers,
        redraws,
        background,
        log,
        now,
        answered: (ms) => metrics?.answered(ms),
      });
    },
    requestListener:
      publicKey === null
        ? null
        : (req, res) => {
            if (inside?.requestListener && stopping === null) inside.requestListener(req, res);
            else refuse(res, 503);
          },
    async send(outgoing) {
      if (inside === null) return { retry: 'not connected yet', after_ms: null };
      const { text, unreachable } = inside;
      return sendMessage(
        {
          api,
          direct,
          redraws,
          text,
          bot: gateway.bot(),
          hears: gateway.hears(),
          posted: (place, channel, message) =>
            seen.began({ channel, guild: place.in === 'guild' ? place.guild : null, last: message }),
          unreachable,
          log,
          now,
        },
        outgoing,
      );
    },
    place(written) {
      if (inside === null)
        return Promise.resolve({
          unusable: 'away',
          how: 'Discord is not connected yet. Try again in a minute.',
        });
      return findAgentsPlace({ api, door, text: inside.text, bot: gateway.bot() }, written);
    },
    mark,
    download: (from) => download(api, apiUrl, from),
    start() {
      inside?.start();
      gateway.start();
      return Promise.resolve();
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
