import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import { bodyOf } from './api.ts';
import type { Answer, Api } from './api.ts';
import { fileMessage } from './attached.ts';
import type { Upload } from './attached.ts';
import type { DiscordMessage } from './components.ts';
import { snowflakeAt } from './payload.ts';

/** The calls to Discord that more than one part makes. */

type Failure = Exclude<Answer, { outcome: 'ok' }>;

export const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'outcome' in value;

/** Messages are posted with a nonce: should one have gone through unnoticed, Discord answers with that one. */
export const createMessage = (
  api: Api,
  channel: string,
  nonce: string,
  message: DiscordMessage,
): Promise<Answer> =>
  api.ask({
    name: 'create_message',
    method: RequestMethod.Post,
    route: Routes.channelMessages(channel),
    body: { ...message, nonce, enforce_nonce: true },
  });

/** A message that is nothing but files. */
export const createFiles = (
  api: Api,
  channel: string,
  nonce: string,
  uploads: readonly Upload[],
): Promise<Answer> =>
  api.ask({
    name: 'create_files',
    method: RequestMethod.Post,
    route: Routes.channelMessages(channel),
    body: { ...fileMessage(uploads), nonce, enforce_nonce: true },
    uploads,
  });

export const editMessage = (
  api: Api,
  channel: string,
  id: string,
  message: DiscordMessage,
): Promise<Answer> =>
  api.ask({
    name: 'edit_message',
    method: RequestMethod.Patch,
    route: Routes.channelMessage(channel, id),
    body: message,
  });

/** A page of messages; Discord gives the newest first. */
export const readMessages = (
  api: Api,
  channel: string,
  query: Readonly<Record<string, string>>,
): Promise<Answer> =>
  api.ask({
    name: 'read_messages',
    method: RequestMethod.Get,
    route: Routes.channelMessages(channel),
    query,
  });

/** An answer with an id where there should be one. */
export function idIn(answer: Answer): string | Failure {
  if (answer.outcome !== 'ok') return answer;
  return snowflakeAt(bodyOf(answer), 'id') ?? { outcome: 'failed', reason: 'an answer without an id' };
}
