import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { outwardEventNames } from '../../src/engine/outward.ts';
import { eventSchemas } from '../../src/http/event-schemas.ts';
import type { EventId } from '../../src/ids.ts';
import { payloadFor } from '../../src/webhooks/payload.ts';
import type { WebhookPayloadPolicy } from '../../src/app/webhooks.ts';
import { documentAt } from '../docs/documents.ts';

type Payload = Parameters<typeof payloadFor>[0]['payload'];
const linkTo = (id: EventId): string => `https://unstuck.example.com/${id}`;
const show = (payload: Payload, policy?: WebhookPayloadPolicy) =>
  payloadFor(
    { event_id: 'evt_1' as EventId, payload, webhook: { options: policy ? { payload: policy } : {} } },
    linkTo,
  ).payload;

const escalated: Payload = {
  event: 'session_escalated',
  timestamp: '2026-03-01T12:00:00.000Z',
  data: {
    session_id: 'ses_1',
    sequence: 4,
    channel: 'slack',
    template_id: 'vpn_connection_template',
    template_version: 1,
    user: { id: 'slack:T1:U1', name: 'Ana', locale: 'en' },
    problem: 'Ana has no VPN',
    escalation_id: 'esc_1',
    cause: 'asked',
    reason: null,
    priority: 'high',
    template_name: "Ana's VPN",
    category: 'network',
    variables: { owner: 'Ana', port: 443 },
    steps: [
      { step_number: 1, title: "Ana's page", result: 'failed', notes: 'Ana waits', choice: 'no', at: 'x' },
    ],
    duration_seconds: 60,
  },
};
const five = {
  session_id: 'ses_1',
  sequence: 4,
  channel: 'slack',
  template_id: 'vpn_connection_template',
  template_version: 1,
};

describe('what a webhook gets to see', () => {
  it('is everything by default', () => {
    expect(show(escalated)).toEqual(escalated);
  });

  it('redacted, is what happened without what was said and who it was', () => {
    expect(show(escalated, 'redacted').data).toEqual({
      ...escalated.data,
      user: { id: 'slack:T1:U1', name: '••••••', locale: 'en' },
      problem: '••••••',
      template_name: '••••••',
      variables: { owner: '••••••', port: '••••••' },
      steps: [{ step_number: 1, title: '••••••', result: 'failed', notes: '••••••', choice: 'no', at: 'x' }],
    });
  });

  it('thin, is ids and where the rest is', () => {
    expect(show(escalated, 'thin')).toEqual({
      ...escalated,
      data: { ...five, escalation_id: 'esc_1', thin: true, event_url: 'https://unstuck.example.com/evt_1' },
    });
  });

  it('is thin where it would be more than 20 KB', () => {
    const long = (length: number): Payload => ({
      ...escalated,
      data: { ...five, problem: 'x'.repeat(length) },
    });
    const room = 20 * 1024 - JSON.stringify(long(0)).length;
    expect(show(long(room))).toEqual(long(room));
    expect(show(long(room + 1)).data).toMatchObject({ ...five, thin: true });
    // Only what leaves is counted.
    expect(show(long(room + 1), 'redacted').data).toEqual({ ...five, problem: '••••••' });
  });

  it.each(outwardEventNames)('redacted, is still %s to its schema', (name) => {
    const [example = '{}'] = documentAt('docs/webhooks.md')
      .blocks.filter(({ language, code }) => language === 'json' && code.includes(`"event": "${name}"`))
      .map(({ code }) => code);
    const payload = JSON.parse(example) as Payload & { readonly signature: string };
    const sent = { ...show(payload, 'redacted'), signature: payload.signature };
    expect(eventSchemas[name].parse(sent)).toEqual(sent);
  });

  it('redacted or thin, never has a word of anybody', () => {
    const words = fc.string({ minLength: 1 }).map((text) => `«${text}»`);
    fc.assert(
      fc.property(words, fc.constantFrom('redacted' as const, 'thin' as const), (text, policy) => {
        const data = JSON.parse(
          JSON.stringify(escalated.data).replaceAll(/Ana[^",}]*/g, () => JSON.stringify(text).slice(1, -1)),
        ) as Payload['data'];
        const written = JSON.stringify(text).slice(1, -1);
        expect(JSON.stringify(data)).toContain(written);
        expect(JSON.stringify(show({ ...escalated, data }, policy))).not.toContain(written);
      }),
    );
  });
});
