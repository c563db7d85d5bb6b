import type { Form } from '../../src/engine/message.ts';

/** A chat in memory, as small as one can be: what a platform and its SDK are for `test-channel.ts`. */
export interface Chat {
  /** The same nonce posts once: the answer is the message that is there. */
  post(room: string, nonce: string, content: Content): Promise<string>;
  edit(message: string, content: Content): Promise<void>;
  /** Shown to one person alone. */
  whisper(user: string, content: Content): void;
  /** Events are answered by this from now on; what it rejects with is nobody's answer. */
  serve(handler: (event: ChatEvent) => Promise<ChatAnswer>): void;
}

export interface Content {
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly value: string }[];
}
export const limits = { text: 4000, buttons: 40, label: 60 } as const;

interface Came {
  readonly room: string;
  /** The first message of the thread in a room of several people. */
  readonly thread: string | null;
  readonly user: { readonly id: string; readonly name: string; readonly locale: string };
}
export type ChatEvent =
  | (Came & {
      readonly kind: 'message';
      readonly id: string;
      readonly text: string;
      readonly toBot: boolean;
    })
  | (Came & { readonly kind: 'press'; readonly value: string })
  | (Came & {
      readonly kind: 'submit';
      readonly value: string;
      readonly values: Readonly<Record<string, string>>;
    });
export interface ChatAnswer {
  readonly form?: Form;
  readonly errors?: Readonly<Record<string, string>>;
}

/** What a call is answered with that did not work. */
export class ChatError extends Error {
  readonly code: 'limited' | 'broken' | 'no_message' | 'no_room';
  readonly retryAfterMs: number | null;

  constructor(code: ChatError['code'], retryAfterMs: number | null = null) {
    super(code);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Posted extends Content {
  readonly id: string;
  readonly room: string;
  readonly nonce: string;
  readonly edits: number;
}

/** The chat with what only its tests see and do. */
export const createTestChat = () => {
  const posted: Posted[] = [];
  let serial = 0;
  const whispers: { user: string; content: Content }[] = [];
  const closed = new Set<string>();
  const faults: { error: ChatError; through: boolean }[] = [];
  let handler: ((event: ChatEvent) => Promise<ChatAnswer>) | null = null;

  const call = <Answer>(room: string | undefined, work: () => Answer): Answer => {
    const fault = faults.shift();
    if (fault?.through) work();
    if (fault) throw fault.error;
    if (room === undefined) throw new ChatError('no_message');
    if (closed.has(room)) throw new ChatError('no_room');
    return work();
  };

  const chat: Chat = {
    post: async (room, nonce, content) =>
      call(room, () => {
        const there = posted.find((message) => message.nonce === nonce);
        if (there) return there.id;
        const id = `${room}#${(serial += 1)}`;
        posted.push({ id, room, nonce, edits: 0, ...content });
        return id;
      }),
    edit: async (id, content) =>
      call(posted.find((message) => message.id === id)?.room, () => {
        const at = posted.findIndex((message) => message.id === id);
        const before = posted[at];
        if (before) posted[at] = { ...before, ...content, edits: before.edits + 1 };
      }),
    whisper: (user, content) => {
      whispers.push({ user, content });
    },
    serve: (given) => {
      handler = given;
    },
  };

  return {
    chat,
    posted,
    whispers,
    closed,
    faults,
    deliver: async (event: ChatEvent): Promise<ChatAnswer> => {
      if (!handler) throw new Error('Nobody serves this chat');
      return handler(event);
    },
    delete: (id: string): void => {
      posted.splice(0, posted.length, ...posted.filter((message) => message.id !== id));
    },
  };
};
