import type { Entry } from '../../engine/apply.ts';
import type { SessionEvent } from '../../engine/event.ts';
import { isTalk } from '../../engine/evolve-hand-off.ts';
import { placeOf, threadOf } from '../../engine/hand-off.ts';
import { newsForHelper } from '../../engine/show/help.ts';
import type { Destination } from '../../engine/escalation.ts';
import { showPack, showPackMoved, showReminder, showThreadNews } from '../../engine/show/pack.ts';
import type { PackContext, ThreadNews } from '../../engine/show/pack.ts';
import type { Session } from '../../engine/session.ts';
import type { EscalationId, SessionId } from '../../ids.ts';
import type { NewIds, Texts } from '../ports.ts';
import type { HandOffChange, HandOffPost, NewRelay, PackChange, RelayTarget, TimerChange } from './ports.ts';

/** What a hand-off's timer is called: there is one, which knows what to do next. */
const handOffTimer = (id: EscalationId): string => `hand_off:${id}`;
export const laterTimer = (id: SessionId): string => `later:${id}`;

/**
 * What a command owes beside its session's own message: the pack and the reminders in the agents' place, words on their
 * way, timers. `null` for nearly all commands, those of sessions that nobody was called to.
 */
export const createHandOffChanges = ({ texts, ids }: { readonly texts: Texts; readonly ids: NewIds }) => {
  const contextOf = ({ locale }: Destination): PackContext => ({
    say: (key, params) => texts.say(locale, key, params),
    locale,
    tail: [],
  });

  const packChange = (
    before: Session,
    after: Session,
    events: readonly SessionEvent[],
  ): PackChange | null => {
    const was = placeOf(before);
    if (was === null || events.every(isTalk)) return null;
    if (events.some(({ type }) => type === 'escalation_displaced')) return { do: 'drop' };
    if (after.phase.name === 'escalated' && placeOf(after) !== null) return { do: 'show' };
    const context = contextOf(was);
    return {
      do: 'fold',
      content:
        after.phase.name === 'escalated' ? showPackMoved(after, null, context) : showPack(after, context),
    };
  };

  const postsFor = (after: Session, event: SessionEvent): readonly HandOffPost[] => {
    const place = placeOf(after);
    if (place === null) return [];
    const post = { message_id: ids.message(), conversation: place.conversation, person: after.user.id };
    if (event.type === 'escalation_placed') return [{ ...post, role: 'pack', content: null }];
    if (event.type !== 'agents_reminded') return [];
    const minutes = minutesBetween(after.escalation?.waiting_since ?? after.updated_at, after.updated_at);
    return [{ ...post, role: 'note', content: showReminder(after, minutes, contextOf(place)) }];
  };

  /** Whoever talks in the thread hears there what it means for them. */
  const newsFor = (
    before: Session,
    after: Session,
    events: readonly SessionEvent[],
  ): readonly HandOffPost[] => {
    const conversation = threadOf(before);
    const was = placeOf(before);
    const news = threadNews(before, after, events);
    if (conversation === null || was === null || news === null) return [];
    const content = showThreadNews(after, news, contextOf(was));
    return [{ message_id: ids.message(), conversation, person: after.user.id, role: 'note', content }];
  };

  /** Whoever began the session for its person hears how it goes, unless it was their own doing. */
  const helperPosts = (after: Session, events: readonly SessionEvent[]): readonly HandOffPost[] => {
    const { helper } = after;
    const news = helper && helperNews(events);
    if (!helper || !news) return [];
    const { locale, conversation, id } = helper;
    const content = newsForHelper({ ...after, helper }, news, (key, params) =>
      texts.say(locale, key, params),
    );
    return [{ message_id: ids.message(), conversation, person: id, role: 'note', content }];
  };

  return (before: Session | null, after: Session, entries: readonly Entry[]): HandOffChange | null => {
    const events = entries.map(({ recorded }) => recorded.event);
    const concerns = after.escalation !== null || after.helper !== undefined;
    if (!concerns && !events.some(({ type }) => type === 'reminder_set')) return null;
    const change: HandOffChange = {
      posts: [
        ...events.flatMap((event) => postsFor(after, event)),
        ...(before ? newsFor(before, after, events) : []),
        ...helperPosts(after, events),
      ],
      pack: before && packChange(before, after, events),
      relays: events.flatMap((event) => relayFor(after, event)),
      amended: events.map(amendedBy).find((one) => one !== null) ?? null,
      thread: events.map(threadAfter).find((one) => one !== null) ?? null,
      timers: entries.flatMap(({ recorded }) => timersFor(after, recorded.event, recorded.at)),
    };
    return isNothing(change) ? null : change;
  };
};

