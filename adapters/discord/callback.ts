import { RequestMethod } from 'discord.js';
import { InteractionResponseType, Routes } from 'discord-api-types/v10';
import type { Answering } from './answering.ts';
import type { Api } from './api.ts';
import type { Author, InteractionArrival } from './arrival.ts';
import type { Background } from './background.ts';
import { createMessage } from './calls.ts';
import { encodeCarried } from './custom-id.ts';
import type { Carried } from './custom-id.ts';
import { meaningOf } from './errors.ts';
import type { Log } from './log.ts';
import { renderNote } from './notes.ts';
import type { Note } from './notes.ts';
import { pressIn, respondToPress } from './press-answer.ts';
import type { Redraws } from './redraws.ts';
import type { Reply } from './reply.ts';

export interface CallbackOptions {
  readonly api: Api;
  readonly answer: Answering['answer'];
  readonly background: Background;
  readonly log: Log;
  /** How a form that Discord takes no more is offered. */
  readonly lateForm: (carried: Carried, author: Author) => Note;
  readonly redraws: Redraws;
}

/**
 * Answers an interaction that the gateway brought. Where the machinery is broken it is not answered: Discord tells
 * by itself that it did not work, and it can be pressed again.
 *
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response
 */
export function createCallback({ api, answer, background, log, lateForm, redraws }: CallbackOptions) {
  /** Resolves with whether Discord took it. */
  const respond = async (arrival: InteractionArrival, reply: Reply): Promise<boolean> => {
    if (!('author' in arrival)) return false;
    const answered = await api.ask({
      name: 'answer_interaction',
      method: RequestMethod.Post,
      route: Routes.interactionCallback(arrival.id, arrival.token),
      body: reply,
      auth: false,
    });
    if (answered.outcome === 'ok') return true;
    const meaning = answered.outcome === 'refused' ? meaningOf(answered.code) : 'unknown';
    if (meaning === 'answeredAlready') return false;
    log.warn({ kind: arrival.kind, ...answered }, 'discord: an interaction could not be answered');
    if (meaning === 'interactionGone' && reply.type === InteractionResponseType.Modal) {
      await offerForm(arrival);
    }
    return false;
  };

  /** Nothing can be told to one person alone any more: it is said where the button is. */
  const offerForm = async (arrival: InteractionArrival): Promise<void> => {
    if (arrival.kind !== 'press') return;
    const { id, author, spot, carried } = arrival;
    const offered = await createMessage(api, spot.channel, id, renderNote(lateForm(carried, author)));
    if (offered.outcome !== 'ok') {
      log.warn({ form: encodeCarried(carried), ...offered }, 'discord: a form could not be offered');
    }
  };

  return async (arrival: InteractionArrival): Promise<void> => {
    const press = pressIn(arrival, redraws);
    try {
      const answered = await answer(arrival);
      if (answered === null) return;
      const { reply, after } = answered;
      await respondToPress(reply, press, (said) => respond(arrival, said));
      if (after !== null) background.run('a late answer', after);
    } finally {
      press?.close();
    }
  };
}
