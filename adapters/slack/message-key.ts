/** Where a message of Slack's is. */
export interface MessageAt {
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
}

/**
 * What makes two deliveries of words the same thing, and what an edit or a sign names them by: an `app_mention` and
 * the `message` of the same post are one, and so is a redelivery of either.
 */
export const messageKey = ({ team, channel, ts }: MessageAt): string => `slack:${team}:${channel}:${ts}`;

const pattern = /^slack:([A-Z0-9]+):([A-Z0-9]+):(\d+\.\d+)$/;

/** `null` where the key was not made by `messageKey`. */
export function messageAt(key: string): MessageAt | null {
  const [, team, channel, ts] = pattern.exec(key) ?? [];
  return team === undefined || channel === undefined || ts === undefined ? null : { team, channel, ts };
}
