import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import en from '../../adapters/web/page/texts.en.json' with { type: 'json' };
import es from '../../adapters/web/page/texts.es.json' with { type: 'json' };
import { initialState, reduce } from '../../adapters/web/page/state.ts';
import type { Change, PageState } from '../../adapters/web/page/state.ts';
import { preferredLocale, textsFor } from '../../adapters/web/page/texts.ts';
import type { BotItem, PersonItem, TimelineEntry } from '../../adapters/web/protocol.ts';

const after = (...changes: readonly Change[]): PageState => changes.reduce(reduce, initialState);
const at = '2026-03-01T10:00:00.000Z';
const bot = (id: string, version: number): BotItem => ({
  kind: 'bot',
  id,
  at,
  session_id: 'ses_1',
  version,
  locale: 'en',
  text: `version ${version}`,
  payloads: { slack: {}, discord: {}, teams: {} },
});
const person: PersonItem = { kind: 'person', id: 'say:1', at, text: 'the wifi is slow' };
const say: Change = { name: 'say', id: 'say:1', text: 'the wifi is slow' };
const entry = (id: string, type: TimelineEntry['type'] = 'step_shown'): TimelineEntry => ({
  id,
  session_id: 'ses_1',
  at,
  type,
  params: {},
  webhook: null,
});
const snapshot = (more: Partial<PageState> = {}): Change => ({
  name: 'snapshot',
  data: { locale: 'en', items: [], timeline: [], examples: [], ...more },
});

describe('what the page shows', () => {
  it('has words on it at once, and once', () => {
    const sending = after(say);
    expect(sending.local).toMatchObject([{ kind: 'outgoing', state: 'sending' }]);
    expect(sending.typing).toBe(true);
    const taken = reduce(sending, { name: 'item', data: person });
    expect([taken.local, taken.items]).toEqual([[], [person]]);
    expect(reduce(taken, { name: 'said', id: 'say:1', ok: true }).items).toEqual([person]);
  });

  it('keeps words that could not be sent, and sends them again under the same id', () => {
    const failed = after(say, { name: 'said', id: 'say:1', ok: false });
    expect(failed.local).toMatchObject([{ id: 'say:1', state: 'failed' }]);
    expect(failed.typing).toBe(false);
    expect(reduce(failed, say).local).toMatchObject([{ id: 'say:1', state: 'sending' }]);
  });

  it('says that something failed until something works', () => {
    const failed = after({ name: 'note', id: 'n1', text: 'gone', failure: true });
    expect(reduce(failed, { name: 'note', id: 'n2', text: 'gone', failure: true }).local).toHaveLength(1);
    expect(reduce(failed, snapshot()).local).toEqual([]);
    const told = reduce(failed, { name: 'note', id: 'n3', text: 'only you', failure: false });
    expect(reduce(told, snapshot()).local).toMatchObject([{ text: 'only you' }]);
    expect(reduce(told, { name: 'dismiss', id: 'n3' }).local).toMatchObject([{ text: 'gone' }]);
  });

  it('changes a message where it stands, and says what is new', () => {
    const state = after(
      { name: 'item', data: bot('a', 1) },
      { name: 'item', data: bot('b', 1) },
      { name: 'item', data: bot('a', 2) },
    );
    expect(state.items).toEqual([bot('a', 2), bot('b', 1)]);
    expect(state.news).toEqual({ item: bot('a', 2), turn: 3 });
    expect(reduce(state, { name: 'removed', data: { id: 'a' } }).items).toEqual([bot('b', 1)]);
  });

  it('changes entries of the timeline where they stand, and puts new ones at the end', () => {
    const state = after(
      { name: 'timeline', data: [entry('1'), entry('2')] },
      { name: 'timeline', data: [entry('1', 'step_completed'), entry('3')] },
    );
    expect(state.timeline.map(({ id, type }) => `${id} ${type}`)).toEqual([
      '1 step_completed',
      '2 step_shown',
      '3 step_shown',
    ]);
  });

  it('is what the server says after a break, and what was not sent yet', () => {
    const broken = after({ name: 'item', data: bot('a', 1) }, say, { name: 'lost' });
    expect([broken.connection, broken.typing]).toEqual(['lost', false]);
    const back = reduce(broken, snapshot({ items: [bot('b', 1)] }));
    expect([back.connection, back.items]).toEqual(['live', [bot('b', 1)]]);
    expect(back.local).toMatchObject([{ id: 'say:1' }]);
    expect(reduce(broken, snapshot({ items: [person] })).local).toEqual([]);
  });

  it('is empty after starting over', () => {
    const state = after({ name: 'item', data: bot('a', 1) }, say, { name: 'clear' });
    expect([state.items, state.local, state.timeline]).toEqual([[], [], []]);
  });
});

describe('the words of the page', () => {
  const page = fileURLToPath(new URL('../../adapters/web/page', import.meta.url));
  const sources = readdirSync(page, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(page, name), 'utf8'))
    .join('\n');
  const variables = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

  it('are the same in both languages, with the same variables', () => {
    expect(Object.keys(es)).toEqual(Object.keys(en));
    const differing = Object.entries(en).filter(
      ([key, text]) => variables(text).join() !== variables(es[key as keyof typeof es]).join(),
    );
    expect(differing).toEqual([]);
  });

  it('are all used', () => {
    // `t(`webhook.${status}`)`, and keys that begin with `event.guides_offered`.
    const built = [
      'language.',
      'tabs.',
      'event.',
      'webhook.',
      'platform.',
      'payload.name.',
      'payload.text.',
    ].filter((prefix) => sources.includes(`\`${prefix}\${`));
    const unused = Object.keys(en).filter(
      (key) => !sources.includes(`'${key}'`) && !built.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it('take their variables', () => {
    expect(textsFor('en')('webhook.sequence', { sequence: 3 })).toBe('no. 3');
    expect(textsFor('es')('webhook.sequence', { sequence: 3 })).toBe('n.º 3');
  });

  it.each([
    [null, ['fr', 'en-GB', 'es'], 'en'],
    [null, ['es-MX'], 'es'],
    ['en', ['es'], 'en'],
    ['xx', ['de'], 'es'],
    [null, [], 'es'],
  ])(
    'come in the language chosen here (%s), else asked for by the browser (%j): %s',
    (stored, asked, locale) => {
      expect(preferredLocale(stored, asked)).toBe(locale);
    },
  );
});
