import type { MessageRef } from '../app/channel.ts';
import type { MessageRow } from '../app/ports.ts';
import type { Message } from '../engine/message.ts';
import type { ConversationId, MessageId, PersonId, SessionId } from '../ids.ts';

/** The columns of `support_messages` that a message is made of. */
export interface MessageRecordRow {
  readonly message_id: MessageId;
  readonly session_id: SessionId | null;
  readonly conversation: ConversationId;
  readonly person: PersonId;
  readonly role: MessageRow['role'];
  readonly wanted: number;
  readonly shown: number;
  readonly ref: MessageRef | null;
  readonly content: Message | null;
  readonly attempts: number;
}

export const messageOf = (row: MessageRecordRow): MessageRow => ({
  message_id: row.message_id,
  session_id: row.session_id,
  conversation: row.conversation,
  person: row.person,
  role: row.role,
  wanted: row.wanted,
  shown: row.shown,
  ref: row.ref,
  content: row.content,
  attempts: row.attempts,
});
