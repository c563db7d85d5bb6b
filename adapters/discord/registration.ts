import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import type { Answer, Api } from './api.ts';
import { sameCommands } from './same-commands.ts';

/** What came of a registration. */
export type Registered =
  | { readonly commands: 'as_before' | 'registered' }
  | { readonly commands: 'failed'; readonly answer: Exclude<Answer, { outcome: 'ok' }> };

/**
 * Registers the commands where they are not as they should be; asks first, so that a start changes nothing.
 *
 * @param guild for that server alone, at once; `null`: everywhere
 * @see https://docs.discord.com/developers/interactions/application-commands#registering-a-command
 */
export async function registerCommands(
  api: Api,
  applicationId: string,
  guild: string | null,
  commands: readonly unknown[],
): Promise<Registered> {
  const route =
    guild === null
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guild);
  const there = await api.ask({
    name: 'read_commands',
    method: RequestMethod.Get,
    route,
    query: { with_localizations: 'true' },
  });
  if (there.outcome !== 'ok') return { commands: 'failed', answer: there };
  if (Array.isArray(there.body) && sameCommands(there.body, commands)) return { commands: 'as_before' };
  const put = await api.ask({
    name: 'register_commands',
    method: RequestMethod.Put,
    route,
    body: commands,
  });
  return put.outcome === 'ok' ? { commands: 'registered' } : { commands: 'failed', answer: put };
}
