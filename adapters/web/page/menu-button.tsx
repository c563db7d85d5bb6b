import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { CaretIcon, DotsIcon } from './icons.tsx';
import type { Texts } from './texts.ts';

export interface Menu {
  /** `null`: the three dots of an overflow menu. */
  readonly label: string | null;
  readonly options: readonly {
    readonly label: string;
    readonly value: string;
    readonly url: string | null;
  }[];
}

/** A menu as in WAI-ARIA Authoring Practices, "Menu Button": the platforms' overflow menus and selects. */
export const MenuButton = ({
  t,
  look,
  menu: { label, options },
  pressed,
  onPress,
}: {
  readonly t: Texts;
  /** Whose it looks like: what its class names begin with. */
  readonly look: 'slack' | 'discord';
  readonly menu: Menu;
  readonly pressed: string | null;
  readonly onPress: (value: string) => void;
}) => {
  const [open, setOpen] = useState(false);
  const [align, setAlign] = useState<'left' | 'right'>('left');
  const button = useRef<HTMLButtonElement>(null);
  const opened = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return undefined;
    const list = opened.current;
    items(list)[0]?.focus({ preventScroll: true });
    list?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !list?.parentElement?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const toggle = (opening: boolean): void => {
    if (opening && button.current) setAlign(roomierSide(button.current));
    setOpen(opening && pressed === null);
  };
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = items(opened.current);
    const at = all.findIndex((item) => item === document.activeElement);
    const go = (to: number): void => {
      event.preventDefault();
      all.at(to % all.length)?.focus();
    };
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') setOpen(false);
    else if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
  };

  return (
    <div className={`menu ${look}-menu`}>
      <button
        ref={button}
        type="button"
        className={`${look}-button ${look}-button-${label === null ? 'dots' : 'select'}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label === null ? t('menu.more') : undefined}
        aria-disabled={pressed !== null}
        onClick={() => toggle(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || pressed !== null) return;
          event.preventDefault();
          toggle(true);
        }}
      >
        {label === null ? (
          <DotsIcon />
        ) : (
          <>
            {label === '' ? t('menu.choose') : label} <CaretIcon />
          </>
        )}
      </button>
      {open && (
        <div
          ref={opened}
          id={id}
          role="menu"
          tabIndex={-1}
          className={`menu-list ${look}-menu-list`}
          data-align={align}
          aria-label={label === null || label === '' ? t('menu.more') : label}
          onKeyDown={onKeyDown}
        >
          {options.map((option) => (
            <button
              key={option.value}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                if (option.url !== null) window.open(option.url, '_blank', 'noreferrer');
                else onPress(option.value);
              }}
            >
              {option.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
};

/** A menu hangs from the side of its button that leaves it more room in the thread. */
const roomierSide = (button: HTMLElement): 'left' | 'right' => {
  const { left, right } = button.getBoundingClientRect();
  const around = (button.closest('.thread') ?? document.body).getBoundingClientRect();
  return left - around.left < around.right - right ? 'left' : 'right';
};

const items = (menu: HTMLElement | null): readonly HTMLElement[] =>
  menu === null ? [] : [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
