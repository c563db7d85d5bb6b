import { RequestMethod } from 'discord.js';
import { ChannelType, Routes, ThreadAutoArchiveDuration } from 'discord-api-types/v10';
import { cut, line } from '../../src/engine/shown-text.ts';
import type { Answer, Api } from './api.ts';
import { idIn, isFailure } from './calls.ts';
import { meaningOf } from './errors.ts';
import { limits } from './limits.ts';

type Failure = Exclude<Answer, { outcome: 'ok' }>;
export type ThreadKind = 'text' | 'announcement' | 'private';

const types = {
  text: ChannelType.PublicThread,
  announcement: ChannelType.AnnouncementThread,
  private: ChannelType.PrivateThread,
} as const;

const settings = (name: string) => ({
  name: cut(line(name), limits.threadName.max),
  auto_archive_duration: ThreadAutoArchiveDuration.OneDay,
});

/**
 * A thread of its own; resolves with its id.
 *
 * @see https://docs.discord.com/developers/resources/channel#start-thread-without-message
 */
export const openThread = async (
  api: Api,
  channel: string,
  kind: ThreadKind,
  name: string,
): Promise<string | Failure> =>
  idIn(
    await api.ask({
      name: 'open_thread',
      method: RequestMethod.Post,
      route: Routes.threads(channel),
      body: { ...settings(name), type: types[kind], ...(kind === 'private' ? { invitable: false } : {}) },
    }),
  );

/**
 * The thread below a message, which has the message's id: asked for twice, it is the same one.
 *
 * @see https://docs.discord.com/developers/resources/channel#start-thread-from-message
 */
export const openThreadBelow = async (
  api: Api,
  channel: string,
  message: string,
  name: string,
): Promise<string | Failure> => {
  const opened = idIn(
    await api.ask({
      name: 'open_thread_below',
      method: RequestMethod.Post,
      route: Routes.threads(channel, message),
      body: settings(name),
    }),
  );
  const there = isFailure(opened) && opened.outcome === 'refused' && meaningOf(opened.code) === 'threadThere';
  return there ? message : opened;
};

/** Shows the thread among a person's own; nobody else could find a private one for them. */
export const addToThread = (api: Api, thread: string, user: string): Promise<Answer> =>
  api.ask({
    name: 'add_to_thread',
    method: RequestMethod.Put,
    route: Routes.threadMembers(thread, user),
  });

/** A channel or thread as it is now. */
export const readChannel = (api: Api, channel: string): Promise<Answer> =>
  api.ask({ name: 'read_channel', method: RequestMethod.Get, route: Routes.channel(channel) });
