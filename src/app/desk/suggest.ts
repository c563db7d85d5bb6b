import { previewTemplate } from '../../engine/render-template.ts';
import type { Desk } from '../channel.ts';
import type { Ground } from '../ports.ts';

/** What a platform's menu takes (Discord's, 25), and more than anybody reads. */
const suggestionsAtMost = 25;

/** Guides for what was typed so far; before the first word, the most used ones and then the others. */
export const createSuggest =
  ({
    store,
    templates,
    picker,
    people,
    texts,
  }: Pick<Ground, 'store' | 'templates' | 'picker' | 'people' | 'texts'>): Desk['suggest'] =>
  async (typed, user) => {
    const locale = texts.nearest((await people.locale(user.id)) ?? user.locale);
    if (typed.trim() !== '') {
      const found = await picker.suggest(typed, locale, suggestionsAtMost);
      return found.map(({ template_id, name }) => ({ template_id, name }));
    }
    const all = (await templates.all()).map(({ template_id }) => template_id);
    const ids = [...new Set([...(await store.popular(suggestionsAtMost)), ...all])];
    const newest = await Promise.all(
      ids.slice(0, suggestionsAtMost).map((id) => templates.newest(id, locale)),
    );
    return newest.flatMap((template) =>
      template ? [{ template_id: template.template_id, name: previewTemplate(template, {}).name }] : [],
    );
  };
