import { useEffect, useRef } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import type { Seat, ThreadItem } from '../protocol.ts';
import { BotMessage } from './bot-message.tsx';
import type { OnPress } from './bot-message.tsx';
import { OwnWords } from './own-words.tsx';
import type { View } from './platforms.ts';
import type { PageState } from './state.ts';
import type { Texts } from './texts.ts';
import { Local, Typing } from './thread-items.tsx';

/** How long after a press the focus follows what it changes. */
const followMs = 3000;

/** What is done in a pane, by whoever has it. */
export interface PaneActions {
  readonly say: (text: string, key?: string) => void;
  readonly press: OnPress;
  /** Words of one's own are different now, or taken back. */
  readonly edit: (id: string, text: string | null) => Promise<void>;
  readonly dismiss: (id: string) => void;
}

/** What every pane is given. */
export interface PaneProps {
  readonly t: Texts;
  readonly state: PageState;
  readonly hidden: boolean;
  /** A tab opens it. */
  readonly tabbed: boolean;
  readonly view: View;
  readonly actions: PaneActions;
}

/** One of the three whom a visitor plays: what was said, and below it where more is said. */
export const Pane = ({
  t,
  seat,
  state,
  hidden,
  tabbed,
  view,
  actions,
  head,
  label,
  above = null,
  empty,
  arrange = oneByOne,
  composer,
}: PaneProps & {
  readonly seat: Seat;
  readonly head: ReactNode;
  /** What is in the middle. */
  readonly label: string;
  readonly above?: ReactNode;
  /** Shown as long as nothing else is. */
  readonly empty: ReactNode;
  readonly arrange?: (items: readonly ThreadItem[], draw: (item: ThreadItem) => ReactNode) => ReactNode;
  readonly composer: ReactNode;
}) => {
  const items = state.items.filter((item) => item.seat === seat);
  const local = state.local.filter((item) => item.seat === seat);
  const news = state.news[seat];
  const typing = state.typing === seat;
  const thread = useRef<HTMLDivElement>(null);
  const pressedAt = useRef(Number.NEGATIVE_INFINITY);
  const seen = useRef(new Set<string>());

  useEffect(() => {
    if (news === null || hidden) return;
    const { id } = news.item;
    const article = document.getElementById(`item-${id}`);
    if (article === null) return;
    const pressed = performance.now() - pressedAt.current <= followMs;
    // A case changes with every word below it; whoever reads there must not be taken away.
    const follows = seat !== 'agent' || pressed || !seen.current.has(id);
    seen.current.add(id);
    if (follows) keepInSight(thread.current, article);
    const active = document.activeElement;
    const isElsewhere = active !== document.body && !thread.current?.contains(active);
    if (isElsewhere || !pressed) return;
    article.focus({ preventScroll: true });
  }, [news, hidden, seat]);
  /** A picture makes its message longer when it arrives. */
  const arrived = ({ target }: SyntheticEvent): void => {
    const latest = news && document.getElementById(`item-${news.item.id}`);
    if (latest && target instanceof Node && latest.contains(target)) keepInSight(thread.current, latest);
  };
  const waiting = local.length;
  useEffect(() => {
    if (waiting > 0 || typing) thread.current?.scrollTo({ top: thread.current.scrollHeight });
  }, [waiting, typing]);

  const press: OnPress = (platform, value) => {
    pressedAt.current = performance.now();
    return actions.press(platform, value);
  };
  const draw = (item: ThreadItem): ReactNode =>
    item.kind === 'bot' ? (
      <BotMessage key={item.id} t={t} item={item} view={view} onPress={press} />
    ) : (
      <OwnWords key={item.id} t={t} item={item} onEdit={actions.edit} />
    );

  return (
    <section
      id={`pane-${seat}`}
      className={`pane pane-${seat}`}
      hidden={hidden}
      {...(tabbed
        ? { role: 'tabpanel', 'aria-labelledby': `tab-${seat}` }
        : { 'aria-label': t(`tabs.${seat}`) })}
    >
      {head}
      {above}
      <div
        className={`thread thread-${view}`}
        ref={thread}
        tabIndex={0}
        role="region"
        aria-label={label}
        onLoadCapture={arrived}
      >
        {items.length === 0 && local.length === 0 && empty}
        {arrange(items, draw)}
        {local.map((item) => (
          <Local key={item.id} t={t} item={item} onSay={actions.say} onDismiss={actions.dismiss} />
        ))}
        {typing && <Typing t={t} />}
      </div>
      <div className="visually-hidden" aria-live="polite">
        {news !== null && (
          <p key={news.turn}>
            {t('message.from_bot', {
              text: seat === 'agent' ? (news.item.text.split('\n')[0] ?? '') : news.item.text,
            })}
          </p>
        )}
      </div>
      {composer}
    </section>
  );
};

const oneByOne = (items: readonly ThreadItem[], draw: (item: ThreadItem) => ReactNode): ReactNode =>
  items.map(draw);

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

/** Who somebody is in a pane. */
export const PaneHead = ({
  icon,
  title,
  text,
  children = null,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}) => (
  <div className="pane-head">
    <span className="pane-icon">{icon}</span>
    <div className="pane-title">
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
    {children}
  </div>
);
