import { useCallback, useEffect, useReducer, useState } from 'react';
import type { Answer, Platform, Seat } from '../protocol.ts';
import { ask, isFailure, newKey } from './api.ts';
import { storedLocale, storeLocale } from './browser.ts';
import type { OpenForm } from './form-dialog.tsx';
import { pageLocales, textsFor } from './languages.ts';
import { useLive } from './live.ts';
import type { PaneActions } from './pane.tsx';
import { initialState, reduce } from './state.ts';
import type { PageLocale, TextKey, Texts } from './texts.ts';

/** How long the page says "is writing" for an answer that does not come. */
const typingMs = 8000;

/** What stands on the page, and everything that a visitor can do to it. */
export const usePlayground = () => {
  const [locale, setLocale] = useState(storedLocale);
  const [turn, setTurn] = useState(0);
  const [state, dispatch] = useReducer(reduce, initialState);
  const [form, setForm] = useState<OpenForm | null>(null);
  const t = textsFor(locale);

  useLive(locale, turn, dispatch);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = t('app.title');
  }, [locale, t]);
  useEffect(() => {
    if (state.typing === null) return undefined;
    const timer = window.setTimeout(() => dispatch({ name: 'typing', seat: null }), typingMs);
    return () => window.clearTimeout(timer);
  }, [state.typing]);

  const note = (seat: Seat, text: string): void =>
    dispatch({ name: 'note', seat, id: newKey(), text, failure: false });
  const failed = (seat: Seat, code: string, spoken = t): void =>
    dispatch({ name: 'note', seat, id: newKey(), text: wordsFor(spoken, code), failure: true });

  /** What an answer says to the person, and the language that the session has by now. */
  const heed = (seat: Seat, answer: Answer): void => {
    if (answer.kind !== 'accepted') dispatch({ name: 'typing', seat: null });
    if (answer.note !== null) note(seat, answer.note);
    if (seat !== 'user') return;
    const spoken = pageLocales.find((known) => known === answer.locale);
    if (spoken !== undefined && spoken !== locale) {
      storeLocale(spoken);
      setLocale(spoken);
    }
  };

  const say = async (seat: Seat, text: string, key = newKey()): Promise<void> => {
    const id = `say:${key}`;
    dispatch({ name: 'say', seat, id, text });
    const answer = await ask('say', { as: seat, text, key, locale });
    dispatch({ name: 'said', id, ok: !isFailure(answer) });
    // What is said among agents, nobody answers.
    if (seat === 'agent') dispatch({ name: 'typing', seat: null });
    if (isFailure(answer)) failed(seat, answer.failed);
    else heed(seat, answer);
  };

  const press = async (seat: Seat, platform: Platform, value: string): Promise<void> => {
    dispatch({ name: 'typing', seat: seat === 'agent' ? null : seat });
    const answer = await ask('press', { as: seat, platform, value, locale });
    if (isFailure(answer)) failed(seat, answer.failed);
    else if (answer.kind === 'form') {
      dispatch({ name: 'typing', seat: null });
      setForm({ form: answer.form, seat, platform, value });
    } else heed(seat, answer);
  };

  const submit = async (open: OpenForm, values: Readonly<Record<string, string>>) => {
    const { seat, platform, value } = open;
    const answer = await ask('submit', { as: seat, platform, value, values, locale });
    if (isFailure(answer)) return { fields: {}, note: wordsFor(t, answer.failed) };
    if (answer.kind === 'refused' && (Object.keys(answer.fields).length > 0 || seat === 'admin')) {
      const known = open.form.fields.some(({ name }) => answer.fields[name] !== undefined);
      return { fields: answer.fields, note: known ? null : answer.note };
    }
    setForm(null);
    heed(seat, answer);
    return null;
  };

  const edit = async (seat: Seat, id: string, text: string | null): Promise<void> => {
    const answer = await ask('edit', { id, text, locale });
    if (isFailure(answer)) failed(seat, answer.failed);
    else heed(seat, answer);
  };

  /** What cannot be had is not suggested. */
  const suggest = useCallback(
    async (typed: string) => {
      const found = await ask('suggest', { typed, locale });
      return isFailure(found) ? [] : found;
    },
    [locale],
  );

  return {
    t,
    state,
    form,
    suggest,
    submit,
    closeForm: (): void => setForm(null),
    reconnect: (): void => setTurn((before) => before + 1),

    actionsFor: (seat: Seat): PaneActions => ({
      say: (text, key) => void say(seat, text, key),
      press: (platform, value) => press(seat, platform, value),
      edit: (id, text) => edit(seat, id, text),
      dismiss: (id) => dispatch({ name: 'dismiss', id }),
    }),

    changeLocale: async (chosen: PageLocale): Promise<void> => {
      storeLocale(chosen);
      setLocale(chosen);
      const answer = await ask('language', { locale: chosen });
      if (isFailure(answer)) failed('user', answer.failed, textsFor(chosen));
    },

    /** Whether there is somebody new. */
    startOver: async (): Promise<boolean> => {
      const answer = await ask('start-over', { locale });
      if (isFailure(answer)) {
        failed('user', answer.failed);
        return false;
      }
      dispatch({ name: 'clear' });
      setTurn((before) => before + 1);
      return true;
    },

    /** By the code from the terminal, or an admin's key; `null`: they are in, else what is wrong with it. */
    letIn: async (secret: string): Promise<string | null> => {
      const answer = await ask('admin', { secret, locale });
      if (isFailure(answer)) return wordsFor(t, answer.failed);
      return answer.kind === 'accepted' ? null : (answer.note ?? t('admin.door.wrong'));
    },
  };
};

const wordsFor = (t: Texts, code: string): string => {
  const known: Readonly<Record<string, TextKey>> = {
    unreachable: 'error.unreachable',
    unavailable: 'error.unavailable',
  };
  const key = known[code];
  return key ? t(key) : t('error.other', { code });
};
