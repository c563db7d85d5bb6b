import type { TemplateId } from '../ids.ts';

/** What a variable may hold. A `secret` is asked only in forms and masked everywhere but to its owner. */
export const variableTypes = ['string', 'number', 'boolean', 'url', 'email', 'choice', 'secret'] as const;
export type VariableType = (typeof variableTypes)[number];

export interface Variable {
  readonly name: string;
  /** What the person is asked for, in the template's language. */
  readonly description: string;
  readonly required: boolean;
  readonly type: VariableType;
  /** The allowed values where `type` is `choice`; empty otherwise. */
  readonly choices: readonly string[];
}

/** Where a step goes: another step by its number, the question "is it solved?", or a human. */
export type Target = number | 'resolve' | 'escalate';

export interface StepChoice {
  /** `[A-Za-z0-9_-]{1,64}`, unique within the step; what REST callers send. */
  readonly id: string;
  readonly label: string;
  readonly next: Target;
}

export interface Resource {
  readonly title: string;
  readonly url: string;
}

/** An image that shows what words cannot; `alt` says what is on it, for those who do not see it. */
export interface Picture {
  /** https alone: the platforms fetch it. */
  readonly image: string;
  readonly alt: string;
}

export const isPicture = (item: string | Resource | Picture): item is Picture =>
  typeof item !== 'string' && 'image' in item;

export interface Step {
  readonly step_number: number;
  readonly title: string;
  readonly description: string;
  readonly instructions: readonly (string | Picture)[];
  readonly expected_result: string;
  readonly warnings: readonly string[];
  readonly resources: readonly (string | Resource | Picture)[];
  /** Default: the next step in order; after the last one, `resolve`. */
  readonly on_success: Target | null;
  /** Default: the next step in order; after the last one, `escalate`. */
  readonly on_failure: Target | null;
  /** Where there are any, the step is a question and each choice says where it leads. */
  readonly choices: readonly StepChoice[];
}

export type Locale = string;
/** The tag of BCP 47 for a language nobody has told: then the house's own is spoken. */
export const undetermined: Locale = 'und';

/** The texts of one version in one language. Strings are mustache templates over `variables`. */
export interface TemplateContent {
  readonly name: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly steps_template: readonly Step[];
  /** How people put this problem: used to pick the guide, never shown. */
  readonly examples: readonly string[];
  readonly keywords: readonly string[];
}

export type TemplateStatus = 'draft' | 'published' | 'archived';

/** One version of a guide in one language. A published version never changes. */
export interface Template extends TemplateContent {
  readonly template_id: TemplateId;
  readonly version: number;
  readonly locale: Locale;
  readonly category: string;
  readonly status: TemplateStatus;
  readonly created_at: string;
}

/** A template version in one language, as a session is pinned to it. */
export interface TemplatePin {
  readonly template_id: TemplateId;
  readonly version: number;
  readonly locale: Locale;
}

export type Variables = Readonly<Record<string, string | number | boolean>>;

/** A template rendered with its variables: what the person sees. Step texts hold no mustache any more. */
export interface Guide {
  readonly pin: TemplatePin;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly steps: readonly Step[];
}
