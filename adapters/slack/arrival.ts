import type { Attachment } from '../../src/app/channel.ts';
import type { FormName, Press } from '../../src/engine/message.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import type { CommandName } from './commands.ts';
import type { Mentioned } from './slack-text.ts';

/** Who did it, in Slack's ids and ours. */
export interface Author {
  readonly id: PersonId;
  /** Where the app is installed that was asked; the person's own workspace may be another one. */
  readonly team: string;
  readonly user: string;
  /** As far as the request tells. */
  readonly name: string | null;
}

/** Where a note for this person alone can go. */
export interface Aside {
  readonly team: string;
  readonly user: string;
  readonly channel: string | null;
  readonly thread: string | null;
  readonly responseUrl: string | null;
  /** It was done on a message that only this person sees. */
  readonly replaces: boolean;
}

export interface Came {
  readonly author: Author;
  readonly conversation: ConversationId;
  readonly aside: Aside;
}

/** A thread of the direct messages, in which the assistant's pane talks. */
export interface Pane {
  readonly channel: string;
  readonly thread: string;
  readonly conversation: ConversationId;
}

/** What a press was made on. */
export type Opener = 'message' | 'home';

/** A verified request in the adapter's terms. */
export type Arrival =
  | (Came & {
      readonly kind: 'message';
      readonly key: string;
      readonly text: string;
      readonly mentioned: readonly Mentioned[];
      readonly addressed: boolean;
      readonly files: readonly Attachment[];
      /** Said in a thread of the direct messages: a conversation of the assistant's, if it is one. */
      readonly pane: Pane | null;
    })
  /** Words that were said before are different now, or gone. */
  | (Came & {
      readonly kind: 'edited';
      readonly key: string;
      /** The key that they came with. */
      readonly of: string;
      readonly text: string | null;
      readonly mentioned: readonly Mentioned[];
    })
  | (Came & {
      readonly kind: 'command';
      readonly key: string | null;
      readonly command: CommandName;
      readonly text: string;
      readonly app: string | null;
    })
  | (Came & {
      readonly kind: 'shortcut';
      readonly key: string | null;
      readonly text: string;
      /** Who wrote the message, where another person did, and their direct messages. */
      readonly wrote: { readonly author: Author; readonly conversation: ConversationId } | null;
      readonly app: string | null;
    })
  | (Came & {
      readonly kind: 'press';
      readonly press: Press;
      /** The form that is to be opened first, and the trigger that opens it. */
      readonly form: FormName | null;
      readonly trigger: string | null;
      readonly from: Opener;
    })
  | (Came & {
      readonly kind: 'submission';
      readonly from: Opener;
      readonly key: string | null;
      readonly press: Press;
      readonly form: FormName;
      readonly values: Readonly<Record<string, string>>;
      /** What the modal is made of, to answer in it. */
      readonly title: string;
      readonly close: string;
      readonly fields: readonly string[];
    })
  | { readonly kind: 'home'; readonly author: Author }
  /** The assistant's pane was opened for a new conversation. */
  | { readonly kind: 'pane'; readonly author: Author; readonly pane: Pane }
  /** The app was removed from a team, or its token taken back; `at` in milliseconds since 1970, where it is told. */
  | { readonly kind: 'removed'; readonly team: string | null; readonly at: number | null }
  | { readonly kind: 'nothing'; readonly because: string };

export const nothing = (because: string): Arrival => ({ kind: 'nothing', because });
