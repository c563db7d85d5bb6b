import { Composer } from './composer.tsx';
import { DoorForm } from './door-form.tsx';
import { GearIcon } from './icons.tsx';
import { Pane, PaneHead } from './pane.tsx';
import type { PaneProps } from './pane.tsx';
import type { Suggest } from './suggestions.tsx';

/** Something to see at once, and nothing that changes anything. */
const examples = ['stats', 'templates list', 'webhooks list', 'settings', 'help'];

/** Whoever runs it: the words of `/troubleshoot-admin`. */
export const AdminPane = ({
  suggest,
  onLetIn,
  ...pane
}: PaneProps & {
  readonly suggest: Suggest;
  /** `null`: they are in; else what is wrong with the code or key. */
  readonly onLetIn: (secret: string) => Promise<string | null>;
}) => {
  const { t, state, actions } = pane;
  const { open } = state.admin;
  return (
    <Pane
      {...pane}
      seat="admin"
      label={t('admin.label')}
      head={<PaneHead icon={<GearIcon />} title={t('tabs.admin')} text={t('pane.admin')} />}
      empty={
        open ? (
          <div className="empty">
            <span className="empty-icon">
              <GearIcon size={26} />
            </span>
            <h3>{t('admin.empty.title')}</h3>
            <p>{t('admin.empty.text')}</p>
            <h4 id="admin-examples">{t('admin.empty.examples')}</h4>
            <ul className="chips" aria-labelledby="admin-examples">
              {examples.map((words) => (
                <li key={words}>
                  <button type="button" className="chip chip-code" onClick={() => actions.say(words)}>
                    {words}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ) : (
          <DoorForm t={t} onEnter={onLetIn} />
        )
      }
      composer={
        open && (
          <Composer
            t={t}
            id="composer-admin"
            label={t('admin.composer')}
            placeholder={t('admin.placeholder')}
            hint={t('admin.hint')}
            lead="/troubleshoot-admin"
            suggest={suggest}
            onSay={actions.say}
          />
        )
      }
    />
  );
};
