import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bareLink, escape, maskedLink } from '../../adapters/discord/text.ts';
import { isHttpUrl } from '../../src/engine/plain-text.ts';
import { lines } from '../../src/engine/shown-text.ts';
import { mischief } from '../support/discord-mischief.ts';
import { readMarkdown } from '../support/discord-drawing.ts';

describe('what people type', () => {
  it('is read by Discord as the words it is, wherever it stands', () => {
    fc.assert(
      fc.property(mischief, fc.constantFrom('', 'before ', '- ', '1. ', '**x** '), (typed, before) => {
        const text = lines(typed);
        const { looks, text: read } = readMarkdown(before + escape(text));
        const own = readMarkdown(before);
        expect({ looks, read: read.replace(/\s+/g, ' ') }).toEqual({
          looks: own.looks,
          read: (own.text + text).replace(/\s+/g, ' '),
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('stays in the frame that is put around it: bold, small print, a quote, a heading', () => {
    fc.assert(
      fc.property(mischief, (typed) => {
        const text = lines(typed).replaceAll('\n', ' ').trim();
        for (const [before, after, look] of [
          ['**', '**', 'strong'],
          ['-# ', '', 'subtext'],
          ['> ', '', 'blockQuote'],
          ['## ', '', 'heading'],
        ] as const) {
          const { looks, text: read } = readMarkdown(before + escape(text) + after);
          expect({ looks, read: read.replace(/\s+/g, ' ').trim() }).toEqual({
            looks: [look],
            read: text.replace(/\s+/g, ' '),
          });
        }
      }),
      { numRuns: 700 },
    );
  });

  it('makes no shortcode a picture, and no address a link', () => {
    expect(escape('well :tada: https://a.example at 12:30, ok: yes')).toBe(
      'well \\:tada: https\\://a.example at 12\\:30, ok: yes',
    );
  });

  it('is left alone where it holds nothing that Discord would read', () => {
    const text = 'Open the menu (top right), choose “Settings”; it takes 3.5 s - at most!';
    expect(escape(text)).toBe(text);
  });
});

describe('a link', () => {
  it('stands below its words', () => {
    expect(maskedLink('Reset *page*', 'https://a.example/x_(y)?q=1')).toBe(
      '[Reset \\*page\\*](<https://a.example/x_%28y%29?q=1>)',
    );
  });

  it.each(['https://bank.example', 'bank.example', 'see [1]', '](https://b.example)'])(
    'hides no other address, and breaks no brackets: %s',
    (words) => {
      expect(maskedLink(words, 'https://a.example')).toBeNull();
    },
  );

  it('leads where it says, whatever its words are', () => {
    fc.assert(
      fc.property(mischief, fc.webUrl({ withFragments: true, withQueryParameters: true }), (typed, url) => {
        fc.pre(isHttpUrl(url));
        const text = lines(typed).replaceAll('\n', ' ');
        const { looks } = readMarkdown(maskedLink(text, url) ?? bareLink(url));
        expect(looks).toHaveLength(1);
        const target = looks[0]?.replace(/^\S+ /, '') ?? '';
        expect(decodeURI(target).replaceAll('(', '%28').replaceAll(')', '%29')).toBe(
          decodeURI(url).replaceAll('(', '%28').replaceAll(')', '%29'),
        );
      }),
    );
  });
});
