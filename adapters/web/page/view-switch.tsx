import { platforms } from './platforms.ts';
import type { View } from './platforms.ts';
import type { Texts } from './texts.ts';

/** As which platform the conversation is drawn; side by side where there is room. */
export const ViewSwitch = ({
  t,
  view,
  wide,
  onView,
}: {
  readonly t: Texts;
  readonly view: View;
  readonly wide: boolean;
  readonly onView: (view: View) => void;
}) => (
  <div className="segmented view-switch" role="group" aria-label={t('view.label')}>
    {wide && (
      <button type="button" aria-pressed={view === 'all'} onClick={() => onView('all')}>
        {t('view.all')}
      </button>
    )}
    {platforms.map((platform) => (
      <button key={platform} type="button" aria-pressed={view === platform} onClick={() => onView(platform)}>
        {t(`platform.${platform}`)}
      </button>
    ))}
  </div>
);
