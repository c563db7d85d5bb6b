import type { FieldError } from '../../../engine/command.ts';
import type { Action, Field, Part } from '../../../engine/message.ts';
import type { Say } from '../../../engine/show/context.ts';
import type { Locale } from '../../../engine/template.ts';
import type { Actor } from '../rights.ts';
import type { Answer, Asked } from '../use-cases.ts';
import type { VerbName } from '../verbs.ts';
import { quoted } from './words.ts';
import { wrongInWords } from './wrong.ts';

/** A button is the words it stands for. */
export interface Button {
  readonly label: string;
  readonly words: string;
  readonly style?: Action['style'];
  readonly place?: Action['place'];
  /** The form of these words comes first. */
  readonly form?: boolean;
}

export interface Screen {
  readonly title: string;
  readonly parts: readonly Part[];
  readonly buttons: readonly Button[];
}

/** What an admin is answered. */
export type Reply =
  | { readonly screen: Screen }
  | { readonly refused: string; readonly note: string; readonly fields?: Readonly<Record<string, string>> };

/** Somebody who may, what they typed or pressed, and what they filled in. */
export interface Asking {
  readonly actor: Extract<Actor, { kind: 'person' }>;
  readonly locale: Locale;
  readonly say: Say;
  readonly now: Date;
  /** Behind the area and the verb. */
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** What a form brought; what was typed as options stands beside it. */
  readonly values: Readonly<Record<string, string>>;
  /** The words so far, to be said again with more. */
  readonly words: string;
  /** Where this chat can show a chart of so many days from; `null`: nowhere. */
  readonly chart: (asked: { readonly since: Date; readonly days: number }) => string | null;
  do<V extends VerbName>(name: V, asked: Asked<V>): Promise<Answer<V> | { readonly refused: 'forbidden' }>;
}

/** One command of the chat. */
export interface ChatVerb {
  /** Whose right it takes. */
  readonly verb: VerbName;
  /** What is typed behind it. */
  readonly usage: string;
  readonly run: (asking: Asking) => Promise<Reply>;
  /** The fields of its form, where it has one. */
  readonly form?: (
    asking: Asking,
  ) => Promise<{ readonly title: string; readonly fields: readonly Field[] } | Reply>;
}
export type ChatVerbs = Readonly<Record<string, ChatVerb>>;

export const shown = (title: string, parts: readonly Part[], buttons: readonly Button[] = []): Reply => ({
  screen: { title, parts, buttons },
});

export const text = (words: string): Part => ({ type: 'text', text: words });
export const hint = (words: string): Part => ({ type: 'hint', text: words });
export const facts = (
  items: readonly (readonly [string, string | null])[],
  label: string | null = null,
): Part => ({
  type: 'facts',
  label,
  items: items.flatMap(([name, value]) => (value === null ? [] : [{ name, value }])),
});
export const status = (tone: Extract<Part, { type: 'status' }>['tone'], words: string): Part => ({
  type: 'status',
  tone,
  text: words,
});

/** "Are you sure?", and the button that says so; typed, it is `--yes`. */
export const confirm = (asking: Asking, question: string, yes: string): Reply =>
  shown(
    question,
    [status('warning', question), hint(asking.say('admin.confirm_hint'))],
    [{ label: yes, words: `${asking.words} --yes`, style: 'danger' }],
  );
export const isConfirmed = ({ options }: Asking): boolean => options['yes'] === 'true';

/** What the office did not do, in the person's words. */
export const refusal = (
  { say, locale }: Pick<Asking, 'say' | 'locale'>,
  outcome: { readonly refused: string } | { readonly invalid: readonly FieldError[] },
): Reply => {
  if ('invalid' in outcome) {
    const wrong = outcome.invalid.map(
      (error) => [error.path.split(/[.[]/)[0] ?? error.path, wrongInWords({ say, locale }, error)] as const,
    );
    const note = wrong.map(([, words]) => words).join('\n');
    const fields = Object.fromEntries(wrong);
    return { refused: 'invalid_input', note: say('admin.invalid', { errors: note }), fields };
  }
  const known: Readonly<Record<string, string>> = {
    forbidden: 'admin.refused_forbidden',
    not_found: 'admin.refused_not_found',
    taken: 'admin.refused_taken',
    webhook_disabled: 'admin.refused_webhook_disabled',
    role_fixed: 'admin.refused_role_fixed',
    claim_wrong: 'admin.refused_claim_wrong',
    claim_none: 'admin.refused_claim_none',
    conflict: 'admin.refused_conflict',
    session_closed: 'admin.refused_session_closed',
  };
  return {
    refused: outcome.refused,
    note: say(known[outcome.refused] ?? 'admin.refused_code', { code: outcome.refused }),
  };
};

/** The command needs one more word. */
export const lacks = ({ say, words }: Asking, usage: string): Reply => ({
  refused: 'incomplete',
  note: say('admin.incomplete', { usage: `${words} ${usage}`.trim() }),
});

/** "5 minutes ago" */
export const ago = (locale: Locale, now: Date, then: string | null, never: string): string => {
  if (then === null) return never;
  const seconds = (Date.parse(then) - now.getTime()) / 1000;
  const steps = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' }).format(
    Math.round(seconds / size),
    unit,
  );
};

export const percent = (locale: Locale, value: number | null): string =>
  value === null ? '–' : `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)} %`;

export const say = (...words: readonly string[]): string => words.map(quoted).join(' ');

/** The way to what comes after this page. */
export const nextPage = ({ say: says }: Asking, words: string, cursor: string | null): readonly Button[] =>
  cursor === null ? [] : [{ label: says('admin.next_page'), words: `${words} cursor=${cursor}` }];

export const pageSize = 5;
