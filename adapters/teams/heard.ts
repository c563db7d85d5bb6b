import type { Keep, Receipt } from '../../src/app/channel.ts';
import { isPayload, stringAt } from './payload.ts';

/**
 * The keys of messages by the ids that their edits name. A replica remembers what it heard last; what crossed to the
 * other side of a hand-off, and so changes there too, every replica finds.
 */
export interface Heard {
  note(conversation: string, id: string, key: string): void;
  /** What became of it: kept where others read it. */
  keep(conversation: string, id: string, key: string, receipt: Receipt): Promise<void>;
  keyOf(conversation: string, id: string): Promise<string | null>;
  /** Forgets what is too old to be changed by anybody. */
  tidy(): Promise<void>;
}

const mostRemembered = 2_000;
const keptMs = 30 * 24 * 60 * 60 * 1000;
const prefix = 'heard:';

export const createHeard = (drawer: Keep, now: () => number): Heard => {
  const keys = new Map<string, string>();
  const nameOf = (conversation: string, id: string): string => `${prefix}${conversation} ${id}`;
  return {
    note(conversation, id, key) {
      keys.set(nameOf(conversation, id), key);
      const [oldest] = keys.keys();
      if (keys.size > mostRemembered && oldest !== undefined) keys.delete(oldest);
    },
    async keep(conversation, id, key, receipt) {
      if (receipt.kind !== 'accepted' || receipt.session.phase.name !== 'escalated') return;
      await drawer.put(nameOf(conversation, id), { key, at: now() });
    },
    async keyOf(conversation, id) {
      const name = nameOf(conversation, id);
      const remembered = keys.get(name);
      if (remembered !== undefined) return remembered;
      const kept = await drawer.get(name);
      return isPayload(kept) ? stringAt(kept, 'key') : null;
    },
    async tidy() {
      for (const { key, value } of await drawer.list(prefix)) {
        const at = isPayload(value) ? value['at'] : null;
        if (typeof at !== 'number' || now() - at > keptMs) await drawer.remove(key);
      }
    },
  };
};
