import { isCurrent } from '../../engine/hand-off.ts';
import type { Press, PressMove } from '../../engine/message.ts';
import { isOver } from '../../engine/session.ts';
import type { Session } from '../../engine/session.ts';
import { parseMessageId, parseTemplateId } from '../../ids.ts';
import type { SessionId } from '../../ids.ts';
import type { Input, Receipt } from '../channel.ts';
import type { Ground, Loaded } from '../ports.ts';
import { commandOf } from '../press.ts';
import type { Values } from '../press.ts';
import type { Sessions } from '../sessions.ts';
import { wordsOf } from '../words.ts';
import type { Begin } from './begin.ts';
import { problemIn } from './note-messages.ts';
import type { Notes } from './notes.ts';
import type { Receipts } from './receipts.ts';
import type { Run } from './run.ts';

type Pressing = Extract<Input, { type: 'press' | 'submit' }>;

/** Two presses of one button closer together than this are one finger. */
const doubleClickMs = 5_000;
/** Presses that begin something, ask the picker or only ask: the others are commands on the session as it stands. */
const beginnings: readonly PressMove[] = ['start', 'reopen', 'go_on', 'start_new', 'describe', 'web'];

/** Buttons pressed and forms sent. */
export const createPressed = (
  { store, templates, picker, texts, clock }: Ground,
  sessions: Sessions,
  parts: {
    readonly begin: Begin;
    readonly receipts: Receipts;
    readonly notes: Notes;
    readonly run: Run;
    readonly continues: (session: Session) => Promise<Receipt>;
  },
) => {
  const { begin, receipts, notes, run, continues } = parts;

  /** A button of the home page, of no session. */
  const begins = async (input: Pressing, press: Press, problem: string | null): Promise<Receipt> => {
    const wanted = press.arg === null ? null : parseTemplateId(press.arg);
    const template = wanted && (await templates.newest(wanted, input.user.locale));
    return await begin.start(input, problem, { template });
  };

  /** Something else than the open guide: what was typed then is found in the note that asked. */
  const startsNew = async (input: Pressing, press: Press, session: Session): Promise<Receipt> => {
    const kept = press.arg === null ? null : parseMessageId(press.arg);
    const message = kept && (await store.message(kept));
    if (!isOver(session)) await sessions.command(session.session_id, () => ({ type: 'cancel' }));
    return await begin.start(input, problemIn(message?.content ?? null));
  };

  const describes = async (
    input: Pressing,
    press: Press,
    session: Session,
    problem: string | null,
  ): Promise<Receipt> => {
    if (problem === null) {
      const empty = texts.say(session.locale, 'note.empty');
      return receipts.refused('empty', empty, { problem: empty });
    }
    const offer = await picker.pick(problem, session.locale);
    return await run.run(
      input,
      session.session_id,
      (now) => (now.version === press.version ? { type: 'describe', problem, offer } : 'stale'),
      'in_place',
    );
  };

  const beginsFrom = async (
    input: Pressing,
    press: Press,
    loaded: Loaded,
    problem: string | null,
  ): Promise<Receipt> => {
    const { session } = loaded;
    switch (press.move) {
      case 'start':
        return await begin.start(input, problem);
      case 'reopen':
        return await begin.reopen(input, session);
      case 'go_on':
        return await begin.goOn(loaded);
      case 'start_new':
        return await startsNew(input, press, session);
      case 'describe':
        return await describes(input, press, session, problem);
      case 'web':
        return await continues(session);
      default:
        throw new Error(`The press ${press.move} begins nothing`);
    }
  };

  /** A command on the session, in the message that has the button; a stale one shows how things stand. */
  const moves = async (input: Pressing, press: Press, values: Values, id: SessionId): Promise<Receipt> => {
    const result = await run.run(
      input,
      id,
      async (now, template) => {
        if (now.user.id !== input.user.id) return 'not_yours';
        if (!isCurrent(now, press.version)) return 'stale';
        const command = commandOf(press, values, now, template);
        return command ? await run.withTemplate(command, now) : 'stale';
      },
      'in_place',
    );
    if (result.kind !== 'refused' || result.code !== 'stale') return result;
    const latest = await store.load(id);
    if (latest) await notes.redraw(latest);
    const { escalation = null } = latest?.session ?? {};
    // Handed over just now, it may have found its place already: that was nobody's press.
    const since = escalation?.drawn_version ?? latest?.session.version;
    const twice =
      latest !== null &&
      since === press.version + 1 &&
      clock.now().getTime() - Date.parse(latest.session.updated_at) < doubleClickMs;
    return twice ? { kind: 'duplicate' } : result;
  };

  return async (input: Pressing, values: Values): Promise<Receipt> => {
    const { press } = input;
    const problem = wordsOf(values['problem'] ?? '') || null;
    if (press.session_id === null) return await begins(input, press, problem);
    if (!beginnings.includes(press.move)) return await moves(input, press, values, press.session_id);
    const loaded = await store.load(press.session_id);
    if (!loaded) return receipts.noted('unknown_session', input.user.locale);
    if (loaded.session.user.id !== input.user.id) return receipts.noted('not_yours', input.user.locale);
    return await beginsFrom(input, press, loaded, problem);
  };
};
