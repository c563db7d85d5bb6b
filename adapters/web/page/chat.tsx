import { useEffect, useRef } from 'react';
import type { BotItem } from '../protocol.ts';
import { BotMessage } from './bot-message.tsx';
import type { OnPress } from './bot-message.tsx';
import { Composer } from './composer.tsx';
import { LogoMark } from './icons.tsx';
import type { PageState } from './state.ts';
import type { Texts } from './texts.ts';
import { platforms } from './platforms.ts';
import type { View } from './platforms.ts';
import { Hero, Local, Typing, Words } from './thread-items.tsx';
import { ViewSwitch } from './view-switch.tsx';

/** How long after a press the focus follows what it changes. */
const followMs = 3000;

export const Chat = ({
  t,
  state,
  hidden,
  tabbed,
  view,
  wide,
  onView,
  onSay,
  onPress,
  onDismiss,
  onReconnect,
}: {
  readonly t: Texts;
  readonly state: PageState;
  readonly hidden: boolean;
  readonly tabbed: boolean;
  readonly view: View;
  /** Whether there is room for all of them side by side. */
  readonly wide: boolean;
  readonly onView: (view: View) => void;
  readonly onSay: (text: string, key?: string) => void;
  readonly onPress: OnPress;
  readonly onDismiss: (id: string) => void;
  readonly onReconnect: () => void;
}) => {
  const { items, local, news, typing } = state;
  const empty = items.length === 0 && local.length === 0;
  const thread = useRef<HTMLDivElement>(null);
  const pressedAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (news === null) return;
    const article = document.getElementById(`item-${news.item.id}`);
    if (article === null) return;
    keepInSight(thread.current, article);
    const active = document.activeElement;
    const isElsewhere = active !== document.body && !thread.current?.contains(active);
    if (isElsewhere || performance.now() - pressedAt.current > followMs) return;
    article.focus({ preventScroll: true });
  }, [news]);
  useEffect(() => {
    if (local.length > 0 || typing) thread.current?.scrollTo({ top: thread.current.scrollHeight });
  }, [local, typing]);

  const press: OnPress = (platform, value) => {
    pressedAt.current = performance.now();
    return onPress(platform, value);
  };
  const bot = (item: BotItem) => <BotMessage key={item.id} t={t} item={item} view={view} onPress={press} />;

  return (
    <section
      id="pane-chat"
      className="pane chat"
      hidden={hidden}
      {...(tabbed && { role: 'tabpanel', 'aria-labelledby': 'tab-chat' })}
    >
      <div className="pane-head">
        <LogoMark size={28} />
        <div className="pane-title">
          <h2>
            {t('chat.bot')} <span className="app-tag">{t('chat.app')}</span>
          </h2>
          <p>{t('chat.subtitle')}</p>
        </div>
        <ViewSwitch t={t} view={view} wide={wide} onView={onView} />
      </div>
      {state.connection === 'lost' && (
        <div className="banner" role="status">
          <span>{t('connection.lost')}</span>
          <button type="button" className="link-button" onClick={onReconnect}>
            {t('connection.retry')}
          </button>
        </div>
      )}
      {view === 'all' && !empty && (
        <div className="columns" aria-hidden="true">
          {platforms.map((platform) => (
            <span key={platform} className={`column-name column-name-${platform}`}>
              {t(`platform.${platform}`)}
            </span>
          ))}
        </div>
      )}
      <div
        className={`thread thread-${view}`}
        ref={thread}
        tabIndex={0}
        role="region"
        aria-label={t('chat.label')}
      >
        {empty && <Hero t={t} examples={state.examples} onTry={onSay} />}
        {items.map((item) =>
          item.kind === 'bot' ? bot(item) : <Words key={item.id} t={t} text={item.text} state="sent" />,
        )}
        {local.map((item) => (
          <Local key={item.id} t={t} item={item} onSay={onSay} onDismiss={onDismiss} />
        ))}
        {typing && <Typing t={t} />}
      </div>
      <div className="visually-hidden" aria-live="polite">
        {news !== null && <p key={news.turn}>{t('message.from_bot', { text: news.item.text })}</p>}
      </div>
      <Composer t={t} onSay={onSay} />
    </section>
  );
};

/** The end of what is new, or its beginning where it is longer than the pane. */
const keepInSight = (thread: HTMLElement | null, article: HTMLElement): void => {
  if (thread === null) return;
  const { top, bottom, height } = article.getBoundingClientRect();
  const pane = thread.getBoundingClientRect();
  const margin = 8;
  if (height + 2 * margin > pane.height || top < pane.top) {
    thread.scrollBy({ top: top - pane.top - margin });
  } else if (bottom > pane.bottom - margin) {
    thread.scrollBy({ top: bottom - pane.bottom + margin });
  }
};
