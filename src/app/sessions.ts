import { apply } from '../engine/apply.ts';
import type { Entry } from '../engine/apply.ts';
import type { Command, Facts, FieldError, Refusal, StartCommand } from '../engine/command.ts';
import { decide, decideStart } from '../engine/decide.ts';
import type { Decision } from '../engine/decide.ts';
import { isTalk } from '../engine/evolve-hand-off.ts';
import { fold } from '../engine/show/fold.ts';
import type { Session } from '../engine/session.ts';
import type { Guide, Template } from '../engine/template.ts';
import type { MessageId, SessionId } from '../ids.ts';
import type { Asking, Decided } from './advice/decisions.ts';
import { createHandOffChanges } from './hand-off/changes.ts';
import { messageLeaseMs } from './lease.ts';
import type { Change, Ground, Leased, Loaded, MessageChange, MessageRow } from './ports.ts';
import { createRecent } from './recent.ts';
import { contextWith, templateOf } from './screen.ts';

/** Losing so many races for one session in a row means that something is wrong. */
const triesAtMost = 8;

/** Sessions kept as this replica left them: a few kilobytes each. */
const keptAtMost = 1_000;

/** Where the answer appears: in the message that is there, or in a new one below what was typed. */
export type Placing = 'in_place' | 'below';

export type Outcome =
  | {
      readonly kind: 'done';
      readonly session: Session;
      readonly template: Template | null;
      readonly guide: Guide | null;
    }
  | {
      readonly kind: 'refused';
      readonly refused: Refusal | 'stale' | 'not_yours';
      readonly errors: readonly FieldError[];
      readonly session: Session;
    }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'session_open' }
  | { readonly kind: 'not_found' };

/** What a command is made of once the session is known; a string refuses it. */
export type MakeCommand = (
  session: Session,
  template: Template | null,
) => Promise<Command | 'stale' | 'not_yours'> | Command | 'stale' | 'not_yours';

/** The use cases of a session: load, decide, commit, and send what is owed. */
export const createSessions = ({ store, templates, guideOf, texts, clock, ids, after }: Ground) => {
  const handOffChange = createHandOffChanges({ texts, ids });
  const recent = createRecent<SessionId, Loaded>(keptAtMost);

  const factsFor = async (session: Session): Promise<Facts> => {
    const template = await templateOf(templates, session);
    const pin = session.chosen?.pin;
    return {
      now: clock.now().toISOString(),
      template,
      guide: template && guideOf(template, session),
      withdrawn:
        template?.status === 'archived' && pin
          ? { replacement: await templates.newest(pin.template_id, session.locale) }
          : null,
      translations: pin ? await templates.translations(pin.template_id, pin.version) : [],
      newEscalationId: ids.escalation(),
    };
  };

  const screenChanges = (
    before: Loaded | null,
    session: Session,
    entries: readonly Entry[],
    facts: Facts | null,
    placing: Placing,
  ): readonly MessageChange[] => {
    // Who only talk to each other see it below.
    if (entries.every(({ recorded }) => isTalk(recorded.event))) return [];
    // A program reads the answer; there is no screen to keep up to date.
    if (session.channel === 'api') return [];
    if (!before?.head) return [{ do: 'post', row: headOf(session, ids.message()) }];
    if (placing === 'in_place') return [{ do: 'show', version: session.version }];
    const context = contextWith(texts, before.session, facts?.template ?? null, facts?.guide ?? null);
    return [
      {
        do: 'fold',
        version: session.version,
        content: fold(before.session, session, context),
      },
      { do: 'post', row: headOf(session, ids.message()) },
    ];
  };

  const commit = async (
    before: Loaded | null,
    decision: Extract<Decision, { events: unknown }>,
    facts: Facts | null,
    now: string,
    seen: string | null,
    placing: Placing,
    decided?: Decided,
  ): Promise<Outcome | 'conflict'> => {
    const { session, entries } = apply(before?.session ?? null, decision.events, now);
    const messages = screenChanges(before, session, entries, facts, placing);
    const token = ids.message();
    const change: Change = {
      expected: before?.session.version ?? null,
      session,
      entries,
      messages,
      seen,
      lease: { token, until: new Date(clock.now().getTime() + messageLeaseMs) },
      held: messages.length > 0 ? after.holds(session) : null,
      decision: decided ?? askedIn(session, entries),
      hand_off: handOffChange(before?.session ?? null, session, entries) ?? undefined,
    };
    const written = await store.append(change);
    if (written.appended === 'conflict') return 'conflict';
    if (written.appended !== 'done') return { kind: written.appended };
    if (written.webhook_events > 0) after.webhooks();
    if (change.hand_off) after.handOff(change.hand_off);
    if (change.decision && !('advice' in change.decision)) after.asks(change.decision, token);
    const rows = written.leased.map((leased) => rowOf(leased, messages, session));
    if (rows.length > 0) after.send(rows, session, token);
    else if (written.held) after.newer(session);
    recent.keep(session.session_id, { session, head: headAfter(before, messages) });
    const template = await templateOf(templates, session);
    return { kind: 'done', session, template, guide: template && guideOf(template, session) };
  };

  return {
    /** A session as this replica left it, else as it is kept: for what is drawn, not for what is decided. */
    async asLastSeen(id: SessionId): Promise<Session | null> {
      return (recent.peek(id) ?? (await store.load(id)))?.session ?? null;
    },

    /**
     * Begins a session. Its id is in the command, so that asking twice gives one.
     * @param decided what a model was asked for it before
     */
    async start(command: StartCommand, seen: string | null, decided?: Decided): Promise<Outcome> {
      const decision = decideStart(command);
      const now = clock.now().toISOString();
      if ('refused' in decision) {
        const { session } = apply(null, decideAsking(command), now);
        return { kind: 'refused', refused: decision.refused, errors: decision.errors ?? [], session };
      }
      const written = await commit(null, decision, null, now, seen, 'below', decided);
      if (written === 'conflict') throw new Error('A new session cannot be in conflict');
      return written;
    },

    /**
     * Decides a command on a session and commits it, again from the start when somebody else was first.
     * @param seen what marks the platform's delivery; a second one with the same mark is a `duplicate`
     */
    async command(
      id: SessionId,
      make: MakeCommand,
      { seen = null, placing = 'in_place' }: { seen?: string | null; placing?: Placing } = {},
    ): Promise<Outcome> {
      for (let tries = 0; tries < triesAtMost; tries += 1) {
        // As this replica left it: mostly still true, and the statement's guard tells when it is not.
        const kept = recent.take(id);
        const before = kept ?? (await store.load(id));
        if (!before) return { kind: 'not_found' };
        const { session } = before;
        const facts = await factsFor(session);
        const command = await make(session, facts.template);
        const decision = typeof command === 'string' ? { refused: command } : decide(command, session, facts);
        if ('refused' in decision) {
          // Nothing is refused on what may be out of date.
          if (kept) continue;
          if (seen !== null && (await store.seen(seen))) return { kind: 'duplicate' };
          const errors = 'errors' in decision ? (decision.errors ?? []) : [];
          return { kind: 'refused', refused: decision.refused, errors, session };
        }
        const written = await commit(before, decision, facts, facts.now, seen, placing);
        if (written !== 'conflict') return written;
      }
      throw new Error(`The session ${id} changes faster than a command on it can be decided`);
    },
  };
};
export type Sessions = ReturnType<typeof createSessions>;

