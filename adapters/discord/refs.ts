import type { MessageRef } from '../../src/app/channel.ts';
import { snowflakeAt } from './payload.ts';

/** Where a message is in Discord. */
export interface Ref extends MessageRef {
  readonly channel: string;
  readonly message: string;
  /** The thread below it, once it was opened. */
  readonly thread?: string;
  /** Names of files that could not be brought along: each edit says so again. */
  readonly lost?: readonly string[];
}

export function refOf(ref: MessageRef): Ref | null {
  const channel = snowflakeAt(ref, 'channel');
  const message = snowflakeAt(ref, 'message');
  if (channel === null || message === null) return null;
  const thread = snowflakeAt(ref, 'thread');
  const named = ref['lost'];
  const lost = Array.isArray(named) ? named.filter((name): name is string => typeof name === 'string') : [];
  return {
    channel,
    message,
    ...(thread === null ? {} : { thread }),
    ...(lost.length === 0 ? {} : { lost }),
  };
}
