import { useRef, useState } from 'react';
import type { BotItem } from '../protocol.ts';
import { useDark } from './browser.ts';
import { CodeIcon, LogoMark } from './icons.tsx';
import { PayloadDialog } from './payload-dialog.tsx';
import { SlackBlocks } from './slack/blocks.tsx';
import { unescaped } from './slack/escapes.ts';
import type { Texts } from './texts.ts';

/** A message of the bot as Slack lays it out: who, when, and the blocks. */
export const BotMessage = ({
  t,
  item,
  onPress,
}: {
  readonly t: Texts;
  readonly item: BotItem;
  readonly onPress: (value: string) => Promise<void>;
}) => {
  const dark = useDark();
  const [pressed, setPressed] = useState<string | null>(null);
  const [payload, setPayload] = useState(false);
  const busy = useRef(false);

  const press = async (value: string): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setPressed(value);
    try {
      await onPress(value);
    } finally {
      busy.current = false;
      setPressed(null);
    }
  };

  return (
    <article id={`item-${item.id}`} className="bot-message" tabIndex={-1} aria-label={label(t, item)}>
      <LogoMark size={36} />
      <div className="bot-message-body">
        <p className="bot-message-head">
          <strong>{t('chat.bot')}</strong> <span className="app-tag">{t('chat.app')}</span>{' '}
          <time dateTime={item.at}>{clockTime(t.locale, item.at)}</time>
        </p>
        <div lang={item.locale} aria-busy={pressed !== null}>
          <SlackBlocks
            t={t}
            blocks={item.blocks}
            theme={dark ? 'dark' : 'light'}
            pressed={pressed}
            onPress={press}
          />
        </div>
        <button
          type="button"
          className="payload-button"
          title={t('message.payload.hint')}
          onClick={() => setPayload(true)}
        >
          <CodeIcon /> {t('message.payload')}
        </button>
      </div>
      {payload && (
        <PayloadDialog
          t={t}
          payload={{ text: item.text, blocks: item.blocks }}
          onClose={() => setPayload(false)}
        />
      )}
    </article>
  );
};

const label = (t: Texts, item: BotItem): string =>
  t('message.from_bot', { text: unescaped(item.text).split('\n')[0] ?? '' });

const clockTime = (locale: string, at: string): string =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
