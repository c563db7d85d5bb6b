import type { KeyboardEvent } from 'react';
import type { PaneName } from './layout.ts';
import type { Texts } from './texts.ts';

/** Where not all panes fit beside each other. WAI-ARIA Authoring Practices, "Tabs". */
export const Tabs = ({
  t,
  names,
  tab,
  news,
  count,
  onTab,
}: {
  readonly t: Texts;
  readonly names: readonly PaneName[];
  readonly tab: PaneName;
  /** The panes with something in them that was not seen yet. */
  readonly news: readonly PaneName[];
  /** Entries of the timeline. */
  readonly count: number;
  readonly onTab: (tab: PaneName) => void;
}) => {
  const move = ({ key }: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step === undefined) return;
    const next = names[(names.indexOf(tab) + step + names.length) % names.length];
    if (next === undefined) return;
    onTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={t('tabs.label')}>
      {names.map((name) => (
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
          <span className="tab-name">{t(`tabs.${name}`)}</span>
          {name === 'timeline' && count > 0 && <span className="tab-count">{count}</span>}
          {name !== 'timeline' && news.includes(name) && (
            <span className="tab-new">
              <span className="visually-hidden">{t('tabs.new')}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
};
