import type { Desk, Keep, Receipt } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import { cut, line } from '../../src/engine/shown-text.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Author, Pane } from './arrival.ts';
import { within } from './within.ts';
import { words } from './words.ts';

/**
 * The assistant's pane, where workspaces have it: each of its conversations is a thread of the direct messages.
 *
 * @see https://docs.slack.dev/ai/developing-ai-apps
 */
export interface Panes {
  /** Remembers the new conversation, and suggests what people ask for most. */
  open(author: Author, user: User, pane: Pane): Promise<void>;
  /** Whether this thread is one of them: people can answer in a thread below any message. */
  knows(author: Author, pane: Pane): Promise<boolean>;
  /** Says that the bot is at work on what was said, until it answers. */
  working(author: Author, user: User, pane: Pane): Promise<void>;
  /** Whatever came of it is no answer that would end that; and a first problem names the conversation. */
  done(author: Author, pane: Pane, receipt: Receipt): Promise<void>;
}

/** More open conversations than this nobody goes back to. */
const mostRemembered = 50;
/** What was said is not held up for the sign that it was heard. */
const signWithinMs = 300;

export function createPanes(api: Api, desk: Desk, keep: Keep, log: Log): Panes {
  const keyOf = ({ id }: Author): string => `panes:${id}`;
  const nameOf = ({ channel, thread }: Pane): string => `${channel}:${thread}`;

  const known = async (author: Author): Promise<readonly string[]> => {
    const panes: unknown = await keep.get(keyOf(author));
    return Array.isArray(panes) ? panes.filter((name): name is string => typeof name === 'string') : [];
  };

  const told = (answer: Answer, what: string): void => {
    if (answer.outcome !== 'ok') log.warn({ channel: 'slack', ...answer }, `slack: ${what} was not shown`);
  };

  const setStatus = async ({ team }: Author, { channel, thread }: Pane, status: string): Promise<void> => {
    const args = { channel_id: channel, thread_ts: thread, status };
    const method = 'assistant.threads.setStatus';
    told(await api.ask(team, method, (client) => client.assistant.threads.setStatus(args)), 'a status');
  };

  return {
    async open(author, user, pane) {
      const before = await known(author);
      const panes = [...before.filter((name) => name !== nameOf(pane)), nameOf(pane)];
      await keep.put(keyOf(author), panes.slice(-mostRemembered));
      const { greeting } = await desk.home(user);
      const prompts = greeting.actions
        .filter(({ press }) => press.move === 'start' && press.arg !== null)
        .slice(0, limits.suggestedPrompts.max)
        .map(({ label }) => ({ title: cut(line(label), limits.buttonText.max), message: line(label) }));
      if (prompts.length === 0) return;
      const title = desk.text(user.locale, words.prompts);
      const args = { channel_id: pane.channel, thread_ts: pane.thread, title, prompts };
      const method = 'assistant.threads.setSuggestedPrompts';
      const answer = await api.ask(author.team, method, (client) =>
        client.assistant.threads.setSuggestedPrompts(args),
      );
      told(answer, 'a list of suggestions');
    },
    knows: async (author, pane) => (await known(author)).includes(nameOf(pane)),
    working: (author, user, pane) =>
      within(setStatus(author, pane, desk.text(user.locale, words.working)), signWithinMs),
    async done(author, pane, receipt) {
      if (receipt.kind !== 'accepted') return setStatus(author, pane, '');
      const { problem, version } = receipt.session;
      if (problem === null || version !== 1) return;
      const args = { channel_id: pane.channel, thread_ts: pane.thread };
      const title = cut(line(problem), limits.buttonText.max);
      const method = 'assistant.threads.setTitle';
      const answer = await api.ask(author.team, method, (client) =>
        client.assistant.threads.setTitle({ ...args, title }),
      );
      told(answer, 'a title');
    },
  };
}
