import { setImmediate } from 'node:timers/promises';
import type { Picker, Templates } from '../app/ports.ts';
import type { Candidate } from '../engine/command.ts';
import { previewTemplate } from '../engine/render-template.ts';
import type { Locale, Template } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';
import { indexing, nearest, pick } from './index.ts';
import type { PickerIndex } from './picker-index.ts';
import { finishInSlices } from './slices.ts';
import { findable, findByWords } from './suggest.ts';
import type { Findable } from './suggest.ts';

/** Candidates offered for one problem, the best first. */
const candidatesAtMost = 3;

/**
 * So many guides (each language is one) are read anew while the question waits, some tenths of a second; more would
 * take too long, and the index of before answers until then.
 */
const awaitedAtMost = 300;

interface Made {
  readonly of: readonly Template[];
  readonly index: PickerIndex;
  readonly findable: readonly Findable[];
}

/**
 * Picks among the published guides. The index is made again when they have changed, a slice at a time: what everybody
 * else does goes on meanwhile.
 */
export const createPicker = (templates: Templates): Picker => {
  let made: Made | null = null;
  let wanted: readonly Template[] | null = null;
  let making: Promise<Made | null> | null = null;

  /** `null`: the guides have changed again meanwhile, and it was given up. */
  const make = async (all: readonly Template[]): Promise<Made | null> => {
    const entries = all.map(entry);
    const index = await finishInSlices(indexing(entries), {
      now: () => performance.now(),
      breathe: setImmediate,
      isWanted: () => wanted === all,
    });
    if (!index) return null;
    made = { of: all, index, findable: entries.map(findable) };
    return made;
  };

  const indexed = async (): Promise<Made> => {
    const all = await templates.all();
    if (made?.of === all) return made;
    if (wanted !== all || making === null) {
      wanted = all;
      making = make(all).finally(() => {
        if (wanted === all) making = null;
      });
    }
    if (made && all.length > awaitedAtMost) return made;
    return (await making) ?? (await indexed());
  };

  const candidate = async (
    template_id: TemplateId,
    score: number,
    locale: Locale,
  ): Promise<readonly Candidate[]> => {
    const template = await templates.newest(template_id, locale);
    return template ? [{ template_id, score, ...previewTemplate(template, {}) }] : [];
  };

  return {
    pick: async (problem, locale) => {
      const { index } = await indexed();
      const { confidence, candidates } = pick(index, problem, { locale, limit: candidatesAtMost });
      const offered = await Promise.all(
        candidates.map(({ template_id, score }) => candidate(template_id, score, locale)),
      );
      return { confidence, candidates: offered.flat() };
    },
    nearest: async (problem, locale, limit) => nearest((await indexed()).index, problem, { locale, limit }),
    suggest: async (typed, locale, limit) => {
      const { index, findable: guides } = await indexed();
      const meant = pick(index, typed, { locale, limit }).candidates.map(({ template_id }) => template_id);
      const ids = [...new Set([...findByWords(guides, typed), ...meant])].slice(0, limit);
      const suggested = await Promise.all(ids.map((id) => candidate(id, 0, locale)));
      return suggested.flat();
    },
  };
};

const entry = (template: Template) => ({ ...template, ...previewTemplate(template, {}) });
