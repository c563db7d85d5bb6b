import { setTimeout as pause } from 'node:timers/promises';
import type { Attachment, MessageRef } from '../../src/app/channel.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import type { Fetched } from './bytes.ts';
import { limits, timing } from './limits.ts';
import type { Log } from './log.ts';
import { objectAt, objectsAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { within } from './within.ts';

/** What came of asking for a file. */
type Download = { readonly bytes: Uint8Array } | { readonly unavailable: string };

/** What stands in the place of a file that is gone, or that the workspace's plan hides. */
const goneModes: readonly unknown[] = ['tombstone', 'hidden_by_limit'];

/** The files that came with words; a document that lies outside Slack is a link (`linksIn`). */
export const filesIn = (event: Payload, team: string): readonly Attachment[] =>
  objectsAt(event, 'files').flatMap((file): Attachment[] => {
    const id = stringAt(file, 'id');
    if (id === null || goneModes.includes(file['mode']) || file['is_external'] === true) return [];
    return [{ ...about(file), from: { team, file: id } }];
  });

/** The addresses of what was shared from elsewhere: Slack has no bytes of it, and who may open it is decided there. */
export const linksIn = (event: Payload): readonly string[] =>
  objectsAt(event, 'files').flatMap((file) => {
    const url = file['is_external'] === true ? stringAt(file, 'url_private') : null;
    return url === null ? [] : [url];
  });

const about = (file: Payload): Pick<Attachment, 'name' | 'type' | 'bytes'> => {
  const { size } = file;
  return {
    name: stringAt(file, 'name') ?? stringAt(file, 'title') ?? '',
    type: stringAt(file, 'mimetype') ?? 'application/octet-stream',
    bytes: typeof size === 'number' ? size : 0,
  };
};

/** In channels shared with others Slack tells no more of a file than its id. */
const isUnknown = ({ name }: Attachment): boolean => name === '';

/**
 * The files with what Slack tells of those of which only the id came; what it does not tell in time is found out when
 * they are fetched.
 *
 * @see https://docs.slack.dev/reference/events/message/file_share
 */
export async function described(
  api: Api,
  files: readonly Attachment[],
  withinMs: number,
): Promise<readonly Attachment[]> {
  const told = new Map<Attachment, Attachment>();
  const asking = files.filter(isUnknown).map(async (file) => {
    const answer = await info(api, file.from);
    if (answer.outcome === 'ok') told.set(file, { ...file, ...about(objectAt(answer.body, 'file')) });
  });
  await within(Promise.all(asking), withinMs);
  return files.map((file) => told.get(file) ?? file);
}

const info = (api: Api, from: MessageRef): Promise<Answer> => {
  const file = stringAt(from, 'file') ?? '';
  return api.ask(stringAt(from, 'team') ?? '', 'files.info', (client) => client.files.info({ file }));
};

/** A moment's weather is not worth a file: what may pass is tried once more. */
const againAfterMs = 700;

/**
 * The bytes of a file, from Slack's own addresses alone.
 *
 * @see https://docs.slack.dev/reference/methods/files.info
 */
export async function download(api: Api, log: Log, from: MessageRef): Promise<Download> {
  const signal = AbortSignal.timeout(timing.transferMs.max);
  const first = await attempt(api, log, from, signal);
  if ('bytes' in first || !first.passing) return told(first);
  await pause(againAfterMs);
  return told(signal.aborted ? first : await attempt(api, log, from, signal));
}

const told = (fetched: Fetched): Download =>
  'bytes' in fetched ? fetched : { unavailable: fetched.unavailable };

async function attempt(api: Api, log: Log, from: MessageRef, signal: AbortSignal): Promise<Fetched> {
  const answer = await info(api, from);
  if (answer.outcome !== 'ok') {
    if (answer.outcome === 'refused' && answer.error === 'missing_scope') {
      log.error({ channel: 'slack', error: answer.error }, 'slack: files need files:read; see docs/slack.md');
    }
    return answer.outcome === 'refused'
      ? { unavailable: answer.error, passing: false }
      : { unavailable: answer.outcome === 'limited' ? 'rate limited' : answer.reason, passing: true };
  }
  const file = objectAt(answer.body, 'file');
  const { size } = file;
  if (typeof size === 'number' && size > limits.file.max) return { unavailable: 'too large', passing: false };
  const url = stringAt(file, 'url_private_download') ?? stringAt(file, 'url_private');
  if (url === null) return { unavailable: 'Slack names no address for it', passing: false };
  const isPage = stringAt(file, 'mimetype') === 'text/html';
  return api.fetchFile(stringAt(from, 'team') ?? '', url, { most: limits.file.max, isPage, signal });
}
