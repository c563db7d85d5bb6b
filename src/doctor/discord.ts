import { z } from 'zod';
import { commandDefinitions } from '../../adapters/discord/command-definitions.ts';
import { sameCommands } from '../../adapters/discord/same-commands.ts';
import { agentsRights, inviteLink, missing, rights } from '../../adapters/discord/rights.ts';
import type { Right } from '../../adapters/discord/rights.ts';
import { rightNames } from '../../adapters/discord/words.ts';
import type { Texts } from '../app/ports.ts';
import type { Config, DiscordConfig } from '../config.ts';
import { failureReason } from '../store/database-errors.ts';
import { ok, problem, skipped } from './finding.ts';
import type { Finding } from './finding.ts';

const timeoutMs = 10_000;
const portal = 'https://discord.com/developers/applications';
/** The intent that lets the bot read what is said without its name: unverified bots have the second flag. */
const contentFlags = [1 << 18, 1 << 19];

/** https://docs.discord.com/developers/resources/application#application-object */
const applicationAnswer = z.object({
  id: z.string(),
  name: z.string(),
  flags: z.number().optional(),
  verify_key: z.string(),
  interactions_endpoint_url: z.string().nullish(),
});
type Application = z.output<typeof applicationAnswer>;

/** https://docs.discord.com/developers/events/gateway#get-gateway-bot */
const gatewayAnswer = z.object({
  shards: z.number(),
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number() }),
});
/** https://docs.discord.com/developers/resources/user#get-current-user-guilds */
const guildsAnswer = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    permissions: z
      .string()
      .regex(/^\d{1,30}$/)
      .default('0'),
  }),
);
type Guild = z.output<typeof guildsAnswer>[number];
const commandsAnswer = z.array(z.record(z.string(), z.unknown()));

export interface DiscordSurroundings {
  /** The languages of the interface, read where they are needed. */
  readonly texts: () => Texts;
}

/** Asks Discord who the bot is, and compares what it says with what is configured. Changes nothing. */
export const checkDiscord = async (
  { channels: { discord }, allowedWorkspaces, publicUrl }: Config,
  { texts }: DiscordSurroundings,
): Promise<readonly Finding[]> => {
  if (!discord.on)
    return [
      skipped(
        'Discord',
        `Off: ${discord.missing.join(' and ')} not set.`,
        'docs/discord.md says how to turn it on.',
      ),
    ];
  const application = await ask(discord, 'applications/@me', applicationAnswer);
  if ('result' in application) return [application];
  if (application.id !== discord.applicationId)
    return [
      problem(
        'Discord token',
        `It is of the application ${application.name} (${application.id}), not of ${discord.applicationId}.`,
        'Set DISCORD_APPLICATION_ID to the "Application ID" of the same application as DISCORD_TOKEN.',
      ),
    ];
  return [
    ok('Discord token', `It is ${application.name}'s.`),
    intentFinding(application),
    interactionsFinding(application, discord, publicUrl),
    await commandsFinding(discord, texts()),
    await gatewayFinding(discord),
    ...(await serversFindings(discord, allowedWorkspaces, texts())),
  ];
};

const ask = async <Answer>(
  discord: DiscordConfig,
  path: string,
  schema: z.ZodType<Answer>,
): Promise<Answer | Finding> => {
  const url = `${discord.apiUrl ?? 'https://discord.com/api'}/v10/${path}`;
  const unreachable = (reason: string): Finding =>
    problem(
      'Discord',
      `${url} gave no usable answer: ${reason}.`,
      'Check name resolution, the firewall and the proxy of this machine.',
    );
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bot ${discord.token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 401)
      return problem(
        'Discord token',
        'Discord does not know it.',
        `Make a new one with "Reset Token" on the application's page "Bot" at ${portal}, and set DISCORD_TOKEN to it.`,
      );
    const read = schema.safeParse(await response.json());
    return read.success
      ? read.data
      : unreachable(`HTTP ${response.status} with a body that is not Discord's`);
  } catch (error) {
    // fetch says no more than that it failed; why is inside.
    return unreachable(failureReason((error as { readonly cause?: unknown }).cause ?? error));
  }
};

const intentFinding = ({ flags = 0 }: Application): Finding => {
  const about = 'Discord intent';
  return contentFlags.some((flag) => (flags & flag) !== 0)
    ? ok(about, '"Message Content" is on: typed answers count in threads.')
    : skipped(
        about,
        '"Message Content" is off: in servers answers are pressed, or begin with a mention.',
        `To let them be typed, switch on "Message Content Intent" on the application's page "Bot" at ${portal}.`,
      );
};

