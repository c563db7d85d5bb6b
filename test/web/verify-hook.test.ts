import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { verifyHook } from '../../adapters/web/verify-hook.ts';
import { bodySignature, signatureHeaders } from '../../src/webhooks/sign.ts';
import { hookSecret } from './house.ts';

const now = new Date('2026-03-01T10:00:00.000Z');
const key = Buffer.alloc(32, 5);
const payload = {
  event: 'step_completed',
  timestamp: '2026-03-01T09:59:59.000Z',
  data: { session_id: 'ses_1', sequence: 3, title: 'Reinicia el “router” ✔' },
};
const signedBody = (data: object = payload.data): string =>
  JSON.stringify({ ...payload, data, signature: bodySignature(payload, key) });
const sent = (body: string, at = now) => ({
  body,
  headers: { ...signatureHeaders({ id: 'evt_1', at, body, secrets: [key] }) },
});

describe('the playground as a receiver', () => {
  it('believes what we sign', () => {
    const { headers, body } = sent(signedBody());
    expect(verifyHook(hookSecret, headers, body, now)).toEqual({
      ok: true,
      id: 'evt_1',
      session_id: 'ses_1',
    });
  });

  it('believes what the public library signs, since both follow one paper', () => {
    const body = signedBody();
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(now.getTime() / 1000),
      'webhook-signature': new Webhook(hookSecret).sign('evt_1', now, body),
    };
    expect(verifyHook(hookSecret, headers, body, now)).toMatchObject({ ok: true });
  });

  it('takes a secret of plain text as its bytes', () => {
    const secret = 'a plain secret';
    const bytes = Buffer.from(secret);
    const body = JSON.stringify({ ...payload, signature: bodySignature(payload, bytes) });
    const headers = { ...signatureHeaders({ id: 'evt_1', at: now, body, secrets: [bytes] }) };
    expect(verifyHook(secret, headers, body, now)).toMatchObject({ ok: true });
  });

  it('believes either of two signatures while a secret is changed', () => {
    const body = signedBody();
    const secrets = [Buffer.alloc(32, 6), key];
    const headers = { ...signatureHeaders({ id: 'evt_1', at: now, body, secrets }) };
    expect(verifyHook(hookSecret, headers, body, now)).toMatchObject({ ok: true });
  });

  const refusedFor = (
    change: Partial<ReturnType<typeof sent>['headers']>,
    body = signedBody(),
    secret = hookSecret,
  ) => verifyHook(secret, { ...sent(body).headers, ...change }, body, now);

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const)('wants %s', (name) => {
    expect(refusedFor({ [name]: undefined })).toEqual({ ok: false, refused: 'header_missing' });
  });

  it.each([
    ['another id', { 'webhook-id': 'evt_2' }],
    ['another time', { 'webhook-timestamp': String(now.getTime() / 1000 + 1) }],
    ['no version', { 'webhook-signature': 'AAAA' }],
    ['nothing', { 'webhook-signature': 'v1,' }],
  ])('does not believe a signature over %s', (_what, change) => {
    expect(refusedFor(change)).toEqual({ ok: false, refused: 'signature_wrong' });
  });

  it('does not believe another secret', () => {
    expect(refusedFor({}, signedBody(), 'whsec_' + Buffer.alloc(32, 1).toString('base64'))).toEqual({
      ok: false,
      refused: 'signature_wrong',
    });
  });

  it.each(['yesterday', '', '-1', '1e9', '1772359200.5'])('does not take "%s" for a time', (time) => {
    expect(refusedFor({ 'webhook-timestamp': time })).toMatchObject({ ok: false });
  });

  it.each([-301, 301])('does not believe what is %i seconds off', (seconds) => {
    const { headers, body } = sent(signedBody(), new Date(now.getTime() + seconds * 1000));
    expect(verifyHook(hookSecret, headers, body, now)).toEqual({
      ok: false,
      refused: 'timestamp_out_of_bounds',
    });
  });

  it('looks at the signature in the body too', () => {
    const body = signedBody({ ...payload.data, sequence: 4 });
    expect(refusedFor({}, body)).toEqual({ ok: false, refused: 'body_signature_wrong' });
    expect(refusedFor({}, JSON.stringify(payload))).toEqual({ ok: false, refused: 'body_signature_wrong' });
    expect(refusedFor({}, '[]')).toEqual({ ok: false, refused: 'body_malformed' });
    expect(refusedFor({}, 'not JSON')).toEqual({ ok: false, refused: 'body_malformed' });
  });
});