/** What these events owe to a model: a session that looks for its guide waits for an answer. */
const askedIn = ({ session_id }: Session, entries: readonly Entry[]): Asking | undefined => {
  for (const { recorded } of entries) {
    const { event } = recorded;
    if (event.type === 'guides_offered' && event.looking) {
      return { decision_id: event.looking.decision, session_id, reply: null };
    }
  }
  return undefined;
};

/** What a refused start would have been without its variables: something to show the caller. */
const decideAsking = (command: StartCommand): Extract<Decision, { events: unknown }>['events'] => {
  const decision = decideStart({ ...command, template: null, variables: {} });
  return 'refused' in decision ? [] : decision.events;
};

/** A message that this replica sends: what was put up just now, else the head that was drawn again or folded. */
const rowOf = (leased: Leased, changes: readonly MessageChange[], session: Session): MessageRow => {
  const { message_id, ref, attempts } = leased;
  const posted = changes.find((one) => one.do === 'post' && one.row.message_id === message_id);
  const drawn = changes.find((one) => one.do !== 'post');
  const row =
    posted?.do === 'post'
      ? posted.row
      : { ...headOf(session, message_id), ...(drawn?.do === 'fold' && past(drawn)) };
  return { ...row, ref, attempts, wanted: session.version };
};

const past = ({ content }: Extract<MessageChange, { do: 'fold' }>) => ({ role: 'past' as const, content });

/** The message that shows the session from now on. */
const headAfter = (before: Loaded | null, changes: readonly MessageChange[]): MessageRow | null => {
  const posted = changes.find((one) => one.do === 'post');
  return posted?.do === 'post' ? posted.row : (before?.head ?? null);
};

const headOf = (session: Session, message_id: MessageId): MessageRow => ({
  message_id,
  session_id: session.session_id,
  conversation: session.conversation,
  person: session.user.id,
  role: 'head',
  wanted: session.version,
  shown: -1,
  ref: null,
  content: null,
  attempts: 0,
});
