import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { Message } from '../../src/engine/message.ts';
import { cut, cutEscaped, line } from '../../src/engine/shown-text.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { plainText, sections } from './blocks.ts';
import { limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Aside } from './arrival.ts';
import { renderMessage } from './render.ts';
import { escape } from './text.ts';

/** What only one person sees: a line, with a button below it perhaps, or a whole message. */
export type Note =
  { readonly text: string; readonly button: NoteButton | null } | { readonly message: Message };

export type NoteButton =
  { readonly label: string; readonly value: string } | { readonly label: string; readonly url: string };

/** Content as a request or an answer to one takes it. */
export const renderAside = (note: Note): { text: string; blocks: KnownBlock[] } => {
  if ('message' in note) {
    const { text, blocks } = renderMessage(note.message);
    return { text, blocks: [...blocks] };
  }
  const { text, button } = note;
  return {
    text: cutEscaped(line(text), limits.text.max, escape),
    blocks: button === null ? sections(text) : [...sections(text), buttonBlock(button)],
  };
};

const buttonBlock = ({ label, ...rest }: NoteButton): ActionsBlock => {
  const text = plainText(cut(line(label), limits.buttonText.max));
  return { type: 'actions', elements: [{ type: 'button', action_id: 'aside', text, ...rest }] };
};

/** Nothing in the text is read as markup. */
const asWritten = { parse: 'none', link_names: false } as const;

/**
 * Tells one person something where the others do not see it: beside the message, else by the address that
 * the interaction gave (the bot need not be in the place for that), else in their direct messages: what is shown but
 * once must not be lost because that address is too old.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postEphemeral
 */
export async function tell(api: Api, log: Log, aside: Aside, note: Note): Promise<void> {
  const content = renderAside(note);
  const { team, user, channel, thread, responseUrl, replaces } = aside;
  const ways: (() => Promise<Answer>)[] = [];
  // A page turned in what only this person sees: the next one takes its place.
  if (replaces && responseUrl !== null) {
    const ephemeral = { response_type: 'ephemeral', replace_original: 'message' in note };
    ways.push(() => api.respond(responseUrl, { ...ephemeral, ...content }));
  }
  if (channel !== null) {
    const place = { channel, user, ...asWritten, ...(thread === null ? {} : { thread_ts: thread }) };
    ways.push(() =>
      api.ask(team, 'chat.postEphemeral', (client) => client.chat.postEphemeral({ ...place, ...content })),
    );
  }
  if (responseUrl !== null && !replaces) {
    const ephemeral = { response_type: 'ephemeral', replace_original: false };
    ways.push(() => api.respond(responseUrl, { ...ephemeral, ...content }));
  }
  ways.push(() =>
    api.send(team, 'chat.postMessage', { channel: user, ...asWritten, mrkdwn: false, ...content }),
  );

  for (const way of ways) {
    const answer = await way();
    if (answer.outcome === 'ok') return;
    log.warn({ channel: 'slack', ...answer }, 'slack: a note could not be delivered this way');
  }
}
