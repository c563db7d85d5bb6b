import { threadOf } from '../../engine/hand-off.ts';
import type { Session } from '../../engine/session.ts';
import type { SessionId } from '../../ids.ts';
import type { Input, Receipt } from '../channel.ts';
import { plainNote } from '../desk/note-messages.ts';
import type { Notes } from '../desk/notes.ts';
import type { Ground } from '../ports.ts';
import type { Answers } from './answers.ts';
import type { Crossing, Said } from './crossing.ts';
import { fileLimits } from './files.ts';
import type { HandOffs } from './ports.ts';
import { readAgentWords } from './verbs.ts';
import type { AgentWords } from './words.ts';

type Saying = Extract<Input, { type: 'say' }>;

/** What people say while others have the session: the person to the agents, the agents among themselves or to the person. */
export const createTalk = (
  { store }: Pick<Ground, 'store'>,
  parts: {
    readonly answers: Answers;
    readonly notes: Notes;
    readonly crossing: Crossing;
    readonly handOffs: HandOffs;
    readonly words: AgentWords;
  },
) => {
  const { answers, notes, crossing, handOffs, words } = parts;

  /** Files that may not cross are named to whoever sent them: nobody waits for what never comes. */
  const andFiles = async (input: Saying, session: Session, { outcome, refused }: Said): Promise<Receipt> => {
    const { locale } = input.user;
    if (outcome.kind !== 'refused' && refused.length > 0) {
      const said = refused.map(({ name, why }) =>
        answers.say(locale, `file_refused.${why}`, {
          name,
          count: fileLimits.files,
          megabytes: fileLimits.bytes / (1024 * 1024),
        }),
      );
      const about = { ...input, key: input.key === null ? null : `${input.key}#files` };
      await notes.says(about, session, plainNote(locale, said.join(' ')));
    }
    return answers.of(outcome, locale);
  };

  const inThread = async (input: Saying, id: SessionId): Promise<Receipt> => {
    const loaded = await store.load(id);
    if (!loaded) return { kind: 'ignored' };
    const { session } = loaded;
    const author = { id: input.user.id, name: input.user.name };
    const asked = input.addressed ? readAgentWords(withIds(input), author) : null;
    if (asked) return await words(input, asked);
    const lineOpen =
      session.phase.name === 'escalated' &&
      session.escalation?.line_open === true &&
      threadOf(session) === input.conversation;
    if (!lineOpen) return input.addressed ? await words(input, null) : { kind: 'ignored' };
    const said = await crossing.say(id, {
      direction: 'to_person',
      author,
      text: input.text,
      files: input.files ?? [],
      over_line: true,
      source: input.key,
    });
    // Closed in the same moment: it stays in the thread, as it then does.
    if (said.outcome.kind === 'refused' && said.outcome.refused === 'line_closed') return { kind: 'ignored' };
    return await andFiles(input, session, said);
  };

  return {
    /** What the person types while people have the session goes to them. */
    async fromPerson(input: Saying, session: Session): Promise<Receipt> {
      const { id, name } = input.user;
      const said = await crossing.say(session.session_id, {
        direction: 'to_agents',
        author: { id, name: name ?? session.user.name },
        text: input.text,
        files: input.files ?? [],
        source: input.key,
      });
      return await andFiles(input, session, said);
    },

    /** `null` where the conversation is no hand-off's thread. */
    async inThread(input: Saying): Promise<Receipt | null> {
      const id = await handOffs.byThread(input.conversation);
      return id && (await inThread(input, id));
    },

    /** An edit of what never crossed changes nothing. */
    async edited(input: Extract<Input, { type: 'edit' }>): Promise<Receipt> {
      const crossed = await crossing.change(input.of, input.text, input.key);
      const loaded = crossed && (await store.load(crossed));
      return loaded ? { kind: 'accepted', session: loaded.session, note: null } : { kind: 'ignored' };
    },
  };
};
/** The words as commands take them: people by their ids. */
const withIds = ({ text, people = [] }: Saying): string =>
  people.reduce((words, { shown, id }) => words.replaceAll(shown, id), text);

export type Talk = ReturnType<typeof createTalk>;
