import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createVault, VaultError } from '../../src/store/crypto.ts';

const key = Buffer.alloc(32, 1);
const vault = createVault(key);

describe('a vault', () => {
  it('opens what it sealed, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, context) => {
        expect(vault.open(vault.seal(plain, context), context)).toBe(plain);
      }),
    );
  });

  it('still opens what an earlier version has sealed', () => {
    const sealed = createVault(key, (bytes) => Buffer.alloc(bytes, 2)).seal(
      'whsec_abc',
      'webhook/wh_1/secret',
    );
    expect(sealed).toBe('v1.AgICAgICAgICAgICQ7tcIPkgAVz8vOdkPga_43C-uiwpCKCfsA');
    expect(vault.open(sealed, 'webhook/wh_1/secret')).toBe('whsec_abc');
  });

  it('seals the same secret differently each time', () => {
    expect(vault.seal('secret', 'a')).not.toBe(vault.seal('secret', 'a'));
  });

  it('opens for no other context, no other key, and nothing that was changed', () => {
    const sealed = vault.seal('secret', 'webhook/wh_1/secret');
    expect(() => vault.open(sealed, 'webhook/wh_2/secret')).toThrow(VaultError);
    expect(() => createVault(Buffer.alloc(32, 9)).open(sealed, 'webhook/wh_1/secret')).toThrow(
      /webhook\/wh_1\/secret does not open with this ENCRYPTION_KEY/,
    );
    for (let i = 3; i < sealed.length; i += 1) {
      const changed = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1);
      // The last character may carry bits that base64 does not use.
      if (Buffer.from(changed.slice(3), 'base64url').equals(Buffer.from(sealed.slice(3), 'base64url')))
        continue;
      expect(() => vault.open(changed, 'webhook/wh_1/secret')).toThrow(VaultError);
    }
  });

  it('says of what it cannot read that it cannot', () => {
    for (const text of [
      '',
      'v1.',
      'v1.AAAA',
      'v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'plain text',
    ]) {
      expect(() => vault.open(text, 'here')).toThrow(
        'the secret of here is not in a format this version knows',
      );
    }
  });

  it('takes a key of 32 bytes only', () => {
    expect(() => createVault(Buffer.alloc(16))).toThrow("a vault's key has 32 bytes");
  });
});
