import type { Locale, Variable } from '../../engine/template.ts';
import type { TemplateId } from '../../ids.ts';

/** A guide among which a model may choose, and what it may know of it. */
export interface GuideOption {
  readonly template_id: TemplateId;
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** What the guide asks the person for; never a secret. */
  readonly details: readonly Variable[];
}

/** What is private in a person's words and is known to be, whatever it looks like. */
export interface Private {
  readonly kind: 'SECRET' | 'NAME';
  readonly value: string;
}

interface Asked {
  /** What the person wrote. */
  readonly words: string;
  readonly locale: Locale;
  readonly known: readonly Private[];
}

/** Which of these guides is it about? */
export interface PickQuestion extends Asked {
  readonly kind: 'pick';
  readonly guides: readonly GuideOption[];
  /** Whether it may ask back, once. */
  readonly may_ask: boolean;
}

/** Which of these moves does a typed reply mean? */
export interface ReplyQuestion extends Asked {
  readonly kind: 'reply';
  /** What the person is answering. */
  readonly shown: string;
  readonly moves: readonly { readonly id: string; readonly means: string }[];
}

export type ModelQuestion = PickQuestion | ReplyQuestion;

/** Why a model was of no help; what the words said stands then. */
export const failures = [
  /** Not within its time. */
  'late',
  /** It would not answer. */
  'refused',
  /** Not what was asked for. */
  'malformed',
  /** Cut off in the middle. */
  'truncated',
  /** Something that was not offered. */
  'not_offered',
  'rate_limited',
  /** The server is broken or away. */
  'unavailable',
  /** The server does not take the request: the key, the model, or what is asked. */
  'rejected',
  /** Not asked: it failed too often just now. */
  'circuit_open',
  /** Not asked: the day's tokens are spent. */
  'over_budget',
  /** Not asked: there is no model, or an admin has switched it off. */
  'off',
] as const;
export type AdviceFailure = (typeof failures)[number];

export const adviceResults = ['chosen', 'question', 'none', ...failures] as const;
export type AdviceResult = (typeof adviceResults)[number];

/** What an answer took. */
export interface Spent {
  /** `null` where none was asked. */
  readonly model: string | null;
  readonly attempts: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly duration_ms: number;
}

export type Advice = { readonly spent: Spent } & (
  | {
      readonly result: 'chosen';
      /** One of the ids that were in the question. */
      readonly choice: string;
      /** Values for details of the chosen guide, as the model says: not validated yet. */
      readonly details: Readonly<Record<string, string>>;
    }
  /** None of them, and this would tell. */
  | { readonly result: 'question'; readonly question: string }
  | { readonly result: 'none' }
  | { readonly result: AdviceFailure }
);

/** A model, wherever it runs. Never rejects because of it: what goes wrong there is a result. */
export interface Adviser {
  /** Whether asking has a chance just now. */
  ready(): boolean;
  ask(question: ModelQuestion): Promise<Advice>;
}

/** The tokens of a day, shared by all replicas. */
export interface TokenBudget {
  /** Takes tokens for what is about to be asked; `false` where fewer than that are left. */
  take(day: string, tokens: number, limit: number): Promise<boolean>;
  /** Corrects what was taken by what was spent; negative gives back. */
  correct(day: string, tokens: number): Promise<void>;
}
