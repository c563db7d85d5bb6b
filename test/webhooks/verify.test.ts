import { describe, expect, it } from '@jest/globals';
import { parseSecret, type SecretBytes } from '../../src/webhooks/secret.ts';
import { bodySignature, signatureHeaders } from '../../src/webhooks/sign.ts';
import { verifyBody, verifyHeaders } from '../../src/webhooks/verify.ts';
import { noon } from './house.ts';

const secretOf = (text: string): SecretBytes => {
  const parsed = parseSecret(text);
  if ('invalid' in parsed) throw new Error(parsed.invalid);
  return parsed.bytes;
};
const secret = secretOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
const other = secretOf('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD');

describe('the headers, as a receiver checks them', () => {
  const body = '{"event":"session_started"}';
  const headers = { ...signatureHeaders({ id: 'evt_1', at: noon, body, secrets: [other, secret] }) };
  const check = (change: Partial<Parameters<typeof verifyHeaders>[0]> = {}) =>
    verifyHeaders({ headers, body, secret, now: noon, ...change });
  const seconds = (count: number) => new Date(noon.getTime() + count * 1000);

  it('hold for either secret of a rotation', () => {
    expect(check()).toEqual({ holds: true });
    expect(check({ secret: other })).toEqual({ holds: true });
  });
  it.each([
    ['one more blank in the body', { body: `${body} ` }],
    ['another id', { headers: { ...headers, 'webhook-id': 'evt_2' } }],
    ['another secret', { secret: secretOf('plain text') }],
    ['no signature', { headers: { ...headers, 'webhook-signature': undefined } }],
    ['an unknown version', { headers: { ...headers, 'webhook-signature': 'v2,abc' } }],
    ['a time that is none', { headers: { ...headers, 'webhook-timestamp': 'noon' } }],
    ['a copy sent later', { now: seconds(301) }],
    ['a time ahead of ours', { now: seconds(-301) }],
  ])('do not hold with %s', (_, change) => {
    expect(check(change)).toMatchObject({ holds: false });
  });
  it('hold for five minutes either way', () => {
    expect(check({ now: seconds(300) })).toEqual({ holds: true });
    expect(check({ now: seconds(-300) })).toEqual({ holds: true });
  });
});

describe('the signature in the body', () => {
  const payload = { event: 'step_completed', timestamp: noon.toISOString(), data: { b: 1, a: 'é' } };
  const body = { ...payload, signature: bodySignature(payload, secret) };

  it('holds in whatever order the fields came', () => {
    const { signature, data, ...rest } = body;
    expect(verifyBody({ signature, data: { a: data.a, b: data.b }, ...rest }, secret)).toEqual({
      holds: true,
    });
  });
  it.each([
    ['a changed field', { ...body, data: { ...body.data, b: 2 } }],
    ['no signature', payload],
    ['no data', { ...body, data: null }],
    ['no object', [body]],
    ['nothing', null],
  ])('does not hold with %s', (_, changed) => {
    expect(verifyBody(changed, secret)).toMatchObject({ holds: false });
  });
});
