import { placeOf } from '../../engine/hand-off.ts';
import type { Session } from '../../engine/session.ts';
import type { Locale } from '../../engine/template.ts';
import type { SessionId } from '../../ids.ts';
import type { Clock, Ground } from '../ports.ts';
import { timersOf } from '../settings.ts';
import type { Settings } from '../settings.ts';
import type { Sessions } from '../sessions.ts';
import type { HandOffAlarm, NextTime, Timer } from './ports.ts';
import { destinationOf, keyOf, nextRoute, routesFor } from './routes.ts';
import type { FindPlace } from './routes.ts';

const minute = 60_000;
/** Somebody may have mended the settings, or invited the bot. */
const lookAgainMs = minute;
/** A place that its platform could not be asked about. */
const askAgainMs = 10_000;

/**
 * What a hand-off does by itself: it goes to its place, and while nobody claims it there it reminds, and moves on to
 * the fallback. One timer for each; it looks how things stand, does the next thing, and says when to look again. Each
 * thing is a command that the session's version guards: a claim in the same moment wins or comes later, never both.
 */
export const createAdvance = (
  { store, clock }: Pick<Ground, 'store'> & { readonly clock: Clock },
  sessions: Sessions,
  parts: {
    readonly settings: () => Promise<Settings>;
    readonly findPlace: FindPlace;
    readonly alarm: HandOffAlarm;
    readonly defaultLocale: Locale;
  },
) => {
  const { settings, findPlace, alarm, defaultLocale } = parts;
  const load = async (id: SessionId): Promise<Session | null> => (await store.load(id))?.session ?? null;
  const after = (ms: number): NextTime => ({ due_at: new Date(clock.now().getTime() + ms) });

  /** The first place that takes it, else nowhere, out loud. */
  const place = async (session: Session): Promise<NextTime> => {
    const now = await settings();
    const { escalation } = session;
    const tried = escalation?.placement.tried ?? [];
    const reasons: string[] = [];
    let away = false;
    for (const to of routesFor(session, now).filter((one) => !tried.includes(keyOf(one)))) {
      const found = await findPlace(to);
      if ('place' in found) {
        const destination = destinationOf(to, found, now, now.locale ?? defaultLocale);
        await sessions.command(session.session_id, () => ({ type: 'place', destination }));
        return after(0);
      }
      if (found.unusable === 'away') away = true;
      reasons.push(`${keyOf(to)}: ${found.how}`);
    }
    if (escalation && escalation.placement.state !== 'nowhere') {
      await sessions.command(session.session_id, () => ({ type: 'place', destination: null }));
      // Told once: what is tried again every minute and fails again is nothing new.
      if (escalation.unreached !== true) {
        alarm.unplaced(escalation.escalation_id, session.session_id, reasonsOf(session, reasons));
      }
    }
    return after(away ? askAgainMs : lookAgainMs);
  };

  /** Why nobody could be told: what each place lacks; where each took it and none kept it, that. */
  const reasonsOf = ({ escalation }: Session, reasons: readonly string[]): readonly string[] => {
    const lost = (escalation?.placement.tried ?? []).map(
      (key) => `${key}: what is posted there is refused. Is the bot still a member, and may it write?`,
    );
    const all = [...lost, ...reasons];
    return all.length > 0 ? all : ['The settings name no place for it.'];
  };

  /** What is to be done about an unclaimed one by now, and when the next thing is. */
  const wait = async (session: Session): Promise<NextTime> => {
    const now = await settings();
    const { escalation, session_id } = session;
    if (!escalation) return null;
    const { remind_agents_after_minutes, reminders, fallback_after_minutes } = timersOf(now);
    const since = Date.parse(escalation.waiting_since);
    const further = nextRoute(session, now, true) !== null;
    const passesOn =
      fallback_after_minutes !== null && further ? since + fallback_after_minutes * minute : null;
    const reminds =
      remind_agents_after_minutes !== null && escalation.reminders < reminders
        ? since + remind_agents_after_minutes * (escalation.reminders + 1) * minute
        : null;
    const at = clock.now().getTime();
    if (passesOn !== null && passesOn <= at) {
      await sessions.command(session_id, () => ({ type: 'pass_on', agent: null, further }));
      return after(0);
    }
    if (reminds !== null && reminds <= at) {
      const reminder = escalation.reminders + 1;
      await sessions.command(session_id, () => ({ type: 'remind_agents', reminder }));
      return after(0);
    }
    const next = [passesOn, reminds].filter((one) => one !== null);
    // Where nothing is to come, settings may yet say otherwise.
    return { due_at: new Date(next.length > 0 ? Math.min(...next) : at + 60 * minute) };
  };

  return async ({ session_id }: Timer): Promise<NextTime> => {
    const session = session_id && (await load(session_id));
    if (!session?.escalation || session.phase.name !== 'escalated') return null;
    if (placeOf(session) === null) return await place(session);
    return session.escalation.status === 'open' ? await wait(session) : null;
  };
};