const interactionsFinding = (
  { verify_key, interactions_endpoint_url: endpoint = null }: Application,
  { publicKey }: DiscordConfig,
  publicUrl: string | null,
): Finding => {
  const about = 'Interactions';
  const page = `the application's page "General Information" at ${portal}`;
  if (publicKey !== null && publicKey.toLowerCase() !== verify_key.toLowerCase())
    return problem(
      about,
      'DISCORD_PUBLIC_KEY is not the key of this application: everything that arrives by HTTP is refused.',
      `Copy "Public Key" from ${page}.`,
    );
  if (endpoint === null || endpoint === '') return ok(about, 'They arrive over the gateway.');
  if (publicKey === null)
    return problem(
      about,
      `Discord sends them to ${endpoint}, and nothing here verifies them.`,
      `Set DISCORD_PUBLIC_KEY to ${verify_key}, or empty "Interactions Endpoint URL" on ${page}.`,
    );
  const ours = `${publicUrl ?? ''}/discord/interactions`;
  return publicUrl !== null && endpoint !== ours
    ? problem(
        about,
        `Discord sends them to ${endpoint}, and this server is reached at ${ours}.`,
        `Correct "Interactions Endpoint URL" on ${page}, or PUBLIC_URL.`,
      )
    : ok(about, `They arrive by HTTP, at ${endpoint}.`);
};

const commandsFinding = async (discord: DiscordConfig, texts: Texts): Promise<Finding> => {
  const about = 'Commands';
  const { applicationId, commandsGuild } = discord;
  const where = commandsGuild === null ? '' : `/guilds/${commandsGuild}`;
  const path = `applications/${applicationId}${where}/commands?with_localizations=true`;
  const there = await ask(discord, path, commandsAnswer);
  if ('result' in there) return { ...there, about };
  const wanted = commandDefinitions({
    languages: texts.languages.map(({ locale }) => locale),
    say: (locale, key) => texts.say(locale, key),
  });
  const place = commandsGuild === null ? 'everywhere' : `in the server ${commandsGuild}`;
  return sameCommands(there, wanted)
    ? ok(about, `They are registered ${place}.`)
    : skipped(about, `They are not registered ${place} as this version has them; its start does that.`);
};

const gatewayFinding = async (discord: DiscordConfig): Promise<Finding> => {
  const about = 'Gateway';
  const gateway = await ask(discord, 'gateway/bot', gatewayAnswer);
  if ('result' in gateway) return { ...gateway, about };
  const { shards, session_start_limit: limit } = gateway;
  return limit.remaining >= shards
    ? ok(
        about,
        `Discord asks for ${shards} of its connections, and allows ${limit.remaining} new ones today.`,
      )
    : problem(
        about,
        `Discord allows ${limit.remaining} new connections until in ${Math.ceil(limit.reset_after / 60_000)} minutes.`,
        'Find out what starts so often: every start of the program needs one, a broken connection does not.',
      );
};

const serversFindings = async (
  discord: DiscordConfig,
  allowed: readonly string[],
  texts: Texts,
): Promise<readonly Finding[]> => {
  const about = 'Servers';
  const guilds = await ask(discord, 'users/@me/guilds', guildsAnswer);
  if ('result' in guilds) return [{ ...guilds, about }];
  const invite = `Whoever manages a server adds the bot by ${inviteLink(discord.applicationId)}`;
  const served = guilds.filter(({ id }) => allowed.length === 0 || allowed.includes(id));
  if (served.length > 0)
    return [
      { ...ok(about, `The bot is in ${served.map(({ name }) => name).join(', ')}.`), mend: invite },
      rightsFinding(served, texts),
    ];
  return [
    guilds.length === 0
      ? problem(about, 'The bot is in none.', invite)
      : problem(
          about,
          `ALLOWED_WORKSPACES lists none of the bot's: ${guilds.map(({ id, name }) => `${name} (${id})`).join(', ')}.`,
          'Add the ids of those that are to be served.',
        ),
  ];
};

/** What its roles grant it in a server; what a channel takes away again, `place` finds out. */
const rightsFinding = (served: readonly Guild[], texts: Texts): Finding => {
  const about = 'Rights';
  const lacks = served
    .map(({ name, permissions }) => ({ name, lacked: missing(BigInt(permissions), rights) }))
    .filter(({ lacked }) => lacked.length > 0);
  if (lacks.length === 0) return ok(about, 'Everywhere it has what its link asks for.');
  const called = (right: Right): string => texts.say('en', rightNames[right]);
  const found = lacks
    .map(({ name, lacked }) => `In ${name} it lacks ${lacked.map(called).join(', ')}.`)
    .join(' ');
  const mend =
    'In the server\'s settings, "Roles", choose the role of the bot and allow it, or add the bot again by its link.';
  const stopsAgents = lacks.some(({ lacked }) => lacked.some((right) => agentsRights.includes(right)));
  return stopsAgents
    ? problem(about, `${found} Agents cannot work there; docs/discord.md says what else is missing.`, mend)
    : skipped(about, found, mend);
};
