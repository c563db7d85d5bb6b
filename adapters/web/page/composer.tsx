import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { limits } from '../limits.ts';
import { SendIcon } from './icons.tsx';
import type { Texts } from './texts.ts';

export const Composer = ({ t, onSay }: { readonly t: Texts; readonly onSay: (text: string) => void }) => {
  const [text, setText] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const tooLong = text.length > limits.textLength;
  const ready = text.trim() !== '' && !tooLong;

  const send = (): void => {
    if (!ready) return;
    onSay(text.trim());
    setText('');
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter picks a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {tooLong && (
        <p className="composer-error" id="composer-error" role="alert">
          {t('error.too_long', { max: limits.textLength.toLocaleString(t.locale) })}
        </p>
      )}
      <label className="visually-hidden" htmlFor="composer">
        {t('composer.label')}
      </label>
      <div className="composer-box">
        <textarea
          id="composer"
          ref={box}
          rows={1}
          value={text}
          dir="auto"
          placeholder={t('composer.placeholder')}
          aria-describedby={tooLong ? 'composer-error composer-hint' : 'composer-hint'}
          aria-invalid={tooLong}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="send" aria-label={t('composer.send')} disabled={!ready}>
          <SendIcon />
        </button>
      </div>
      <p className="composer-hint" id="composer-hint">
        {t('composer.hint')}
      </p>
    </form>
  );
};
