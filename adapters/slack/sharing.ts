import type { FileCopy } from '../../src/app/channel.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { timing } from './limits.ts';
import { stringAt } from './payload.ts';

/** Where files are to stand: in a thread, or right in the conversation. */
export interface SharingPlace {
  readonly team: string;
  readonly channel: string;
  readonly thread: string | null;
}

/** A file that stands there already. */
export interface SharedFile {
  readonly name: string;
  readonly bytes: number;
}

export interface Shared {
  /** Names of files that will never get there, and what Slack had against the first. */
  readonly lost: readonly string[];
  readonly error: string | null;
  /** Names of files that may the next time, and why they have not yet. */
  readonly late: readonly string[];
  readonly passing: Passing | null;
}
type Passing = Exclude<Answer, { outcome: 'ok' | 'refused' }>;

/**
 * Puts files where the words stand: Slack has no message with both, so they are a message of their own, all of them in
 * one. Only its last call makes them seen, and what was seen before is not brought again; so a file is there twice only
 * where that call went through unnoticed and Slack's history does not show it yet when it is asked.
 *
 * @param standing what the history shows of this message's files
 * @see https://docs.slack.dev/messaging/working-with-files#upload
 */
export async function shareFiles(
  api: Api,
  place: SharingPlace,
  files: readonly FileCopy[],
  standing: readonly SharedFile[],
): Promise<Shared> {
  const signal = AbortSignal.timeout(timing.transferMs.max);
  const brought = await Promise.all(
    missing(files, standing).map(async (file) => ({ file, answer: await bring(api, place, file, signal) })),
  );
  const ready = brought.filter(({ answer }) => answer.outcome === 'ok');
  const completed = await complete(api, place, ready);
  const ends = [
    ...brought.filter(({ answer }) => answer.outcome !== 'ok'),
    ...ready.map(({ file }) => ({ file, answer: completed })),
  ];
  return {
    lost: ends.flatMap(({ file, answer }) => (answer.outcome === 'refused' ? [file.name] : [])),
    error: ends.flatMap(({ answer }) => (answer.outcome === 'refused' ? [answer.error] : []))[0] ?? null,
    late: ends.flatMap(({ file, answer }) => (isPassing(answer) ? [file.name] : [])),
    passing: ends.map(({ answer }) => answer).find(isPassing) ?? null,
  };
}

interface Brought {
  readonly file: FileCopy;
  readonly answer: Answer;
}

/** From now on they are seen. */
async function complete(
  api: Api,
  { team, channel, thread }: SharingPlace,
  ready: readonly Brought[],
): Promise<Answer> {
  const [first, ...others] = ready.map(({ file, answer }) => ({ id: idOf(answer), title: file.name }));
  if (first === undefined) return { outcome: 'ok', body: {} };
  return api.ask(team, 'files.completeUploadExternal', (client) =>
    client.files.completeUploadExternal({
      files: [first, ...others],
      channel_id: channel,
      ...(thread === null ? {} : { thread_ts: thread }),
    }),
  );
}

/** Two files may have the same name and size: as many as stand there are left out. */
function missing(files: readonly FileCopy[], standing: readonly SharedFile[]): readonly FileCopy[] {
  const left = [...standing];
  return files.filter((file) => {
    const index = left.findIndex(({ name, bytes }) => name === file.name && bytes === file.bytes.length);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** The bytes of one file to Slack, where nobody sees them yet. */
async function bring(api: Api, { team }: SharingPlace, file: FileCopy, signal: AbortSignal): Promise<Answer> {
  const asked = await api.ask(team, 'files.getUploadURLExternal', (client) =>
    client.files.getUploadURLExternal({ filename: file.name, length: file.bytes.length }),
  );
  if (asked.outcome !== 'ok') return asked;
  const url = stringAt(asked.body, 'upload_url');
  if (url === null) return { outcome: 'failed', reason: 'an answer without an address' };
  const sent = await api.sendFile(url, file.bytes, signal);
  return sent.outcome === 'ok' ? asked : sent;
}

const idOf = (answer: Answer): string =>
  answer.outcome === 'ok' ? (stringAt(answer.body, 'file_id') ?? '') : '';

const isPassing = (answer: Answer): answer is Passing =>
  answer.outcome === 'limited' || answer.outcome === 'failed';
