import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatSecret, parseSecret } from '../../src/webhooks/secret.ts';

const bytesOf = (text: string): number | string => {
  const parsed = parseSecret(text);
  return 'bytes' in parsed ? parsed.bytes.length : parsed.invalid;
};
const encoded = (size: number): string => `whsec_${Buffer.alloc(size, 7).toString('base64')}`;

describe('a webhook secret', () => {
  it.each([
    ['whsec_ and the base64 of 24 bytes, the fewest', encoded(24), 24],
    ['whsec_ and the base64 of 64 bytes, the most', encoded(64), 64],
    ['23 bytes', encoded(23), 'length'],
    ['65 bytes', encoded(65), 'length'],
    ['whsec_ and no base64: never taken as plain text', 'whsec_correct horse battery staple', 'not_base64'],
    ['whsec_ alone', 'whsec_', 'not_base64'],
    ['plain text of 8 bytes, the fewest', '12345678', 8],
    ['plain text of 7 bytes', '1234567', 'length'],
    ['plain text counted in bytes, not characters', 'contraseña', 11],
    ['plain text of 256 bytes, the most', 'x'.repeat(256), 256],
    ['plain text of 257 bytes', 'x'.repeat(257), 'length'],
    ['half of a surrogate pair', '1234567\ud800', 'not_text'],
    ['nothing', '', 'length'],
  ])('%s', (_, text, expected) => {
    expect(bytesOf(text)).toBe(expected);
  });

  it('is shown in the form every library takes, for the same bytes', () => {
    const parsed = parseSecret('a plain secret');
    expect('bytes' in parsed && formatSecret(parsed.bytes)).toBe('whsec_YSBwbGFpbiBzZWNyZXQ=');
  });

  it('comes back from that form unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), (bytes) => {
        const parsed = parseSecret(formatSecret(bytes));
        expect('bytes' in parsed && Buffer.from(parsed.bytes).equals(bytes)).toBe(true);
      }),
    );
  });
});
