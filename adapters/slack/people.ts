import type { User } from '../../src/engine/command.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { Api } from './api.ts';
import type { Author } from './arrival.ts';
import { objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { within } from './within.ts';

/** What Slack says of people, remembered for a while: nothing waits for it that is not about language. */
export interface People {
  /** The person as far as known now, without asking Slack. */
  known(author: Author): User;
  /** Whether asking would tell more than `known` does. */
  isStranger(author: Author): boolean;
  /** Asks Slack where it is not known, and waits at most so long; what comes later is remembered. */
  meet(author: Author, withinMs: number): Promise<User>;
}

interface Profile {
  readonly name: string | null;
  readonly locale: Locale | null;
  readonly until: number;
}

const mostRemembered = 10_000;
const rememberedFor = 60 * 60 * 1000;
/** Where Slack did not answer, it is asked again only after a while. */
const askAgainAfter = 60 * 1000;

export function createPeople(api: Api, defaultLocale: Locale, now: () => number): People {
  /** In the order in which they were learned: the first one is the next to be forgotten. */
  const profiles = new Map<string, Profile>();
  const asking = new Map<string, Promise<void>>();

  const profileOf = (author: Author): Profile | null => {
    const profile = profiles.get(author.id);
    return profile && profile.until > now() ? profile : null;
  };

  const learn = async (author: Author): Promise<void> => {
    const answer = await api.ask(author.team, 'users.info', (client) =>
      client.users.info({ user: author.user, include_locale: true }),
    );
    const learned =
      answer.outcome === 'ok'
        ? { ...readProfile(objectAt(answer.body, 'user')), until: now() + rememberedFor }
        : { name: null, locale: null, until: now() + askAgainAfter };
    profiles.delete(author.id);
    profiles.set(author.id, learned);
    const [oldest] = profiles.keys();
    if (profiles.size > mostRemembered && oldest !== undefined) profiles.delete(oldest);
    asking.delete(author.id);
  };

  const known = (author: Author): User => {
    const profile = profileOf(author);
    return {
      id: author.id,
      name: profile?.name ?? author.name,
      locale: profile?.locale ?? defaultLocale,
    };
  };

  return {
    known,
    isStranger: (author) => profileOf(author) === null,
    async meet(author, withinMs) {
      if (profileOf(author)) return known(author);
      const learning = asking.get(author.id) ?? learn(author);
      asking.set(author.id, learning);
      await within(learning, withinMs);
      return known(author);
    },
  };
}

const readProfile = (user: Payload): Pick<Profile, 'name' | 'locale'> => {
  const profile = objectAt(user, 'profile');
  return {
    name: stringAt(profile, 'display_name') ?? stringAt(profile, 'real_name') ?? stringAt(user, 'name'),
    locale: stringAt(user, 'locale'),
  };
};
