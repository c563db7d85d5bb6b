import type { Locale, Template } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';

/** A template as it is kept: with where it came from. */
export interface StoredTemplate extends Template {
  /** `catalogue`: came with the product. `api`: somebody wrote it. */
  readonly source: 'catalogue' | 'api';
}

/** A row of one version in one language, with who wrote it. Times are ISO 8601. */
export interface TemplateRecord extends StoredTemplate {
  /** Of a draft: how often it was written. */
  readonly revision: number;
  readonly changed_by: string | null;
  readonly changed_at: string | null;
  readonly published_at: string | null;
}

/** What an editor does to the rows of a template. */
export type TemplateWrite =
  | { readonly do: 'put'; readonly row: TemplateRecord }
  | { readonly do: 'remove'; readonly version: number; readonly locale: Locale };

/** What to add to a template, if anything, and what to say to whoever asked. */
export interface Addition<Answer> {
  readonly add: StoredTemplate | null;
  readonly answer: Answer;
}

/** Templates as they are kept: one row for each language of each version. Their texts never change. */
export interface TemplateStore {
  /** Changes whenever a template is added or its status changes. */
  revision(): Promise<string>;
  /** The newest published version of every template, once for each language it has, by id and language. */
  newest(): Promise<readonly Template[]>;
  /** A version in every language it has, whatever became of it since. */
  version(id: TemplateId, version: number): Promise<readonly Template[]>;
  /** Every template and language there is, archived ones too. */
  languages(): Promise<readonly Pick<Template, 'template_id' | 'locale'>[]>;
  /**
   * Shows `decide` all rows of a template, adds the one it answers, and lets nobody in between: the same template
   * created twice at once is created once.
   */
  add<Answer>(
    id: TemplateId,
    decide: (existing: readonly StoredTemplate[]) => Addition<Answer>,
  ): Promise<Answer>;
  /** All rows of a template, the newest version first. */
  rows(id: TemplateId): Promise<readonly TemplateRecord[]>;
  /** Drafts of all templates, the latest first. */
  drafts(): Promise<readonly TemplateRecord[]>;
  /** Like `add`, for whatever an editor does. Published rows are never written again: only drafts give way. */
  edit<Answer>(
    id: TemplateId,
    decide: (existing: readonly TemplateRecord[]) => {
      readonly writes: readonly TemplateWrite[];
      readonly answer: Answer;
    },
  ): Promise<Answer>;
  /** Takes every published version off; `false`: there was none. */
  archive(id: TemplateId, now: Date): Promise<boolean>;
}
