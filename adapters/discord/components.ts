import { ButtonStyle, ComponentType, MessageFlags } from 'discord-api-types/v10';
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIContainerComponent,
  APIMediaGalleryComponent,
  APIMessageTopLevelComponent,
  APISeparatorComponent,
  APIStringSelectComponent,
  APITextDisplayComponent,
} from 'discord-api-types/v10';
import { cut, line } from '../../src/engine/shown-text.ts';
import { limits } from './limits.ts';

/**
 * The few shapes that messages are made of, as plain JSON: there is nothing of the SDK in them but the names of
 * the API, so that a page may draw with this too.
 *
 * @see https://docs.discord.com/developers/components/reference
 */

/** A message's body as Discord takes it in a post, an edit, and an interaction's answer. */
export interface DiscordMessage {
  readonly flags: number;
  readonly allowed_mentions: { readonly parse: readonly [] };
  readonly components: readonly APIMessageTopLevelComponent[];
}

/** Whatever the texts hold, nobody is notified. */
export const body = (...components: APIMessageTopLevelComponent[]): DiscordMessage => ({
  flags: MessageFlags.IsComponentsV2,
  allowed_mentions: { parse: [] },
  components,
});

export const container = (
  accent: number,
  components: APIContainerComponent['components'],
): APIContainerComponent => ({ type: ComponentType.Container, accent_color: accent, components });

export const textDisplay = (content: string): APITextDisplayComponent => ({
  type: ComponentType.TextDisplay,
  content,
});

export const picture = ({
  url,
  alt,
}: {
  readonly url: string;
  readonly alt: string;
}): APIMediaGalleryComponent => ({
  type: ComponentType.MediaGallery,
  items: [{ media: { url }, description: cut(line(alt), limits.mediaDescription.max) }],
});

/** A line across. */
export const divider = (): APISeparatorComponent => ({ type: ComponentType.Separator, divider: true });

export const row = <Inside extends APIButtonComponentWithCustomId | APIStringSelectComponent>(
  ...components: Inside[]
): APIActionRowComponent<Inside> => ({ type: ComponentType.ActionRow, components });

export const button = (
  label: string,
  customId: string,
  style: APIButtonComponentWithCustomId['style'] = ButtonStyle.Secondary,
): APIButtonComponentWithCustomId => ({
  type: ComponentType.Button,
  style,
  label,
  custom_id: customId,
});
