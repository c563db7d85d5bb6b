import type { Input } from '../../src/app/channel.ts';
import type { Author } from './arrival.ts';
import type { People } from './people.ts';
import { personOf } from './places.ts';
import type { Mentioned } from './slack-text.ts';
import { within } from './within.ts';

type Named = Pick<Extract<Input, { type: 'say' }>, 'text' | 'people'>;

/** More names than these in one message are a list: they stay ids. */
const mostNamed = 10;

/** The words with people's names where Slack tells but their ids, as far as they are known in time. */
export async function named(
  people: People,
  { team }: Author,
  { text, mentioned }: { readonly text: string; readonly mentioned: readonly Mentioned[] },
  withinMs: number,
): Promise<Named> {
  const authors = mentioned.slice(0, mostNamed).flatMap(({ shown, user }) => {
    const id = personOf(team, user);
    return id === null
      ? []
      : [{ shown, nameless: shown === `@${user}`, author: { id, team, user, name: null } }];
  });
  if (authors.length === 0) return { text };
  const asking = authors
    .filter(({ nameless }) => nameless)
    .map(({ author }) => people.meet(author, withinMs));
  await within(Promise.all(asking), withinMs);
  const all = authors.map(({ shown, nameless, author }) => {
    const { name } = nameless ? people.known(author) : { name: null };
    return { before: shown, shown: name === null ? shown : `@${name}`, id: author.id };
  });
  return {
    text: all.reduce((words, { before, shown }) => words.replaceAll(before, shown), text),
    people: all.map(({ shown, id }) => ({ shown, id })),
  };
}
