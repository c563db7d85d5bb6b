import { ComponentType } from 'discord-api-types/v10';
import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import type { FileCopy } from '../../src/app/channel.ts';
import { cut, line } from '../../src/engine/shown-text.ts';
import type { DiscordMessage } from './components.ts';
import { limits } from './limits.ts';
import { isPayload, objectsAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

/** A file on its way, by a name that Discord leaves as it is: what shows it refers to it by that. */
export interface Upload {
  readonly name: string;
  readonly file: FileCopy;
}

/** A file that stands below a message. */
export interface Attached {
  readonly id: string;
  readonly name: string;
  readonly isPicture: boolean;
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

const pictureTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const isPicture = (type: string): boolean => pictureTypes.includes(type);

/** The files of a message, as Discord tells of it. */
export const attachedTo = (message: Payload): readonly Attached[] =>
  objectsAt(message, 'attachments').flatMap((attachment) => {
    const id = snowflakeAt(attachment, 'id');
    const name = stringAt(attachment, 'filename');
    const type = stringAt(attachment, 'content_type') ?? '';
    return id === null || name === null ? [] : [{ id, name, isPicture: isPicture(type) }];
  });

/** As it was kept in a message's reference. */
export const attachedIn = (value: unknown): readonly Attached[] =>
  (Array.isArray(value) ? value.filter(isPayload) : []).flatMap((one) => {
    const id = snowflakeAt(one, 'id');
    const name = stringAt(one, 'name');
    return id === null || name === null ? [] : [{ id, name, isPicture: one['isPicture'] === true }];
  });

/** How many components files take, none of which a text may take. */
export const componentsFor = (files: readonly { readonly isPicture: boolean }[]): number =>
  files.filter((file) => !file.isPicture).length + (files.some((file) => file.isPicture) ? 1 : 0);

/** The same message with files that are sent along. */
export const withUploads = (message: DiscordMessage, uploads: readonly Upload[]): DiscordMessage =>
  uploads.length === 0
    ? message
    : {
        ...message,
        components: [...message.components, ...shown(uploads.map(shapeOf))],
        attachments: uploads.map(({ name }, index) => ({ id: String(index), filename: name })),
      };

/** The same message with the files that it has: what is not named in an edit would be gone, or not be shown. */
export const withAttached = (message: DiscordMessage, attached: readonly Attached[]): DiscordMessage =>
  attached.length === 0
    ? message
    : {
        ...message,
        components: [...message.components, ...shown(attached)],
        attachments: attached.map(({ id }) => ({ id })),
      };

interface Shape {
  readonly name: string;
  readonly isPicture: boolean;
  readonly title?: string;
}

export const shapeOf = ({ name, file }: Upload): Shape => ({
  name,
  isPicture: isPicture(file.type),
  title: file.name,
});

/**
 * A message of components shows of its files what its components name: pictures together, each other file by itself.
 *
 * @see https://docs.discord.com/developers/components/reference#file
 */
function shown(files: readonly Shape[]): readonly APIMessageTopLevelComponent[] {
  const address = (name: string): string => `attachment://${name}`;
  const pictures = files.filter((file) => file.isPicture);
  return [
    ...(pictures.length === 0
      ? []
      : [
          {
            type: ComponentType.MediaGallery as const,
            items: pictures.map(({ name, title = name }) => ({
              media: { url: address(name) },
              description: cut(line(title) || name, limits.mediaDescription.max),
            })),
          },
        ]),
    ...files
      .filter((file) => !file.isPicture)
      .map(({ name }) => ({ type: ComponentType.File as const, file: { url: address(name) } })),
  ];
}
