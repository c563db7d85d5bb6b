import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import type { Locale } from '../../src/engine/template.ts';
import type { Api } from './api.ts';
import type { Background } from './background.ts';
import type { Door } from './door.ts';
import type { Log } from './log.ts';
import { isPayload, objectAt, objectsAt, snowflakeAt, stringAt } from './payload.ts';

/** What the gateway tells of the servers that the bot is in. */
export interface Guilds {
  /** A server appeared: at the connection, or because the bot was added there. */
  appeared(body: unknown, bot: string): void;
  removed(body: unknown): void;
  /** The role that the server made for the bot. */
  readonly roleIn: (guild: string) => string | null;
  /** The language that its people agreed on; `null` where they never chose one. */
  localeOf(guild: string): Locale | null;
}

export function createGuilds(api: Api, door: Door, background: Background, log: Log): Guilds {
  const guilds = new Map<string, { readonly role: string | null; readonly locale: Locale | null }>();

  const leave = async (guild: string): Promise<void> => {
    const answer = await api.ask({
      name: 'leave_server',
      method: RequestMethod.Delete,
      route: Routes.userGuild(guild),
    });
    if (answer.outcome !== 'ok') log.warn({ guild, ...answer }, 'discord: a server could not be left');
  };

  return {
    appeared(body, bot) {
      const guild = isPayload(body) ? snowflakeAt(body, 'id') : null;
      if (guild === null || !isPayload(body) || body['unavailable'] === true) return;
      if (!door.admitsGuild(guild)) {
        const leaves = door.listsGuilds;
        log.warn(
          { guild, leaves },
          'discord: a server that ALLOWED_WORKSPACES does not list; nothing is done there',
        );
        if (leaves) background.run('leaving a server', () => leave(guild));
        return;
      }
      const role = objectsAt(body, 'roles').find((one) => objectAt(one, 'tags')['bot_id'] === bot);
      // Every server has one; only those with a community have chosen it.
      const features = body['features'];
      const chosen = Array.isArray(features) && features.includes('COMMUNITY');
      guilds.set(guild, {
        role: role === undefined ? null : snowflakeAt(role, 'id'),
        locale: chosen ? stringAt(body, 'preferred_locale') : null,
      });
    },
    removed(body) {
      const guild = isPayload(body) ? snowflakeAt(body, 'id') : null;
      if (guild === null || !isPayload(body) || body['unavailable'] === true) return;
      guilds.delete(guild);
      log.warn({ guild }, 'discord: the bot was removed from a server');
    },
    roleIn: (guild) => guilds.get(guild)?.role ?? null,
    localeOf: (guild) => guilds.get(guild)?.locale ?? null,
  };
}
