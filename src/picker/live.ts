import type { Picker, Templates } from '../app/ports.ts';
import { previewTemplate } from '../engine/render-template.ts';
import type { Template } from '../engine/template.ts';
import { buildIndex, pick } from './index.ts';
import type { PickerIndex } from './picker-index.ts';

/** Candidates offered for one problem, the best first. */
const candidatesAtMost = 3;

/** Picks among the published guides; the index is made again when they have changed. */
export const createPicker = (templates: Templates): Picker => {
  let made: { readonly of: readonly Template[]; readonly index: PickerIndex } | null = null;
  return {
    pick: async (problem, locale) => {
      const all = await templates.all();
      if (made?.of !== all) made = { of: all, index: buildIndex(all.map(entry)) };
      const { confidence, candidates } = pick(made.index, problem, { locale, limit: candidatesAtMost });
      const offered = await Promise.all(
        candidates.map(async ({ template_id, score }) => {
          const template = await templates.newest(template_id, locale);
          return template ? [{ template_id, score, ...previewTemplate(template, {}) }] : [];
        }),
      );
      return { confidence, candidates: offered.flat() };
    },
  };
};

const entry = (template: Template) => ({ ...template, ...previewTemplate(template, {}) });
