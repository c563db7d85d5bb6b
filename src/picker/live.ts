import type { Picker, Templates } from '../app/ports.ts';
import type { Candidate } from '../engine/command.ts';
import { previewTemplate } from '../engine/render-template.ts';
import type { Locale, Template } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';
import { buildIndex, nearest, pick } from './index.ts';
import type { PickerIndex } from './picker-index.ts';
import { findable, findByWords } from './suggest.ts';
import type { Findable } from './suggest.ts';

/** Candidates offered for one problem, the best first. */
const candidatesAtMost = 3;

/** Picks among the published guides; the index is made again when they have changed. */
export const createPicker = (templates: Templates): Picker => {
  let made: {
    readonly of: readonly Template[];
    readonly index: PickerIndex;
    readonly findable: readonly Findable[];
  } | null = null;

  const indexed = async () => {
    const all = await templates.all();
    if (made?.of === all) return made;
    const entries = all.map(entry);
    made = { of: all, index: buildIndex(entries), findable: entries.map(findable) };
    return made;
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
