import { setTimeout as pause } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Desk, Outgoing } from '../../src/app/channel.ts';
import type { Locale } from '../../src/engine/template.ts';
import { createAnswering } from './answering.ts';
import type { Api } from './api.ts';
import type { InteractionArrival, MessageArrival } from './arrival.ts';
import type { Background } from './background.ts';
import { createCallback } from './callback.ts';
import { createCatchUp } from './catch-up.ts';
import { commandDefinitions } from './command-definitions.ts';
import type { Dispatch } from './connection.ts';
import type { Direct } from './direct.ts';
import type { Door } from './door.ts';
import { createEndpoint } from './endpoint.ts';
import type { Guilds } from './guilds.ts';
import { createHandler } from './handle.ts';
import { createHearing } from './hearing.ts';
import { withJoins } from './joins.ts';
import type { Log } from './log.ts';
import { plainNote, renderNote } from './notes.ts';
import { parseDeletion, parseEdit, parseMessage } from './parse-words.ts';
import { parseInteraction } from './parse.ts';
import type { People } from './people.ts';
import type { PlacesSeen } from './places-seen.ts';
import { registerCommands } from './registration.ts';
import { waitBefore } from './shards.ts';
import type { Pace } from './shards.ts';
import type { Redraws } from './redraws.ts';
import type { Whispers } from './whispers.ts';
import { words } from './words.ts';
import type { Text } from './words.ts';

export interface InsideOptions {
  readonly api: Api;
  readonly applicationId: string;
  readonly publicKey: string | null;
  readonly commandsGuild: string | null;
  readonly answerWithinMs: number;
  readonly pace: Pace;
  /** The bot's own user. */
  readonly bot: () => string;
  readonly desk: Desk;
  readonly languages: readonly Locale[];
  readonly people: People;
  readonly direct: Direct;
  readonly door: Door;
  readonly guilds: Guilds;
  readonly seen: PlacesSeen;
  readonly whispers: Whispers;
  readonly redraws: Redraws;
  readonly background: Background;
  readonly log: Log;
  readonly now: () => number;
  readonly answered: (ms: number) => void;
}

/** What there is once there is a desk: everything that Discord brings finds its way to it. */
export function createInside(options: InsideOptions) {
  const { api, applicationId, publicKey, commandsGuild, pace, languages } = options;
  const { guilds, whispers, background, log, now, answered } = options;
  const desk = withJoins(options.desk, { api, background, log });
  const text: Text = (...asked) => desk.text(...asked);
  const stopped = new AbortController();

  const handle = createHandler({
    ...options,
    desk,
    text,
    remember: ({ token }, conversation, { locale }) => whispers.keep(conversation, token, locale),
  });
  const answering = createAnswering({ ...options, text, handle: handle.handle });
  const timed = async (arrival: InteractionArrival) => {
    const began = now();
    const answer = await answering.answer(arrival);
    if (answer !== null) answered(now() - began);
    return answer;
  };
  const callback = createCallback({ ...options, answer: timed, lateForm: handle.lateForm });
  const hearing = createHearing({ ...options, desk, text });

  const bot = () => ({ user: options.bot(), roleIn: guilds.roleIn });
  const hear = async (message: MessageArrival): Promise<void> => {
    await hearing.hear(message);
    log.debug(doneWith(message), 'discord: done with what was said');
  };
  const catchUp = createCatchUp({
    ...options,
    hear: (body) => hear(parseMessage(body, bot())),
    hearEdit: (body) => hear(parseEdit(body, bot())),
  });

  async function register(): Promise<void> {
    const commands = commandDefinitions({ languages, say: text });
    for (let attempt = 0; !stopped.signal.aborted; attempt += 1) {
      const done = await registerCommands(api, applicationId, commandsGuild, commands);
      if (done.commands !== 'failed') {
        log.info({ commands: done.commands, guild: commandsGuild }, 'discord: the commands are registered');
        return;
      }
      const { answer } = done;
      log.warn({ ...answer, guild: commandsGuild }, 'discord: the commands could not be registered yet');
      const wait = (answer.outcome === 'limited' ? answer.after_ms : null) ?? waitBefore(pace, attempt);
      await pause(wait, null, { signal: stopped.signal }).catch(() => null);
    }
  }

  return {
    text,
    requestListener:
      publicKey === null
        ? null
        : (createEndpoint({
            publicKey,
            log,
            now,
            background,
            answer: timed,
            redraws: options.redraws,
          }) satisfies (req: IncomingMessage, res: ServerResponse) => void),

    start(): void {
      background.run('registering the commands', register);
    },

    heard(event: Dispatch, shard: number, of: number): void {
      switch (event.kind) {
        case 'ready':
          log.info({ shard, of }, 'discord: connected');
          return background.run('catching up', () => catchUp.run((guild) => shardOf(guild, of) === shard));
        case 'resumed':
          log.info({ shard, of }, 'discord: connected again');
          return background.run('catching up', () => catchUp.run((guild) => shardOf(guild, of) === shard));
        case 'interaction':
          return background.run('an interaction', () => callback(parseInteraction(event.body)));
        case 'message':
          return background.run('a message', () => hear(parseMessage(event.body, bot())));
        case 'message_edited':
          return background.run('an edit', () => hear(parseEdit(event.body, bot())));
        case 'message_deleted':
          return background.run('a deletion', () => hear(parseDeletion(event.body)));
        case 'server':
          return guilds.appeared(event.body, options.bot());
        case 'server_gone':
          return guilds.removed(event.body);
      }
    },

    /** A person who ran a command takes no direct messages: they are told where they ran it. */
    unreachable: ({ conversation }: Outgoing): void => {
      const whisper = whispers.take(conversation);
      if (whisper === null) return;
      const note = renderNote(plainNote(text(whisper.locale, words.dmClosed)));
      background.run('a note', async () => {
        const answer = await answering.followUp(whisper.token, note);
        if (answer.outcome !== 'ok') log.warn(answer, 'discord: a note could not be delivered');
      });
    },

    async stop(): Promise<void> {
      stopped.abort();
      catchUp.stop();
      await hearing.stop();
    },
  };
}
export type Inside = ReturnType<typeof createInside>;

function doneWith(message: MessageArrival): object {
  switch (message.kind) {
    case 'message':
      return { message: message.id };
    case 'edited':
      return { edited: message.id };
    case 'deleted':
      return { deleted: message.ids };
    case 'nothing':
      return { because: message.because };
  }
}

/**
 * The shard that a server's events come to; direct messages come to the first one.
 *
 * @see https://docs.discord.com/developers/events/gateway#sharding
 */
export const shardOf = (guild: string | null, of: number): number =>
  guild === null ? 0 : Number((BigInt(guild) >> 22n) % BigInt(of));
