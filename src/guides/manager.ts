import type { Clock } from '../app/ports.ts';
import type { Addition, StoredTemplate, TemplateStore } from '../app/templates.ts';
import { checkTemplate } from '../engine/check-template.ts';
import type { FieldError } from '../engine/command.ts';
import { normalizeTemplate } from '../engine/normalize-template.ts';
import type { TemplateInput } from '../engine/normalize-template.ts';
import { renderTemplate } from '../engine/render-template.ts';
import type { Guide, Locale, Template } from '../engine/template.ts';
import { parseTemplateId } from '../ids.ts';
import type { TemplateId } from '../ids.ts';
import { checkTranslation } from './check-translation.ts';
import type { TemplateLibrary } from './library.ts';
import { nearestLocale, speaks } from './nearest-locale.ts';

export type Created =
  | { readonly created: Template }
  | { readonly refused: 'taken' }
  | { readonly invalid: readonly FieldError[] };

export type RenderedGuide =
  { readonly guide: Guide } | { readonly refused: 'not_found' } | { readonly invalid: readonly FieldError[] };

/** Lists, renders, checks, creates and withdraws templates. */
export class TemplateManager {
  readonly #store: TemplateStore;
  readonly #library: TemplateLibrary;
  readonly #clock: Clock;
  readonly #defaultLocale: () => Locale;

  constructor(parts: {
    readonly store: TemplateStore;
    readonly library: TemplateLibrary;
    readonly clock: Clock;
    readonly defaultLocale: () => Locale;
  }) {
    this.#store = parts.store;
    this.#library = parts.library;
    this.#clock = parts.clock;
    this.#defaultLocale = parts.defaultLocale;
  }

  /**
   * The newest published version of every template, by id: with a locale those that have that language, without
   * one each of them once, in the default language where it has that.
   */
  async listTemplates(
    query: { readonly category?: string | null; readonly locale?: Locale | null } = {},
  ): Promise<readonly Template[]> {
    const wanted = query.locale ?? null;
    const category = query.category?.toLowerCase() ?? null;
    const candidates = (await this.#library.all()).filter(
      (template) =>
        (category === null || template.category.toLowerCase() === category) &&
        (wanted === null || speaks(template.locale, wanted)),
    );
    const byId = new Map<TemplateId, Template[]>();
    for (const template of candidates) {
      const languages = byId.get(template.template_id);
      if (languages) languages.push(template);
      else byId.set(template.template_id, [template]);
    }
    const locale = this.#defaultLocale();
    return [...byId.values()].flatMap((languages) => nearestLocale(languages, wanted, locale) ?? []);
  }

  /** One template in the nearest language: a version whatever became of it, else the newest published one. */
  async getTemplate(
    id: TemplateId,
    wanted: { readonly locale?: Locale | null; readonly version?: number | null } = {},
  ): Promise<Template | null> {
    const locale = wanted.locale ?? this.#defaultLocale();
    const version = wanted.version ?? null;
    return version === null
      ? await this.#library.newest(id, locale)
      : await this.#library.version(id, version, locale);
  }

  /** The newest published version with its variables in place; `invalid` names each missing or wrong variable. */
  async renderTemplate(
    id: TemplateId,
    variables: Readonly<Record<string, unknown>>,
    wanted: { readonly locale?: Locale | null } = {},
  ): Promise<RenderedGuide> {
    const template = await this.getTemplate(id, wanted);
    if (template === null) return { refused: 'not_found' };
    const rendered = renderTemplate(template, variables);
    return rendered.ok ? { guide: rendered.guide } : { invalid: rendered.errors };
  }

  /** Everything that is wrong with a template; empty where it could be created, if its id is free. */
  validateTemplate(input: unknown): readonly FieldError[] {
    const checked = this.#check(input);
    return 'invalid' in checked ? checked.invalid : [];
  }

  /**
   * Publishes a template as version 1, in the default language unless it names one. For an id that exists in other
   * languages it is a translation of the current version, and must match it.
   */
  async createTemplate(input: unknown): Promise<Created> {
    const checked = this.#check(input);
    if ('invalid' in checked) return checked;
    const { template, id } = checked;
    const now = this.#clock.now();
    const answer = await this.#store.add(id, (existing) => addition(existing, template, id, now));
    this.#library.refresh();
    return answer;
  }

  /**
   * Withdraws a template: nobody is offered it any more, and people in the middle of it are told. Its id stays taken.
   *
   * @returns whether there was one to withdraw
   */
  async archiveTemplate(id: TemplateId): Promise<boolean> {
    const archived = await this.#store.archive(id, this.#clock.now());
    this.#library.refresh();
    return archived;
  }

  /**
   * Brings in the guides the product comes with. What exists is left as it is, be it archived, and nothing is added
   * to a template that somebody else wrote.
   *
   * @returns how many were added
   */
  async seed(catalogue: readonly TemplateInput[]): Promise<number> {
    const known = new Set(
      (await this.#store.languages()).map(({ template_id, locale }) => `${template_id} ${locale}`),
    );
    let added = 0;
    for (const template of catalogue) {
      const id = parseTemplateId(template.template_id);
      if (id === null || known.has(`${id} ${template.locale}`)) continue;
      const now = this.#clock.now();
      const answer = await this.#store.add(id, (existing): Addition<Created> => {
        const ours = existing.every(({ source, status }) => source === 'catalogue' && status === 'published');
        if (!ours) return { add: null, answer: { refused: 'taken' } };
        return addition(existing, template, id, now, 'catalogue');
      });
      if ('created' in answer) added += 1;
    }
    this.#library.refresh();
    return added;
  }

  #check(
    input: unknown,
  ):
    | { readonly template: TemplateInput; readonly id: TemplateId }
    | { readonly invalid: readonly FieldError[] } {
    const normalized = normalizeTemplate(input);
    if (!normalized.ok) return { invalid: normalized.errors };
    const template = {
      ...normalized.template,
      locale: normalized.template.locale === '' ? this.#defaultLocale() : normalized.template.locale,
    };
    const errors = checkTemplate(template);
    const id = parseTemplateId(template.template_id);
    return errors.length > 0 || id === null ? { invalid: errors } : { template, id };
  }
}

/** What comes of a template, given the rows its id already has (the newest version first). */
function addition(
  existing: readonly StoredTemplate[],
  template: TemplateInput,
  id: TemplateId,
  now: Date,
  source: StoredTemplate['source'] = 'api',
): Addition<Created> {
  const current = existing.find(({ status }) => status === 'published');
  if (current === undefined && existing.length > 0) return { add: null, answer: { refused: 'taken' } };
  const version = current?.version ?? 1;
  const hasLanguage = existing.some((row) => row.version === version && row.locale === template.locale);
  if (hasLanguage) return { add: null, answer: { refused: 'taken' } };
  const differences = current === undefined ? [] : checkTranslation(current, template);
  if (differences.length > 0) return { add: null, answer: { invalid: differences } };

  const created: Template = {
    ...template,
    template_id: id,
    version,
    status: 'published',
    created_at: now.toISOString(),
  };
  return { add: { ...created, source }, answer: { created } };
}
