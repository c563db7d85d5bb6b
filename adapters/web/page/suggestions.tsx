import type { Texts } from './texts.ts';

const shownAtMost = 10;

/** The verbs that what is typed may be on the way to: those that begin with it, then those whose second word does. */
export const suggestVerbs = (verbs: readonly string[], typed: string): readonly string[] => {
  const begun = typed.trimStart().toLowerCase();
  if (begun === '') return [];
  const beginning = verbs.filter((verb) => verb.startsWith(begun) && verb !== begun.trimEnd());
  const containing = verbs.filter((verb) => !verb.startsWith(begun) && verb.includes(` ${begun}`));
  return [...beginning, ...containing].slice(0, shownAtMost);
};

/** What may be meant, below what is typed. WAI-ARIA Authoring Practices, "Combobox": the focus stays in the box. */
export const Suggestions = ({
  t,
  id,
  words,
  active,
  onChoose,
}: {
  readonly t: Texts;
  readonly id: string;
  readonly words: readonly string[];
  /** The one that the arrow keys are at; -1: none. */
  readonly active: number;
  readonly onChoose: (words: string) => void;
}) => (
  <div className="suggestions" id={id} role="listbox" aria-label={t('admin.suggestions')}>
    {words.map((one, index) => (
      <div
        key={one}
        id={`${id}-${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        // Before the box loses the focus.
        onMouseDown={(event) => {
          event.preventDefault();
          onChoose(one);
        }}
      >
        {one}
      </div>
    ))}
  </div>
);
