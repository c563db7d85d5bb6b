import { setTimeout as pause } from 'node:timers/promises';
import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import type { Attachment, MessageRef } from '../../src/app/channel.ts';
import { bodyOf } from './api.ts';
import type { Api } from './api.ts';
import { limits, timing } from './limits.ts';
import { numberAt, objectsAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

/** The files that came with words; where they lie is asked for when they are wanted, as Discord's addresses expire. */
export const filesIn = (message: Payload): readonly Attachment[] =>
  objectsAt(message, 'attachments').flatMap((attachment): Attachment[] => {
    const id = snowflakeAt(attachment, 'id');
    const channel = snowflakeAt(message, 'channel_id');
    const from = snowflakeAt(message, 'id');
    if (id === null || channel === null || from === null) return [];
    return [
      {
        name: stringAt(attachment, 'filename') ?? '',
        type: stringAt(attachment, 'content_type')?.split(';')[0] ?? 'application/octet-stream',
        bytes: numberAt(attachment, 'size') ?? 0,
        from: { channel, message: from, attachment: id },
      },
    ];
  });

type Download = { readonly bytes: Uint8Array } | { readonly unavailable: string };
/** `passing`: it may work in a moment. */
type Fetched = Download & { readonly passing?: boolean };

/** A moment's weather is not worth a file: what may pass is tried once more. */
const againAfterMs = 700;

/**
 * The bytes of a file, from Discord's own addresses alone: its message is read again, which gives a fresh one.
 *
 * @see https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
 */
export async function download(api: Api, apiUrl: string | null, from: MessageRef): Promise<Download> {
  const signal = AbortSignal.timeout(timing.transferMs.max);
  const first = await attempt(api, apiUrl, from, signal);
  if ('bytes' in first || first.passing !== true) return told(first);
  await pause(againAfterMs);
  return told(signal.aborted ? first : await attempt(api, apiUrl, from, signal));
}

const told = (fetched: Fetched): Download =>
  'bytes' in fetched ? { bytes: fetched.bytes } : { unavailable: fetched.unavailable };

async function attempt(
  api: Api,
  apiUrl: string | null,
  from: MessageRef,
  signal: AbortSignal,
): Promise<Fetched> {
  const [channel, message, attachment] = ['channel', 'message', 'attachment'].map((name) =>
    snowflakeAt(from, name),
  );
  if (!channel || !message || !attachment) return { unavailable: 'not a file of Discord' };
  const answer = await api.ask({
    name: 'read_message',
    method: RequestMethod.Get,
    route: Routes.channelMessage(channel, message),
  });
  if (answer.outcome !== 'ok') {
    return {
      unavailable: 'reason' in answer ? answer.reason : 'rate limited',
      passing: answer.outcome !== 'refused',
    };
  }
  const found = objectsAt(bodyOf(answer), 'attachments').find(({ id }) => id === attachment);
  if (found === undefined) return { unavailable: 'it was taken back' };
  if ((numberAt(found, 'size') ?? 0) > limits.file.max) return { unavailable: 'too large' };
  const url = stringAt(found, 'url') ?? '';
  return isDiscords(url, apiUrl) ? fetchBytes(url, signal) : { unavailable: 'not an address of Discord' };
}

/** @see https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
const hosts: readonly string[] = ['cdn.discordapp.com', 'media.discordapp.net'];

/** Whether an address is Discord's own, or the stand-in's: nothing is fetched from any other. */
export function isDiscords(url: string, apiUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin, username, port } = new URL(url);
  if (apiUrl !== null && URL.canParse(apiUrl)) {
    const api = new URL(apiUrl);
    if (['127.0.0.1', 'localhost', '[::1]'].includes(api.hostname)) return origin === api.origin;
  }
  return protocol === 'https:' && hosts.includes(hostname) && username === '' && port === '';
}

/** Counted while it is read: what Discord says of a file's size is not relied upon. A redirect is never followed. */
async function fetchBytes(url: string, signal: AbortSignal): Promise<Fetched> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      const { status } = response;
      return { unavailable: `HTTP ${status}`, passing: status === 429 || status >= 500 };
    }
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body) {
      size += piece.length;
      // Leaving the loop ends the download.
      if (size > limits.file.max) return { unavailable: 'too large' };
      pieces.push(piece);
    }
    return { bytes: Buffer.concat(pieces) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { unavailable: reason, passing: !signal.aborted };
  }
}
