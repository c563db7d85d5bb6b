import { useEffect, useState } from 'react';
import type { Suggestion } from '../protocol.ts';
import type { Texts } from './texts.ts';

export type Suggest = (typed: string) => Promise<readonly Suggestion[]>;

/** So long nothing was typed before it is asked for. */
const pauseMs = 90;

/** What may be meant by what is typed; nothing while that is asked for, and once it is typed in full. */
export const useSuggestions = (suggest: Suggest | undefined, typed: string): readonly Suggestion[] => {
  const [found, setFound] = useState<{ readonly typed: string; readonly list: readonly Suggestion[] }>({
    typed: '',
    list: [],
  });
  useEffect(() => {
    if (suggest === undefined || typed.trim() === '') return undefined;
    let overtaken = false;
    const timer = window.setTimeout(() => {
      void suggest(typed).then((list) => {
        if (!overtaken) setFound({ typed, list });
      });
    }, pauseMs);
    return () => {
      overtaken = true;
      window.clearTimeout(timer);
    };
  }, [suggest, typed]);
  if (typed.trim() === '' || found.typed !== typed) return [];
  return found.list.filter(({ words }) => words !== typed.trim());
};

/** What may be meant, above what is typed. WAI-ARIA Authoring Practices, "Combobox": the focus stays in the box. */
export const Suggestions = ({
  t,
  id,
  list,
  active,
  onChoose,
}: {
  readonly t: Texts;
  readonly id: string;
  readonly list: readonly Suggestion[];
  /** The one that the arrow keys are at; -1: none. */
  readonly active: number;
  readonly onChoose: (words: string) => void;
}) => (
  <div className="suggestions" id={id} role="listbox" aria-label={t('admin.suggestions')}>
    {list.map(({ words, what }, index) => (
      <div
        key={words}
        id={`${id}-${index}`}
        ref={index === active ? intoSight : undefined}
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        // Before the box loses the focus.
        onMouseDown={(event) => {
          event.preventDefault();
          onChoose(words);
        }}
      >
        <span>{words}</span>
        {what !== null && <span className="suggestion-what">{what}</span>}
      </div>
    ))}
  </div>
);

const intoSight = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });
