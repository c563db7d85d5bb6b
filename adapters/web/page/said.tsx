import { lazy, Suspense, useState } from 'react';
import type { ComponentType } from 'react';
import type { BotItem, Platform } from '../protocol.ts';
import { useDark } from './browser.ts';
import { CodeIcon, LogoMark } from './icons.tsx';
import { PayloadDialog } from './payload-dialog.tsx';
import { isFields } from './payload.ts';
import type { Drawn } from './platforms.ts';
import { SlackMessage } from './slack/blocks.tsx';
import type { Texts } from './texts.ts';

/** Only what is looked at is loaded: Slack is what everybody sees first. */
const drawings: Readonly<Record<Platform, ComponentType<Drawn>>> = {
  slack: SlackMessage,
  discord: lazy(() => import('./discord/message.tsx')),
  teams: lazy(() => import('./teams/card.tsx')),
};

/** A message as one platform shows it: who, when, and what. */
export const Said = ({
  t,
  item,
  platform,
  pressed,
  onPress,
}: {
  readonly t: Texts;
  readonly item: BotItem;
  readonly platform: Platform;
  readonly pressed: string | null;
  readonly onPress: (value: string) => void;
}) => {
  const dark = useDark();
  const [open, setOpen] = useState(false);
  const Drawing = drawings[platform];
  const payload = item.payloads[platform];

  return (
    <div className={`said said-${platform}`} role="group" aria-label={t(`platform.${platform}`)}>
      <LogoMark size={avatars[platform]} />
      <div className="said-body">
        <p className="said-head">
          <strong>{t('chat.bot')}</strong> <span className="app-tag">{t('chat.app')}</span>{' '}
          <time dateTime={item.at}>{clockTime(t.locale, item.at)}</time>
        </p>
        <div lang={item.locale} aria-busy={pressed !== null}>
          <Suspense fallback={<p className="said-loading">{t('message.drawing')}</p>}>
            {isFields(payload) && (
              <Drawing t={t} payload={payload} dark={dark} pressed={pressed} onPress={onPress} />
            )}
          </Suspense>
        </div>
        <button
          type="button"
          className="payload-button"
          title={t('message.payload.hint', { platform: t(`platform.${platform}`) })}
          onClick={() => setOpen(true)}
        >
          <CodeIcon /> {t(`payload.name.${platform}`)}
        </button>
      </div>
      {open && <PayloadDialog t={t} platform={platform} payload={payload} onClose={() => setOpen(false)} />}
    </div>
  );
};

const avatars: Readonly<Record<Platform, number>> = { slack: 36, discord: 40, teams: 32 };

const clockTime = (locale: string, at: string): string =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
