import type { BotItem, LiveEvent, Snapshot, ThreadItem, TimelineEntry } from '../protocol.ts';

export type Connection = 'connecting' | 'live' | 'lost';

/** Something of the person's that the server does not have yet, or words for this person alone. */
export type LocalItem =
  | {
      readonly kind: 'outgoing';
      readonly id: string;
      readonly text: string;
      readonly state: 'sending' | 'failed';
    }
  | {
      readonly kind: 'note';
      readonly id: string;
      readonly text: string;
      /** About something that did not work: said until something does. */
      readonly failure: boolean;
    };

export interface PageState {
  readonly connection: Connection;
  readonly items: readonly ThreadItem[];
  readonly timeline: readonly TimelineEntry[];
  readonly examples: readonly string[];
  readonly local: readonly LocalItem[];
  /** Waiting for the bot's next message. */
  readonly typing: boolean;
  /** The message that changed last; `turn` tells two changes of one message apart. */
  readonly news: { readonly item: BotItem; readonly turn: number } | null;
}

export const initialState: PageState = {
  connection: 'connecting',
  items: [],
  timeline: [],
  examples: [],
  local: [],
  typing: false,
  news: null,
};

export type Change =
  | LiveEvent
  | { readonly name: 'lost' }
  | { readonly name: 'say'; readonly id: string; readonly text: string }
  | { readonly name: 'said'; readonly id: string; readonly ok: boolean }
  | { readonly name: 'note'; readonly id: string; readonly text: string; readonly failure: boolean }
  | { readonly name: 'dismiss'; readonly id: string }
  | { readonly name: 'typing'; readonly typing: boolean }
  | { readonly name: 'clear' };

export const reduce = (state: PageState, change: Change): PageState => {
  switch (change.name) {
    case 'snapshot':
      return snapshot(state, change.data);
    case 'item':
      return withItem(state, change.data);
    case 'removed':
      return { ...state, items: state.items.filter(({ id }) => id !== change.data.id) };
    case 'timeline':
      return { ...state, timeline: change.data.reduce(put, state.timeline) };
    case 'ping':
      return state;
    case 'lost':
      return { ...state, connection: 'lost', typing: false };
    case 'say':
      return {
        ...state,
        typing: true,
        local: put(state.local, { kind: 'outgoing', id: change.id, text: change.text, state: 'sending' }),
      };
    case 'said':
      return {
        ...state,
        typing: change.ok && state.typing,
        local: change.ok
          ? withoutFailures(without(state.local, change.id))
          : state.local.map((item) =>
              item.id === change.id && item.kind === 'outgoing' ? { ...item, state: 'failed' } : item,
            ),
      };
    case 'note':
      return {
        ...state,
        typing: false,
        local: [
          ...(change.failure ? withoutFailures(state.local) : state.local),
          { kind: 'note', id: change.id, text: change.text, failure: change.failure },
        ],
      };
    case 'dismiss':
      return { ...state, local: without(state.local, change.id) };
    case 'typing':
      return { ...state, typing: change.typing };
    case 'clear':
      return { ...initialState, examples: state.examples };
  }
};

const snapshot = (state: PageState, { items, timeline, examples }: Snapshot): PageState => ({
  ...state,
  connection: 'live',
  items,
  timeline,
  examples,
  local: withoutFailures(state.local).filter((local) => !items.some(({ id }) => id === local.id)),
  typing: false,
});

const withItem = (state: PageState, item: ThreadItem): PageState => {
  const next = { ...state, items: put(state.items, item), local: without(state.local, item.id) };
  return item.kind === 'bot'
    ? { ...next, typing: false, news: { item, turn: (state.news?.turn ?? 0) + 1 } }
    : next;
};

/** A newer version takes the place of the older one; what is new goes to the end. */
const put = <Item extends { readonly id: string }>(list: readonly Item[], item: Item): readonly Item[] =>
  list.some(({ id }) => id === item.id)
    ? list.map((old) => (old.id === item.id ? item : old))
    : [...list, item];

const withoutFailures = (local: readonly LocalItem[]): readonly LocalItem[] =>
  local.filter((item) => item.kind !== 'note' || !item.failure);

const without = <Item extends { readonly id: string }>(list: readonly Item[], id: string): readonly Item[] =>
  list.filter((item) => item.id !== id);
