import { isCurrent } from '../../engine/hand-off.ts';
import { isOpen, isOver } from '../../engine/session.ts';
import type { Session } from '../../engine/session.ts';
import { showNudge } from '../../engine/show/nudge.ts';
import type { SessionId } from '../../ids.ts';
import { messageLeaseMs } from '../lease.ts';
import type { Ground, MessageRow } from '../ports.ts';
import { timersOf } from '../settings.ts';
import type { Settings } from '../settings.ts';
import type { Sessions } from '../sessions.ts';
import { laterTimer } from './changes.ts';
import type { NextTime, Timer, Timers } from './ports.ts';

const minute = 60_000;
/** Switched off, or with people: looked at again after so long. */
const idleLookMs = 60 * minute;

/** What happens to a person who stops in the middle: a nudge, then the end, abandoned; and the reminder they asked for. */
export const createIdle = (
  { store, texts, clock, ids, after }: Pick<Ground, 'store' | 'texts' | 'clock' | 'ids' | 'after'>,
  sessions: Sessions,
  { settings, timers }: { readonly settings: () => Promise<Settings>; readonly timers: Timers },
) => {
  const load = async (id: SessionId | null): Promise<Session | null> =>
    id === null ? null : ((await store.load(id))?.session ?? null);

  /** Said once, whatever dies in the middle. */
  const nudge = async (session: Session, key: 'nudge.idle' | 'nudge.later', mark: string): Promise<void> => {
    // A program has no screen to say it on.
    if (session.channel === 'api') return;
    const row: MessageRow = {
      message_id: ids.message(),
      session_id: session.session_id,
      conversation: session.conversation,
      person: session.user.id,
      role: 'note',
      wanted: 0,
      shown: -1,
      ref: null,
      content: showNudge(session, texts.say(session.locale, key), (text) => texts.say(session.locale, text)),
      attempts: 0,
    };
    const token = ids.message();
    const until = new Date(clock.now().getTime() + messageLeaseMs);
    const posted = await store.post([row], null, mark, { token, until });
    if (posted === 'duplicate') return;
    const leased = posted.leased.map(({ ref, attempts }) => ({ ...row, ref, attempts }));
    if (leased.length > 0) after.send(leased, null, token);
  };

  const at = (ms: number, payload?: Timer['payload']): NextTime => ({
    due_at: new Date(ms),
    ...(payload && { payload }),
  });

  return {
    /** Nobody did anything in a session for a while. It looks when that was: what people do moves no timer. */
    idle: async ({ session_id, payload }: Timer): Promise<NextTime> => {
      const session = await load(session_id);
      if (!session || isOver(session)) return null;
      const now = clock.now().getTime();
      const { nudge_after_minutes, expire_after_minutes } = timersOf(await settings());
      if (!isOpen(session)) return at(now + idleLookMs, payload);
      const reminder = await timers.dueAt(laterTimer(session.session_id));
      const last = Math.max(Date.parse(session.updated_at), reminder?.getTime() ?? 0);
      const nudges =
        nudge_after_minutes === null || payload['nudged'] === session.updated_at
          ? null
          : last + nudge_after_minutes * minute;
      const expires = expire_after_minutes === null ? null : last + expire_after_minutes * minute;
      if (expires !== null && expires <= now) {
        await sessions.command(session.session_id, ({ updated_at }) =>
          updated_at === session.updated_at ? { type: 'expire' } : 'stale',
        );
        return at(now, payload);
      }
      if (nudges !== null && nudges <= now) {
        await nudge(session, 'nudge.idle', `nudge:${session.session_id}:${session.version}`);
        return at(now, { nudged: session.updated_at });
      }
      const next = [nudges, expires].filter((one) => one !== null);
      return at(next.length > 0 ? Math.min(...next) : now + idleLookMs, payload);
    },

    /** What a person asked to be reminded of, unless they went on by themselves. */
    later: async ({ session_id, payload }: Timer): Promise<NextTime> => {
      const session = await load(session_id);
      if (!session || !isOpen(session) || !isCurrent(session, Number(payload['version']))) return null;
      await nudge(session, 'nudge.later', `later:${session.session_id}:${session.version}`);
      return null;
    },

    /** Gives the sessions that began meanwhile their timer. */
    watch: async ({ payload }: Timer): Promise<NextTime> => {
      const now = clock.now().getTime();
      const { nudge_after_minutes, expire_after_minutes } = timersOf(await settings());
      const since = typeof payload['until'] === 'string' ? new Date(payload['until']) : new Date(0);
      // Commits of this very moment may still be on their way.
      const until = new Date(now - minute);
      const reached = await timers.watch({
        since,
        until,
        due_after_ms: (nudge_after_minutes ?? expire_after_minutes ?? 60) * minute,
        limit: watchedAtOnce,
      });
      const rest = reached.getTime() < until.getTime();
      return at(rest ? now : now + minute, { until: reached.toISOString() });
    },
  };
};

const watchedAtOnce = 1_000;
