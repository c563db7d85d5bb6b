import type { RestTemplates } from '../app/rest.ts';
import type { TemplateManager } from './manager.ts';

/** The template manager as REST asks for it. */
export const createRestTemplates = (manager: TemplateManager): RestTemplates => ({
  list: async (query) => await manager.listTemplates(query),
  get: async (id, locale) => await manager.getTemplate(id, { locale }),
  render: async (id, variables, locale) => {
    const rendered = await manager.renderTemplate(id, variables, { locale });
    return 'guide' in rendered ? { ok: rendered.guide } : rendered;
  },
  create: async (input) => {
    const created = await manager.createTemplate(input);
    return 'created' in created ? { ok: created.created } : created;
  },
});
