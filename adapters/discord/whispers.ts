import type { ConversationId } from '../../src/ids.ts';
import type { Locale } from '../../src/engine/template.ts';
import { timing } from './limits.ts';

/** By which interaction a person can still be told something that nobody else sees. */
export interface Whispers {
  keep(conversation: ConversationId, token: string, locale: Locale): void;
  /** `null` where there is none, or its time is over. Gives it away: nothing is told twice. */
  take(conversation: ConversationId): { readonly token: string; readonly locale: Locale } | null;
}

const mostRemembered = 1000;

export function createWhispers(now: () => number): Whispers {
  const kept = new Map<
    ConversationId,
    { readonly token: string; readonly locale: Locale; readonly until: number }
  >();
  return {
    keep(conversation, token, locale) {
      kept.delete(conversation);
      kept.set(conversation, { token, locale, until: now() + timing.tokenMs.max });
      const [oldest] = kept.keys();
      if (kept.size > mostRemembered && oldest !== undefined) kept.delete(oldest);
    },
    take(conversation) {
      const found = kept.get(conversation);
      kept.delete(conversation);
      return found && found.until > now() ? found : null;
    },
  };
}
