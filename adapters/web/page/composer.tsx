import { useRef, useState } from 'react';
import type { ChangeEvent, KeyboardEvent, ReactNode } from 'react';
import { limits } from '../limits.ts';
import { SendIcon } from './icons.tsx';
import { Suggestions, useSuggestions } from './suggestions.tsx';
import type { Suggest } from './suggestions.tsx';
import type { Texts } from './texts.ts';

/** Where words are typed. */
export const Composer = ({
  t,
  id,
  label,
  placeholder,
  hint,
  lead = null,
  look = '',
  above = null,
  disabled = false,
  suggest,
  onSay,
}: {
  readonly t: Texts;
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly hint: string;
  /** The command that the words stand behind. */
  readonly lead?: string | null;
  readonly look?: string;
  readonly above?: ReactNode;
  readonly disabled?: boolean;
  /** What may be meant by what is typed so far. */
  readonly suggest?: Suggest;
  readonly onSay: (text: string) => void;
}) => {
  const [text, setText] = useState('');
  const [active, setActive] = useState(-1);
  const [closed, setClosed] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const line = useRef<HTMLInputElement>(null);
  const focus = (): void => (line.current ?? box.current)?.focus();
  const tooLong = text.length > limits.textLength;
  const ready = !disabled && text.trim() !== '' && !tooLong;
  const found = useSuggestions(suggest, text);
  const suggested = closed ? [] : found;
  const options = `${id}-options`;

  const type = (typed: string): void => {
    setText(typed);
    setActive(-1);
    setClosed(false);
  };
  const choose = (words: string): void => {
    type(`${words} `);
    setClosed(true);
    focus();
  };
  const send = (): void => {
    if (!ready) return;
    onSay(text.trim());
    type('');
    focus();
  };
  /** Whether a key was about the suggestions. */
  const picks = ({ key }: KeyboardEvent): boolean => {
    if (suggested.length === 0) return false;
    const chosen = suggested[active];
    switch (key) {
      case 'ArrowDown':
        setActive((active + 1) % suggested.length);
        return true;
      case 'ArrowUp':
        setActive((active <= 0 ? suggested.length : active) - 1);
        return true;
      case 'Escape':
        setClosed(true);
        return true;
      case 'Tab':
      case 'Enter':
        if (chosen === undefined) return false;
        choose(chosen.words);
        return true;
      default:
        return false;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter picks a word.
    if (event.nativeEvent.isComposing) return;
    if (picks(event)) {
      event.preventDefault();
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  };

  const common = {
    id,
    value: text,
    disabled,
    placeholder,
    'aria-describedby': tooLong ? `${id}-error ${id}-hint` : `${id}-hint`,
    'aria-invalid': tooLong,
    onChange: ({ target }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => type(target.value),
    onKeyDown,
  };

  return (
    <form
      className={`composer ${look}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {tooLong && (
        <p className="composer-error" id={`${id}-error`} role="alert">
          {t('error.too_long', { max: limits.textLength.toLocaleString(t.locale) })}
        </p>
      )}
      {suggested.length > 0 && (
        <Suggestions t={t} id={options} list={suggested} active={active} onChoose={choose} />
      )}
      {above}
      <label className="visually-hidden" htmlFor={id}>
        {label}
      </label>
      <div className="composer-box">
        {lead !== null && (
          <span className="composer-lead" aria-hidden="true">
            {lead}
          </span>
        )}
        {suggest ? (
          <input
            {...common}
            ref={line}
            type="text"
            role="combobox"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            aria-autocomplete="list"
            aria-expanded={suggested.length > 0}
            aria-controls={options}
            aria-activedescendant={active >= 0 ? `${options}-${active}` : undefined}
            onBlur={() => setClosed(true)}
          />
        ) : (
          <textarea {...common} ref={box} rows={1} dir="auto" />
        )}
        <button type="submit" className="send" aria-label={t('composer.send')} disabled={!ready}>
          <SendIcon />
        </button>
      </div>
      <p className="composer-hint" id={`${id}-hint`}>
        {hint}
      </p>
    </form>
  );
};
