import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { signatureHeaders } from '../../src/webhooks/sign.ts';
import { parseSigningKey, signingKeyOf } from '../../src/webhooks/signing-key.ts';
import { documentAt } from '../docs/documents.ts';
import { forEachDatabase } from '../support/databases.ts';
import { createHouse, forgetWebhooks, ok } from './house.ts';
import { honestReceiver, type ReceivedRequest } from './receivers.ts';

interface Vector {
  readonly scheme: string;
  readonly secret: string;
  readonly public: string;
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
  readonly signature: string;
  readonly source: string;
}
const vectorsFile = '../shared/data/webhooks/vectors.json';
const vectors = existsSync(vectorsFile)
  ? (JSON.parse(readFileSync(vectorsFile, 'utf8')) as { vectors: readonly Vector[] }).vectors
  : [];
const asymmetric = vectors.filter(({ scheme }) => scheme === 'v1a');

/** As a receiver does it, with nothing of ours. */
const holds = (publicKey: string, signed: string, signature: string): boolean => {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(signed), key, Buffer.from(signature.slice('v1a,'.length), 'base64'));
};

(asymmetric.length > 0 ? describe : describe.skip)('the public vectors, v1a', () => {
  it.each(asymmetric)('$source', (vector) => {
    const key = parseSigningKey(`whsk_${vector.secret.replace(/^whsk_/, '')}`);
    expect(key?.publicKey).toBe(vector.public);
    const sign = (change: Partial<Vector> = {}): string => {
      const { id, timestamp, body } = { ...vector, ...change };
      const at = new Date(timestamp * 1000);
      return signatureHeaders({ id, at, body, secrets: [], seeds: key ? [key.seed] : [] })[
        'webhook-signature'
      ];
    };
    expect(sign()).toBe(vector.signature);
    const signed = `${vector.id}.${vector.timestamp}.${vector.body}`;
    expect(holds(vector.public, signed, vector.signature)).toBe(true);
    expect(holds(vector.public, `${signed} `, vector.signature)).toBe(false);
    expect(holds(signingKeyOf(Buffer.alloc(32)).publicKey, signed, vector.signature)).toBe(false);
    for (const other of [{ id: 'msg_other' }, { timestamp: vector.timestamp + 1 }, { body: '{}' }]) {
      expect(sign(other)).not.toBe(vector.signature);
    }
  });
});

it('is verified by the recipe of the docs', async () => {
  const code = documentAt('docs/webhooks.md').blocks.find((block) =>
    block.code.includes('verifyWithPublicKey'),
  );
  const recipe = (await import(`data:text/javascript,${encodeURIComponent(code?.code ?? '')}`)) as {
    readonly verifyWithPublicKey: (publicKey: string, headers: object, body: Buffer) => boolean;
  };
  const { seed, publicKey } = signingKeyOf(Buffer.alloc(32, 1));
  const headers = signatureHeaders({ id: 'evt_1', at: new Date(), body: '{}', secrets: [], seeds: [seed] });
  expect(recipe.verifyWithPublicKey(publicKey, headers, Buffer.from('{}'))).toBe(true);
  expect(recipe.verifyWithPublicKey(publicKey, headers, Buffer.from('{ }'))).toBe(false);
  const other = signingKeyOf(Buffer.alloc(32, 2)).publicKey;
  expect(recipe.verifyWithPublicKey(other, headers, Buffer.from('{}'))).toBe(false);
});

describe('a key', () => {
  const seed = Buffer.alloc(32, 1);
  const publicBytes = Buffer.from(signingKeyOf(seed).publicKey.slice('whpk_'.length), 'base64');
  const written = (...parts: readonly Buffer[]): string => `whsk_${Buffer.concat(parts).toString('base64')}`;

  it('is its seed, alone or with the public key', () => {
    expect(parseSigningKey(written(seed))).toEqual(parseSigningKey(written(seed, publicBytes)));
  });
  it.each([
    ['a secret of the other kind', `whsec_${seed.toString('base64')}`],
    ['something that is not base64', 'whsk_hello!'],
    ['31 bytes', written(seed.subarray(1))],
    ["another seed's public key", written(Buffer.alloc(32, 2), publicBytes)],
    ['nothing', 'whsk_'],
  ])('is not %s', (_, text) => {
    expect(parseSigningKey(text)).toBeNull();
  });
});

await forEachDatabase((_name, open) => {
  let opened: Promise<DataSource> | null = null;
  const database = (): Promise<DataSource> => (opened ??= open().then(({ dataSource }) => dataSource));
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => forgetWebhooks(await database()));
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const signaturesIn = (request: ReceivedRequest | undefined): readonly string[] =>
    String(request?.headers['webhook-signature']).split(' ');
  const signedIn = ({ headers, body }: ReceivedRequest): string =>
    `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;

  it('signs beside the secret where it was asked for, is never shown, and is rotated with it', async () => {
    const dataSource = await database();
    const receiver = await honestReceiver();
    const { manager, worker, happens, clock } = createHouse(dataSource);
    closing.push(
      () => worker.stop(),
      () => receiver.close(),
    );
    const key = `whsk_${Buffer.alloc(32, 9).toString('base64')}`;
    const config = { url: receiver.url, events: ['*'], signing_key: key };
    const [first = ''] = ok(await manager.registerWebhook('wh_a', config)).public_keys;
    const sent = async (): Promise<ReceivedRequest> => {
      await happens('wh_a');
      await worker.runDue();
      const request = receiver.received.at(-1);
      if (request === undefined) throw new Error('nothing came');
      return request;
    };
    const before = await sent();
    expect(signaturesIn(before).map((text) => text.split(',')[0])).toEqual(['v1', 'v1a']);
    expect(holds(first, signedIn(before), signaturesIn(before)[1] ?? '')).toBe(true);

    ok(await manager.rotateSecret('wh_a', { overlap_hours: 1 }));
    const rotated = ok(await manager.getWebhook('wh_a')).public_keys;
    expect(rotated).toHaveLength(2);
    expect(rotated[1]).toBe(first);
    const during = await sent();
    const [, , newest = '', oldest = ''] = signaturesIn(during);
    expect(holds(rotated[0] ?? '', signedIn(during), newest)).toBe(true);
    expect(holds(first, signedIn(during), oldest)).toBe(true);

    clock.pass(3601);
    expect(ok(await manager.getWebhook('wh_a')).public_keys).toEqual([rotated[0]]);
    expect(signaturesIn(await sent()).map((text) => text.split(',')[0])).toEqual(['v1', 'v1a']);

    const kept = JSON.stringify(await dataSource.query('SELECT * FROM support_webhooks'));
    expect(kept).not.toContain(Buffer.alloc(32, 9).toString('base64'));
    expect(ok(await manager.updateWebhook('wh_a', { signing_key: null })).public_keys).toEqual([]);
    expect(signaturesIn(await sent()).map((text) => text.split(',')[0])).toEqual(['v1']);
  });
});
