import type { Seat } from '../protocol.ts';
import type { View } from './platforms.ts';

/** What can be shown: the panes of the three whom a visitor plays, and what it all makes happen. */
export type PaneName = Seat | 'timeline';
const paneNames: readonly PaneName[] = ['user', 'agent', 'admin', 'timeline'];

/**
 * `tabs`: one pane at a time. `split`: the user's pane, and beside it one of the others. `columns`: all three beside
 * each other, the timeline over them or beside them.
 */
export type Layout = 'tabs' | 'split' | 'columns';

/** What needs the most room decides: a conversation drawn for three platforms leaves none for three panes. */
export const layoutFor = (narrow: boolean, wide: boolean, view: View): Layout => {
  if (narrow) return 'tabs';
  return wide && view !== 'all' ? 'columns' : 'split';
};

/** The panes that are chosen by tabs. */
export const tabbedIn = (layout: Layout): readonly PaneName[] => {
  switch (layout) {
    case 'tabs':
      return paneNames;
    case 'split':
      return paneNames.filter((name) => name !== 'user');
    case 'columns':
      return [];
  }
};

/** The tab that is open: beside the user's pane, that pane is none. */
export const openTab = (layout: Layout, chosen: PaneName): PaneName =>
  layout === 'split' && chosen === 'user' ? 'timeline' : chosen;

export const isShown = (layout: Layout, chosen: PaneName, timeline: boolean, name: PaneName): boolean => {
  if (layout === 'columns') return name !== 'timeline' || timeline;
  return tabbedIn(layout).includes(name) ? openTab(layout, chosen) === name : true;
};
