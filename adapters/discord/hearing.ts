import { setTimeout as pause } from 'node:timers/promises';
import type { Desk, Receipt } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import type { ConversationId } from '../../src/ids.ts';
import type { Api } from './api.ts';
import type { MessageArrival } from './arrival.ts';
import type { Background } from './background.ts';
import { createMessage, isFailure } from './calls.ts';
import type { Direct } from './direct.ts';
import type { Door } from './door.ts';
import type { Guilds } from './guilds.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { plainNote, renderNote } from './notes.ts';
import type { People } from './people.ts';
import { messageKey } from './message-key.ts';
import { conversationOf, personOf } from './places.ts';
import type { PlacesSeen } from './places-seen.ts';
import { renderMessage } from './render.ts';
import { waitBefore } from './shards.ts';
import type { Pace } from './shards.ts';
import { addToThread, openThreadBelow } from './threads.ts';
import { rightNames, words } from './words.ts';
import type { Text } from './words.ts';

type ArrivalOf<Kind extends MessageArrival['kind']> = Extract<MessageArrival, { kind: Kind }>;
type Heard = ArrivalOf<'message'>;
type Told = Exclude<MessageArrival, { kind: 'nothing' }>;

export interface HearingOptions {
  readonly api: Api;
  readonly desk: Desk;
  readonly text: Text;
  readonly people: People;
  readonly direct: Direct;
  readonly door: Door;
  readonly guilds: Guilds;
  readonly seen: PlacesSeen;
  readonly background: Background;
  readonly log: Log;
  readonly pace: Pace;
  readonly now: () => number;
  /** The bot's own user. */
  readonly bot: () => string;
}

/** How often it is tried to keep what was said: the gateway brings it once. */
const attempts = 6;
/** Nobody has to be told twice an hour that a right is missing. */
const tellAgainAfter = 60 * 60 * 1000;

/** Where what was said goes on. */
interface Goal {
  readonly conversation: ConversationId;
  readonly channel: string;
  readonly guild: string | null;
}

