import type { Action, FormName, Press, PressMove } from '../message.ts';
import { previewTemplate } from '../render-template.ts';
import type { Session } from '../session.ts';
import type { Guide, Locale, Template } from '../template.ts';

/** A text of the session's language, by its key in the locale files. */
export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** What a message is made of beside the session. */
export interface ShowContext {
  readonly say: Say;
  /** The confirmed template as the session sees it; `null` before one is confirmed. */
  readonly template: Template | null;
  /** The same, rendered; `null` while variables are missing. */
  readonly guide: Guide | null;
  /** The languages a person can switch to, each with its own name for itself. */
  readonly languages: readonly { readonly locale: Locale; readonly name: string }[];
  /** Whether the session can be continued in a browser. */
  readonly continues: boolean;
}

/** The guide's name in the session's language, as far as it can be told with what is known. */
export const guideName = ({ chosen }: Session, { guide, template }: ShowContext): string => {
  if (guide) return guide.name;
  return template ? previewTemplate(template, chosen?.variables ?? {}).name : (chosen?.name ?? '');
};

type ActionOptions = {
  readonly arg?: string;
  readonly style?: Action['style'];
  readonly place?: Action['place'];
  readonly form?: FormName;
};

/** An action of this session, drawn for the version it has now. */
export const action = (
  session: Session,
  move: PressMove,
  label: string,
  { arg, style = 'plain', place = 'row', form }: ActionOptions = {},
): Action => ({
  label,
  press: pressOf(session, move, arg ?? null),
  style,
  place,
  form: form ?? null,
});

export const pressOf = (session: Session, move: PressMove, arg: string | null): Press => ({
  session_id: session.session_id,
  version: session.version,
  move,
  arg,
});

export const human = (session: Session, { say }: ShowContext, style: Action['style'] = 'plain'): Action =>
  action(session, 'human', say('action.human'), { style });

export const cancel = (session: Session, { say }: ShowContext): Action =>
  action(session, 'cancel', say('action.cancel'), { place: 'more', style: 'danger' });

export const switchLanguage = (session: Session, { languages }: ShowContext): Action[] =>
  languages
    .filter(({ locale }) => locale !== session.locale.split('-')[0])
    .map(({ locale, name }) => action(session, 'language', name, { arg: locale, place: 'more' }));
