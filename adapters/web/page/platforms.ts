import type { Platform } from '../protocol.ts';
import type { Fields } from './payload.ts';
import type { Texts } from './texts.ts';

export const platforms: readonly Platform[] = ['slack', 'discord', 'teams'];

/** What the conversation is drawn as. */
export type View = Platform | 'all';

/** A message as one platform draws it. */
export interface Drawn {
  readonly t: Texts;
  readonly payload: Fields;
  readonly dark: boolean;
  /** The value whose press is on its way; until it is through, nothing else can be pressed. */
  readonly pressed: string | null;
  readonly onPress: (value: string) => void;
}
