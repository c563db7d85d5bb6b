import type { ReactNode } from 'react';
import { Composer } from './composer.tsx';
import { PersonIcon } from './icons.tsx';
import { Pane, PaneHead } from './pane.tsx';
import type { PaneProps } from './pane.tsx';
import { platforms } from './platforms.ts';
import { Hero } from './thread-items.tsx';

/** The person who is stuck, in a chat with the bot. */
export const UserPane = ({
  tools,
  onReconnect,
  ...pane
}: PaneProps & { readonly tools: ReactNode; readonly onReconnect: () => void }) => {
  const { t, state, view, actions } = pane;
  const started = state.items.some(({ seat }) => seat === 'user');
  return (
    <Pane
      {...pane}
      seat="user"
      label={t('chat.label')}
      head={
        <PaneHead icon={<PersonIcon />} title={t('tabs.user')} text={t('pane.user')}>
          {tools}
        </PaneHead>
      }
      above={
        <>
          {state.connection === 'lost' && (
            <div className="banner" role="status">
              <span>{t('connection.lost')}</span>
              <button type="button" className="link-button" onClick={onReconnect}>
                {t('connection.retry')}
              </button>
            </div>
          )}
          {view === 'all' && started && (
            <div className="columns" aria-hidden="true">
              {platforms.map((platform) => (
                <span key={platform} className={`column-name column-name-${platform}`}>
                  {t(`platform.${platform}`)}
                </span>
              ))}
            </div>
          )}
        </>
      }
      empty={<Hero t={t} examples={state.examples} onTry={actions.say} />}
      composer={
        <Composer
          t={t}
          id="composer"
          label={t('composer.label')}
          placeholder={t('composer.placeholder')}
          hint={t('composer.hint')}
          onSay={actions.say}
        />
      }
    />
  );
};
