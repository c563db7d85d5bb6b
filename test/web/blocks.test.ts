import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
// The package's CommonJS half asks for packages that are ESM alone.
import { Message } from '../../node_modules/slack-blocks-to-jsx/dist/index.mjs';
import { renderMessage } from '../../adapters/slack/render.ts';
import { isFields } from '../../adapters/web/page/payload.ts';
import { accessoryOf, actionsOf } from '../../adapters/web/page/slack/controls.ts';
import { drawable } from '../../adapters/web/page/slack/drawing.ts';
import { anyMessage } from '../support/arbitrary-message.ts';
import { plainMessage } from '../support/scripted-desk.ts';

/** Every word that stands in a block, emoji names aside. */
const wordsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'text' && typeof inner === 'string' ? [inner] : wordsIn(inner),
  );
};
const visible = (text: string): string => text.replace(/[\s\u2060\p{Cc}]/gu, '');

const drawn = (block: object): string =>
  visible(
    renderToStaticMarkup(
      createElement(Message, { blocks: [drawable(block)], name: '', logo: '', withoutWrapper: true }),
    )
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#x27;', "'")
      .replaceAll('&amp;', '&'),
  );

it('draws every word of every block that Slack gets, as it stands there', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      for (const block of renderMessage(message).blocks.filter((one) => actionsOf({ ...one }) === null)) {
        const text = drawn(block);
        for (const word of wordsIn(block)) expect(text).toContain(visible(word));
      }
    }),
    { numRuns: 60 },
  );
});

type Fields = Readonly<Record<string, unknown>>;
interface Pressable {
  readonly label: string;
  readonly value: string | null;
}

/** What stands as `value` anywhere in a block. */
const carriedBy = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap(carriedBy);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'value' ? [inner] : carriedBy(inner)));
};

it('gives every action that Slack gets a button or a place in a menu, with its label and what it carries', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const blocks = renderMessage(message).blocks.map((block): Fields => ({ ...block }));
      const shown = blocks
        .flatMap((block) => actionsOf(block) ?? [])
        .flatMap((control): readonly Pick<Pressable, 'label' | 'value'>[] =>
          control.kind === 'menu' ? control.options : [control],
        );
      const sent = blocks.filter(({ type }) => type === 'actions').flatMap((block) => carriedBy(block));
      expect(shown.map(({ value }) => value)).toEqual(sent);
      expect(shown.every(({ label }) => label !== '')).toBe(true);
    }),
    { numRuns: 100 },
  );
});

it.each([
  '# one',
  '---',
  '1. one',
  '* one',
  '| a |',
  '    code',
  '> quote',
  '[a](b)',
  '![a](b)',
  '&lt;b&gt;',
  '&amp;',
  '**a**',
  ':smile:',
])('draws %j as these very characters', (text) => {
  const [block] = renderMessage(plainMessage('', { parts: [{ type: 'text', text }] })).blocks;
  expect(drawn(block ?? {})).toBe(visible(text));
});

it('finds what can be pressed beside a section, and nothing where there is only a picture', () => {
  const text = { type: 'plain_text', text: 'Choose' };
  const button = { type: 'button', text, value: 'a' };
  expect(accessoryOf({ type: 'section', text, accessory: button })).toMatchObject({
    kind: 'button',
    value: 'a',
  });
  expect(accessoryOf({ type: 'section', text, accessory: { type: 'image' } })).toBeNull();
  expect(accessoryOf({ type: 'section', text })).toBeNull();
});
