import { ButtonStyle, ComponentType, MessageFlags } from 'discord-api-types/v10';
import type { APIButtonComponent } from 'discord-api-types/v10';
import { cut, cutEscaped, line, lines } from '../../src/engine/shown-text.ts';
import { body, button, textDisplay } from './components.ts';
import type { DiscordMessage } from './components.ts';
import { limits } from './limits.ts';
import { escape } from './text.ts';

/** What only one person sees. */
export interface Note {
  readonly text: string;
  /** A button below it. */
  readonly button: NoteButton | null;
}

export type NoteButton =
  { readonly label: string; readonly customId: string } | { readonly label: string; readonly url: string };

export const plainNote = (text: string): Note => ({ text, button: null });

export function renderNote({ text, button: below }: Note): DiscordMessage {
  const words = textDisplay(cutEscaped(lines(text), limits.textTogether.max, escape));
  return below === null
    ? body(words)
    : body(words, { type: ComponentType.ActionRow, components: [buttonOf(below)] });
}

function buttonOf(below: NoteButton): APIButtonComponent {
  const label = cut(line(below.label), limits.buttonLabel.max);
  return 'url' in below
    ? { type: ComponentType.Button, style: ButtonStyle.Link, label, url: below.url }
    : button(label, below.customId, ButtonStyle.Primary);
}

/** The same, for one person's eyes: as the answer to what they did. */
export const ephemeral = (message: DiscordMessage): DiscordMessage => ({
  ...message,
  flags: message.flags | MessageFlags.Ephemeral,
});