const isNothing = ({ posts, pack, relays, amended, thread, timers }: HandOffChange): boolean =>
  posts.length + relays.length + timers.length === 0 && pack === null && amended === null && thread === null;

const relayFor = (after: Session, event: SessionEvent): readonly NewRelay[] => {
  if (event.type !== 'message_relayed' || after.escalation === null) return [];
  const { type: _, ...relayed } = event;
  return [
    {
      ...relayed,
      escalation_id: after.escalation.escalation_id,
      targets: targetsFor(after, event.direction),
    },
  ];
};

/** Agents see their own words to the person, too: as those arrive, or do not. A program reads what it is told. */
const targetsFor = (session: Session, direction: NewRelay['direction']): readonly RelayTarget[] => {
  const thread: RelayTarget = { part: 'thread', conversation: threadOf(session) };
  if (direction === 'to_agents' || session.channel === 'api') return [thread];
  return [{ part: 'person', conversation: session.conversation }, thread];
};

const amendedBy = (event: SessionEvent): HandOffChange['amended'] =>
  event.type === 'message_amended' ? { message_id: event.message.message_id, text: event.text } : null;

const threadAfter = (event: SessionEvent): HandOffChange['thread'] => {
  switch (event.type) {
    case 'escalation_arrived':
      return { conversation: event.thread };
    case 'escalation_passed_on':
    case 'escalation_displaced':
      return { conversation: null };
    default:
      return null;
  }
};

const helperNews = (events: readonly SessionEvent[]): 'solved' | 'handed_over' | 'ended' | null => {
  if (events.some((event) => event.type === 'escalation_closed' && event.by !== null)) return null;
  for (const { type } of events) {
    if (type === 'session_escalated') return 'handed_over';
    if (type === 'session_resolved') return 'solved';
    if (type === 'session_cancelled' || type === 'session_expired') return 'ended';
  }
  return null;
};

const threadNews = (before: Session, after: Session, events: readonly SessionEvent[]): ThreadNews | null => {
  const { escalation } = before;
  if (escalation === null) return null;
  const somebodyIsThere = escalation.status === 'claimed' || escalation.line_open;
  for (const event of events) {
    if (event.type === 'line_switched') return event.open ? 'now_open' : 'now_closed';
    if (!somebodyIsThere) continue;
    if (event.type === 'escalation_returned' && event.by.id === after.user.id) return 'taken_back';
    if (event.type === 'escalation_closed' && event.by === null)
      return event.solved ? 'solved_meanwhile' : 'given_up';
  }
  return escalation.line_open && after.escalation?.line_open === false ? 'now_over' : null;
};

/** A hand-off has a timer while there is something to do about it without anybody's doing. */
const timersFor = (session: Session, event: SessionEvent, at: string): readonly TimerChange[] => {
  if (event.type === 'reminder_set') {
    const payload = { version: session.version };
    return [
      { do: 'set', timer_id: laterTimer(session.session_id), kind: 'later', due_at: event.at, payload },
    ];
  }
  if (session.escalation === null) return [];
  const timer_id = handOffTimer(session.escalation.escalation_id);
  switch (event.type) {
    case 'session_escalated':
    case 'escalation_released':
    case 'escalation_passed_on':
    case 'escalation_displaced':
      return [{ do: 'set', timer_id, kind: 'hand_off', due_at: at, payload: {} }];
    case 'escalation_claimed':
      return placeOf(session) === null ? [] : [{ do: 'cancel', timer_id }];
    case 'escalation_returned':
    case 'escalation_closed':
      return [{ do: 'cancel', timer_id }];
    default:
      return [];
  }
};

const minutesBetween = (from: string, to: string): number =>
  Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