/** Words, one after the other in each channel, until they are kept. */
export function createHearing(options: HearingOptions) {
  const { api, desk, text, people, direct, door, guilds, seen, background, log, pace, now, bot } = options;
  const queues = new Map<string, Promise<void>>();
  const told = new Map<string, number>();
  const stopped = new AbortController();

  async function hear(arrival: Told): Promise<void> {
    for (let attempt = 0; !stopped.signal.aborted; attempt += 1) {
      const wait = attempt < attempts ? waitBefore(pace, attempt) : null;
      try {
        return await keepWhatWas(arrival, wait === null);
      } catch (error) {
        if (wait === null) {
          log.error(causeOf(error), 'discord: what somebody said could not be kept');
          return;
        }
        log.warn({ ...causeOf(error), again_ms: wait }, 'discord: what somebody said is not kept yet');
        await pause(wait, null, { signal: stopped.signal }).catch(() => null);
      }
    }
  }

  const keepWhatWas = (arrival: Told, lastTry: boolean): Promise<void> => {
    switch (arrival.kind) {
      case 'message':
        return keep(arrival, lastTry);
      case 'edited':
        return keepEdit(arrival);
      case 'deleted':
        return keepDeletion(arrival);
    }
  };

  /** @param lastTry where no thread can be had by then, the channel will do */
  async function keep(message: Heard, lastTry: boolean): Promise<void> {
    const { id, author, spot, addressed, mentioned, files } = message;
    if (!(await door.admits(message))) return;
    if (spot.kind === 'dm') direct.know(author.user, spot.channel);
    const user = await people.recall(author, spot.kind === 'dm' ? null : guilds.localeOf(spot.guild));
    const goal = await goalOf(message, user, lastTry);
    const receipt = await desk.receive({
      ...from(messageKey(id), goal.conversation, user),
      type: 'say',
      text: message.text,
      addressed,
      ...(files.length === 0 ? {} : { files }),
      ...(mentioned.length === 0 ? {} : { people: mentioned }),
    });
    const ignored = receipt.kind === 'ignored';
    // Fetched once more when the line is open, it would be told to who was not meant to hear it.
    if (!ignored || (await seen.goesOn(goal.channel))) {
      await seen.heard({ channel: goal.channel, guild: goal.guild, last: id });
    }
    if (ignored) return;
    background.run('a note', () => say(goal, id, receipt));
  }

  async function keepEdit(edited: ArrivalOf<'edited'>): Promise<void> {
    const { id, author, spot, text: changed, version } = edited;
    if (!(await door.admits(edited))) return;
    const guild = spot.kind === 'dm' ? null : spot.guild;
    const user = await people.recall(author, guild === null ? null : guilds.localeOf(guild));
    const { conversation } = goal(guild, spot.channel, author.user);
    const of = messageKey(id);
    await desk.receive({ ...from(`${of}#${version}`, conversation, user), type: 'edit', of, text: changed });
  }

  /** Whose words they were only the application knows; the bot stands for who deleted them. */
  async function keepDeletion({ ids, guild, channel }: ArrivalOf<'deleted'>): Promise<void> {
    if (guild !== null && !door.admitsGuild(guild)) return;
    const person = guild === null ? await direct.userIn(channel) : null;
    if (isFailure(person) && person.outcome !== 'refused')
      throw new Error('Discord did not tell whose messages');
    if (guild === null && typeof person !== 'string') return;
    const { conversation } = goal(guild, channel, typeof person === 'string' ? person : null);
    const id = personOf(bot());
    if (id === null) throw new Error('The bot has no id');
    const user = people.meet({ id, user: bot(), name: null, locale: null });
    for (const message of ids) {
      const of = messageKey(message);
      await desk.receive({ ...from(`${of}#gone`, conversation, user), type: 'edit', of, text: null });
    }
  }

  /** A mention in a channel is answered in a thread below it; all else where it was said. */
  async function goalOf(message: Heard, user: User, lastTry: boolean): Promise<Goal> {
    const { id, author, spot } = message;
    if (spot.kind === 'dm') return goal(null, spot.channel, author.user);
    const here = goal(spot.guild, spot.channel, null);
    if (spot.kind === 'thread' || spot.threads === null) return here;
    const name = message.text || text(user.locale, words.threadName, { name: user.name ?? '…' });
    const thread = await openThreadBelow(api, spot.channel, id, name);
    if (typeof thread === 'string') {
      background.run('adding a person to their thread', async () => {
        const added = await addToThread(api, thread, author.user);
        if (added.outcome !== 'ok') log.debug(added, 'discord: a person could not be added to their thread');
      });
      return goal(spot.guild, thread, null);
    }
    if (thread.outcome !== 'refused' && !lastTry) throw new Error('Discord opened no thread yet');
    log.warn(thread, 'discord: a thread could not be opened');
    if (thread.outcome === 'refused') tellWhatIsMissing(spot.channel, id, user);
    return here;
  }

  const goal = (guild: string | null, channel: string, person: string | null): Goal => {
    const conversation = conversationOf(
      guild === null ? { in: 'dm', user: person ?? '' } : { in: 'guild', guild, channel },
    );
    if (conversation === null) throw new Error('A message with ids that are none');
    return { conversation, channel, guild };
  };

  /** Nobody but a moderator can do anything about it; and nothing in a channel is for one person's eyes. */
  function tellWhatIsMissing(channel: string, message: string, { locale }: User): void {
    const before = told.get(channel);
    if (before !== undefined && now() - before < tellAgainAfter) return;
    told.set(channel, now());
    const rights = (['publicThreads', 'sendInThreads'] as const)
      .map((right) => text(locale, rightNames[right]))
      .join(', ');
    const note = renderNote(plainNote(text(locale, words.missingRights, { rights })));
    background.run('a note', async () => {
      const answer = await createMessage(api, channel, `right-${message}`.slice(0, 25), note);
      if (answer.outcome !== 'ok') log.warn(answer, 'discord: a note could not be delivered');
    });
  }

  /** Nothing that is said to a message is for one person's eyes: it stands in the conversation. */
  async function say({ channel }: Goal, message: string, receipt: Receipt): Promise<void> {
    const content =
      receipt.kind === 'told'
        ? renderMessage(receipt.message, text)
        : 'note' in receipt && receipt.note !== null
          ? renderNote(plainNote(receipt.note))
          : null;
    if (content === null) return;
    const answer = await createMessage(api, channel, `note-${message}`.slice(0, 25), content);
    if (answer.outcome !== 'ok') log.warn(answer, 'discord: a note could not be delivered');
  }

  return {
    /** Resolves when the adapter is done with it. */
    hear(arrival: MessageArrival): Promise<void> {
      if (arrival.kind === 'nothing') return Promise.resolve();
      const channel = arrival.kind === 'deleted' ? arrival.channel : arrival.spot.channel;
      const before = queues.get(channel) ?? Promise.resolve();
      const going = before
        .then(() => hear(arrival))
        .finally(() => {
          if (queues.get(channel) === going) queues.delete(channel);
        });
      queues.set(channel, going);
      return going;
    },
    /** Gives up what waits for its next attempt: what was not kept is fetched at the next connection. */
    async stop(): Promise<void> {
      stopped.abort();
      await Promise.all(queues.values());
    },
  };
}

const from = (key: string, conversation: ConversationId, user: User) =>
  ({ key, channel: 'discord', conversation, user }) as const;
