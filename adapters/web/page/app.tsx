import { useEffect, useReducer, useState } from 'react';
import { ask, isFailure, newKey } from './api.ts';
import type { Answer } from '../protocol.ts';
import type { Platform } from '../protocol.ts';
import { storeLocale, storedLocale, storedView, storeView, useMedia } from './browser.ts';
import { Chat } from './chat.tsx';
import { FormDialog } from './form-dialog.tsx';
import type { OpenForm } from './form-dialog.tsx';
import { Header } from './header.tsx';
import { useLive } from './live.ts';
import { initialState, reduce } from './state.ts';
import { Tabs } from './tabs.tsx';
import type { TabName } from './tabs.tsx';
import type { View } from './platforms.ts';
import { pageLocales, textsFor } from './texts.ts';
import type { PageLocale, TextKey, Texts } from './texts.ts';
import { Timeline } from './timeline.tsx';

/** How long the page says "is writing" for an answer that does not come. */
const typingMs = 8000;

export const App = () => {
  const [locale, setLocale] = useState(storedLocale);
  const [turn, setTurn] = useState(0);
  const [state, dispatch] = useReducer(reduce, initialState);
  const [form, setForm] = useState<OpenForm | null>(null);
  const [tab, setTab] = useState<TabName>('chat');
  const narrow = useMedia('(max-width: 899px)');
  const wide = useMedia('(min-width: 1400px)');
  const [chosenView, setView] = useState(storedView);
  const view: View = chosenView === 'all' && !wide ? 'slack' : chosenView;
  const t = textsFor(locale);

  useLive(locale, turn, dispatch);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = t('app.title');
  }, [locale, t]);
  useEffect(() => {
    if (!state.typing) return undefined;
    const timer = window.setTimeout(() => dispatch({ name: 'typing', typing: false }), typingMs);
    return () => window.clearTimeout(timer);
  }, [state.typing]);

  const note = (text: string): void => dispatch({ name: 'note', id: newKey(), text, failure: false });
  const failed = (code: string, spoken = t): void =>
    dispatch({ name: 'note', id: newKey(), text: words(spoken, code), failure: true });

  /** What an answer says to the person, and the language that the session has by now. */
  const heed = (answer: Answer): void => {
    if (answer.kind !== 'accepted') dispatch({ name: 'typing', typing: false });
    if (answer.note !== null) note(answer.note);
    const spoken = pageLocales.find((known) => known === answer.locale);
    if (spoken && spoken !== locale) {
      storeLocale(spoken);
      setLocale(spoken);
    }
  };

  const say = async (text: string, key = newKey()): Promise<void> => {
    const id = `say:${key}`;
    dispatch({ name: 'say', id, text });
    const answer = await ask('say', { text, key, locale });
    dispatch({ name: 'said', id, ok: !isFailure(answer) });
    if (isFailure(answer)) failed(answer.failed);
    else heed(answer);
  };

  const press = async (platform: Platform, value: string): Promise<void> => {
    dispatch({ name: 'typing', typing: true });
    const answer = await ask('press', { platform, value, locale });
    if (isFailure(answer)) failed(answer.failed);
    else if (answer.kind === 'form') {
      dispatch({ name: 'typing', typing: false });
      setForm({ form: answer.form, platform, value });
    } else heed(answer);
  };

  const submit = async (open: OpenForm, values: Readonly<Record<string, string>>) => {
    const answer = await ask('submit', { platform: open.platform, value: open.value, values, locale });
    if (isFailure(answer)) return { fields: {}, note: words(t, answer.failed) };
    if (answer.kind === 'refused' && Object.keys(answer.fields).length > 0) {
      return { fields: answer.fields, note: null };
    }
    setForm(null);
    heed(answer);
    return null;
  };

  const changeView = (chosen: View): void => {
    storeView(chosen);
    setView(chosen);
  };

  const changeLocale = async (chosen: PageLocale): Promise<void> => {
    storeLocale(chosen);
    setLocale(chosen);
    const answer = await ask('language', { locale: chosen });
    if (isFailure(answer)) failed(answer.failed, textsFor(chosen));
  };

  const startOver = async (): Promise<void> => {
    const answer = await ask('start-over', { locale });
    if (isFailure(answer)) {
      failed(answer.failed);
      return;
    }
    dispatch({ name: 'clear' });
    setTab('chat');
    setTurn((before) => before + 1);
  };

  return (
    <div className="app">
      <a className="skip" href="#composer">
        {t('app.skip')}
      </a>
      <Header t={t} onLocale={changeLocale} onStartOver={startOver} />
      <main className={view === 'all' ? 'panes panes-all' : 'panes'}>
        {narrow && <Tabs t={t} tab={tab} count={state.timeline.length} onTab={setTab} />}
        <Chat
          t={t}
          state={state}
          hidden={narrow && tab !== 'chat'}
          tabbed={narrow}
          view={view}
          wide={wide}
          onView={changeView}
          onSay={say}
          onPress={press}
          onDismiss={(id) => dispatch({ name: 'dismiss', id })}
          onReconnect={() => setTurn((before) => before + 1)}
        />
        <Timeline t={t} entries={state.timeline} hidden={narrow && tab !== 'timeline'} tabbed={narrow} />
      </main>
      {form !== null && (
        <FormDialog key={form.value} t={t} open={form} onSubmit={submit} onClose={() => setForm(null)} />
      )}
    </div>
  );
};

const words = (t: Texts, code: string): string => {
  const known: Readonly<Record<string, TextKey>> = {
    unreachable: 'error.unreachable',
    unavailable: 'error.unavailable',
  };
  const key = known[code];
  return key ? t(key) : t('error.other', { code });
};
