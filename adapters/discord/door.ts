import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import type { Api } from './api.ts';
import type { Author, Spot } from './arrival.ts';

/** Who is served: the servers on the list, and in direct messages their members. An empty list serves all. */
export interface Door {
  admits(arrival: { readonly spot: Spot; readonly author: Author }): Promise<boolean>;
  admitsGuild(guild: string): boolean;
  /** Somebody thought of Discord when the list was written: then it is about installing, too. */
  readonly listsGuilds: boolean;
}

const rememberedFor = 60 * 60 * 1000;
const mostRemembered = 10_000;

/** @param allowed ids of servers among those of other platforms' workspaces */
export function createDoor(api: Api, allowed: readonly string[], now: () => number): Door {
  const members = new Map<string, { readonly is: boolean; readonly until: number }>();
  // Ids of workspaces elsewhere are no numbers.
  const guilds = allowed.filter((id) => /^\d{1,20}$/.test(id));

  const isMember = async (user: string): Promise<boolean> => {
    const known = members.get(user);
    if (known && known.until > now()) return known.is;
    let is = false;
    for (const guild of guilds) {
      const answer = await api.ask({
        name: 'read_member',
        method: RequestMethod.Get,
        route: Routes.guildMember(guild, user),
      });
      // Whether Discord says no, only Discord can say.
      if (answer.outcome === 'limited' || answer.outcome === 'failed') return false;
      is = answer.outcome === 'ok';
      if (is) break;
    }
    members.delete(user);
    members.set(user, { is, until: now() + rememberedFor });
    const [oldest] = members.keys();
    if (members.size > mostRemembered && oldest !== undefined) members.delete(oldest);
    return is;
  };

  const admitsGuild = (guild: string): boolean => allowed.length === 0 || guilds.includes(guild);
  return {
    admitsGuild,
    listsGuilds: guilds.length > 0,
    admits: async ({ spot, author }) => {
      if (allowed.length === 0) return true;
      return spot.kind === 'dm' ? await isMember(author.user) : admitsGuild(spot.guild);
    },
  };
}
