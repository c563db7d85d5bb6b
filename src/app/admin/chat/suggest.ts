import type { SuggestedWords } from '../../channel.ts';
import { mayDo } from '../rights.ts';
import type { Answer, Asked } from '../use-cases.ts';
import type { VerbName } from '../verbs.ts';
import { chatVerbs, synonym } from './grammar.ts';
import { quoted } from './words.ts';
import type { Asking } from './screen.ts';

/** A platform's menu takes no more (Discord's, 25). */
const most = 25;

type Asker = Pick<Asking, 'actor' | 'do'>;

/** What can be named behind a verb: how it has to be typed, and what people know it by. */
interface Named {
  readonly id: string;
  readonly what: string | null;
}

/**
 * What may be meant by words that are still being typed, for somebody who may do it: the verbs, then what each is about.
 */
export async function suggestWords(typed: string, asker: Asker): Promise<readonly SuggestedWords[]> {
  const begun = typed.trimStart().toLowerCase().split(/\s+/);
  const written = begun.map((word, index) => (index < begun.length - 1 ? synonym(word) : word)).join(' ');
  const verbs = verbsFor(asker);
  const verb = verbs.find((name) => written.startsWith(`${name} `));
  if (verb !== undefined) return await named(verb, typed.trimStart().split(/\s+/), asker);
  const last = begun.at(-1) ?? '';
  const meant = [...begun.slice(0, -1).map(synonym), synonym(last)].join(' ');
  const beginning = verbs.filter((name) => name.startsWith(written) || name.startsWith(meant));
  const containing = verbs.filter((name) => !beginning.includes(name) && name.includes(written));
  return [...beginning, ...containing].slice(0, most).map((words) => ({ words, what: null }));
}

const verbsFor = ({ actor }: Asker): readonly string[] => {
  const names = Object.entries(chatVerbs).flatMap(([name, one]) =>
    one !== undefined && one.verb !== 'people forget-me' && mayDo(actor, one.verb) ? [name] : [],
  );
  return names.length === 0 ? [] : [...names, 'help'];
};

/** @param begun the words so far, the last of which may not be whole */
async function named(
  verb: string,
  begun: readonly string[],
  asker: Asker,
): Promise<readonly SuggestedWords[]> {
  const behind = begun.slice(verb.split(' ').length);
  const [first = ''] = behind;
  if (behind.length > 1) return [];
  const usage = chatVerbs[verb]?.usage ?? '';
  const all = await choicesFor(verb, usage, asker);
  const asked = first.toLowerCase();
  return all
    .filter(({ id, what }) => id.toLowerCase().includes(asked) || what?.toLowerCase().includes(asked))
    .slice(0, most)
    .map(({ id, what }) => ({ words: `${verb} ${quoted(id)}`, what }));
}

/** What the first of the usage's words stands for, by the area of the verb. */
async function choicesFor(verb: string, usage: string, asker: Asker): Promise<readonly Named[]> {
  const [area = ''] = verb.split(' ');
  const [first = ''] = usage.split(' ');
  switch (first) {
    case '<id>':
      return area === 'webhooks' ? await webhooks(asker) : await templates(asker);
    case '<session_id>':
      return await sessions(asker);
    case '<key_id>':
      return await keys(asker);
    case '<person>':
      return area === 'roles' ? await people(asker) : [];
    default:
      return [];
  }
}

/** What a list holds; nothing for those who may not read it. */
async function listed<V extends VerbName>(
  asker: Asker,
  name: V,
  asked: Asked<V>,
): Promise<Extract<Answer<V>, { ok: unknown }>['ok'] | null> {
  const answer = await asker.do(name, asked);
  return 'ok' in answer ? answer.ok : null;
}

const webhooks = async (asker: Asker): Promise<readonly Named[]> =>
  ((await listed(asker, 'webhooks list', { limit: 100 }))?.items ?? []).map(
    ({ webhook_id, url, description }) => ({
      id: webhook_id,
      what: description ?? url,
    }),
  );

async function templates(asker: Asker): Promise<readonly Named[]> {
  const drafts = (await listed(asker, 'templates drafts', {})) ?? [];
  const published = (await listed(asker, 'templates list', { category: null, locale: null })) ?? [];
  const all = [...published, ...drafts].map(({ template_id, name }) => [template_id, name] as const);
  return [...new Map(all.toReversed())].map(([id, what]) => ({ id, what })).toReversed();
}

const sessions = async (asker: Asker): Promise<readonly Named[]> =>
  ((await listed(asker, 'sessions list', { status: null, limit: most, cursor: null }))?.items ?? []).map(
    ({ session }) => ({
      id: session.session_id,
      what: [session.user.name, session.problem].filter((text) => text !== null && text !== '').join(': '),
    }),
  );

const keys = async (asker: Asker): Promise<readonly Named[]> =>
  ((await listed(asker, 'keys list', {})) ?? [])
    .filter(({ revoked_at }) => revoked_at === null)
    .map(({ key_id, name }) => ({ id: key_id, what: name }));

const people = async (asker: Asker): Promise<readonly Named[]> =>
  ((await listed(asker, 'roles list', {})) ?? []).map(({ person, name }) => ({ id: person, what: name }));
