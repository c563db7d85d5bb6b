import { describe, expect, it } from '@jest/globals';
import { changedEntries, isUnderWay, timelineOf } from '../../adapters/web/timeline.ts';
import type { Delivery } from '../../adapters/web/timeline.ts';
import type { SessionEvent } from '../../src/engine/event.ts';
import type { TemplateId } from '../../src/ids.ts';
import { recordedOf, sessionId, sessionStarted } from './house.ts';

const session = sessionId('1');
const confirmed: SessionEvent = {
  type: 'guide_confirmed',
  pin: { template_id: 'wifi' as TemplateId, version: 2, locale: 'en' },
  name: 'Slow wifi',
  category: 'network',
  total_steps: 5,
  variables: { token: 'a very secret token' },
  secrets: ['token'],
  missing: [],
};
const events: readonly SessionEvent[] = [
  sessionStarted(session, 'web:ana', 'x'.repeat(500)),
  confirmed,
  { type: 'variables_provided', name: 'Slow wifi', variables: { token: 'a very secret token' }, missing: [] },
  { type: 'step_shown', step_number: 1 },
  { type: 'step_completed', step_number: 1, title: 'Restart the router', notes: null, choice: null },
];
const delivery = (sequence: number, more: Partial<Delivery> = {}): Delivery => ({
  event_id: `evt_${sequence}`,
  sequence,
  status: 'delivered',
  attempts: [],
  next_attempt_at: null,
  ...more,
});
const timeline = (deliveries: readonly Delivery[], arrived: readonly string[] = []) =>
  timelineOf(session, { recorded: recordedOf(events), deliveries }, (id) =>
    arrived.includes(id) ? { at: '2026-03-01T10:00:00.000Z', headers: {}, body: '{}' } : null,
  );

describe('the timeline of a session', () => {
  it('gives each event that leaves the webhook of its number, under the name the outside knows', () => {
    const webhooks = timeline([1, 2, 3].map((sequence) => delivery(sequence))).map(({ type, webhook }) => [
      type,
      webhook && [webhook.event, webhook.sequence, webhook.event_id],
    ]);
    expect(webhooks).toEqual([
      ['session_started', ['session_started', 1, 'evt_1']],
      ['guide_confirmed', ['problem_detected', 2, 'evt_2']],
      ['variables_provided', null],
      ['step_shown', null],
      ['step_completed', ['step_completed', 3, 'evt_3']],
    ]);
  });

  it('shows an event before its webhook is there', () => {
    expect(timeline([]).map(({ webhook }) => webhook)).toEqual([null, null, null, null, null]);
  });

  it('has what arrived beside what was sent', () => {
    const [first, second] = timeline([delivery(1), delivery(2)], ['evt_1']);
    expect(first?.webhook?.arrival?.body).toBe('{}');
    expect(second?.webhook?.arrival).toBeNull();
  });

  it('never lets the value of a variable out', () => {
    expect(JSON.stringify(timeline([]))).not.toContain('secret token');
    expect(timeline([])[2]?.params).toEqual({ names: 'token' });
  });

  it('shortens what people wrote', () => {
    const problem = String(timeline([])[0]?.params['problem']);
    expect(problem).toHaveLength(200);
    expect(problem.endsWith('…')).toBe(true);
  });

  it('is under way as long as a delivery is', () => {
    expect(isUnderWay(timeline([delivery(1)]))).toBe(false);
    expect(isUnderWay(timeline([delivery(1, { status: 'pending' })]))).toBe(true);
  });

  it('tells the entries that are new or different', () => {
    const before = timeline([delivery(1, { status: 'pending' })]);
    const after = timeline([delivery(1)]);
    expect(changedEntries(before, after).map(({ type }) => type)).toEqual(['session_started']);
    expect(changedEntries([], after)).toHaveLength(5);
    expect(changedEntries(after, after)).toEqual([]);
  });
});
