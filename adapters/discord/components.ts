import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIContainerComponent,
  APIMessageTopLevelComponent,
  APISeparatorComponent,
  APIStringSelectComponent,
  APITextDisplayComponent,
} from 'discord.js';

/**
 * The few shapes that messages are made of, as plain JSON: the SDK is here for its types alone, so that a page
 * may draw with this too.
 *
 * @see https://docs.discord.com/developers/components/reference
 */
export const types = {
  actionRow: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  textDisplay: 10,
  separator: 14,
  container: 17,
  label: 18,
  radioGroup: 21,
} as const;

export const buttonStyles = { primary: 1, secondary: 2, success: 3, danger: 4 } as const;
export type ButtonStyle = keyof typeof buttonStyles;

/** A message's body as Discord takes it in a post, an edit, and an interaction's answer. */
export interface DiscordMessage {
  readonly flags: number;
  readonly allowed_mentions: { readonly parse: readonly [] };
  readonly components: readonly APIMessageTopLevelComponent[];
}

/** `IS_COMPONENTS_V2`: https://docs.discord.com/developers/resources/message#message-object-message-flags */
const componentsV2 = 1 << 15;

/** Whatever the texts hold, nobody is notified. */
export const body = (...components: APIMessageTopLevelComponent[]): DiscordMessage => ({
  flags: componentsV2,
  allowed_mentions: { parse: [] },
  components,
});

export const container = (
  accent: number,
  components: APIContainerComponent['components'],
): APIContainerComponent => ({ type: types.container, accent_color: accent, components });

export const textDisplay = (content: string): APITextDisplayComponent => ({
  type: types.textDisplay,
  content,
});

/** A line across. */
export const divider = (): APISeparatorComponent => ({ type: types.separator, divider: true });

export const row = <Inside extends APIButtonComponentWithCustomId | APIStringSelectComponent>(
  ...components: Inside[]
): APIActionRowComponent<Inside> => ({ type: types.actionRow, components });

export const button = (
  label: string,
  customId: string,
  style: ButtonStyle = 'secondary',
): APIButtonComponentWithCustomId => ({
  type: types.button,
  style: buttonStyles[style],
  label,
  custom_id: customId,
});
