import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import DiscordMessage from '../../adapters/web/page/discord/message.tsx';
import { Markdown } from '../../adapters/web/page/discord/markdown.tsx';
import { textsIn } from '../../adapters/web/page/texts.ts';
import { renderMessage } from '../../adapters/discord/render.ts';
import { escape } from '../../adapters/discord/text.ts';
import { texts } from '../engine/screen.ts';
import { anyMessage } from '../support/arbitrary-message.ts';
import { readingOf } from '../support/discord-drawing.ts';

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&amp;': '&',
};
const wordsOf = (markup: string): string =>
  markup
    .replace(/<svg.*?<\/svg>/gs, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|amp|#x27);/g, (entity) => entities[entity] ?? entity);
/** Without what stands for the signs, and the beginnings of lists: the page draws both. */
const visible = (text: string): string =>
  text
    .replace(/^ *(?:-|\d+\.) /gm, '')
    .replace(/✅|✔️|❌|⚠️|⏳|⚪|📚/gu, '')
    .replace(/[\s\p{Cc}]/gu, '');

const drawn = (payload: object): string =>
  renderToStaticMarkup(
    createElement(DiscordMessage, {
      t: textsIn('en', {}),
      payload: { ...payload },
      dark: false,
      pressed: null,
      onPress: () => undefined,
    }),
  );

it('draws every word that Discord gets, and nothing more', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const payload = renderMessage({ ...message, actions: [] }, texts.say);
      expect(visible(wordsOf(drawn(payload)))).toBe(visible(readingOf(payload).text));
    }),
    { numRuns: 40 },
  );
});

it('draws a line as what it begins with', () => {
  const markdown =
    '## Title\n-# small\n> one\n> two\n1. first\n2. second\n  more\n- **bold** [link](<https://example.com/>)';
  expect(renderToStaticMarkup(createElement(Markdown, { text: markdown }))).toBe(
    [
      '<h3>Title</h3>',
      '<p class="discord-small">small</p>',
      '<blockquote>one<br/>two</blockquote>',
      '<ol start="1"><li>first</li><li>second<br/>more</li></ol>',
      '<ul><li><strong>bold</strong> ',
      '<a href="https://example.com/" target="_blank" rel="noreferrer">link</a></li></ul>',
    ].join(''),
  );
});

it.each([
  '# one',
  '-# one',
  '> one',
  '1. one',
  '- one',
  '**a**',
  '[a](https://b.example)',
  '<@1>',
  ':smile:',
])('draws an escaped %j as these very characters', (text) => {
  const markup = renderToStaticMarkup(createElement(Markdown, { text: escape(text) }));
  expect(wordsOf(markup)).toBe(text);
  expect(markup).toMatch(/^<p>[^<]*<\/p>$/);
});

it('leaves out what it does not know', () => {
  expect(drawn({ components: [{ type: 99 }, 'nothing', { type: 10, content: 'words' }] })).toBe(
    '<div class="discord"><div class="discord-text"><p>words</p></div></div>',
  );
});
