import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ThreadItem } from '../protocol.ts';
import { lineIsOpen, placedElsewhere } from './cases.ts';
import { clockTime } from './clock-time.ts';
import { Composer } from './composer.tsx';
import { HeadsetIcon } from './icons.tsx';
import { Pane, PaneHead } from './pane.tsx';
import type { PaneProps } from './pane.tsx';
import type { PageState } from './state.ts';
import type { Texts } from './texts.ts';

const replyCommand = '/troubleshoot-agent reply';

/** A member of the team, in the channel where cases land; below each case, its thread. */
export const AgentPane = ({ onAskForHuman, ...pane }: PaneProps & { readonly onAskForHuman: () => void }) => {
  const { t, state, actions } = pane;
  const [reader, setReader] = useState<'team' | 'user'>('team');
  const latest = state.items.findLast(({ seat, thread, id }) => seat === 'agent' && thread === id);
  const session = latest?.kind === 'bot' ? latest.session_id : null;
  const open = session !== null && lineIsOpen(state.timeline, session);
  const toUser = reader === 'user' && !open;

  return (
    <Pane
      {...pane}
      seat="agent"
      label={t('agent.label')}
      head={<PaneHead icon={<HeadsetIcon />} title={t('tabs.agent')} text={t('pane.agent')} />}
      empty={<NoCase t={t} state={state} onAskForHuman={onAskForHuman} />}
      arrange={(items, draw) => byCase(t, items, draw)}
      composer={
        <Composer
          t={t}
          id="composer-agent"
          label={t('agent.composer')}
          placeholder={t(
            latest === undefined
              ? 'agent.placeholder.none'
              : open || toUser
                ? 'agent.placeholder.user'
                : 'agent.placeholder.team',
          )}
          hint={t(
            latest === undefined
              ? 'agent.hint.none'
              : open
                ? 'agent.hint.line'
                : toUser
                  ? 'agent.hint.user'
                  : 'agent.hint.team',
          )}
          disabled={latest === undefined}
          look={open || toUser ? 'composer-to-user' : ''}
          above={
            open || latest === undefined ? null : (
              <div className="segmented reader-switch" role="group" aria-label={t('agent.mode')}>
                {(['team', 'user'] as const).map((one) => (
                  <button
                    key={one}
                    type="button"
                    aria-pressed={reader === one}
                    onClick={() => setReader(one)}
                  >
                    {t(`agent.mode.${one}`)}
                  </button>
                ))}
              </div>
            )
          }
          onSay={(text) => actions.say(toUser && !text.startsWith('/') ? `${replyCommand} ${text}` : text)}
        />
      }
    />
  );
};

const NoCase = ({
  t,
  state,
  onAskForHuman,
}: {
  readonly t: Texts;
  readonly state: PageState;
  readonly onAskForHuman: () => void;
}) => {
  const elsewhere = placedElsewhere(state.timeline);
  return (
    <div className="empty">
      <span className="empty-icon">
        <HeadsetIcon size={26} />
      </span>
      <h3>{t('agent.empty.title')}</h3>
      <p>{elsewhere === null ? t('agent.empty.text') : t('agent.elsewhere', { place: elsewhere })}</p>
      {elsewhere === null && (
        <button type="button" className="chip" onClick={onAskForHuman}>
          {t('agent.empty.try')}
        </button>
      )}
    </div>
  );
};

/** Each case with what was said below it. */
const byCase = (t: Texts, items: readonly ThreadItem[], draw: (item: ThreadItem) => ReactNode): ReactNode => {
  const cases = items.filter(({ id, thread }) => id === thread);
  const isBelow = ({ id, thread }: ThreadItem): boolean =>
    id !== thread && cases.some((one) => one.id === thread);
  return (
    <>
      {cases.map((one) => {
        const below = items.filter((item) => isBelow(item) && item.thread === one.id);
        return (
          <section
            key={one.id}
            className="case"
            aria-label={t('agent.case', { at: clockTime(t.locale, one.at) })}
          >
            {draw(one)}
            {below.length > 0 && <div className="case-thread">{below.map(draw)}</div>}
          </section>
        );
      })}
      {items.filter((item) => item.id !== item.thread && !isBelow(item)).map(draw)}
    </>
  );
};
