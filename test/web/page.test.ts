import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import en from '../../adapters/web/page/texts.en.json' with { type: 'json' };
import { initialState, reduce } from '../../adapters/web/page/state.ts';
import type { Change, PageState } from '../../adapters/web/page/state.ts';
import { lineIsOpen, placedElsewhere } from '../../adapters/web/page/cases.ts';
import { isShown, layoutFor, openTab, tabbedIn } from '../../adapters/web/page/layout.ts';
import { preferredLocale, textsIn } from '../../adapters/web/page/texts.ts';
import type { BotItem, PersonItem, Seat, TimelineEntry } from '../../adapters/web/protocol.ts';

const after = (...changes: readonly Change[]): PageState => changes.reduce(reduce, initialState);
const at = '2026-03-01T10:00:00.000Z';
const bot = (id: string, version: number, seat: Seat = 'user'): BotItem => ({
  kind: 'bot',
  id,
  at,
  seat,
  thread: null,
  session_id: 'ses_1',
  version,
  locale: 'en',
  text: `version ${version}`,
  payloads: { slack: {}, discord: {}, teams: {} },
});
const person: PersonItem = {
  kind: 'person',
  id: 'say:1',
  at,
  seat: 'user',
  thread: null,
  text: 'the wifi is slow',
  crossed: 'no',
  edited: false,
};
const say: Change = { name: 'say', seat: 'user', id: 'say:1', text: 'the wifi is slow' };
const note = (id: string, text: string, failure: boolean): Change => ({
  name: 'note',
  seat: 'user',
  id,
  text,
  failure,
});
const entry = (
  id: string,
  type: TimelineEntry['type'] = 'step_shown',
  params: TimelineEntry['params'] = {},
): TimelineEntry => ({
  id,
  session_id: 'ses_1',
  at,
  type,
  params,
  webhook: null,
});
const snapshot = (more: Partial<Pick<PageState, 'items' | 'timeline'>> = {}): Change => ({
  name: 'snapshot',
  data: { locale: 'en', items: [], timeline: [], examples: [], admin: { open: true }, ...more },
});

