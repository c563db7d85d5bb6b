import type { KnownBlock } from '@slack/types';
import type { Message, Part } from '../../src/engine/message.ts';
import { cutEscaped, isBlank, line, lines } from '../../src/engine/shown-text.ts';
import { actionBlocks } from './buttons.ts';
import { fit, mostBytes } from './fit.ts';
import type { Room } from './fit.ts';
import { limits } from './limits.ts';
import { partBlocks } from './parts.ts';
import { escape } from './text.ts';

/** A message as `chat.postMessage` takes it. */
export interface Rendered {
  /** For notifications and screen readers; escaped. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

const wholeMessage: Room = { blocks: limits.blocksInMessage.max, bytes: limits.blocksTogether.max };

/**
 * The message as Slack draws it: Block Kit within all of Slack's limits, whatever the message holds. Pure, and
 * what the playground draws too.
 *
 * @see https://docs.slack.dev/reference/block-kit
 */
export const renderMessage = (message: Message): Rendered => ({
  text: renderText(message),
  blocks: renderBlocks(message, wholeMessage),
});

/** The blocks alone, for a place with that much room. */
export function renderBlocks(message: Message, room: Room): KnownBlock[] {
  const content = message.parts.flatMap(partBlocks);
  const actions = actionBlocks(message.actions);
  const fits = content.length + actions.length <= room.blocks && mostBytes(message) <= room.bytes;
  return fits ? [...content, ...actions] : fit(content, actions, room);
}

/**
 * The message in words: the summary first, as notifications show the beginning, then the rest, as screen
 * readers read this and not the blocks.
 */
export const renderText = (message: Message): string =>
  cutEscaped(
    [line(message.summary), ...message.parts.flatMap(spoken)].filter((text) => !isBlank(text)).join('\n'),
    limits.text.max,
    escape,
  );

function spoken(part: Part): string[] {
  switch (part.type) {
    // Both are in the summary.
    case 'title':
    case 'progress':
      return [];
    case 'text':
    case 'quote':
    case 'status':
    case 'hint':
      return [lines(part.text)];
    case 'instructions':
      return part.items.map((item, index) => `${(part.first ?? 1) + index}. ${lines(item)}`);
    case 'picture':
      return [line(part.alt), line(part.url)];
    case 'expected':
      return [`${line(part.label)}: ${lines(part.text)}`];
    case 'warnings':
      return [line(part.label), ...part.items.map(lines)];
    case 'resources':
      return [
        line(part.label),
        ...part.items.map((item) => (typeof item === 'string' ? lines(item) : line(item.title))),
      ];
    case 'options':
      return part.items.map(({ label }, index) => `${index + 1}. ${line(label)}`);
    case 'tried':
      return [line(part.label), ...part.items.map(({ title }) => line(title))];
    case 'facts':
      return part.items.map(({ name, value }) => `${line(name)}: ${lines(value)}`);
    case 'said':
      return part.items.map(({ author, text }) => `${line(author)}: ${lines(text)}`);
  }
}
