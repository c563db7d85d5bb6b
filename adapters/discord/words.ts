import type { Right } from './rights.ts';
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

  /** Where a command has nothing else to say. */
  done: 'discord.done',
  /** Below a step in a server where the bot does not hear what is typed. */
  pressOrMention: 'discord.press_or_mention',
  /** After a command: where it goes on. */
  goesOnHere: 'discord.goes_on_here',
  goesOnInThread: 'discord.goes_on_in_thread',
  goesOnInDm: 'discord.goes_on_in_dm',
  openThread: 'discord.open_thread',
  openDm: 'discord.open_dm',
  /** The bot may not open a thread, or not write. */
  missingRights: 'discord.missing_rights',
  /** Discord did not open a thread, for whatever reason of its own. */
  noThread: 'discord.no_thread',
  /** A person takes no direct messages. */
  dmClosed: 'discord.dm_closed',
  threadName: 'discord.thread_name',
  /** A form could not be opened in time. */
  formLate: 'discord.form_late',
  /** Labels the button that opens it. */
  openForm: 'discord.open_form',
  /** It was acknowledged, and then the machinery broke. */
  notSaved: 'discord.not_saved',
  serverRefused: 'discord.server_refused',
  /** Below words whose files could not be brought along. */
  filesLost: 'relay.files_lost',
} as const;

/** Rights, as Discord's own settings call them. */
export const rightNames = {
  reactions: 'discord.right.reactions',
  view: 'discord.right.view',
  send: 'discord.right.send',
  embedLinks: 'discord.right.embed_links',
  attachFiles: 'discord.right.attach_files',
  history: 'discord.right.history',
  publicThreads: 'discord.right.public_threads',
  privateThreads: 'discord.right.private_threads',
  sendInThreads: 'discord.right.send_in_threads',
} as const satisfies Record<Right, string>;
