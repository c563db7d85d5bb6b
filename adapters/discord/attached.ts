import type { FileCopy } from '../../src/app/channel.ts';
import { cut, line } from '../../src/engine/shown-text.ts';
import { limits } from './limits.ts';
import { objectAt, objectsAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { isLater } from './payload.ts';

/** A file on its way, by a name that Discord leaves as it is: by that it is known again. */
export interface Upload {
  readonly name: string;
  readonly file: FileCopy;
}

export const uploadsOf = (files: readonly FileCopy[]): readonly Upload[] => {
  const taken = new Set<string>();
  return files.map((file) => {
    const plain = plainName(file.name);
    let name = plain;
    for (let number = 2; taken.has(name); number += 1) name = `${number}-${plain}`;
    taken.add(name);
    return { name, file };
  });
};

/** Letters beyond ASCII, blanks and dots at the beginning are what Discord changes. */
const plainName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w.-]+/g, '_')
    .replace(/^[._-]+/, '')
    .slice(-longestName) || 'file';
const longestName = 100;

/** Those that Discord takes at all. */
export const fitting = (uploads: readonly Upload[]): readonly Upload[] =>
  uploads.filter(({ file }) => file.bytes.length <= limits.file.max).slice(0, limits.filesInMessage.max);

export const withoutLargest = (uploads: readonly Upload[]): readonly Upload[] => {
  const sizes = uploads.map(({ file }) => file.bytes.length);
  const largest = sizes.indexOf(Math.max(...sizes));
  return uploads.filter((_, index) => index !== largest);
};

/** A message that is nothing but files, as it is sent beside them. */
export const fileMessage = (uploads: readonly Upload[]) => ({
  allowed_mentions: { parse: [] as const },
  attachments: uploads.map(({ name, file }, index) => ({
    id: String(index),
    filename: name,
    // What it was called before, for whom the name alone says too little.
    ...(line(file.name) === name || line(file.name) === ''
      ? {}
      : { description: cut(line(file.name), limits.mediaDescription.max) }),
  })),
});

/** The names of the bot's files that stand below a message. */
export const filesBelow = (messages: readonly Payload[], message: string, bot: string): readonly string[] =>
  messages
    .filter((one) => objectAt(one, 'author')['id'] === bot && isLater(snowflakeAt(one, 'id') ?? '0', message))
    .flatMap((one) => objectsAt(one, 'attachments'))
    .flatMap((attachment) => stringAt(attachment, 'filename') ?? []);
