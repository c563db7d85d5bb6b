import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import type { Answer, Api } from './api.ts';
import { isPayload } from './payload.ts';

/** What of a command is ours to say; the rest is Discord's own, such as ids and versions. */
const ours = new Set([
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'options',
  'contexts',
  'integration_types',
  'default_member_permissions',
  'required',
  'choices',
  'value',
  'autocomplete',
  'min_length',
  'max_length',
]);
const translated = new Set(['name_localizations', 'description_localizations']);

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

/** Whether the commands that are registered are those that should be, in whatever order. */
export const sameCommands = (there: readonly unknown[], wanted: readonly unknown[]): boolean => {
  const all = (commands: readonly unknown[]): readonly string[] =>
    commands.map((command) => JSON.stringify(essence(command))).toSorted();
  return JSON.stringify(all(there)) === JSON.stringify(all(wanted));
};

/** What is ours of it, without what stands for "nothing said", in an order that does not depend on its author. */
function essence(value: unknown, inTranslations = false): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => essence(item));
    return items.every((item) => typeof item === 'number') ? items.toSorted((a, b) => a - b) : items;
  }
  if (!isPayload(value)) return value;
  return Object.entries(value)
    .filter(([name, inner]) => (inTranslations || ours.has(name)) && !saysNothing(inner))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inner]) => [name, essence(inner, translated.has(name))]);
}

const saysNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);
