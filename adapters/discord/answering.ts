import { RequestMethod } from 'discord.js';
import { InteractionResponseType, MessageFlags, Routes } from 'discord-api-types/v10';
import type { Answer, Api } from './api.ts';
import type { Interaction, InteractionArrival } from './arrival.ts';
import type { Background } from './background.ts';
import type { DiscordMessage } from './components.ts';
import type { Handled } from './handle.ts';
import { timing } from './limits.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { ephemeral, plainNote, renderNote } from './notes.ts';
import type { People } from './people.ts';
import type { Reply } from './reply.ts';
import { within } from './within.ts';
import { words } from './words.ts';
import type { Text } from './words.ts';

export interface AnsweringOptions {
  readonly api: Api;
  readonly applicationId: string;
  readonly text: Text;
  readonly people: People;
  readonly background: Background;
  readonly log: Log;
  readonly handle: (arrival: InteractionArrival) => Handled | null;
  /** Milliseconds after which an answer is put off. */
  readonly answerWithinMs: number;
}

/** What Discord is told, and what is to be done once it has been. */
export interface Answered {
  readonly reply: Reply;
  /** Goes on with what was put off; resolves when that is told. */
  readonly after: (() => Promise<void>) | null;
}

/**
 * The answer to an interaction in time: what it came to, else the platform's own way to say "later", after which
 * the rest is told. Rejects where nothing is committed: then Discord shows by itself that it did not work.
 */
export function createAnswering(options: AnsweringOptions) {
  const { api, applicationId, text, people, log, handle, answerWithinMs } = options;
  /** One answer to one interaction, should it be delivered twice. */
  const recent = new Map<string, Promise<Answered | null>>();

  async function answer(arrival: InteractionArrival): Promise<Answered | null> {
    const handled = handle(arrival);
    if (handled === null) return null;
    const { reply, late } = handled;
    const first = await within(reply, late === null ? timing.answerMs.max : answerWithinMs, null);
    if (first !== null) return { reply: first, after: null };
    if (late === null || !('author' in arrival)) throw new Error('An interaction took too long to answer');
    return { reply: late, after: () => goOn(arrival, late, reply) };
  }

  async function goOn(arrival: Interaction, said: Reply, reply: Promise<Reply>): Promise<void> {
    const decided = await reply.catch((error: unknown): Reply => {
      log.error(causeOf(error), 'discord: an interaction that was put off failed');
      const { locale } = people.meet(arrival.author);
      return {
        type: InteractionResponseType.ChannelMessageWithSource,
        data: renderNote(plainNote(text(locale, words.notSaved))),
      };
    });
    if (!('data' in decided) || !('components' in decided.data) || 'custom_id' in decided.data) return;
    const told = await tellLater(arrival, said, decided.type, decided.data);
    if (told !== null && told.outcome !== 'ok') log.warn(told, 'discord: a note could not be delivered');
  }

  /** In place of "thinking …" or of the page that was turned; else as a note of its own. */
  async function tellLater(
    { token }: Interaction,
    said: Reply,
    type: Reply['type'],
    message: DiscordMessage,
  ): Promise<Answer | null> {
    // A form that came too late was offered with a button already.
    if (said.type === InteractionResponseType.ChannelMessageWithSource) return null;
    const inPlace =
      said.type === InteractionResponseType.DeferredChannelMessageWithSource ||
      type === InteractionResponseType.UpdateMessage;
    return inPlace ? editReply(token, message) : followUp(token, message);
  }

  const editReply = (token: string, message: DiscordMessage): Promise<Answer> =>
    api.ask({
      name: 'edit_reply',
      method: RequestMethod.Patch,
      route: Routes.webhookMessage(applicationId, token),
      body: { ...message, flags: MessageFlags.IsComponentsV2 },
      auth: false,
    });

  const followUp = (token: string, message: DiscordMessage): Promise<Answer> =>
    api.ask({
      name: 'follow_up',
      method: RequestMethod.Post,
      route: Routes.webhook(applicationId, token),
      body: ephemeral(message),
      auth: false,
    });

  return {
    answer(arrival: InteractionArrival): Promise<Answered | null> {
      if (!('author' in arrival)) return answer(arrival);
      const before = recent.get(arrival.id);
      // What was put off is told once.
      if (before) return before.then((answered) => answered && { ...answered, after: null });
      const answering = answer(arrival);
      recent.set(arrival.id, answering);
      // What failed may be tried again under the same id.
      answering.catch(() => recent.delete(arrival.id));
      const [oldest] = recent.keys();
      if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest);
      return answering;
    },
    followUp,
  };
}
export type Answering = ReturnType<typeof createAnswering>;

const mostRecent = 1000;
