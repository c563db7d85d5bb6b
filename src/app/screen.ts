import type { ShowContext } from '../engine/show/context.ts';
import { maskedVariables } from '../engine/outward.ts';
import { renderTemplate } from '../engine/render-template.ts';
import type { Chosen, Session } from '../engine/session.ts';
import type { Guide, Template } from '../engine/template.ts';
import type { GuideOf, Templates, Texts } from './ports.ts';

/** What a session's message is rendered from: its template, its guide, its language. */
export const createScreen = (templates: Templates, texts: Texts, guideOf: GuideOf, continues: boolean) => ({
  async context(session: Session): Promise<ShowContext> {
    const template = await templateOf(templates, session);
    return contextWith(texts, session, template, template && guideOf(template, session), continues);
  },
});

/** The pinned version in the session's language. */
export const templateOf = async (templates: Templates, session: Session): Promise<Template | null> => {
  if (!session.chosen) return null;
  const { template_id, version, locale } = session.chosen.pin;
  return await templates.version(template_id, version, locale);
};

/**
 * The guide as a session sees it; `null` while variables are missing. Secrets are masked: a message may stand where
 * others read it, and it is kept. Rendered once for as long as the session's own record of it lives: a click asks
 * three times, and rendering a guide is most of what the engine costs.
 */
export const createGuides = (): GuideOf => {
  const rendered = new WeakMap<Chosen, { readonly template: Template; readonly guide: Guide | null }>();
  return (template, { chosen }) => {
    if (!chosen) return null;
    const known = rendered.get(chosen);
    if (known?.template === template) return known.guide;
    const result = renderTemplate(template, maskedVariables(chosen));
    const guide = result.ok ? result.guide : null;
    rendered.set(chosen, { template, guide });
    return guide;
  };
};

export const contextWith = (
  texts: Texts,
  session: Session,
  template: Template | null,
  guide: Guide | null,
  continues = false,
): ShowContext => ({
  say: (key, params) => texts.say(session.locale, key, params),
  template,
  guide,
  languages: texts.languages,
  continues: continues && session.channel !== 'web',
});
