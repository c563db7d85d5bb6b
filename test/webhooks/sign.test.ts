import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { formatSecret, parseSecret, type SecretBytes } from '../../src/webhooks/secret.ts';
import { bodySignature, signatureHeaders } from '../../src/webhooks/sign.ts';

interface Vector {
  readonly scheme: string;
  readonly secret: string;
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
  readonly signature: string;
  readonly source: string;
}

const secretOf = (text: string): SecretBytes => {
  const parsed = parseSecret(text);
  if ('invalid' in parsed) throw new Error(parsed.invalid);
  return parsed.bytes;
};

const vectorsFile = '../shared/data/webhooks/vectors.json';
const vectors = existsSync(vectorsFile)
  ? (JSON.parse(readFileSync(vectorsFile, 'utf8')) as { vectors: readonly Vector[] }).vectors
  : [];
if (vectors.length === 0) console.warn(`Signature vectors are skipped: there is no ${vectorsFile}`);

const standard = vectors.filter(({ scheme }) => scheme === 'v1');
(standard.length > 0 ? describe : describe.skip)('the public vectors of Standard Webhooks, v1', () => {
  const sign = (vector: Vector, change: Partial<Vector> = {}): string => {
    const { secret, id, timestamp, body } = { ...vector, ...change };
    return signatureHeaders({ id, body, at: new Date(timestamp * 1000), secrets: [secretOf(secret)] })[
      'webhook-signature'
    ];
  };
  it.each(standard)('$source', (vector) => {
    expect(sign(vector)).toBe(vector.signature);
  });
  it.each(standard)('nothing else has that signature: $source', (vector) => {
    expect(sign(vector, { body: `${vector.body} ` })).not.toBe(vector.signature);
    expect(sign(vector, { id: `${vector.id}x` })).not.toBe(vector.signature);
    expect(sign(vector, { timestamp: vector.timestamp + 1 })).not.toBe(vector.signature);
    expect(sign(vector, { secret: `whsec_${Buffer.alloc(24).toString('base64')}` })).not.toBe(
      vector.signature,
    );
  });
});

const old = secretOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
const fresh = secretOf('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD');

describe('the headers', () => {
  const body = '{"event":"session_started"}';
  const headers = (secrets: readonly SecretBytes[]) =>
    signatureHeaders({ id: 'evt_1', at: new Date(), body, secrets });

  it('are accepted by the public library', () => {
    expect(new Webhook(formatSecret(old)).verify(body, { ...headers([old]) })).toEqual({
      event: 'session_started',
    });
  });

  it('are accepted by a receiver that knows the old secret, and by one that knows the new one', () => {
    const both = headers([fresh, old]);
    expect(both['webhook-signature'].split(' ')).toHaveLength(2);
    for (const secret of [old, fresh]) {
      expect(() => new Webhook(formatSecret(secret)).verify(body, { ...both })).not.toThrow();
    }
    expect(() => new Webhook(formatSecret(old)).verify(body, { ...headers([fresh]) })).toThrow(
      WebhookVerificationError,
    );
  });

  it('carry the time of the attempt in whole seconds', () => {
    const at = new Date('2025-01-31T12:00:00.999Z');
    expect(signatureHeaders({ id: 'evt_1', at, body, secrets: [old] })['webhook-timestamp']).toBe(
      '1738324800',
    );
  });

  it('are made with the UTF-8 bytes of a plain secret', () => {
    const plain = secretOf('contraseña muy larga');
    const raw = new Webhook(Buffer.from('contraseña muy larga'), { format: 'raw' });
    expect(() => raw.verify(body, { ...headers([plain]) })).not.toThrow();
  });
});

describe("the body's signature", () => {
  const payload = {
    event: 'step_completed',
    timestamp: '2025-01-31T12:00:00.000Z',
    data: { session_id: 'ses_1', sequence: 3, channel: 'web', notes: 'ya está €' },
  };

  it('is over the canonical JSON of event, timestamp and data', () => {
    const canonical =
      '{"data":{"channel":"web","notes":"ya está €","sequence":3,"session_id":"ses_1"},' +
      '"event":"step_completed","timestamp":"2025-01-31T12:00:00.000Z"}';
    expect(bodySignature(payload, old)).toBe(createHmac('sha256', old).update(canonical).digest('hex'));
  });

  it('does not depend on the order in which the database gives the fields back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const reversed = Object.fromEntries(Object.entries(data).toReversed());
        expect(bodySignature({ ...payload, data: reversed }, old)).toBe(
          bodySignature({ ...payload, data }, old),
        );
      }),
    );
  });

  it('survives the way over JSON that the body takes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (data) => {
        const received = JSON.parse(JSON.stringify({ ...payload, data })) as typeof payload;
        expect(bodySignature(received, old)).toBe(bodySignature({ ...payload, data }, old));
      }),
    );
  });
});
