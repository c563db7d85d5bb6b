import type { Answer, Api, Refusal } from './api.ts';
import { fitting, withoutLargest } from './attached.ts';
import type { Upload } from './attached.ts';
import { createFiles } from './calls.ts';
import { meaningOf } from './errors.ts';

export interface Shared {
  /** Files that will never get there, and what Discord had against them. */
  readonly lost: readonly Upload[];
  readonly reason: string | null;
  /** Why those on their way are not there yet; they may be the next time. */
  readonly passing: Exclude<Answer, { outcome: 'ok' | 'refused' }> | null;
}

/**
 * Puts files below words, all of them in one message of their own: a message of components tells neither of its files
 * nor how to keep them when it is edited. What Discord calls too large is left out, the largest first; where it takes
 * none, none go.
 *
 * @param standing names of files that stand there already: an earlier attempt went through unnoticed
 * @see https://docs.discord.com/developers/reference#uploading-files
 */
export async function shareFiles(
  api: Api,
  { channel, nonce }: { readonly channel: string; readonly nonce: string },
  uploads: readonly Upload[],
  standing: readonly string[],
): Promise<Shared> {
  let going = fitting(uploads.filter(({ name }) => !standing.includes(name)));
  let reason: string | null = null;
  const lost = (): readonly Upload[] =>
    uploads.filter((upload) => !going.includes(upload) && !standing.includes(upload.name));
  while (going.length > 0) {
    const answer = await createFiles(api, channel, nonce, going);
    if (answer.outcome === 'ok') break;
    if (answer.outcome !== 'refused') return { lost: lost(), reason, passing: answer };
    ({ reason } = answer);
    going = isTooLarge(answer) ? withoutLargest(going) : [];
  }
  return { lost: lost(), reason, passing: null };
}

/** Discord's own answer, or that of whatever stands before it. */
const isTooLarge = ({ code, status }: Refusal): boolean => status === 413 || meaningOf(code) === 'tooLarge';
