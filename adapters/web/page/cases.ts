import type { TimelineEntry } from '../protocol.ts';

/** Whether what agents write in a case's thread goes to the person. */
export const lineIsOpen = (timeline: readonly TimelineEntry[], session: string): boolean => {
  const last = timeline.findLast(
    ({ session_id, type }) =>
      session_id === session &&
      (type === 'line_switched' ||
        type === 'session_escalated' ||
        type === 'escalation_closed' ||
        type === 'escalation_returned'),
  );
  return last?.type === 'line_switched' && last.params['open'] === 'yes';
};

/** Where the last case went, if it went anywhere: asked where none has come to the agent's pane. */
export const placedElsewhere = (timeline: readonly TimelineEntry[]): string | null => {
  const place = timeline.findLast(({ type }) => type === 'escalation_placed')?.params['place'];
  return place === undefined || place === null || place === ownPlace ? null : String(place);
};

/** As the server calls the agent's pane. */
const ownPlace = '#agents';
