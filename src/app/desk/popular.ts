import type { Offer, User } from '../../engine/command.ts';
import { previewTemplate } from '../../engine/render-template.ts';
import type { Template } from '../../engine/template.ts';
import type { Ground } from '../ports.ts';

const popularAtMost = 3;

/** The guides most used of late, for those who have not said yet what is wrong. */
export const createPopular =
  ({ store, templates }: Pick<Ground, 'store' | 'templates'>) =>
  async (user: User): Promise<Offer> => {
    const used = await store.popular(popularAtMost);
    const all = await templates.all();
    const idsInOrder = [...new Set([...used, ...all.map(({ template_id }) => template_id)])];
    const found: Template[] = [];
    for (const id of idsInOrder) {
      const template = found.length < popularAtMost ? await templates.newest(id, user.locale) : null;
      if (template) found.push(template);
    }
    return {
      confidence: 'unsure',
      candidates: found.map((template) => ({
        template_id: template.template_id,
        score: 0,
        ...previewTemplate(template, {}),
      })),
    };
  };
export type Popular = ReturnType<typeof createPopular>;
