import { useEffect } from 'react';
import type { LiveEvent, LiveEvents } from '../protocol.ts';
import type { Change } from './state.ts';

/** How long the page waits before it connects again: soon at first, then less often. */
const pauses = [500, 1000, 2000, 4000, 8000] as const;
/** The server says something at least every 15 s; after this long it is taken for gone. */
const silenceMs = 40_000;
const names = [
  'snapshot',
  'item',
  'removed',
  'admin',
  'timeline',
  'ping',
] as const satisfies readonly (keyof LiveEvents)[];

/**
 * Listens to the server for as long as the page is there. A connection that ends is made again; it begins with a
 * snapshot, so nothing that happened in between is missed. A new `turn` connects at once.
 */
export const useLive = (locale: string, turn: number, dispatch: (change: Change) => void): void => {
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: number | undefined;
    let watch: number | undefined;
    let failures = 0;

    const heard = (): void => {
      window.clearTimeout(watch);
      watch = window.setTimeout(lose, silenceMs);
    };
    const lose = (): void => {
      source?.close();
      window.clearTimeout(watch);
      dispatch({ name: 'lost' });
      timer = window.setTimeout(connect, pauses[Math.min(failures, pauses.length - 1)]);
      failures += 1;
    };
    const connect = (): void => {
      source = new EventSource(`/playground/stream?locale=${encodeURIComponent(locale)}`);
      source.addEventListener('error', lose);
      for (const name of names) {
        source.addEventListener(name, (message: MessageEvent<string>) => {
          failures = 0;
          heard();
          dispatch({ name, data: JSON.parse(message.data) as unknown } as LiveEvent);
        });
      }
      heard();
    };

    connect();
    return () => {
      source?.close();
      window.clearTimeout(timer);
      window.clearTimeout(watch);
    };
  }, [locale, turn, dispatch]);
};
