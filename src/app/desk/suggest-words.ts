import type { User } from '../../engine/command.ts';
import type { AdminChat } from '../admin/chat/index.ts';
import type { Desk, SuggestedWords } from '../channel.ts';
import { agentVerbNames, agentVerbs } from '../hand-off/verbs.ts';
import type { Ground } from '../ports.ts';

/** A platform's menu takes no more (Discord's, 25). */
const most = 25;

const plain = (word: string): string => word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** What may be meant by the words of a command that is still being typed: agents' here, admins' by their chat. */
export const createSuggestWords = (
  { people, texts, picker }: Pick<Ground, 'people' | 'texts' | 'picker'>,
  admin: AdminChat,
): Desk['suggestWords'] => {
  const agents = async (typed: string, locale: string): Promise<readonly SuggestedWords[]> => {
    const [first = '', ...behind] = typed.trimStart().split(/\s+/);
    if (behind.length > 1) return [];
    const asked = plain(first);
    if (behind[0] === undefined)
      return agentVerbNames
        .filter((name) => agentVerbs[name].some((word) => word.startsWith(asked)))
        .map((name) => ({ words: wordOf(name, locale), what: null }));
    const verb = agentVerbNames.find((name) => agentVerbs[name].some((word) => word === asked));
    if (verb === undefined) return [];
    if (verb === 'guide') {
      const found = await picker.suggest(behind[0], locale, most);
      return found.map(({ template_id, name }) => ({ words: `${first} ${template_id}`, what: name }));
    }
    return alternativesIn(formOf(verb, locale))
      .filter((word) => plain(word).startsWith(plain(behind[0] ?? '')))
      .map((word) => ({ words: `${first} ${word}`, what: null }));
  };

  const formOf = (verb: (typeof agentVerbNames)[number], locale: string): string =>
    texts.say(locale, `agent_help.${verb}_form`);
  /** A verb as people of that language type it. */
  const wordOf = (verb: (typeof agentVerbNames)[number], locale: string): string =>
    formOf(verb, locale).split(' ')[0] ?? verb;

  return async (command, typed, user: User) => {
    const locale = texts.nearest((await people.locale(user.id)) ?? user.locale);
    return command === 'agent'
      ? await agents(typed, locale)
      : await admin.suggest(typed, { ...user, locale });
  };
};

/** `priority [id] low|high`: what can stand at its end; people are mentioned, not chosen from a list. */
const alternativesIn = (form: string): readonly string[] => {
  const last = form.split(' ').at(-1) ?? '';
  return last.includes('|') ? last.split('|').filter((word) => !word.startsWith('@')) : [];
};
