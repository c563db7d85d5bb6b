import type { Keep } from '../../src/app/channel.ts';
import type { Target } from './connector.ts';
import type { Author, Here } from './parse.ts';
import { isPayload, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { channelOfThread } from './places.ts';
import type { Place } from './places.ts';

/**
 * Where the conversations of people are kept, so that the bot can speak first: plain values, none of botbuilder's.
 * Learned from what arrives, and kept before it is answered.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
 */
export interface References {
  remember(author: Author, here: Here): Promise<void>;
  find(place: Place): Promise<Reference | null>;
  /** The chat with a person was opened. */
  opened(place: PersonalPlace, reference: Unopened, conversation: string): Promise<void>;
  /** The object id of somebody who is known as `29:…`; `null` where they have never written. */
  userOf(tenant: string, account: string): Promise<string | null>;
  /** The bot was removed from there. */
  forget(place: Place): Promise<void>;
}

export type Reference = (Target & { readonly bot: string }) | Unopened;

/** A person whom the bot has seen elsewhere, but has no chat with. */
export interface Unopened {
  readonly service_url: string;
  readonly bot: string;
  readonly conversation: null;
  /** Whom to open the chat with. */
  readonly account: string;
}

type PersonalPlace = Extract<Place, { in: 'personal' }>;

interface Home {
  readonly service_url: string;
  readonly bot: string;
}

const mostRemembered = 10_000;

/**
 * @param fallback for places in tenants that nothing has come from yet; `null` where there is no such address
 */
export function createReferences(keep: Keep, fallback: Home | null): References {
  /** What was read or written here last, so that a conversation costs no query for each message. */
  const known = new Map<string, Payload>();

  const note = (key: string, value: Payload): void => {
    known.delete(key);
    known.set(key, value);
    const [oldest] = known.keys();
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
  };

  const read = async (key: string): Promise<Payload | null> => {
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const value = await keep.get(key);
    if (!isPayload(value)) return null;
    note(key, value);
    return value;
  };

  const write = async (key: string, value: Readonly<Record<string, string | null>>): Promise<void> => {
    const before = known.get(key);
    const same = before !== undefined && Object.entries(value).every(([name, text]) => before[name] === text);
    if (same) return;
    await keep.put(key, value);
    note(key, value);
  };

  const person = async (author: Author, here: Here): Promise<void> => {
    const key = personalKey(author);
    const at = { service_url: here.serviceUrl, bot: here.bot, account: author.account };
    if (here.kind === 'personal') return write(key, { ...at, conversation: here.conversation });
    if ((await read(key)) === null) await write(key, { ...at, conversation: null });
  };

  return {
    async remember(author, here) {
      const at = { service_url: here.serviceUrl, bot: here.bot };
      await person(author, here);
      await write(accountKey(author.tenant, author.account), { user: author.user });
      if (here.kind !== 'personal') await write(sharedKey(author.tenant, here.conversation), at);
      await write(tenantKey(author.tenant), at);
    },
    async find(place) {
      if (place.in === 'personal') return referenceIn(await read(personalKey(place)));
      const home =
        homeIn(await read(sharedKey(place.tenant, place.conversation))) ??
        homeIn(await read(tenantKey(place.tenant))) ??
        fallback;
      return home && { ...home, conversation: place.conversation };
    },
    async opened(place, { service_url, bot, account }, conversation) {
      await write(personalKey(place), { service_url, bot, account, conversation });
    },
    async userOf(tenant, account) {
      const seen = await read(accountKey(tenant, account));
      return seen && stringAt(seen, 'user');
    },
    async forget(place) {
      const key = place.in === 'personal' ? personalKey(place) : sharedKey(place.tenant, place.conversation);
      await keep.remove(key);
      known.delete(key);
    },
  };
}

const personalKey = ({ tenant, user }: Pick<Author, 'tenant' | 'user'>): string =>
  `personal:${tenant}:${user}`;
const sharedKey = (tenant: string, conversation: string): string =>
  `shared:${tenant}:${channelOfThread(conversation)}`;
const accountKey = (tenant: string, account: string): string => `account:${tenant}:${account}`;
const tenantKey = (tenant: string): string => `tenant:${tenant}`;

const homeIn = (value: Payload | null): Home | null => {
  const service_url = value && stringAt(value, 'service_url');
  return service_url && value ? { service_url, bot: stringAt(value, 'bot') ?? '' } : null;
};

const referenceIn = (value: Payload | null): Reference | null => {
  const home = homeIn(value);
  if (home === null || value === null) return null;
  const conversation = stringAt(value, 'conversation');
  if (conversation !== null) return { ...home, conversation };
  const account = stringAt(value, 'account');
  return account === null ? null : { ...home, conversation: null, account };
};
