import { useEffect, useRef } from 'react';
import type { TimelineEntry } from '../protocol.ts';
import { CloseIcon } from './icons.tsx';
import { clockTime } from './clock-time.ts';
import { eventLook, eventWords } from './event-words.tsx';
import type { Texts } from './texts.ts';
import { WebhookCard } from './webhook-card.tsx';

/** How near to the end the reader must be for the newest entry to be brought into sight. */
const nearPx = 120;

export const Timeline = ({
  t,
  entries,
  hidden,
  tabbed,
  onClose,
}: {
  readonly t: Texts;
  readonly entries: readonly TimelineEntry[];
  readonly hidden: boolean;
  readonly tabbed: boolean;
  /** Where it can be put away. */
  readonly onClose: (() => void) | null;
}) => {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    if (element !== null && atEnd.current) element.scrollTo({ top: element.scrollHeight });
  }, [entries.length, hidden]);

  useEffect(() => {
    if (hidden || onClose === null) return undefined;
    const escape = ({ key, target }: KeyboardEvent): void => {
      const inside = target instanceof Element && target.closest('#pane-timeline') !== null;
      if (key === 'Escape' && inside) onClose();
    };
    document.addEventListener('keydown', escape);
    return () => document.removeEventListener('keydown', escape);
  }, [hidden, onClose]);

  return (
    <section
      id="pane-timeline"
      className="pane timeline"
      hidden={hidden}
      {...(tabbed && { role: 'tabpanel', 'aria-labelledby': 'tab-timeline' })}
    >
      <div className="pane-head">
        <div className="pane-title">
          <h2>{t('timeline.title')}</h2>
          <p>{t('timeline.text')}</p>
        </div>
        {entries.length > 0 && onClose === null && (
          <span className="count">{t('timeline.count', { count: entries.length })}</span>
        )}
        {onClose !== null && (
          <button type="button" className="icon-button" aria-label={t('timeline.close')} onClick={onClose}>
            <CloseIcon />
          </button>
        )}
      </div>
      <div
        className="timeline-scroll"
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={t('timeline.title')}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < nearPx;
        }}
      >
        {entries.length === 0 ? (
          <div className="timeline-empty">
            <div className="timeline-ghost" aria-hidden="true">
              <i />
              <i />
              <i />
            </div>
            <h3>{t('timeline.empty.title')}</h3>
            <p>{t('timeline.empty.text')}</p>
          </div>
        ) : (
          <ol className="entries">
            {entries.map((entry) => (
              <Entry key={entry.id} t={t} entry={entry} />
            ))}
          </ol>
        )}
      </div>
    </section>
  );
};

const Entry = ({ t, entry }: { readonly t: Texts; readonly entry: TimelineEntry }) => {
  const { tone, Icon } = eventLook(entry.type);
  return (
    <li className={`entry entry-${tone}`} data-type={entry.type}>
      <span className="entry-mark">
        <Icon />
      </span>
      <div className="entry-body">
        <p className="entry-words">
          <span dir="auto">{eventWords(t, entry)}</span>
          <time dateTime={entry.at}>{clockTime(t.locale, entry.at)}</time>
        </p>
        {entry.webhook !== null && <WebhookCard t={t} webhook={entry.webhook} />}
      </div>
    </li>
  );
};
