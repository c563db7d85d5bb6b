import type { ReactNode } from 'react';
import { CloseIcon, EyeIcon } from './icons.tsx';
import type { LocalItem } from './state.ts';
import type { Texts } from './texts.ts';

/** What a newcomer sees first. */
export const Hero = ({
  t,
  examples,
  onTry,
}: {
  readonly t: Texts;
  readonly examples: readonly string[];
  readonly onTry: (text: string) => void;
}) => (
  <div className="hero">
    <h3>{t('hero.title')}</h3>
    <p>{t('hero.text')}</p>
    {examples.length > 0 && (
      <>
        <h4 id="examples">{t('hero.examples')}</h4>
        <ul className="chips" aria-labelledby="examples">
          {examples.map((example) => (
            <li key={example}>
              <button type="button" className="chip" onClick={() => onTry(example)}>
                {example}
              </button>
            </li>
          ))}
        </ul>
      </>
    )}
  </div>
);

/** What the person said, on the right. */
export const Words = ({
  t,
  text,
  state,
  look = '',
  onRetry,
  children = null,
}: {
  readonly t: Texts;
  readonly text: string;
  readonly state: 'sent' | 'sending' | 'failed';
  readonly look?: string;
  readonly onRetry?: () => void;
  /** What is to be said of them. */
  readonly children?: ReactNode;
}) => (
  <div className={`words words-${state} ${look}`}>
    <p className="bubble" dir="auto">
      <span className="visually-hidden">{t('message.you')}: </span>
      {text}
    </p>
    {state === 'sending' && <p className="words-state">{t('message.sending')}</p>}
    {state === 'failed' && (
      <p className="words-state">
        {t('message.failed')}{' '}
        <button type="button" className="link-button" onClick={onRetry}>
          {t('message.retry')}
        </button>
      </p>
    )}
    {children}
  </div>
);

export const Local = ({
  t,
  item,
  onSay,
  onDismiss,
}: {
  readonly t: Texts;
  readonly item: LocalItem;
  readonly onSay: (text: string, key: string) => void;
  readonly onDismiss: (id: string) => void;
}) =>
  item.kind === 'outgoing' ? (
    <Words
      t={t}
      text={item.text}
      state={item.state}
      onRetry={() => onSay(item.text, item.id.slice('say:'.length))}
    />
  ) : (
    <div className="note" role="alert">
      <p className="note-for">
        <EyeIcon /> {t('message.only_you')}
      </p>
      <p dir="auto">{item.text}</p>
      <button
        type="button"
        className="icon-button note-close"
        aria-label={t('message.dismiss')}
        onClick={() => onDismiss(item.id)}
      >
        <CloseIcon />
      </button>
    </div>
  );

export const Typing = ({ t }: { readonly t: Texts }) => (
  <p className="typing" role="status">
    <span className="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
    {t('message.typing')}
  </p>
);
