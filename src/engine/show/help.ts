import type { Agent, Helper } from '../escalation.ts';
import type { Message, Part, PressMove } from '../message.ts';
import type { Session } from '../session.ts';
import type { Locale } from '../template.ts';
import type { Say } from './context.ts';

/** A problem that somebody of the team found in another person's message. */
export interface FoundProblem {
  /** Finds it again. */
  readonly id: string;
  readonly author: Agent;
  readonly problem: string;
}

/** Asks the one who pressed: for whom? */
export const showForWhom = ({ id, author, problem }: FoundProblem, say: Say, locale: Locale): Message =>
  message(
    say('help_author.for_whom'),
    locale,
    [quote(problem)],
    [
      button('for_author', say('help_author.for_author', { name: nameOf(author) }), id, 'primary'),
      button('for_me', say('help_author.for_me'), id),
    ],
  );

/** Asks the author: is help wanted? Nothing begins before they say so. */
export const showInvitation = (
  { id, problem }: FoundProblem,
  helper: Agent,
  say: Say,
  locale: Locale,
): Message =>
  message(
    say('help_author.invitation', { name: nameOf(helper) }),
    locale,
    [quote(problem)],
    [
      button('accept_help', say('help_author.accept'), id, 'primary'),
      button('decline_help', say('help_author.decline'), id),
    ],
  );

/** What became of it, for whoever is told. */
export const showHelpNews = (news: HelpNews, name: string, say: Say, locale: Locale): Message =>
  message(say(`help_author.${news}`, { name }), locale, [], []);
export type HelpNews =
  'invited' | 'answered' | 'accepted' | 'declined' | 'no_help' | 'solved' | 'handed_over' | 'ended' | 'gone';

/** What a helper hears of the session that they began: `null` where nothing is new for them. */
export const newsForHelper = (
  after: Session & { readonly helper: Helper },
  news: Extract<HelpNews, 'solved' | 'handed_over' | 'ended'>,
  say: Say,
): Message => showHelpNews(news, after.user.name ?? after.user.id, say, after.helper.locale);

const nameOf = ({ id, name }: Agent): string => name ?? id;

const quote = (text: string): Part => ({ type: 'quote', text });

const message = (
  text: string,
  locale: Locale,
  parts: readonly Part[],
  actions: Message['actions'],
): Message => ({ summary: text, locale, parts: [{ type: 'text', text }, ...parts], actions });

const button = (
  move: PressMove,
  label: string,
  arg: string,
  style: 'primary' | 'plain' = 'plain',
): Message['actions'][number] => ({
  label,
  press: { session_id: null, version: 0, move, arg },
  style,
  place: 'row',
  form: null,
});
