import type { FieldError } from '../engine/command.ts';
import type { Guide, Locale, Template, TemplateStatus } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';
import type { TemplateRecord } from './templates.ts';

/** One version of a guide, in all its languages. Times are ISO 8601. */
export interface TemplateVersion {
  readonly version: number;
  readonly status: TemplateStatus;
  readonly locales: readonly Locale[];
  readonly created_at: string;
  readonly published_at: string | null;
  readonly changed_by: string | null;
  readonly changed_at: string | null;
}

/** A draft as it was written, and what still keeps it from being published. */
export interface Draft {
  readonly template: TemplateRecord;
  readonly problems: readonly FieldError[];
}

export type EditOutcome<T, Refusal extends string = 'not_found'> =
  { readonly ok: T } | { readonly refused: Refusal } | { readonly invalid: readonly FieldError[] };

/** One of several guides that were brought in. */
export type Imported =
  | { readonly index: number; readonly template_id: string; readonly locale: Locale; readonly ok: true }
  | {
      readonly index: number;
      readonly template_id: string | null;
      readonly ok: false;
      readonly errors: readonly FieldError[];
    };

/** Drafts and versions. What was published never changes: what changes is a draft, and publishing makes a version of it. */
export interface TemplateEditor {
  versions(id: string): Promise<EditOutcome<readonly TemplateVersion[]>>;
  /** A version, the draft, or (`null`) what is published now; in the nearest language. */
  read(
    id: string,
    version: number | 'draft' | null,
    locale: Locale | null,
  ): Promise<EditOutcome<TemplateRecord>>;
  drafts(): Promise<readonly TemplateRecord[]>;
  /**
   * Writes the draft in one language, beginning one with what is published now. `revision`: the one that was read;
   * `conflict` where somebody wrote since.
   */
  save(
    id: string,
    input: unknown,
    options: { readonly locale: Locale | null; readonly revision: number | null; readonly by: string },
  ): Promise<EditOutcome<Draft, 'conflict'>>;
  discard(id: string): Promise<EditOutcome<{ readonly template_id: TemplateId }>>;
  /** In these languages of the draft, or all it has. */
  publish(
    id: string,
    options: { readonly locales: readonly Locale[] | null; readonly by: string },
  ): Promise<EditOutcome<TemplateVersion>>;
  /** What an earlier version says is published again, as a new version. */
  rollback(id: string, version: number, by: string): Promise<EditOutcome<TemplateVersion>>;
  archive(id: string): Promise<EditOutcome<{ readonly template_id: TemplateId }>>;
  /** Each becomes a draft, or is published where it is asked for and nothing is wrong. One broken one stops no other. */
  bringIn(
    items: readonly unknown[],
    options: { readonly publish: boolean; readonly by: string },
  ): Promise<readonly Imported[]>;
  /** With values that show where the person's own will stand, where none are given. */
  preview(template: Template, variables: Readonly<Record<string, unknown>>): EditOutcome<Guide, never>;
}
