/**
 * What the connector's refusals mean for a message that is to be shown.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-code-responses
 */
const meanings = {
  /** The message that was to be edited is no longer there. */
  messageGone: ['ActivityNotFoundInConversation', 'MessageNotFound'],
  /** Nobody will read it there. */
  conversationGone: [
    'BotNotInConversationRoster',
    'ConversationBlockedByUser',
    'ConversationNotFound',
    'ForbiddenOperationException',
    'MemberNotFoundInConversation',
    'MessageWritesBlocked',
    'ThreadNotFound',
  ],
  /** The registration is wrong, or an admin has switched the bot off: somebody has to do something, then it goes on. */
  installation: ['BotDisabledByAdmin', 'BotNotRegistered'],
  /** What was sent is not what Teams takes: a bug of ours. */
  unacceptable: ['BadArgument', 'BadSyntax', 'MessageSizeTooBig'],
} as const satisfies Record<string, readonly string[]>;

export type Meaning = keyof typeof meanings;

const byCode: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(meanings).flatMap(([meaning, codes]) =>
    codes.map((code): [string, Meaning] => [code, meaning as Meaning]),
  ),
);

/** By its code where that is known, else by its status. */
export function meaningOf(status: number, code: string | null): Meaning | 'unknown' {
  const known = code === null ? undefined : byCode.get(code);
  if (known !== undefined) return known;
  switch (status) {
    case 401:
      return 'installation';
    case 403:
    case 404:
    case 410:
      return 'conversationGone';
    case 400:
    case 413:
      return 'unacceptable';
    default:
      return 'unknown';
  }
}
