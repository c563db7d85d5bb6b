/**
 * What Discord's error codes mean for what the bot wants to do.
 *
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes
 */
const meanings = {
  /** The message that was to be edited cannot be any more. */
  messageGone: [
    10008, // Unknown message
    50005, // Cannot edit a message authored by another user
    50021, // Cannot execute action on a system message
  ],
  /** Nobody will read it there. */
  conversationGone: [
    10003, // Unknown channel
    10004, // Unknown guild
    10013, // Unknown user
    40067, // A tag is required to create a forum post in this channel
    50001, // Missing access
    50007, // Cannot send messages to this user
    50008, // Cannot send messages in a non-text channel
    50013, // You lack permissions to perform that action
    50024, // Cannot execute action on this channel type
    50033, // Invalid recipient(s)
    50278, // Cannot send messages to this user due to having no mutual guilds
    160005, // Thread is locked
  ],
  /** What is shown in an archived thread cannot be edited before it is opened again. */
  archived: [50083],
  /** What was sent is not what Discord takes: a bug of ours. */
  unacceptable: [
    50006, // Cannot send an empty message
    50035, // Invalid form body
    50109, // The request body contains invalid JSON
  ],
  /** A file is longer than may be sent there. */
  tooLarge: [40005],
  /** There is a thread below that message already: it has the message's id. */
  threadThere: [160004],
  /** No further threads here just now. */
  threadsFull: [160006, 30033],
  /** The three seconds to answer an interaction, or the fifteen minutes of its token, are over. */
  interactionGone: [10015, 10062, 50027],
  answeredAlready: [40060],
  /** Old messages take few edits. */
  limited: [20016, 20022, 20028, 20029, 30046, 31001, 31002],
  broken: [130000, 131000],
} as const satisfies Record<string, readonly number[]>;

export type Meaning = keyof typeof meanings;

const byCode: ReadonlyMap<number, Meaning> = new Map(
  Object.entries(meanings).flatMap(([meaning, codes]) =>
    codes.map((code): [number, Meaning] => [code, meaning as Meaning]),
  ),
);

/** `unknown` for a code that means nothing to the bot. */
export const meaningOf = (code: number): Meaning | 'unknown' => byCode.get(code) ?? 'unknown';
