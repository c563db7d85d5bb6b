import type { Offer } from '../../engine/command.ts';
import type { Message } from '../../engine/message.ts';
import { byTheWords } from '../../engine/offer.ts';
import type { Session } from '../../engine/session.ts';
import { plainNote, readAsNote, unsureNote } from '../desk/note-messages.ts';
import { messageLeaseMs } from '../lease.ts';
import type { Ground, Picker } from '../ports.ts';
import type { Choosing } from '../press.ts';
import { templateOf } from '../screen.ts';
import type { Outcome, Sessions } from '../sessions.ts';
import type { Answer, DecisionStore, OpenDecision, Reply } from './decisions.ts';
import { guidesFor, offerFrom } from './guides.ts';
import { knownOf } from './known.ts';
import type { Advice, Adviser } from './port.ts';
import { repliesIn, shownIn } from './replies.ts';
import type { PossibleReply } from './replies.ts';

/** Who is taken up this often has died of it, or of something else: what the words say stands then. */
const asksAtMost = 2;

const nothing: Offer = { confidence: 'none', candidates: [] };

/** A model that is not there. */
export const nobody: Adviser = {
  ready: () => false,
  ask: () => Promise.resolve(unasked),
};
const unasked: Advice = {
  result: 'off',
  spent: { model: null, attempts: 0, prompt_tokens: 0, completion_tokens: 0, duration_ms: 0 },
};

/**
 * Asks a model what a commit owes to it, keeps its answer, and puts it to the person as a command like any other: one
 * that is refused where the person has moved on, and decided once however often somebody dies on the way.
 */
export const createSettle = (
  ground: Omit<Ground, 'picker'>,
  {
    sessions,
    decisions,
    adviser,
    picker,
  }: {
    readonly sessions: Sessions;
    readonly decisions: DecisionStore;
    readonly adviser: Adviser;
    /** By the words alone. */
    readonly picker: Picker;
  },
) => {
  const { store, templates, guideOf, texts, clock, ids, after } = ground;

  /** The answer that was kept, else a new one; `null` where somebody else has taken it up. */
  const answerTo = async (
    open: OpenDecision,
    token: string,
    ask: () => Promise<Answer>,
  ): Promise<Answer | null> => {
    if (open.answer) return open.answer;
    const answer = open.tries > asksAtMost ? { advice: unasked, options: [] } : await ask();
    return (await decisions.answered(open.decision_id, token, answer)) ? answer : null;
  };

  const settlePick = async (open: OpenDecision, token: string, session: Session): Promise<boolean | null> => {
    const { phase, problem, locale } = session;
    const waits = phase.name === 'choosing' && phase.looking?.decision === open.decision_id;
    // After a crash the answer may have been put to the person already: asking again says so.
    if (!waits && open.answer === null) return false;
    const choice = await guidesFor({ picker, templates }, problem ?? '', locale);
    const answer = await answerTo(open, token, async () => ({
      advice: await adviser.ask({
        kind: 'pick',
        words: problem ?? '',
        locale,
        guides: choice.guides,
        may_ask: phase.name === 'choosing' && phase.questioned !== true,
        known: knownOf(session),
      }),
      options: choice.options,
    }));
    if (answer === null) return null;
    const words = phase.name === 'choosing' ? byTheWords(phase) : nothing;
    const offer = offerFrom(answer.advice, { ...choice, options: answer.options }, words);
    const outcome = await sessions.command(
      open.session_id,
      () => ({ type: 'reoffer', decision: open.decision_id, offer }),
      { seen: markOf(open) },
    );
    return wasDone(outcome) && offer !== null;
  };

  const settleReply = async (
    open: OpenDecision,
    token: string,
    session: Session,
    reply: Reply,
  ): Promise<boolean | null> => {
    const template = await templateOf(templates, session);
    if (session.version !== reply.version && open.answer === null) {
      await reword(reply, plainNote(session.locale, texts.say(session.locale, 'reading.moved_on')));
      return false;
    }
    const possible = repliesIn(session, template);
    const answer = await answerTo(open, token, async () => ({
      advice: await adviser.ask({
        kind: 'reply',
        words: reply.words,
        locale: session.locale,
        shown: shownIn(session, template && guideOf(template, session)),
        moves: possible.map(({ id, means }) => ({ id, means })),
        known: knownOf(session),
      }),
      options: possible.map(({ id }) => ({ id, score: null })),
    }));
    if (answer === null) return null;
    const { advice } = answer;
    const meant = advice.result === 'chosen' ? possible.find(({ id }) => id === advice.choice) : undefined;
    return await putReply(open, session, reply, meant);
  };

  /** What is harmless is done; anything else is asked about, as if it had not been understood quite. */
  const putReply = async (
    open: OpenDecision,
    session: Session,
    reply: Reply,
    meant: PossibleReply | undefined,
  ): Promise<boolean> => {
    if (!meant?.isHarmless || meant.typed.ask !== 'command') {
      const moves = meant && 'move' in meant.is ? [meant.is.move] : [];
      await reword(reply, unsureNote(session, reply.words, moves, texts));
      return moves.length > 0;
    }
    const { command } = meant.typed;
    const outcome = await sessions.command(
      open.session_id,
      (now) => (now.version === reply.version && isCommand(command) ? command : 'stale'),
      { seen: markOf(open), placing: 'below' },
    );
    const done = wasDone(outcome);
    await reword(
      reply,
      done
        ? readAsNote(session, reply.words, meant.is, texts)
        : plainNote(session.locale, texts.say(session.locale, 'reading.moved_on')),
    );
    return done;
  };

  const reword = async ({ note }: Reply, content: Message): Promise<void> => {
    const token = ids.message();
    const until = new Date(clock.now().getTime() + messageLeaseMs);
    const row = await store.reword(note, content, { token, until });
    if (row) after.send([row], null, token);
  };

  /** @param token the lease under which it is in hand */
  return async (open: OpenDecision, token: string): Promise<void> => {
    const loaded = await store.load(open.session_id);
    const used = loaded
      ? open.reply === null
        ? await settlePick(open, token, loaded.session)
        : await settleReply(open, token, loaded.session, open.reply)
      : false;
    if (used !== null) await decisions.settle(open.decision_id, token, used, clock.now());
  };
};

const markOf = ({ decision_id }: OpenDecision): string => `model:${decision_id}`;

/** Now, or before a crash. */
const wasDone = ({ kind }: Outcome): boolean => kind === 'done' || kind === 'duplicate';

const isCommand = <T extends { readonly type: string }>(command: T | Choosing): command is T =>
  command.type !== 'choosing';
