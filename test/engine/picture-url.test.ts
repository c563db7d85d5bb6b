import { describe, expect, it } from '@jest/globals';
import { isPictureUrl } from '../../src/engine/plain-text.ts';

describe('an address to show a picture from', () => {
  it.each([
    ['https://support.example/charts/a.png', true],
    ['http://127.0.0.1:3000/charts/a.png', true],
    ['http://localhost:3000/a.png', true],
    ['http://[::1]:3000/a.png', true],
    ['http://support.example/a.png', false],
    ['http://localhost.example/a.png', false],
    ['http://me@127.0.0.1/a.png', false],
    ['data:image/png;base64,AAAA', false],
    ['/charts/a.png', false],
  ])('%s: %s', (url, shown) => {
    expect(isPictureUrl(url)).toBe(shown);
  });
});
