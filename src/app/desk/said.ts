import { isOver } from '../../engine/session.ts';
import type { Session } from '../../engine/session.ts';
import { understand } from '../../engine/understand.ts';
import type { Input, Receipt } from '../channel.ts';
import type { Ground } from '../ports.ts';
import type { Talk } from '../hand-off/talk.ts';
import { templateOf } from '../screen.ts';
import type { MakeCommand } from '../sessions.ts';
import { expectedIn, typed } from '../typed.ts';
import { wordsOf } from '../words.ts';
import type { Begin } from './begin.ts';
import type { HandOver } from './hand-over.ts';
import { plainNote, unsureNote } from './note-messages.ts';
import type { Notes } from './notes.ts';
import type { Run } from './run.ts';

type Saying = Extract<Input, { type: 'say' }>;

/** Typed words: an answer where a session waits for one, else a problem to begin with. */
export const createSaid = (
  {
    store,
    templates,
    picker,
    texts,
    mayAsk,
  }: Pick<Ground, 'store' | 'templates' | 'picker' | 'texts' | 'mayAsk'>,
  parts: {
    readonly begin: Begin;
    readonly handOver: HandOver;
    readonly notes: Notes;
    readonly run: Run;
    readonly talk: Talk;
  },
) => {
  const { begin, handOver, notes, run, talk } = parts;

  /** A refusal of typed words is said where they were typed: nothing else would answer them. */
  const answers = async (input: Saying, session: Session, make: MakeCommand): Promise<Receipt> => {
    const result = await run.run(input, session.session_id, make, 'below');
    return result.kind === 'refused'
      ? await notes.says(input, session, plainNote(session.locale, result.note))
      : result;
  };

  /** Talk between people is not ours to read. What is meant for the bot, a model may understand. */
  const notUnderstood = async (input: Saying, session: Session, text: string): Promise<Receipt> => {
    if (!input.addressed) return { kind: 'ignored' };
    return expectedIn(session, null) !== null && (await mayAsk())
      ? await notes.reads(input, session, text)
      : await notes.says(input, session, unsureNote(session, text, [], texts));
  };

  const beginsWith = async (input: Saying, text: string): Promise<Receipt> => {
    if (!input.addressed) return { kind: 'ignored' };
    if (text === '') return await begin.start(input, null);
    const meant = understand(text, { moves: ['human', 'help'] });
    if (meant.kind !== 'move') return await begin.start(input, text);
    return meant.move === 'human' ? await handOver(input, text, null) : await begin.start(input, null);
  };

  /** After the end only a rating answers; anything else is about something new. */
  const afterTheEnd = async (input: Saying, session: Session, text: string): Promise<Receipt> => {
    const meant = typed(text, session, null);
    if (meant.ask !== 'command' || meant.command.type === 'choosing') return await beginsWith(input, text);
    const { command } = meant;
    return await run.run(input, session.session_id, () => command, 'below');
  };

  /** Whoever has the session gets the words. Until then what the bot understands is done, as ever. */
  const withPeople = async (input: Saying, session: Session, text: string): Promise<Receipt> => {
    const meant =
      text === '' || session.escalation?.status === 'claimed'
        ? null
        : typed(text, session, await templateOf(templates, session));
    switch (meant?.ask) {
      case 'command':
        return await answers(input, session, (now) => run.withTemplate(meant.command, now));
      case 'help':
        return await notes.saysText(input, session, 'help.text');
      default:
        return await talk.fromPerson(input, session);
    }
  };

  const during = async (input: Saying, session: Session, text: string): Promise<Receipt> => {
    if (session.phase.name === 'escalated') return await withPeople(input, session, text);
    if (text === '') return await notes.saysText(input, session, 'note.empty');
    const meant = typed(text, session, await templateOf(templates, session));
    switch (meant.ask) {
      case 'command':
        return await answers(input, session, (now) => run.withTemplate(meant.command, now));
      case 'describe': {
        const problem = wordsOf(wholeProblem(session, meant.problem));
        const offer = await picker.pick(problem, session.locale);
        return await answers(input, session, () => ({ type: 'describe', problem, offer }));
      }
      case 'help':
        return await notes.saysText(input, session, 'help.text');
      case 'secret_in_chat':
        return await notes.saysText(input, session, 'note.secret_in_chat');
      case 'which':
        if (meant.moves.length === 0) return await notUnderstood(input, session, text);
        return await notes.says(input, session, unsureNote(session, text, meant.moves, texts));
      case 'nothing':
        return await notUnderstood(input, session, text);
    }
  };

  return async (input: Saying, text: string): Promise<Receipt> => {
    const loaded = await store.latest(input.user.id, input.conversation);
    if (!loaded) return (await talk.inThread(input)) ?? (await beginsWith(input, text));
    return isOver(loaded.session)
      ? await afterTheEnd(input, loaded.session, text)
      : await during(input, loaded.session, text);
  };
};

/** People write in several lines, and answer a question without saying again what they had said. */
const wholeProblem = ({ phase, problem }: Session, text: string): string =>
  phase.name === 'choosing' && problem !== null && (phase.looking || phase.question !== undefined)
    ? `${problem}\n${text}`
    : text;
