import { useRef, useState } from 'react';
import type { BotItem, Platform } from '../protocol.ts';
import { platforms } from './platforms.ts';
import type { View } from './platforms.ts';
import { Said } from './said.tsx';
import type { Texts } from './texts.ts';

/** What is pressed in a drawing, and in which. */
export type OnPress = (platform: Platform, value: string) => Promise<void>;

/** A message of the bot: as one platform lays it out, or as each does, side by side. */
export const BotMessage = ({
  t,
  item,
  view,
  onPress,
}: {
  readonly t: Texts;
  readonly item: BotItem;
  readonly view: View;
  readonly onPress: OnPress;
}) => {
  const [pressed, setPressed] = useState<string | null>(null);
  const busy = useRef(false);

  const press = async (platform: Platform, value: string): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setPressed(value);
    try {
      await onPress(platform, value);
    } finally {
      busy.current = false;
      setPressed(null);
    }
  };

  return (
    <article
      id={`item-${item.id}`}
      className={`bot-message bot-message-${view}`}
      tabIndex={-1}
      aria-label={t('message.from_bot', { text: item.text.split('\n')[0] ?? '' })}
    >
      {platforms
        .filter((platform) => view === 'all' || view === platform)
        .map((platform) => (
          <Said
            key={platform}
            t={t}
            item={item}
            platform={platform}
            pressed={pressed}
            onPress={(value) => void press(platform, value)}
          />
        ))}
    </article>
  );
};
