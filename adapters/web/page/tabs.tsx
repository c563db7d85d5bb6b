import type { KeyboardEvent } from 'react';
import type { Texts } from './texts.ts';

export const tabNames = ['chat', 'timeline'] as const;
export type TabName = (typeof tabNames)[number];

/** Where both panes do not fit beside each other. WAI-ARIA Authoring Practices, "Tabs". */
export const Tabs = ({
  t,
  tab,
  count,
  onTab,
}: {
  readonly t: Texts;
  readonly tab: TabName;
  readonly count: number;
  readonly onTab: (tab: TabName) => void;
}) => {
  const move = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = tab === 'chat' ? 'timeline' : 'chat';
    onTab(other);
    document.getElementById(`tab-${other}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={t('tabs.label')}>
      {tabNames.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={tab === name}
          aria-controls={`pane-${name}`}
          tabIndex={tab === name ? 0 : -1}
          onClick={() => onTab(name)}
          onKeyDown={move}
        >
          {t(`tabs.${name}`)}
          {name === 'timeline' && count > 0 && <span className="tab-count">{count}</span>}
        </button>
      ))}
    </div>
  );
};
