import { describe, expect, it } from '@jest/globals';
import { commandDefinitions, commands, options } from '../../adapters/discord/command-definitions.ts';
import { texts } from '../engine/screen.ts';
import { commandProblems } from '../support/discord-check.ts';

const languages = texts.languages.map(({ locale }) => locale);
const definitions = commandDefinitions({ languages, say: texts.say });

describe('the commands', () => {
  it('are those the adapter answers, each within what Discord takes, in every language', () => {
    expect(commandProblems(definitions)).toEqual([]);
    expect(definitions.map(({ name, type }) => [name, type])).toEqual([
      [commands.troubleshoot, 1],
      [commands.escalate, 1],
      [commands.agent, 1],
      [commands.admin, 1],
      [commands.troubleshootMessage, 3],
    ]);
  });

  it('offer guides while the problem is typed, and a thread that not everybody sees', () => {
    expect(definitions[0]).toMatchObject({
      description: "Get unstuck: tell what isn't working, and go through it step by step",
      options: [
        { name: options.problem, type: 3, autocomplete: true, max_length: 3000 },
        { name: options.private, type: 5 },
      ],
    });
  });

  it('are used where a session can live: in servers that installed the app, and in direct messages with it', () => {
    for (const definition of definitions) {
      expect(definition).toMatchObject({ integration_types: [0], contexts: [0, 1] });
    }
  });

  it('are called and described in the languages of Discord that there are texts for', () => {
    const [troubleshoot, , , , message] = definitions;
    expect(troubleshoot).toMatchObject({
      description_localizations: {
        'es-ES': texts.say('es', 'discord.commands.troubleshoot_description'),
        'es-419': texts.say('es', 'discord.commands.troubleshoot_description'),
        'en-GB': texts.say('en', 'discord.commands.troubleshoot_description'),
        'en-US': texts.say('en', 'discord.commands.troubleshoot_description'),
      },
      options: [
        { name_localizations: { 'es-ES': 'problema', 'en-US': 'problem' } },
        { name_localizations: { 'es-419': 'privado', 'en-GB': 'private' } },
      ],
    });
    expect(message).toMatchObject({ name_localizations: { 'es-ES': 'Resolver este mensaje' } });
    expect(message).not.toHaveProperty('description');
    const known = Object.keys(troubleshoot?.name_localizations ?? {}).map((locale) => locale.split('-')[0]);
    expect([...new Set(known)].toSorted()).toEqual(languages.toSorted());
  });

  it('take a further language as soon as there are texts for it', () => {
    const [first] = commandDefinitions({ languages: ['pt', 'fr'], say: (locale, key) => `${locale} ${key}` });
    expect(first?.name_localizations).toEqual({
      fr: 'fr discord.commands.troubleshoot',
      'pt-BR': 'pt discord.commands.troubleshoot',
    });
  });
});
