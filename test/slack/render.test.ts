import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeAction, encodeAction } from '../../adapters/slack/action-value.ts';
import { renderMessage } from '../../adapters/slack/render.ts';
import type { Action, Message, Part } from '../../src/engine/message.ts';
import type { SessionId } from '../../src/ids.ts';
import { anyAction, anyMessage, anyText } from '../support/arbitrary-message.ts';
import { messageProblems } from '../support/slack-check.ts';

const say = (...parts: Part[]): Message => ({ summary: 'Summary', locale: 'en', parts, actions: [] });

const action = (label: string, more: Partial<Action> = {}): Action => ({
  label,
  press: { session_id: 'ses_1' as SessionId, version: 3, move: 'done', arg: null },
  style: 'plain',
  place: 'row',
  form: null,
  ...more,
});

const step: Message = {
  summary: 'Step 2 of 5: Open the reset page',
  locale: 'en',
  parts: [
    { type: 'title', text: 'Open the reset page' },
    { type: 'progress', current: 2, total: 5, text: 'Step 2 of 5' },
    { type: 'text', text: 'We send you a link.' },
    { type: 'warnings', label: 'Careful', items: ['The link works once.'] },
    { type: 'instructions', items: ['Open the page.', 'Enter your address.'] },
    { type: 'expected', label: 'What you should see', text: '“Check your mail”' },
    {
      type: 'resources',
      label: 'Helpful',
      items: [{ title: 'Reset page', url: 'https://example.com/reset' }, 'Extension 42'],
    },
    { type: 'hint', text: 'You can also type “done”.' },
  ],
  actions: [
    action('It worked', { style: 'primary' }),
    action('It did not work'),
    action('Talk to a human'),
    action('Back', { place: 'more' }),
    action('Stop', { place: 'more', style: 'danger' }),
  ],
};

describe('a step in Slack', () => {
  const { text, blocks } = renderMessage(step);

  it('looks like what it is, from the title to the buttons', () => {
    expect(blocks).toEqual([
      { type: 'header', text: { type: 'plain_text', text: 'Open the reset page', emoji: false } },
      { type: 'context', elements: [{ type: 'plain_text', text: '▰▰▱▱▱  Step 2 of 5', emoji: false }] },
      { type: 'section', text: { type: 'plain_text', text: 'We send you a link.', emoji: false } },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'emoji', name: 'warning' },
              { type: 'text', text: ' ' },
              { type: 'text', text: 'Careful', style: { bold: true } },
            ],
          },
          {
            type: 'rich_text_list',
            style: 'bullet',
            border: 1,
            elements: [
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'The link works once.' }] },
            ],
          },
        ],
      },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: [
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'Open the page.' }] },
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'Enter your address.' }] },
            ],
          },
        ],
      },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'emoji', name: 'white_check_mark' },
              { type: 'text', text: ' ' },
              { type: 'text', text: 'What you should see', style: { bold: true } },
              { type: 'text', text: '\n“Check your mail”' },
            ],
          },
        ],
      },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'emoji', name: 'books' },
              { type: 'text', text: ' ' },
              { type: 'text', text: 'Helpful', style: { bold: true } },
            ],
          },
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [
              {
                type: 'rich_text_section',
                elements: [{ type: 'link', url: 'https://example.com/reset', text: 'Reset page' }],
              },
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'Extension 42' }] },
            ],
          },
        ],
      },
      {
        type: 'context',
        elements: [{ type: 'plain_text', text: 'You can also type “done”.', emoji: false }],
      },
      expect.objectContaining({ type: 'actions' }),
    ]);
  });

  it('has the first button primary, the others in the row, the rest in a menu', () => {
    const value = 'ses_1|3|done|';
    expect(blocks.at(-1)).toEqual({
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'press_0',
          style: 'primary',
          text: { type: 'plain_text', text: 'It worked', emoji: false },
          value,
        },
        expect.objectContaining({ type: 'button', action_id: 'press_1', value }),
        expect.objectContaining({ type: 'button', action_id: 'press_2', value }),
        {
          type: 'overflow',
          action_id: 'press_menu',
          options: [
            { text: { type: 'plain_text', text: 'Back', emoji: false }, value },
            { text: { type: 'plain_text', text: 'Stop', emoji: false }, value },
          ],
        },
      ],
    });
  });

  it('reads as words, the summary first, for notifications and screen readers', () => {
    expect(text.split('\n')).toEqual([
      'Step 2 of 5: Open the reset page',
      'We send you a link.',
      'Careful',
      'The link works once.',
      '1. Open the page.',
      '2. Enter your address.',
      'What you should see: “Check your mail”',
      'Helpful',
      'Reset page',
      'Extension 42',
      'You can also type “done”.',
    ]);
  });
});

