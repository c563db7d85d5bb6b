import type { ChannelName, User } from '../engine/command.ts';
import type { Form, FormName, Message, Press } from '../engine/message.ts';
import type { Session } from '../engine/session.ts';
import type { Locale } from '../engine/template.ts';
import type { ConversationId, MessageId, PersonId, SessionId, TemplateId } from '../ids.ts';

/**
 * The port between the application and a platform. An adapter turns what arrives into an `Input`, gives it to
 * the `Desk`, and acknowledges to its platform when the promise is kept: by then it is committed. What is to
 * be shown comes back later through `send`, as often as needed.
 */
export interface Channel {
  readonly name: ChannelName;
  /** Posts a message, or edits the one it was posted as. Decides nothing, keeps nothing, never retries by itself. */
  send(outgoing: Outgoing): Promise<Sent>;
  /** Connects, registers, listens; resolves when the channel can receive. */
  start(): Promise<void>;
  /** Lets go of everything; what was not acknowledged comes again by the platform. */
  stop(): Promise<void>;
  /**
   * The agents' place behind what an admin wrote in the settings (a channel's id): checks that the bot may write
   * there. Absent where agents cannot work on this platform.
   */
  place?(channel: string): Promise<AgentsPlace>;
  /**
   * Puts a sign on a person's own message (a reaction): whether what they wrote arrived at the other side. Absent,
   * or failing, costs nothing but the sign. `of` is the `key` the words came with.
   */
  mark?(conversation: ConversationId, of: string, sign: DeliverySign): Promise<void>;
  /** The bytes of a file that came with words, for a copy of it; `from` is what the `Attachment` says. */
  download?(from: MessageRef): Promise<{ readonly bytes: Uint8Array } | { readonly unavailable: string }>;
}

export type AgentsPlace =
  | {
      /** Where packs are posted. Not a thread: the thread of each hand-off is below its pack. */
      readonly place: ConversationId;
      /** How people call it: `#support`. */
      readonly name: string;
    }
  | {
      /** `away`: the platform could not be asked just now. */
      readonly unusable: 'not_found' | 'no_access' | 'away';
      /** An English sentence for the admin: what is wrong, and what to do (how to invite the bot). */
      readonly how: string;
    };

export const deliverySigns = ['arrived', 'failed'] as const;
export type DeliverySign = (typeof deliverySigns)[number];

/** A file that came with words. What a platform shows of it expires or needs its token, so it crosses as a copy. */
export interface Attachment {
  readonly name: string;
  /** MIME type as the platform says. */
  readonly type: string;
  readonly bytes: number;
  /** Whatever `download` needs; JSON, without secrets. */
  readonly from: MessageRef;
}

