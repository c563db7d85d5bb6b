import type { Attachment } from '../../src/app/channel.ts';
import type { PersonId } from '../../src/ids.ts';
import type { Carried } from './custom-id.ts';
import type { Mentioned } from './discord-text.ts';
import type { FilledIn } from './forms.ts';

/** What arrived from Discord, in the adapter's terms. */

export interface Author {
  readonly id: PersonId;
  readonly user: string;
  readonly name: string | null;
  /** The language of their app; messages do not tell it. */
  readonly locale: string | null;
}

/** Where it happened. */
export type Spot =
  | { readonly kind: 'dm'; readonly channel: string }
  | {
      readonly kind: 'thread';
      readonly guild: string;
      readonly channel: string;
      readonly parent: string | null;
      readonly isPrivate: boolean;
    }
  | {
      readonly kind: 'channel';
      readonly guild: string;
      readonly channel: string;
      /** The kind of threads that can be opened there. */
      readonly threads: 'text' | 'announcement' | null;
    };

/** By what an interaction is answered; its token lives for fifteen minutes. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly author: Author;
  readonly spot: Spot;
  /** What the bot may do there, as Discord's bits. */
  readonly granted: bigint;
  /** What was pressed stands in this message. */
  readonly message: string | null;
  /** It is one that only its presser sees. */
  readonly ephemeral: boolean;
}

export type InteractionArrival =
  | (Interaction & { readonly kind: 'troubleshoot'; readonly problem: string; readonly inPrivate: boolean })
  | (Interaction & { readonly kind: 'escalate'; readonly reason: string })
  /** `/troubleshoot-agent`, `/troubleshoot-admin`. */
  | (Interaction & { readonly kind: 'words'; readonly command: 'agent' | 'admin'; readonly words: string })
  | (Interaction & { readonly kind: 'shortcut'; readonly text: string })
  /** A problem, or words for agents and admins, while they are being typed. */
  | (Interaction & {
      readonly kind: 'typing';
      readonly command: 'troubleshoot' | 'agent' | 'admin';
      readonly typed: string;
    })
  | (Interaction & { readonly kind: 'press'; readonly carried: Carried })
  | (Interaction & {
      readonly kind: 'submission';
      readonly carried: Extract<Carried, { kind: 'form' }>;
      readonly filledIn: FilledIn;
    })
  /** A button or a form that this version has no use for. */
  | (Interaction & { readonly kind: 'unknown' })
  | { readonly kind: 'ping' }
  | { readonly kind: 'nothing'; readonly because: string };

export type MessageArrival =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly author: Author;
      readonly spot: Spot;
      readonly text: string;
      /** Meant for the bot beyond doubt: in its direct messages, or with its name in it. */
      readonly addressed: boolean;
      readonly mentioned: readonly Mentioned[];
      readonly files: readonly Attachment[];
    }
  /** Words that were said before are different now. */
  | {
      readonly kind: 'edited';
      readonly id: string;
      readonly author: Author;
      readonly spot: Spot;
      readonly text: string;
      /** When: the same again is the same change. */
      readonly version: string;
    }
  | {
      readonly kind: 'deleted';
      readonly ids: readonly string[];
      /** `null`: in direct messages. */
      readonly guild: string | null;
      readonly channel: string;
    }
  | { readonly kind: 'nothing'; readonly because: string };
