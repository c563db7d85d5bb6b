import type { Session } from '../../src/engine/session.ts';
import type { Message } from '../../src/engine/message.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { PersonId, SessionId } from '../../src/ids.ts';
import type { Drawings } from './screen.ts';
import type { History } from './timeline.ts';

/** The part of a logger that this channel uses. */
export interface Log {
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

export interface WebChannelOptions {
  readonly drawings: Drawings;
  readonly clock: { now(): Date };
  /** 32 random bytes in base64url: who has them is the visitor. */
  readonly newSecret: () => string;
  readonly log: Log;
  /** What the database knows of a session; `null` where there is none of this id. */
  readonly history: (session: SessionId) => Promise<History | null>;
  /** Sessions of other platforms that are continued here. */
  readonly continued: {
    /** How long a link waits to be used. */
    readonly minutes: number;
    /** Uses a link up; `null` where it leads nowhere any more. */
    readonly redeem: (token: string, visitor: PersonId) => Promise<SessionId | null>;
    /** What a visitor came to by links, the latest last. */
    readonly of: (visitor: PersonId) => Promise<readonly SessionId[]>;
    readonly session: (id: SessionId) => Promise<Session | null>;
  };
  /** What the agents were told of a session, as it stands. */
  readonly pack: (session: Session) => Promise<Message>;
  readonly admin: {
    /** We listen on loopback, are called by no public address, and are not in production. */
    readonly local: boolean;
    /** What the roles say. */
    readonly isAdmin: (person: PersonId) => Promise<boolean>;
    /** Whether this is a key that may do all that admins do. */
    readonly opensBy: (key: string) => Promise<boolean>;
  };
  /** Problems to try, as people put them: the example phrasings of published guides. */
  readonly examples: (locale: Locale) => Promise<readonly string[]>;
  /** The languages of the switch; the first is for those who ask for none of them. */
  readonly locales: readonly [Locale, ...Locale[]];
  readonly publicUrl: string | null;
  /** Where the built page is. */
  readonly publicDir: string;
  /** The secret of the webhook whose receiver is `POST /playground/hooks`; `null` while none is registered. */
  readonly hookSecret: () => string | null;
}
