import { describe, expect, it } from '@jest/globals';
import { syntheticCatalogue } from '../../bench/pick/synthetic.ts';
import type { Picker, Templates } from '../../src/app/ports.ts';
import type { Template } from '../../src/engine/template.ts';
import { createPicker } from '../../src/picker/live.ts';
import { eventually } from '../support/eventually.ts';

const published = (count: number): readonly Template[] =>
  syntheticCatalogue(count).entries.map((entry) => ({
    ...entry,
    version: 1,
    category: 'any',
    status: 'published',
    created_at: '2026-01-01T00:00:00.000Z',
    variables: [],
    steps_template: [],
  }));
const small = published(20);
const [first] = small;
const added = (id: string, name: string): Template => ({
  ...(first as Template),
  template_id: id as Template['template_id'],
  name,
  description: '',
  keywords: [],
  examples: [name],
});

/** Guides that can be changed, as the library has them: a new list whenever something is different. */
const library = (guides: readonly Template[]) => {
  let all = guides;
  const templates: Templates = {
    all: () => Promise.resolve(all),
    newest: (id) => Promise.resolve(all.find(({ template_id }) => template_id === id) ?? null),
    version: () => Promise.resolve(null),
    translations: () => Promise.resolve([]),
  };
  return {
    picker: createPicker(templates),
    change: (...guidesNow: readonly Template[]): void => {
      all = guidesNow;
    },
  };
};
const best = async (picker: Picker, problem: string): Promise<string | undefined> =>
  (await picker.pick(problem, 'en')).candidates[0]?.template_id;

describe('The published guides', () => {
  it('are picked from as they are now', async () => {
    const { picker, change } = library(small);
    await picker.pick('anything', 'en');
    change(...small, added('lift', 'The lift is stuck between floors'));
    expect(await best(picker, 'stuck in the lift between two floors')).toBe('lift');
    change(...small);
    expect(await best(picker, 'stuck in the lift between two floors')).not.toBe('lift');
  });

  it('are read for the first question only once, however many ask', async () => {
    const { picker } = library(small);
    const asked = small.slice(0, 5).map(({ examples }) => examples[0] ?? '');
    const together = await Promise.all(asked.map((text) => best(picker, text)));
    for (const [i, text] of asked.entries()) expect(await best(picker, text)).toBe(together[i]);
  });

  it('let others have their turn while they are read', async () => {
    const { picker } = library(published(800));
    let isDone = false;
    let turns = 0;
    const others = (): void => {
      turns += 1;
      if (!isDone) setImmediate(others);
    };
    setImmediate(others);
    await picker.pick('anything', 'en');
    isDone = true;
    expect(turns).toBeGreaterThan(10);
  });

  it('are picked from as they were while many new ones are read, and the newest are found in the end', async () => {
    const many = published(2_500);
    const lift = added('lift', 'The lift is stuck between floors');
    const { picker, change } = library([...small, lift]);
    await picker.pick('anything', 'en');
    change(lift, ...many, added('door', 'The door of the garage does not open'));
    expect(await best(picker, 'the door of the garage does not open')).not.toBe('door');
    expect(await best(picker, 'stuck in the lift between two floors')).toBe('lift');
    change(lift, ...many, added('gate', 'The gate of the garage does not open'));
    await eventually(
      async () => (await best(picker, 'the gate of the garage does not open')) === 'gate',
      60_000,
    );
  });
});
