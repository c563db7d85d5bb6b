import type { Desk, Input, Receipt } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import type { Message } from '../../src/engine/message.ts';
import type { Background } from './background.ts';
import type { Heard } from './heard.ts';
import type { Log } from './log.ts';
import { noteOf } from './notes.ts';
import type { Notes } from './notes.ts';
import type { Arrival } from './parse.ts';
import type { People } from './people.ts';
import type { References } from './references.ts';

export type ArrivalOf<Kind extends Arrival['kind']> = Extract<Arrival, { kind: Kind }>;

export interface Handling {
  readonly desk: Desk;
  readonly people: People;
  readonly references: References;
  readonly notes: Notes;
  readonly heard: Heard;
  readonly background: Background;
  readonly log: Log;
}

export const from = (
  { key, conversation }: { readonly key: string | null; readonly conversation: Input['conversation'] },
  user: User,
) => ({ key, channel: 'teams', conversation, user }) as const;

/** What a receipt has to say to the person alone. */
export const toldBy = (receipt: Receipt, user: User): Message | null => {
  switch (receipt.kind) {
    case 'told':
      return receipt.message;
    case 'accepted':
    case 'refused':
      return receipt.note === null ? null : noteOf(receipt.note, user.locale);
    case 'duplicate':
    case 'ignored':
      return null;
  }
};
