import { RequestMethod } from 'discord.js';
import { ChannelType, Routes } from 'discord-api-types/v10';
import type { AgentsPlace } from '../../src/app/channel.ts';
import { bodyOf } from './api.ts';
import type { Answer, Api } from './api.ts';
import type { Door } from './door.ts';
import { meaningOf } from './errors.ts';
import { grantedIn, rolesIn } from './granted.ts';
import { numberAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { conversationOf } from './places.ts';
import { agentsRights, missing } from './rights.ts';
import { readChannel } from './threads.ts';
import { rightNames } from './words.ts';
import type { Text } from './words.ts';

export interface PlacesForAgents {
  readonly api: Api;
  readonly door: Door;
  readonly text: Text;
  /** The bot's own user. */
  readonly bot: string;
}

type Unusable = Extract<AgentsPlace, { unusable: unknown }>;

/** What an admin may write for a channel: its id, a mention of it, its link, or the conversation itself. */
const written = [
  /^(\d{15,20})$/,
  /^<#(\d{15,20})>$/,
  /^discord:\d{1,20}:(\d{15,20})$/,
  /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/\d{1,20}\/(\d{15,20})\/?$/,
];

const notFound: Unusable = {
  unusable: 'not_found',
  how: 'There is no such channel, or the bot is not in its server. Write its id (right click on the channel, "Copy Channel ID"; Settings > Advanced > Developer Mode shows that entry) or its link ("Copy Link"); the bot is added to a server by the link that the start prints.',
};

const noAccess = (how: string): Unusable => ({ unusable: 'no_access', how });
const invisible = noAccess(
  'The bot does not see this channel. Open its settings (the gear beside its name), "Permissions", "Add members or roles", choose Unstuck, and allow "View Channel" and what docs/discord.md lists under "Agents on Discord".',
);

const instead = 'Choose a text channel: hand-offs are posted there, each with a thread of its own.';
/** What is no place for packs, and why. */
const wrongKinds: ReadonlyMap<number, string> = new Map([
  [ChannelType.DM, `These are direct messages. ${instead}`],
  [ChannelType.GroupDM, `This is a group of direct messages, where no bot can be. ${instead}`],
  [ChannelType.GuildVoice, `This is a voice channel, where there are no threads. ${instead}`],
  [ChannelType.GuildStageVoice, `This is a stage, where there are no threads. ${instead}`],
  [ChannelType.GuildCategory, `This is a category, which holds channels and no messages. ${instead}`],
  [ChannelType.AnnouncementThread, `This is a thread. ${instead}`],
  [ChannelType.PublicThread, `This is a thread. ${instead}`],
  [ChannelType.PrivateThread, `This is a thread. ${instead}`],
  [ChannelType.GuildForum, `This is a forum, which takes posts alone. ${instead}`],
  [ChannelType.GuildMedia, `This is a media channel, which takes posts alone. ${instead}`],
]);
const rightKinds: readonly (number | null)[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

/**
 * A channel of the team's: packs and alerts are posted there, each with a thread below it. What the bot lacks there is
 * said now, to who can mend it, rather than found out when somebody needs a human.
 *
 * @see https://docs.discord.com/developers/resources/channel#get-channel
 */
export async function findAgentsPlace(parts: PlacesForAgents, typed: string): Promise<AgentsPlace> {
  const channel = channelIn(typed.trim());
  if (channel === null) return notFound;
  const answer = await readChannel(parts.api, channel);
  if (answer.outcome !== 'ok') return unreadable(answer);
  const found = bodyOf(answer);
  const type = numberAt(found, 'type');
  if (!rightKinds.includes(type)) return noAccess(wrongKinds.get(type ?? -1) ?? instead);
  const guild = snowflakeAt(found, 'guild_id');
  const place = guild === null ? null : conversationOf({ in: 'guild', guild, channel });
  if (guild === null || place === null) return notFound;
  if (!parts.door.admitsGuild(guild)) {
    return noAccess(
      `ALLOWED_WORKSPACES does not list the server of this channel: add ${guild}, and start again.`,
    );
  }
  const name = `#${stringAt(found, 'name') ?? channel}`;
  return (await lacking(parts, found, guild, name)) ?? { place, name };
}

const channelIn = (typed: string): string | null =>
  written.map((pattern) => pattern.exec(typed)?.[1]).find((id) => id !== undefined) ?? null;

/** `null` where nothing is lacking. */
async function lacking(
  { api, bot, text: say }: PlacesForAgents,
  channel: Payload,
  guild: string,
  name: string,
): Promise<Unusable | null> {
  const get = (called: string, route: `/${string}`): Promise<Answer> =>
    api.ask({ name: called, method: RequestMethod.Get, route });
  const [roles, member] = await Promise.all([
    get('read_roles', Routes.guildRoles(guild)),
    get('read_member', Routes.guildMember(guild, bot)),
  ]);
  if (roles.outcome !== 'ok') return unreadable(roles);
  if (member.outcome !== 'ok') return unreadable(member);
  const granted = grantedIn({
    channel,
    roles: rolesIn(roles.body),
    member: bodyOf(member),
    user: bot,
    guild,
  });
  const lacks = missing(granted, agentsRights);
  if (lacks.length === 0) return null;
  const rights = lacks.map((right) => say('en', rightNames[right])).join(', ');
  return noAccess(
    `The bot may not do all that it needs in ${name}. Open the channel's settings (the gear beside its name), "Permissions", choose Unstuck (or add it there), and allow: ${rights}.`,
  );
}

function unreadable(answer: Exclude<Answer, { outcome: 'ok' }>): Unusable {
  switch (answer.outcome) {
    case 'limited':
      return { unusable: 'away', how: 'Discord asks for patience. Try again in a minute.' };
    case 'failed':
      return {
        unusable: 'away',
        how: `Discord does not answer just now: ${answer.reason}. Try again in a minute.`,
      };
    case 'refused':
      if (answer.status === 401) {
        return noAccess(
          'The token of the bot does not work any more: set DISCORD_TOKEN anew, see docs/discord.md.',
        );
      }
      // It exists; who may not look at it is told so.
      return meaningOf(answer.code) === 'conversationGone' && answer.status === 403 ? invisible : notFound;
  }
}
