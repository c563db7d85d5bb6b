import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type {
  APIApplicationCommandBooleanOption,
  APIApplicationCommandStringOption,
  LocalizationMap,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import type { Locale } from '../../src/engine/template.ts';
import { longestText } from '../../src/engine/show/forms.ts';
import { discordLocales } from './discord-locales.ts';

/** The commands, by the names Discord sends whatever the language of who uses them. */
export const commands = {
  troubleshoot: 'troubleshoot',
  escalate: 'escalate',
  agent: 'troubleshoot-agent',
  admin: 'troubleshoot-admin',
  /** In the menu of a message. */
  troubleshootMessage: 'Troubleshoot this message',
} as const;

export const options = { problem: 'problem', private: 'private', reason: 'reason', words: 'words' } as const;

/** What commands are called, as it stands in the locale files. */
export interface CommandTexts {
  readonly languages: readonly Locale[];
  readonly say: (locale: Locale, key: string) => string;
}

/**
 * Everything that is registered at the start, as one list that replaces the one before. A further command is a
 * function here, and its texts under `discord.commands` in the locale files.
 *
 * @see https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands
 */
export function commandDefinitions(texts: CommandTexts): readonly RESTPostAPIApplicationCommandsJSONBody[] {
  return [troubleshoot, escalate, agent, admin, troubleshootMessage].map((define) => define(wordsIn(texts)));
}

function troubleshoot({ described }: Words): RESTPostAPIApplicationCommandsJSONBody {
  const problem: APIApplicationCommandStringOption = {
    type: ApplicationCommandOptionType.String,
    ...described(options.problem, 'discord.commands.problem', 'discord.commands.problem_description'),
    autocomplete: true,
    max_length: longestText,
  };
  const inPrivate: APIApplicationCommandBooleanOption = {
    type: ApplicationCommandOptionType.Boolean,
    ...described(options.private, 'discord.commands.private', 'discord.commands.private_description'),
  };
  return {
    type: ApplicationCommandType.ChatInput,
    ...described(
      commands.troubleshoot,
      'discord.commands.troubleshoot',
      'discord.commands.troubleshoot_description',
    ),
    options: [problem, inPrivate],
    ...whereSessionsCanLive,
  };
}

function escalate({ described }: Words): RESTPostAPIApplicationCommandsJSONBody {
  const reason: APIApplicationCommandStringOption = {
    type: ApplicationCommandOptionType.String,
    ...described(options.reason, 'discord.commands.reason', 'discord.commands.reason_description'),
    max_length: longestText,
  };
  return {
    type: ApplicationCommandType.ChatInput,
    ...described(commands.escalate, 'discord.commands.escalate', 'discord.commands.escalate_description'),
    options: [reason],
    ...whereSessionsCanLive,
  };
}

const agent = (given: Words): RESTPostAPIApplicationCommandsJSONBody => ({
  ...given.described(commands.agent, 'discord.commands.agent', 'discord.commands.agent_description'),
  ...takesWords(given),
});

const admin = (given: Words): RESTPostAPIApplicationCommandsJSONBody => ({
  ...given.described(commands.admin, 'discord.commands.admin', 'discord.commands.admin_description'),
  ...takesWords(given),
});

/** One line, as on the other platforms: it is the same words everywhere. Whose they are the application judges. */
const takesWords = ({ described }: Words) => {
  const line: APIApplicationCommandStringOption = {
    type: ApplicationCommandOptionType.String,
    ...described(options.words, 'discord.commands.words', 'discord.commands.words_description'),
    autocomplete: true,
    max_length: longestText,
  };
  return {
    type: ApplicationCommandType.ChatInput as const,
    options: [line],
    ...whereSessionsCanLive,
  };
};

const troubleshootMessage = ({ named }: Words): RESTPostAPIApplicationCommandsJSONBody => ({
  type: ApplicationCommandType.Message,
  ...named(commands.troubleshootMessage, 'discord.commands.troubleshoot_message'),
  ...whereSessionsCanLive,
});

/**
 * Installed in servers, used there and in the direct messages with the bot. Installed for a person alone, a
 * command could be used where the bot cannot post: a session would have no place but an ephemeral message.
 */
const whereSessionsCanLive = {
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
} satisfies Pick<RESTPostAPIApplicationCommandsJSONBody, 'integration_types' | 'contexts'>;

/** How a thing is called: by its own name, and in every language there are texts for. */
interface Words {
  readonly named: (name: string, key: string) => { name: string; name_localizations: LocalizationMap };
  readonly described: (
    name: string,
    nameKey: string,
    descriptionKey: string,
  ) => {
    name: string;
    name_localizations: LocalizationMap;
    description: string;
    description_localizations: LocalizationMap;
  };
}

function wordsIn({ languages, say }: CommandTexts): Words {
  const translated = (key: string): LocalizationMap =>
    Object.fromEntries(
      discordLocales.flatMap((locale) => {
        const language = languages.find((one) => one === locale) ?? locale.split('-')[0] ?? locale;
        return languages.includes(language) ? [[locale, say(language, key)]] : [];
      }),
    );
  const named: Words['named'] = (name, key) => ({ name, name_localizations: translated(key) });
  return {
    named,
    described: (name, nameKey, descriptionKey) => ({
      ...named(name, nameKey),
      description: say('en', descriptionKey),
      description_localizations: translated(descriptionKey),
    }),
  };
}
