import type { Locale } from '../../src/engine/template.ts';

/** A text of the locale files: the desk's `text`. */
export type Text = (
  locale: Locale,
  key: string,
  params?: Readonly<Record<string, string | number>>,
) => string;

/** What only this adapter says, by its keys in the locale files. */
export const words = {
  /** The menu of what is not always in sight. */
  more: 'discord.more',
  /** Below a message that was too long for one: opens all of it, for the presser alone. */
  readAll: 'discord.read_all',
  previousPage: 'discord.previous_page',
  nextPage: 'discord.next_page',
  page: 'discord.page',
  /** Discord has no input that hides what is typed. */
  secretShown: 'discord.secret_shown',
  /** After one of a form's pages was sent. */
  pageSent: 'discord.page_sent',
  /** Opens the next one. */
  nextForm: 'discord.next_form',
} as const;
