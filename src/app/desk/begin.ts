import type { Helper } from '../../engine/escalation.ts';
import type { Offer, StartCommand } from '../../engine/command.ts';
import { previewTemplate } from '../../engine/render-template.ts';
import { fold } from '../../engine/show/fold.ts';
import { isOver } from '../../engine/session.ts';
import type { Session } from '../../engine/session.ts';
import type { Template } from '../../engine/template.ts';
import type { Input, Receipt } from '../channel.ts';
import { isGreeting } from '../greetings.ts';
import { messageLeaseMs } from '../lease.ts';
import type { Ground, Loaded } from '../ports.ts';
import type { createScreen } from '../screen.ts';
import type { Outcome, Sessions } from '../sessions.ts';
import { openNote } from './note-messages.ts';
import type { Notes } from './notes.ts';
import type { Popular } from './popular.ts';
import type { Receipts } from './receipts.ts';

/** "It broke again" goes on from what was solved this long ago at most. */
const reopenWithinMs = 7 * 24 * 3_600_000;

/** What else a session begins with; without a template, with guides for the problem to choose from. */
interface Beginning {
  readonly template?: Template | null;
  readonly note?: string | null;
  /** Who begins it for the person. */
  readonly helper?: Helper;
}

/** Sessions begun, begun anew, and gone back to. */
export const createBegin = (
  ground: Ground,
  sessions: Sessions,
  parts: {
    readonly screen: ReturnType<typeof createScreen>;
    readonly receipts: Receipts;
    readonly notes: Notes;
    readonly popular: Popular;
  },
) => {
  const { store, templates, picker, texts, clock, ids, after } = ground;
  const { screen, receipts, notes, popular } = parts;

  const openHere = async (input: Input): Promise<Session | null> => {
    const latest = await store.latest(input.user.id, input.conversation);
    return latest && !isOver(latest.session) ? latest.session : null;
  };

  /** "You have an open guide": the typed problem waits in the note. */
  const asksWhich = async (input: Input, open: Session, problem: string | null): Promise<Receipt> => {
    const id = ids.message();
    return await notes.says(input, open, openNote(open, problem, id, texts), { id });
  };

  const newSession = async (
    input: Input,
    about: Pick<StartCommand, 'problem' | 'offer'> &
      Partial<Pick<StartCommand, 'template' | 'previous' | 'helper'>>,
    seen: string | null,
  ): Promise<Outcome> =>
    await sessions.start(
      {
        type: 'start',
        session_id: ids.session(),
        channel: input.channel,
        conversation: input.conversation,
        user: input.user,
        template: null,
        variables: {},
        previous: null,
        ...about,
      },
      seen,
    );

  const start = async (
    input: Input,
    problem: string | null,
    { template = null, note = null, helper }: Beginning = {},
  ): Promise<Receipt> => {
    const open = await openHere(input);
    if (open) return await asksWhich(input, open, problem);
    const text = problem === null || isGreeting(problem) ? null : problem;
    const offer = text === null ? await popular(input.user) : await picker.pick(text, input.user.locale);
    const outcome = await newSession(
      input,
      { problem: text, offer, template, ...(helper && { helper }) },
      input.key,
    );
    // Begun elsewhere in the same moment: then there is something to go on with.
    const begunMeanwhile = outcome.kind === 'session_open' ? await openHere(input) : null;
    return begunMeanwhile
      ? await asksWhich(input, begunMeanwhile, problem)
      : await receipts.of(input, outcome, note);
  };

  const offerAgain = async (input: Input, session: Session): Promise<Offer> => {
    const template =
      session.chosen && (await templates.newest(session.chosen.pin.template_id, session.locale));
    return template
      ? {
          confidence: 'sure',
          candidates: [{ template_id: template.template_id, score: 1, ...previewTemplate(template, {}) }],
        }
      : await popular(input.user);
  };

  return {
    start,
    newSession,

    /** "It broke again": a new session that knows the old one and its guide. */
    async reopen(input: Input, session: Session): Promise<Receipt> {
      const age = clock.now().getTime() - Date.parse(session.updated_at);
      if (age > reopenWithinMs) {
        return await start(input, null, { note: texts.say(session.locale, 'note.too_old') });
      }
      if (session.phase.name !== 'resolved') return await start(input, session.problem);
      const open = await openHere(input);
      if (open) return await asksWhich(input, open, session.problem);
      const { problem, channel, conversation, user, session_id: previous } = session;
      const outcome = await newSession(
        { ...input, channel, conversation, user },
        { problem, offer: await offerAgain(input, session), previous },
        input.key,
      );
      return await receipts.of(input, outcome);
    },

    /** The session's message again, below what was said since. */
    async goOn({ session }: Loaded): Promise<Receipt> {
      const token = ids.message();
      const folded = fold(session, session, await screen.context(session));
      const until = new Date(clock.now().getTime() + messageLeaseMs);
      const rows = await store.moveDown(session, ids.message(), folded, { token, until });
      after.send(rows, session, token);
      return { kind: 'accepted', session, note: null };
    },
  };
};
export type Begin = ReturnType<typeof createBegin>;
