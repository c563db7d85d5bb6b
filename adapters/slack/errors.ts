/**
 * What Slack's error codes mean for a message that is to be shown.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage#errors
 * @see https://docs.slack.dev/reference/methods/chat.update#errors
 */
const meanings = {
  /** The message that was to be edited cannot be any more. */
  messageGone: ['message_not_found', 'cant_update_message', 'edit_window_closed'],
  /** Nobody will read it there. */
  conversationGone: [
    'account_inactive',
    'cannot_dm_bot',
    'cannot_reply_to_message',
    'channel_is_limited_access',
    'channel_not_found',
    'is_archived',
    'is_bot',
    'not_in_channel',
    // Our own word: the app is in no such workspace, or no longer.
    'not_installed',
    'restricted_action_thread_locked',
    'restricted_action_thread_only_channel',
    'thread_not_found',
    'user_disabled',
    'user_not_found',
    'user_not_visible',
    'users_not_found',
  ],
  /** The installation is wrong: an admin has to do something, then it goes on. */
  installation: [
    'ekm_access_denied',
    'invalid_auth',
    'messages_tab_disabled',
    'missing_scope',
    'no_permission',
    'not_allowed_token_type',
    'not_authed',
    'org_login_required',
    'token_expired',
    'token_revoked',
  ],
  /** What was sent is not what Slack takes: a bug of ours. */
  unacceptable: [
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'metadata_too_large',
    'msg_blocks_too_long',
    'msg_too_long',
    'too_many_attachments',
  ],
  /** Slack is busy or broken. */
  limited: ['rate_limited', 'ratelimited', 'message_limit_exceeded'],
  broken: ['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable', 'team_added_to_org'],
  /** The three seconds of a trigger are over, or it has been used. */
  triggerGone: ['exchanged_trigger_id', 'expired_trigger_id', 'invalid_trigger_id', 'trigger_expired'],
} as const satisfies Record<string, readonly string[]>;

export type Meaning = keyof typeof meanings;

const byCode: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(meanings).flatMap(([meaning, codes]) =>
    codes.map((code): [string, Meaning] => [code, meaning as Meaning]),
  ),
);

/** `unknown` for a code that no page of Slack's names yet. */
export const meaningOf = (code: string): Meaning | 'unknown' => byCode.get(code) ?? 'unknown';

/** The codes that say that no call with this token will ever work again. */
const deadTokens: readonly string[] = ['account_inactive', 'invalid_auth', 'token_expired', 'token_revoked'];
export const isTokenDead = (code: string): boolean => deadTokens.includes(code);
