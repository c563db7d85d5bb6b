import type { ComponentProps } from 'react';
import type { Message } from 'slack-blocks-to-jsx';
import { isDrawn, Sign } from '../signs.tsx';

type EmojiHook = NonNullable<NonNullable<ComponentProps<typeof Message>['hooks']>['emoji']>;

/** The signs of our own messages; the others come from the machine's fonts, as the library has them. */
export const drawEmoji: EmojiHook = (data, parse) =>
  isDrawn(data.name) ? <Sign name={data.name} /> : parse(data);
