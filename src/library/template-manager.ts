import type { Step, Template } from '../engine/template.ts';
import { parseTemplateId } from '../ids.ts';
import { toCamel, toSnake } from './camel.ts';
import type { Camel } from './camel.ts';
import { LazyEngine } from './engine.ts';
import type { LibraryOptions } from './engine.ts';
import { UnstuckRefusal, valueOf } from './refusal.ts';

export interface RenderedTemplate {
  readonly templateId: string;
  readonly templateVersion: number;
  readonly locale: string;
  readonly problemTitle: string;
  readonly description: string;
  readonly steps: Camel<readonly Step[]>;
}

/** What a template is created from; what is left out gets its default. */
export interface NewTemplate {
  readonly templateId: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly variables?: readonly {
    name: string;
    description?: string;
    required?: boolean;
    type?: string;
    choices?: readonly string[];
  }[];
  readonly stepsTemplate: readonly ({ readonly title: string } & Partial<Camel<Step>>)[];
  readonly examples?: readonly string[];
  readonly keywords?: readonly string[];
  readonly locale?: string;
}

/** Lists, renders and creates guides. Alone, it has a database of its own to be closed. */
export class TemplateManager {
  readonly #engine: LazyEngine;

  constructor(options: LibraryOptions | LazyEngine = {}) {
    this.#engine = options instanceof LazyEngine ? options : new LazyEngine(options);
  }

  /** The published guides; with a locale those that have that language. */
  async listTemplates(query: { category?: string; locale?: string } = {}): Promise<Camel<Template>[]> {
    const { templates } = await this.#engine.core();
    return (await templates.listTemplates(query)).map((template) => toCamel(template));
  }

  /** `null` where there is none. */
  async getTemplate(id: string, { locale }: { locale?: string } = {}): Promise<Camel<Template> | null> {
    const { templates } = await this.#engine.core();
    const known = parseTemplateId(id);
    const template = known && (await templates.getTemplate(known, { locale }));
    return template && toCamel(template);
  }

  /**
   * @throws {UnstuckRefusal} `not_found`, or `invalid` naming each missing or wrong variable
   * @example await agent.templates.renderTemplate('reset_password_template', { product_name: 'Acme', reset_url: 'https://acme.example/reset' })
   */
  async renderTemplate(
    id: string,
    variables: Readonly<Record<string, unknown>>,
    { locale }: { locale?: string } = {},
  ): Promise<RenderedTemplate> {
    const { templates } = await this.#engine.core();
    const known = parseTemplateId(id);
    if (known === null) throw new UnstuckRefusal('not_found');
    const rendered = await templates.renderTemplate(known, variables, { locale });
    const guide = valueOf('guide' in rendered ? { ok: rendered.guide } : rendered);
    return {
      templateId: guide.pin.template_id,
      templateVersion: guide.pin.version,
      locale: guide.pin.locale,
      problemTitle: guide.name,
      description: guide.description,
      steps: toCamel(guide.steps),
    };
  }

  /** @throws {UnstuckRefusal} `taken`, or `invalid` naming the step and what is wrong with it */
  async createTemplate(template: NewTemplate): Promise<Camel<Template>> {
    const { templates } = await this.#engine.core();
    // `variables` is a list here, whose items are ours to rename.
    const created = await templates.createTemplate(toSnake(template));
    return toCamel(valueOf('created' in created ? { ok: created.created } : created));
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }
}
