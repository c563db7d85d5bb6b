import { DocsIcon, LogoMark, RestartIcon } from './icons.tsx';
import type { ReactNode } from 'react';
import { pageLocales } from './languages.ts';
import { languageName } from './texts.ts';
import type { PageLocale, Texts } from './texts.ts';

export const Header = ({
  t,
  tools,
  onLocale,
  onStartOver,
}: {
  readonly t: Texts;
  /** What can be chosen of what is shown. */
  readonly tools: ReactNode;
  readonly onLocale: (locale: PageLocale) => void;
  readonly onStartOver: () => void;
}) => (
  <header className="header">
    <div className="brand">
      <LogoMark />
      <h1 className="brand-name">
        Unstuck <span className="brand-tag">{t('app.tag')}</span>
      </h1>
      <p className="brand-line">{t('app.tagline')}</p>
    </div>
    <div className="header-tools">
      {tools}
      <a className="quiet-button docs-link" href="/docs">
        <DocsIcon />
        <span>{t('app.docs')}</span>
      </a>
      <div className="segmented" role="group" aria-label={t('language.label')}>
        {pageLocales.map((locale) => (
          <button
            key={locale}
            type="button"
            lang={locale}
            aria-pressed={t.locale === locale}
            onClick={() => onLocale(locale)}
          >
            {locale.toUpperCase()}
            <span className="visually-hidden"> {languageName(locale)}</span>
          </button>
        ))}
      </div>
      <button type="button" className="quiet-button" title={t('start_over.hint')} onClick={onStartOver}>
        <RestartIcon />
        <span className="wide-label">{t('start_over')}</span>
      </button>
    </div>
  </header>
);
