import { InteractionResponseType } from 'discord-api-types/v10';
import type { DiscordMessage } from './components.ts';
import type { Modal } from './forms.ts';
import { ephemeral, renderNote } from './notes.ts';
import type { Note } from './notes.ts';

/**
 * What an interaction is answered with, within three seconds.
 *
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
 */
export type Reply =
  | { readonly type: InteractionResponseType.Pong }
  /** For the one who asked alone. */
  | {
      readonly type: InteractionResponseType.ChannelMessageWithSource;
      readonly data: DiscordMessage;
    }
  /** "Thinking …", for the one who asked alone; the answer is put in its place later. */
  | {
      readonly type: InteractionResponseType.DeferredChannelMessageWithSource;
      readonly data: { readonly flags: number };
    }
  /** The press arrived; what it changed is drawn through the channel. */
  | { readonly type: InteractionResponseType.DeferredMessageUpdate }
  /** In place of the message that was pressed in. */
  | { readonly type: InteractionResponseType.UpdateMessage; readonly data: DiscordMessage }
  | { readonly type: InteractionResponseType.Modal; readonly data: Modal }
  | {
      readonly type: InteractionResponseType.ApplicationCommandAutocompleteResult;
      readonly data: { readonly choices: readonly { readonly name: string; readonly value: string }[] };
    };

export const pong: Reply = { type: InteractionResponseType.Pong };
export const arrived: Reply = { type: InteractionResponseType.DeferredMessageUpdate };
export const thinking: Reply = {
  type: InteractionResponseType.DeferredChannelMessageWithSource,
  data: { flags: ephemeral({ flags: 0, allowed_mentions: { parse: [] }, components: [] }).flags },
};

export const tell = (message: DiscordMessage): Reply => ({
  type: InteractionResponseType.ChannelMessageWithSource,
  data: ephemeral(message),
});
export const tellNote = (note: Note): Reply => tell(renderNote(note));

/** Turns the page of what only its reader sees. */
export const turnTo = (message: DiscordMessage): Reply => ({
  type: InteractionResponseType.UpdateMessage,
  data: message,
});

export const openModal = (modal: Modal): Reply => ({ type: InteractionResponseType.Modal, data: modal });

export const offer = (choices: readonly { readonly name: string; readonly value: string }[]): Reply => ({
  type: InteractionResponseType.ApplicationCommandAutocompleteResult,
  data: { choices },
});
