import type {
  AdminState,
  BotItem,
  LiveEvent,
  Seat,
  Snapshot,
  ThreadItem,
  TimelineEntry,
} from '../protocol.ts';

export type Connection = 'connecting' | 'live' | 'lost';

/** Something of the person's that the server does not have yet, or words for this person alone. */
export type LocalItem =
  | {
      readonly kind: 'outgoing';
      readonly id: string;
      readonly seat: Seat;
      readonly text: string;
      readonly state: 'sending' | 'failed';
    }
  | {
      readonly kind: 'note';
      readonly id: string;
      readonly seat: Seat;
      readonly text: string;
      /** About something that did not work: said until something does. */
      readonly failure: boolean;
    };

/** The message that changed last in a pane; `turn` tells two changes of one message apart. */
export interface News {
  readonly item: BotItem;
  readonly turn: number;
}

export interface PageState {
  readonly connection: Connection;
  /** Of all panes, each in the order it appeared. */
  readonly items: readonly ThreadItem[];
  readonly timeline: readonly TimelineEntry[];
  readonly examples: readonly string[];
  readonly admin: AdminState;
  readonly local: readonly LocalItem[];
  /** In whose pane the bot's next message is waited for. */
  readonly typing: Seat | null;
  readonly news: Readonly<Record<Seat, News | null>>;
}

export const initialState: PageState = {
  connection: 'connecting',
  items: [],
  timeline: [],
  examples: [],
  admin: { open: false },
  local: [],
  typing: null,
  news: { user: null, agent: null, admin: null },
};

export type Change =
  | LiveEvent
  | { readonly name: 'lost' }
  | { readonly name: 'say'; readonly seat: Seat; readonly id: string; readonly text: string }
  | { readonly name: 'said'; readonly id: string; readonly ok: boolean }
  | {
      readonly name: 'note';
      readonly seat: Seat;
      readonly id: string;
      readonly text: string;
      readonly failure: boolean;
    }
  | { readonly name: 'dismiss'; readonly id: string }
  | { readonly name: 'typing'; readonly seat: Seat | null }
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
    case 'admin':
      return { ...state, admin: change.data };
    case 'ping':
      return state;
    case 'lost':
      return { ...state, connection: 'lost', typing: null };
    case 'say': {
      const { seat, id, text } = change;
      return {
        ...state,
        typing: seat,
        local: put(state.local, { kind: 'outgoing', id, seat, text, state: 'sending' }),
      };
    }
    case 'said':
      return {
        ...state,
        typing: change.ok ? state.typing : null,
        local: change.ok
          ? withoutFailures(without(state.local, change.id))
          : state.local.map((item) =>
              item.id === change.id && item.kind === 'outgoing' ? { ...item, state: 'failed' } : item,
            ),
      };
    case 'note': {
      const { seat, id, text, failure } = change;
      return {
        ...state,
        typing: null,
        local: [
          ...(failure ? withoutFailures(state.local) : withoutNotes(state.local, seat)),
          { kind: 'note', id, seat, text, failure },
        ],
      };
    }
    case 'dismiss':
      return { ...state, local: without(state.local, change.id) };
    case 'typing':
      return { ...state, typing: change.seat };
    case 'clear':
      return { ...initialState, examples: state.examples, admin: state.admin };
  }
};

const snapshot = (state: PageState, { items, timeline, examples, admin }: Snapshot): PageState => ({
  ...state,
  connection: 'live',
  items,
  timeline,
  examples,
  admin,
  local: withoutFailures(state.local).filter((local) => !items.some(({ id }) => id === local.id)),
  typing: null,
});

const withItem = (state: PageState, item: ThreadItem): PageState => {
  const next = { ...state, items: put(state.items, item), local: without(state.local, item.id) };
  const { seat } = item;
  // What goes to people, the bot does not answer.
  if (item.kind === 'person') return item.crossed === 'no' ? next : { ...next, typing: null };
  return {
    ...next,
    typing: state.typing === seat ? null : state.typing,
    news: { ...state.news, [seat]: { item, turn: (state.news[seat]?.turn ?? 0) + 1 } },
  };
};

/** A newer version takes the place of the older one; what is new goes to the end. */
const put = <Item extends { readonly id: string }>(list: readonly Item[], item: Item): readonly Item[] =>
  list.some(({ id }) => id === item.id)
    ? list.map((old) => (old.id === item.id ? item : old))
    : [...list, item];

const withoutFailures = (local: readonly LocalItem[]): readonly LocalItem[] =>
  local.filter((item) => item.kind !== 'note' || !item.failure);

/** What was said to somebody alone stands until something else is. */
const withoutNotes = (local: readonly LocalItem[], seat: Seat): readonly LocalItem[] =>
  local.filter((item) => item.kind !== 'note' || item.failure || item.seat !== seat);

const without = <Item extends { readonly id: string }>(list: readonly Item[], id: string): readonly Item[] =>
  list.filter((item) => item.id !== id);
