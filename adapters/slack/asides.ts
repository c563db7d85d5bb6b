import type { ActionsBlock, KnownBlock } from '@slack/types';
import { cut, cutEscaped, line } from '../../src/engine/shown-text.ts';
import type { Answer, Api } from './api.ts';
import { plainText, sections } from './blocks.ts';
import { limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Aside } from './parse.ts';
import { escape } from './text.ts';

/** What only one person sees. */
export interface Note {
  readonly text: string;
  /** A button below it. */
  readonly button: NoteButton | null;
}

export type NoteButton =
  { readonly label: string; readonly value: string } | { readonly label: string; readonly url: string };

/** Content as a request or an answer to one takes it. */
export const renderAside = ({ text, button }: Note): { text: string; blocks: KnownBlock[] } => ({
  text: cutEscaped(line(text), limits.text.max, escape),
  blocks: button === null ? sections(text) : [...sections(text), buttonBlock(button)],
});

const buttonBlock = ({ label, ...rest }: NoteButton): ActionsBlock => {
  const text = plainText(cut(line(label), limits.buttonText.max));
  return { type: 'actions', elements: [{ type: 'button', action_id: 'aside', text, ...rest }] };
};

/** Nothing in the text is read as markup. */
const asWritten = { parse: 'none', link_names: false } as const;

/**
 * Tells one person something where the others do not see it: beside the message, else by the address that
 * the interaction gave (the bot need not be in the place for that), else in their direct messages.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postEphemeral
 */
export async function tell(api: Api, log: Log, aside: Aside, note: Note): Promise<void> {
  const content = renderAside(note);
  const { user, channel, thread, responseUrl } = aside;
  const ways: (() => Promise<Answer>)[] = [];
  if (channel !== null) {
    const place = { channel, user, ...asWritten, ...(thread === null ? {} : { thread_ts: thread }) };
    ways.push(() =>
      api.ask('chat.postEphemeral', (client) => client.chat.postEphemeral({ ...place, ...content })),
    );
  }
  if (responseUrl !== null) {
    const ephemeral = { response_type: 'ephemeral', replace_original: false };
    ways.push(() => api.respond(responseUrl, { ...ephemeral, ...content }));
  }
  if (channel === null) {
    ways.push(() => api.send('chat.postMessage', { channel: user, ...asWritten, mrkdwn: false, ...content }));
  }

  for (const way of ways) {
    const answer = await way();
    if (answer.outcome === 'ok') return;
    log.warn({ channel: 'slack', ...answer }, 'slack: a note could not be delivered this way');
  }
}