/** A copy of a file, to be uploaded below or with the message. */
export interface FileCopy {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Where a platform keeps a message; written and read by its own adapter alone. JSON, at most 4 KB. */
export type MessageRef = Readonly<Record<string, unknown>>;

export interface Outgoing {
  /** The same over all attempts: what a platform takes for reconciling (metadata, nonce) is made of it. */
  readonly message_id: MessageId;
  readonly conversation: ConversationId;
  readonly person: PersonId;
  readonly session_id: SessionId | null;
  /** The session's version that the message shows. */
  readonly version: number;
  readonly message: Message;
  /** `null`: to be posted; otherwise to be edited in place. */
  readonly ref: MessageRef | null;
  /** How often this was tried before; above 0, a post may have gone through already: look before posting. */
  readonly attempt: number;
  /** A hand-off: people will talk below it. Opens a thread there where the platform has to be asked for one. */
  readonly opens_thread?: boolean;
  /** Sent with a first post; an edit leaves them as they are. */
  readonly files?: readonly FileCopy[];
}

export type Sent =
  | {
      readonly sent: MessageRef;
      /** Where what people say below it arrives from, as the `conversation` of their inputs; with `opens_thread`. */
      readonly thread?: ConversationId;
    }
  /** Try again: after so many milliseconds where the platform says so, else by the outbox's own schedule. */
  | { readonly retry: string; readonly after_ms: number | null }
  /** The message to edit is no longer there: it will be posted anew. */
  | { readonly gone: 'message' }
  /** Nobody will ever read it: conversation deleted, app removed, person blocks the bot. Given up, out loud. */
  | { readonly gone: 'conversation'; readonly reason: string };

export interface Arrived {
  /**
   * What makes two deliveries the same thing (the message's own id rather than the delivery's, since platforms
   * redeliver under new delivery ids); `null` where the press itself tells (its session version does).
   */
  readonly key: string | null;
  readonly channel: ChannelName;
  readonly conversation: ConversationId;
  readonly user: User;
}

/** What a person did, in no platform's terms. */
export type Input = Arrived &
  (
    | {
        /** Words: in a direct message, a thread, after a mention. `addressed`: meant for the bot beyond doubt. */
        readonly type: 'say';
        readonly text: string;
        readonly addressed: boolean;
        readonly files?: readonly Attachment[];
        /** Who is mentioned, and how they stand in the text: agents' words (`assign @ben`) want to know which. */
        readonly people?: readonly { readonly shown: string; readonly id: PersonId }[];
      }
    /** Words that were said before are different now, or gone (`text: null`). `of` is the `key` they came with. */
    | { readonly type: 'edit'; readonly of: string; readonly text: string | null }
    /**
     * `/troubleshoot-agent <words>`, and in a hand-off's thread the same words after a mention. `conversation` is
     * where it was typed, a thread if the platform says so. A mentioned person stands in the words as their
     * `PersonId` (`assign slack:T1:U2`).
     */
    | { readonly type: 'agent'; readonly words: string }
    /** `/troubleshoot-admin <words>`, a mentioned person as above. */
    | { readonly type: 'admin'; readonly words: string }
    /**
     * `/troubleshoot [problem]`, or the message shortcut with the message's text. `author`: whoever wrote that
     * message, where it is another person and no bot, with the conversation that a session of theirs would be in;
     * somebody of the team may then begin it for them.
     */
    | {
        readonly type: 'troubleshoot';
        readonly problem: string | null;
        readonly author?: { readonly user: User; readonly conversation: ConversationId };
      }
    /** `/escalate [reason]`. */
    | { readonly type: 'escalate'; readonly reason: string | null }
    | { readonly type: 'press'; readonly press: Press }
    | {
        readonly type: 'submit';
        readonly press: Press;
        readonly form: FormName;
        readonly values: Readonly<Record<string, string>>;
      }
  );

/** What became of an input. `note` is a line for this person alone (ephemeral where the platform has that). */
export type Receipt =
  | { readonly kind: 'accepted'; readonly session: Session; readonly note: string | null }
  /** An answer of several lines or with buttons, for this person alone (ephemeral where the platform has that). */
  | { readonly kind: 'told'; readonly message: Message }
  /** Seen before: it decided nothing, and what it shows is as it was. */
  | { readonly kind: 'duplicate' }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly note: string;
      /** Which form fields are wrong: name -> words. */
      readonly fields: Readonly<Record<string, string>>;
    }
  /** Not for the bot (talk between people in a thread). */
  | { readonly kind: 'ignored' };

/** What a person finds on the bot's home page. */
export interface Home {
  readonly locale: Locale;
  /** The person's open sessions with the message that shows each as it stands, the newest first. */
  readonly sessions: readonly { readonly session: Session; readonly message: Message }[];
  readonly greeting: Message;
}

/** Words that may be meant, from the first one on. */
export interface SuggestedWords {
  readonly words: string;
  /** What the id in them is called by people; `null` where the words say it all. */
  readonly what: string | null;
}

/** What an adapter may ask of the application. */
export interface Desk {
  /** Decides and commits; resolves after the commit. Rejects only when the machinery is broken: do not acknowledge then. */
  receive(input: Input): Promise<Receipt>;
  /**
   * The form an action opens. Decides nothing; fast enough for the inside of an acknowledgement.
   * Refused where the session has moved on or is another person's.
   */
  form(
    press: Press,
    form: FormName,
    user: User,
  ): Promise<{ readonly form: Form } | { readonly refused: string; readonly note: string }>;
  home(user: User): Promise<Home>;
  /** Guides for a problem that is still being typed, the likeliest first: at most 25, fast enough for every key. */
  suggest(
    typed: string,
    user: User,
  ): Promise<readonly { readonly template_id: TemplateId; readonly name: string }[]>;
  /** Words for `/troubleshoot-agent` or `/troubleshoot-admin` that are still being typed: at most 25, as quickly. */
  suggestWords(command: 'agent' | 'admin', typed: string, user: User): Promise<readonly SuggestedWords[]>;
  /** A session's message as it stands, for reading all of it where a platform shows a part; `null`: there is none. */
  message(session: SessionId): Promise<Message | null>;
  /** A text of the locale files, for what only an adapter says (menu labels, ephemeral notes). */
  text(locale: Locale, key: string, params?: Readonly<Record<string, string | number>>): string;
}

/**
 * What an adapter must remember beyond a process: small JSON values in a drawer of its own (where a conversation
 * lives, the last message seen in it, an installation). Secrets are sealed by who puts them in.
 */
export interface Keep {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  /** Everything whose key begins so, by key. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
}

/** Where one replica alone may act (a gateway's shard): taken for a while, and kept by asking again. */
export interface Leadership {
  /** Whether this replica leads until `ms` from now; asked again in time, it stays so. */
  lead(name: string, ms: number): Promise<boolean>;
  /** Lets another replica have it at once. */
  resign(name: string): Promise<void>;
}
