import fc from 'fast-check';
import { anyText } from './arbitrary-message.ts';

/** Every character that means something to Discord, alone and in a crowd. */
const markup = fc.constantFrom(...'\\`*_~|<>[]()@#:-+.1234!&/=\n ae😀'.split(/(?:)/u));
/** Texts that try to be more than words in Discord, at most a few hundred characters. */
export const mischief = fc.oneof(
  fc.string({ unit: markup, maxLength: 60 }),
  fc
    .array(
      fc.oneof(
        markup,
        fc.constantFrom(
          '@everyone',
          '@here',
          '<@123456789012345678>',
          '<@!123456789012345678>',
          '<@&123456789012345678>',
          '<#123456789012345678>',
          '<:party:123456789012345678>',
          '<a:party:123456789012345678>',
          '<t:1700000000:R>',
          '</help:123456789012345678>',
          '<id:customize>',
          ':tada:',
          '```js\ncode\n```',
          '||secret||',
          '~~gone~~',
          '__under__',
          '***both***',
          '[bank](https://evil.example)',
          '[bank](<https://evil.example>)',
          '<https://evil.example>',
          'https://evil.example',
          'HTTP://evil.example',
          'steam://run/1',
          '\n# big',
          '\n-# small',
          '\n> quote',
          '\n>>> quote',
          '\n- item',
          '\n  * item',
          '\n1. item',
          '¯\\_(ツ)_/¯',
        ),
      ),
      { maxLength: 12 },
    )
    .map((pieces) => pieces.join('')),
  anyText.map((text) => text.slice(0, 500)),
);