describe('what the page shows', () => {
  it('has words on it at once, and once', () => {
    const sending = after(say);
    expect(sending.local).toMatchObject([{ kind: 'outgoing', state: 'sending' }]);
    expect(sending.typing).toBe('user');
    const taken = reduce(sending, { name: 'item', data: person });
    expect([taken.local, taken.items]).toEqual([[], [person]]);
    expect(reduce(taken, { name: 'said', id: 'say:1', ok: true }).items).toEqual([person]);
  });

  it('keeps words that could not be sent, and sends them again under the same id', () => {
    const failed = after(say, { name: 'said', id: 'say:1', ok: false });
    expect(failed.local).toMatchObject([{ id: 'say:1', state: 'failed' }]);
    expect(failed.typing).toBeNull();
    expect(reduce(failed, say).local).toMatchObject([{ id: 'say:1', state: 'sending' }]);
  });

  it('says that something failed until something works', () => {
    const failed = after(note('n1', 'gone', true));
    expect(reduce(failed, note('n2', 'gone', true)).local).toHaveLength(1);
    expect(reduce(failed, snapshot()).local).toEqual([]);
    const told = reduce(failed, note('n3', 'only you', false));
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
    expect(state.news).toEqual({ user: { item: bot('a', 2), turn: 3 }, agent: null, admin: null });
    expect(reduce(state, { name: 'removed', data: { id: 'a' } }).items).toEqual([bot('b', 1)]);
  });

  it('keeps what is said to somebody alone until something else is', () => {
    const told = after(note('n1', 'no', false), { ...note('n2', 'no', false), seat: 'agent' } as Change);
    expect(reduce(told, note('n3', 'yes', false)).local.map(({ id }) => id)).toEqual(['n2', 'n3']);
  });

  it('waits for the bot in one pane, and no longer where people are spoken to', () => {
    const waiting = after(say, { name: 'item', data: bot('a', 1, 'agent') });
    expect([waiting.typing, waiting.news.agent?.turn]).toEqual(['user', 1]);
    expect(reduce(waiting, { name: 'item', data: bot('b', 1) }).typing).toBeNull();
    const crossing: Change = { name: 'item', data: { ...person, crossed: 'on_its_way' } };
    expect(reduce(waiting, crossing).typing).toBeNull();
  });

  it('knows who may sit down as an admin', () => {
    const open = after({ name: 'admin', data: { open: true } });
    expect(open.admin.open).toBe(true);
    // Whoever starts over is somebody new, and the next snapshot tells; until then nothing flickers.
    expect(reduce(open, { name: 'clear' }).admin.open).toBe(true);
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
    expect([broken.connection, broken.typing]).toEqual(['lost', null]);
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

describe('where the panes are', () => {
  it.each([
    { room: 'a phone', narrow: true, wide: false, view: 'slack', layout: 'tabs', beside: 'user' },
    {
      room: 'a small laptop',
      narrow: false,
      wide: false,
      view: 'slack',
      layout: 'split',
      beside: 'timeline',
    },
    { room: 'a wide screen', narrow: false, wide: true, view: 'teams', layout: 'columns', beside: 'user' },
    { room: 'three drawings', narrow: false, wide: true, view: 'all', layout: 'split', beside: 'timeline' },
  ] as const)('$room: $layout', ({ narrow, wide, view, layout, beside }) => {
    expect(layoutFor(narrow, wide, view)).toBe(layout);
    expect(openTab(layout, 'user')).toBe(beside);
  });

  it('shows each pane where it is chosen or has room', () => {
    const shown = (layout: Parameters<typeof isShown>[0], chosen: Seat | 'timeline', timeline = false) =>
      (['user', 'agent', 'admin', 'timeline'] as const).filter((name) =>
        isShown(layout, chosen, timeline, name),
      );
    expect(shown('tabs', 'agent')).toEqual(['agent']);
    expect(shown('split', 'user')).toEqual(['user', 'timeline']);
    expect(shown('split', 'admin')).toEqual(['user', 'admin']);
    expect(shown('columns', 'user')).toEqual(['user', 'agent', 'admin']);
    expect(shown('columns', 'user', true)).toEqual(['user', 'agent', 'admin', 'timeline']);
    expect(tabbedIn('columns')).toEqual([]);
  });
});

describe("the agent's and the admin's pane", () => {
  it('know from the timeline whether the line is open', () => {
    const opened = [entry('1', 'session_escalated'), entry('2', 'line_switched', { open: 'yes' })];
    expect(lineIsOpen(opened, 'ses_1')).toBe(true);
    expect(lineIsOpen(opened, 'ses_2')).toBe(false);
    expect(lineIsOpen([...opened, entry('3', 'line_switched', { open: 'no' })], 'ses_1')).toBe(false);
    expect(lineIsOpen([...opened, entry('3', 'escalation_closed')], 'ses_1')).toBe(false);
  });

  it('say where the cases go, if not here', () => {
    expect(placedElsewhere([])).toBeNull();
    expect(placedElsewhere([entry('1', 'escalation_placed', { place: '#agents' })])).toBeNull();
    expect(placedElsewhere([entry('1', 'escalation_placed', { place: null })])).toBeNull();
    expect(placedElsewhere([entry('1', 'escalation_placed', { place: '#support' })])).toBe('#support');
  });
});

describe('the words of the page', () => {
  const page = fileURLToPath(new URL('../../adapters/web/page', import.meta.url));
  const sources = readdirSync(page, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(page, name), 'utf8'))
    .join('\n');
  const variables = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

  const tables = readdirSync(page)
    .filter((name) => /^texts\.\w+\.json$/.test(name))
    .map((name) => ({
      name,
      table: JSON.parse(readFileSync(join(page, name), 'utf8')) as Record<string, string>,
    }));

  it('are there in three languages, and in any other that has its file', () => {
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['texts.en.json', 'texts.es.json', 'texts.pt.json']),
    );
  });

  it.each(tables)('are all in $name, with the same variables', ({ table }) => {
    expect(Object.keys(table)).toEqual(Object.keys(en));
    const differing = Object.entries(en).filter(
      ([key, text]) => variables(text).join() !== variables(table[key] ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('are all used', () => {
    // `t(`webhook.${status}`)`, and keys that begin with `event.guides_offered`.
    const built = [
      'tabs.',
      'agent.mode.',
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

  it('take their variables, and are English where a language lacks them', () => {
    expect(textsIn('en', en)('webhook.sequence', { sequence: 3 })).toBe('no. 3');
    expect(textsIn('es', { 'webhook.sequence': 'n.º {sequence}' })('webhook.sequence', { sequence: 3 })).toBe(
      'n.º 3',
    );
    expect(textsIn('fr', {})('webhook.sequence', { sequence: 3 })).toBe('no. 3');
  });

  it.each([
    [null, ['fr', 'en-GB', 'es'], 'en'],
    [null, ['es-MX'], 'es'],
    [null, ['pt-BR'], 'pt'],
    ['en', ['es'], 'en'],
    ['xx', ['de'], 'es'],
    [null, [], 'es'],
  ])(
    'come in the language chosen here (%s), else asked for by the browser (%j): %s',
    (stored, asked, locale) => {
      expect(preferredLocale(['en', 'es', 'pt'], stored, asked)).toBe(locale);
    },
  );
});
