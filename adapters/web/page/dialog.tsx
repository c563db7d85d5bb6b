import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { CloseIcon } from './icons.tsx';
import type { Texts } from './texts.ts';

/** A modal dialog: a click beside it closes it, and the browser keeps the focus inside, closes it on Escape, and gives the focus back. */
export const Dialog = ({
  t,
  title,
  wide = false,
  onClose,
  children,
}: {
  readonly t: Texts;
  readonly title: string;
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) => {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  }, [onClose]);

  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return undefined;
    const cancelled = (event: Event): void => {
      event.preventDefault();
      close.current();
    };
    const clicked = (event: Event): void => {
      if (event.target === dialog) close.current();
    };
    dialog.addEventListener('cancel', cancelled);
    dialog.addEventListener('click', clicked);
    dialog.showModal();
    // The browser would begin with the button that closes it.
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      dialog.removeEventListener('cancel', cancelled);
      dialog.removeEventListener('click', clicked);
      dialog.close();
    };
  }, []);

  return (
    <dialog ref={element} className={wide ? 'dialog dialog-wide' : 'dialog'} aria-labelledby={heading}>
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" className="icon-button" aria-label={t('payload.close')} onClick={onClose}>
            <CloseIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
};
