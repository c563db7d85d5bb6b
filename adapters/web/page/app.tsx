import { useState } from 'react';
import type { Seat } from '../protocol.ts';
import { AdminPane } from './admin-pane.tsx';
import { AgentPane } from './agent-pane.tsx';
import { storedTimeline, storedView, storeTimeline, storeView, useMedia } from './browser.ts';
import { FormDialog } from './form-dialog.tsx';
import { Header } from './header.tsx';
import { ListIcon } from './icons.tsx';
import { isShown, layoutFor, openTab, tabbedIn } from './layout.ts';
import type { PaneName } from './layout.ts';
import type { PageState } from './state.ts';
import { Tabs } from './tabs.tsx';
import type { View } from './platforms.ts';
import { Timeline } from './timeline.tsx';
import { UserPane } from './user-pane.tsx';
import { usePlayground } from './use-playground.ts';
import { ViewSwitch } from './view-switch.tsx';

export const App = () => {
  const playground = usePlayground();
  const { t, state, form, actionsFor } = playground;
  const narrow = useMedia('(max-width: 899px)');
  const wide = useMedia('(min-width: 1200px)');
  const roomy = useMedia('(min-width: 1720px)');
  const [chosenView, setView] = useState(storedView);
  const [chosenTab, setTab] = useState<PaneName>('user');
  const [chosenTimeline, setTimeline] = useState(storedTimeline);

  const view: View = chosenView === 'all' && narrow ? 'slack' : chosenView;
  const layout = layoutFor(narrow, wide, view);
  const timeline = chosenTimeline ?? roomy;
  const tabbed = tabbedIn(layout);
  const shown = (name: PaneName): boolean => isShown(layout, chosenTab, timeline, name);
  const news = useUnseen(state, shown);

  const changeView = (chosen: View): void => {
    storeView(chosen);
    setView(chosen);
  };
  const changeTimeline = (next: boolean): void => {
    storeTimeline(next);
    setTimeline(next);
  };
  const paneFor = (seat: Seat) => ({
    t,
    state,
    view,
    hidden: !shown(seat),
    tabbed: tabbed.includes(seat),
    actions: actionsFor(seat),
  });
  const viewSwitch = <ViewSwitch t={t} view={view} wide={!narrow} onView={changeView} />;

  return (
    <div className="app">
      <a className="skip" href="#composer">
        {t('app.skip')}
      </a>
      <Header
        t={t}
        tools={
          !narrow && (
            <>
              {viewSwitch}
              {layout === 'columns' && (
                <button
                  type="button"
                  className="quiet-button"
                  aria-expanded={timeline}
                  aria-controls="pane-timeline"
                  onClick={() => changeTimeline(!timeline)}
                >
                  <ListIcon />
                  {t('tabs.timeline')}
                  {state.timeline.length > 0 && <span className="tab-count">{state.timeline.length}</span>}
                </button>
              )}
            </>
          )
        }
        onLocale={playground.changeLocale}
        onStartOver={async () => {
          if (await playground.startOver()) setTab('user');
        }}
      />
      <main className={`panes panes-${layout} ${layout === 'columns' && timeline ? 'panes-timeline' : ''}`}>
        {tabbed.length > 0 && (
          <Tabs
            t={t}
            names={tabbed}
            tab={openTab(layout, chosenTab)}
            news={news}
            count={state.timeline.length}
            onTab={setTab}
          />
        )}
        <UserPane
          {...paneFor('user')}
          tools={narrow ? viewSwitch : null}
          onReconnect={playground.reconnect}
        />
        <AgentPane {...paneFor('agent')} onAskForHuman={() => actionsFor('user').say(t('agent.empty.say'))} />
        <AdminPane {...paneFor('admin')} suggest={playground.suggest} onLetIn={playground.letIn} />
        <Timeline
          t={t}
          entries={state.timeline}
          hidden={!shown('timeline')}
          tabbed={tabbed.includes('timeline')}
          onClose={layout === 'columns' ? () => changeTimeline(false) : null}
        />
      </main>
      {form !== null && (
        <FormDialog
          key={form.value}
          t={t}
          open={form}
          onSubmit={playground.submit}
          onClose={playground.closeForm}
        />
      )}
    </div>
  );
};

/** The panes in which something came up while they were out of sight. */
const useUnseen = (state: PageState, shown: (name: PaneName) => boolean): readonly PaneName[] => {
  const [seen, setSeen] = useState<Readonly<Record<Seat, number>>>({ user: 0, agent: 0, admin: 0 });
  const seats = ['user', 'agent', 'admin'] as const;
  const fresh = seats.filter((seat) => (state.news[seat]?.turn ?? 0) > seen[seat]);
  const looked = fresh.filter(shown);
  // While it is drawn: what is in sight is seen.
  if (looked.length > 0) {
    setSeen({
      ...seen,
      ...Object.fromEntries(looked.map((seat) => [seat, state.news[seat]?.turn ?? 0])),
    });
  }
  return fresh.filter((seat) => !shown(seat));
};
