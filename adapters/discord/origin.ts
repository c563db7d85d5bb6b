import { ChannelType } from 'discord-api-types/v10';
import type { Author, Spot } from './arrival.ts';
import { snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { personOf } from './places.ts';

/** Who did something, and where: interactions and messages tell it alike. */

export function authorOf(user: Payload, member: Payload, locale: string | null): Author | null {
  const id = snowflakeAt(user, 'id');
  const person = id === null ? null : personOf(id);
  if (id === null || person === null) return null;
  const name = stringAt(member, 'nick') ?? stringAt(user, 'global_name') ?? stringAt(user, 'username');
  return { id: person, user: id, name, locale };
}

const threadTypes: readonly unknown[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

/** @see https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export function spotOf(
  guild: string | null,
  channel: string | null,
  type: number | null,
  parent: string | null,
): Spot | null {
  if (channel === null) return null;
  if (guild === null) return type === ChannelType.GroupDM ? null : { kind: 'dm', channel };
  if (threadTypes.includes(type)) {
    return { kind: 'thread', guild, channel, parent, isPrivate: type === ChannelType.PrivateThread };
  }
  return { kind: 'channel', guild, channel, threads: threadsIn(type) };
}

function threadsIn(type: number | null): 'text' | 'announcement' | null {
  // Messages do not always say in what kind of channel they are: trying tells.
  if (type === null) return 'text';
  return threadsByType.get(type) ?? null;
}
const threadsByType: ReadonlyMap<number, 'text' | 'announcement'> = new Map([
  [ChannelType.GuildText, 'text'],
  [ChannelType.GuildAnnouncement, 'announcement'],
]);