describe('what is too long', () => {
  it('is folded with a mark: a pasted log as the quoted problem', () => {
    const { blocks } = renderMessage(say({ type: 'quote', text: 'error '.repeat(7000) }));
    expect(JSON.stringify(blocks)).toMatch(/error…"/);
    expect(JSON.stringify(blocks).length).toBeLessThan(1000);
  });

  it('is split where it fits: a long list goes on counting in the next block', () => {
    const items = Array.from({ length: 20 }, (_, index) => `${index + 1} ${'x'.repeat(200)}`);
    const { blocks } = renderMessage(say({ type: 'instructions', items }));
    expect(blocks.map((block) => JSON.stringify(block).match(/"offset":\d+/)?.[0])).toEqual([
      undefined,
      '"offset":14',
    ]);
  });

  it('never costs the buttons: a way on and a way to a human are what stays', () => {
    const parts = Array.from({ length: 60 }, (): Part => ({ type: 'text', text: 'y'.repeat(3000) }));
    const { blocks } = renderMessage({ ...step, parts });
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' });
    expect(blocks.at(-2)).toMatchObject({ type: 'context', elements: [{ text: '…' }] });
  });

  it('does not part what a reader sees as one character', () => {
    const family = '👩‍👩‍👧‍👦';
    const { blocks } = renderMessage(say({ type: 'title', text: family.repeat(50) }));
    const title = JSON.stringify(blocks).match(/"text":"([^"]*)…"/)?.[1] ?? '';
    expect(title).toBe(family.repeat(title.length / family.length));
  });

  it('the first of more things than the menu holds are buttons: a select would not tell of the same choice twice', () => {
    const actions = Array.from({ length: 7 }, (_, index) => action(`Choice ${index}`, { place: 'more' }));
    const { blocks } = renderMessage({ ...step, actions });
    expect(blocks.at(-1)).toMatchObject({
      elements: [
        { type: 'button', text: { text: 'Choice 0' } },
        { type: 'button', text: { text: 'Choice 1' } },
        { type: 'overflow', options: { length: 5 } },
      ],
    });
  });

  it('more than a row and a menu hold become a select', () => {
    const actions = Array.from({ length: 32 }, (_, index) => action(`Choice ${index}`));
    const { blocks } = renderMessage({ ...step, actions });
    const { elements } = blocks.at(-1) as { readonly elements: readonly { readonly type: string }[] };
    expect(elements).toHaveLength(25);
    expect(elements.at(-1)).toMatchObject({ type: 'static_select', options: { length: 8 } });
  });
});

describe('any message at all', () => {
  it('is one that Slack takes', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(messageProblems(renderMessage(message))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('holds nothing that Slack would read as markup', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const drawn = JSON.stringify(renderMessage(message).blocks);
        expect(drawn).not.toMatch(/"type":"(mrkdwn|markdown|user|usergroup|broadcast|channel)"/);
        expect(drawn).not.toContain('"emoji":true');
      }),
    );
  });

  it('links only to where people can be sent', () => {
    fc.assert(
      fc.property(anyText, (url) => {
        const item = { title: 'here', url };
        const { blocks } = renderMessage(say({ type: 'resources', label: 'l', items: [item] }));
        const [, linked] = JSON.stringify(blocks).match(/"type":"link","url":"([^"]*)"/) ?? [];
        expect(linked ?? 'https://none').toMatch(/^https?:\/\//i);
      }),
    );
    const { blocks } = renderMessage(
      say({ type: 'resources', label: 'l', items: [{ title: 'bait', url: 'javascript:alert(1)' }] }),
    );
    expect(JSON.stringify(blocks)).not.toContain('"link"');
  });

  it('gets back from a press what the button meant', () => {
    fc.assert(
      fc.property(anyAction, ({ press, form }) => {
        expect(decodeAction(encodeAction({ press, form }))).toEqual({ press, form });
      }),
    );
  });
});
