import type { Message } from '../../src/engine/message.ts';
import { words } from './words.ts';
import type { Text } from './words.ts';

/** What says that an answer can be typed, by its keys in the locale files. */
const typing = ['step.hint', 'step.hint_choice', 'collecting.how'] as const;

/** The same message where the bot does not hear what is said without its name. */
export function forMentions(message: Message, text: Text): Message {
  if (!message.actions.some(({ press }) => press.session_id !== null)) return message;
  const untrue = typing.map((key) => text(message.locale, key));
  const parts = message.parts.filter((part) => part.type !== 'hint' || !untrue.includes(part.text));
  return {
    ...message,
    parts: [...parts, { type: 'hint', text: text(message.locale, words.pressOrMention) }],
  };
}
