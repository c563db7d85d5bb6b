import { line, lines as clean, mark } from '../../src/engine/shown-text.ts';
import { folds } from './limits.ts';

/**
 * The few shapes that messages are made of: Adaptive Cards 1.5, as far as they are used here. Texts stand in text
 * runs, in which no client reads Markdown: nothing in them can mention, link or format.
 *
 * @see https://adaptivecards.io/explorer/
 */
export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema: string;
  readonly version: '1.5';
  readonly fallbackText: string;
  readonly body: readonly Element[];
  readonly actions?: readonly CardAction[];
  readonly msteams: { readonly width: 'Full' };
}

export interface TextRun extends Look {
  readonly type: 'TextRun';
  readonly text: string;
  readonly selectAction?: { readonly type: 'Action.OpenUrl'; readonly url: string };
}

interface Look {
  readonly size?: 'Small' | 'Large';
  readonly weight?: 'Bolder';
  readonly isSubtle?: true;
  readonly italic?: true;
  readonly color?: 'Attention';
}

type Spacing = 'None' | 'Small' | 'Medium';

interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly spacing?: Spacing;
  readonly inlines: readonly TextRun[];
}

interface Column {
  readonly type: 'Column';
  readonly width: 'auto' | 'stretch' | number;
  readonly items: readonly Element[];
}

interface ColumnSet {
  readonly type: 'ColumnSet';
  readonly spacing?: Spacing;
  readonly columns: readonly Column[];
}

type ContainerStyle = 'emphasis' | 'good' | 'attention' | 'warning';

interface Container {
  readonly type: 'Container';
  readonly style: ContainerStyle;
  readonly items: readonly Element[];
}

export type InputElement = {
  readonly id: string;
  readonly label: string;
  readonly isRequired: boolean;
  readonly errorMessage?: string;
} & (
  | {
      readonly type: 'Input.Text';
      readonly value?: string;
      readonly maxLength: number;
      readonly isMultiline?: true;
      readonly style?: 'Email' | 'Url' | 'Password';
    }
  | { readonly type: 'Input.Number'; readonly value?: number }
  | {
      readonly type: 'Input.ChoiceSet';
      readonly style: 'expanded' | 'compact';
      readonly value?: string;
      readonly choices: readonly { readonly title: string; readonly value: string }[];
    }
);

interface Image {
  readonly type: 'Image';
  readonly url: string;
  readonly altText: string;
  readonly selectAction: { readonly type: 'Action.OpenUrl'; readonly url: string };
}

export type Element = RichTextBlock | ColumnSet | Container | Image | InputElement;

type ActionData = Readonly<Record<string, unknown>>;

interface ButtonLook {
  readonly title: string;
  readonly style?: 'positive' | 'destructive';
  readonly mode?: 'secondary';
}

export interface SubmitAction extends ButtonLook {
  readonly type: 'Action.Submit';
  readonly data: ActionData;
  readonly associatedInputs?: 'none';
}

interface ExecuteAction extends ButtonLook {
  readonly type: 'Action.Execute';
  readonly verb: string;
  readonly data: ActionData;
  readonly associatedInputs?: 'none';
  /** For clients that know no universal actions. */
  readonly fallback: SubmitAction;
}

interface OpenUrlAction {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
}

export type CardAction = SubmitAction | ExecuteAction | OpenUrlAction;

/** @see https://adaptivecards.io/explorer/AdaptiveCard.html */
export const card = (
  fallbackText: string,
  body: readonly Element[],
  actions: readonly CardAction[],
): AdaptiveCard => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  fallbackText,
  body,
  ...(actions.length === 0 ? {} : { actions }),
  msteams: { width: 'Full' },
});

/** As wide as the card; pressed, it opens in full. */
export const image = (url: string, altText: string): Element => ({
  type: 'Image',
  url,
  altText,
  selectAction: { type: 'Action.OpenUrl', url },
});

export const cardType = 'application/vnd.microsoft.card.adaptive';

export const attachmentOf = (content: AdaptiveCard) => ({ contentType: cardType, content });

/**
 * Clients put a date in the place of `{{DATE(…)}}` and `{{TIME(…)}}`, in every text.
 *
 * @see https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/text-features#datetime-formatting-and-localization
 */
export const asWritten = (text: string): string => text.replace(/\{(?=\{(DATE|TIME)\()/g, '{\u2060');

export const run = (text: string, look: Look = {}): TextRun => ({
  type: 'TextRun',
  text: asWritten(text),
  ...look,
});
export const bold = (text: string): TextRun => run(text, { weight: 'Bolder' });
export const link = (text: string, url: string): TextRun => ({
  ...run(text),
  selectAction: { type: 'Action.OpenUrl', url },
});

export const block = (inlines: readonly TextRun[], spacing?: Spacing): RichTextBlock => ({
  type: 'RichTextBlock',
  ...(spacing === undefined ? {} : { spacing }),
  inlines,
});

/** One line. */
export const lineBlock = (text: string, look: Look = {}, spacing?: Spacing): RichTextBlock =>
  block([run(line(text), look)], spacing);

/**
 * A text of several lines: what clients make of a line break inside a run differs, so each line is an element.
 * Lines beyond the limit are folded with a mark.
 */
export function textBlocks(text: string, look: Look = {}, first?: Spacing): RichTextBlock[] {
  const blocks: RichTextBlock[] = [];
  let spacing = first;
  for (const words of clean(text).split('\n')) {
    if (words.trim() === '') {
      if (blocks.length > 0) spacing = 'Small';
      continue;
    }
    if (blocks.length === folds.lines) return [...blocks.slice(0, -1), block([run(mark)], 'None')];
    blocks.push(block([run(words.trimEnd(), look)], spacing));
    spacing = 'None';
  }
  return blocks;
}

/** A sign, and beside it what it stands for: an item of a list, with the lines below each other. */
export const item = (sign: string, items: readonly Element[]): ColumnSet => ({
  type: 'ColumnSet',
  spacing: 'Small',
  columns: [
    { type: 'Column', width: 'auto', items: [block([run(sign)])] },
    { type: 'Column', width: 'stretch', items },
  ],
});

/** A name and its value, side by side. */
export const fact = (name: string, items: readonly Element[]): ColumnSet => ({
  type: 'ColumnSet',
  spacing: 'Small',
  columns: [
    { type: 'Column', width: 1, items: [block([bold(name)])] },
    { type: 'Column', width: 2, items },
  ],
});

export const container = (style: ContainerStyle, items: readonly Element[]): Container => ({
  type: 'Container',
  style,
  items,
});
