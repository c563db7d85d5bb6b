import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Field, Form, Message } from '../../src/engine/message.ts';
import { formNames } from '../../src/engine/message.ts';
import { valueLimit } from '../../src/engine/template-limits.ts';
import { anyMessage, anyPress, anyText } from '../support/arbitrary-message.ts';
import type { AdapterHarness, Drawn } from './harness.ts';
import { anyStepMessage, catalogueMessages, everyMessage, squash, wordsOf } from './messages.ts';

/** Says that something was left out. */
const mark = '…';

/** Words that have been commands to one platform or another. */
export const bait = [
  '@everyone @here <!channel> <!here|here> <@U123> <@123456789012345678> <#C1|general>',
  '<https://evil.example|bank> [bank](https://evil.example) <at>Ana</at> https://plain.example',
  '*bold* **bold** _italic_ ~gone~ ~~gone~~ `code` ```block``` ||hidden|| :tada: # head',
  '> quote',
  '- item',
  '1. item',
  '&amp; &lt; <b>b</b> \\*escaped\\* {{x}} ${y}',
].join('\n');

/** How a message looks: all of it, in the platform's own widgets, and never more than the platform takes. */
export const describeDrawing = (harness: AdapterHarness): void => {
  const expectTaken = ({ problems, effects }: Drawn): void => {
    expect(problems).toEqual([]);
    expect(effects).toEqual([]);
  };

  const missing = (message: Message, drawn: Drawn): readonly string[] => {
    const text = squash(drawn.text);
    return wordsOf(message).filter((words) => !text.includes(squash(words)));
  };

  const expectWholeOrMarked = (message: Message, drawn: Drawn): void => {
    if (!drawn.text.includes(mark)) expect(missing(message, drawn)).toEqual([]);
  };

  const expectAllActions = (message: Message, { buttons }: Drawn): void => {
    const carried = ({ press, form }: Pick<Message['actions'][number], 'press' | 'form'>) => ({
      press,
      form,
    });
    expect(buttons.map(carried)).toEqual(expect.arrayContaining(message.actions.map(carried)));
    expect(buttons).toHaveLength(message.actions.length);
  };

  describe('a message', () => {
    it.each(everyMessage)('that is %s', (_, message) => {
      const drawn = harness.draw(message);
      expectTaken(drawn);
      expect(missing(message, drawn)).toEqual([]);
      expectAllActions(message, drawn);
      const [first] = message.actions;
      if (first) expect(drawn.buttons[0]).toMatchObject({ label: first.label, press: first.press });
    });

    it('of any guide that Unstuck comes with, in each of its languages, is there in full', () => {
      for (const message of catalogueMessages()) {
        const drawn = harness.draw(message);
        expectTaken(drawn);
        expect(missing(message, drawn)).toEqual([]);
        expectAllActions(message, drawn);
      }
    });

    it('of any guide that could be published, in any language, fits; what is too long is marked', () => {
      fc.assert(
        fc.property(anyStepMessage, (message) => {
          const drawn = harness.draw(message);
          expectTaken(drawn);
          expectWholeOrMarked(message, drawn);
          expectAllActions(message, drawn);
        }),
        { numRuns: 60 },
      );
    });

    it('of any kind whatever is one that the platform takes, and says when something is missing', () => {
      fc.assert(
        fc.property(anyMessage, (message) => {
          const drawn = harness.draw(message);
          expectTaken(drawn);
          expectWholeOrMarked(message, drawn);
          const offered = message.actions.map(({ press }) => JSON.stringify(press));
          expect(offered).toEqual(
            expect.arrayContaining(drawn.buttons.map(({ press }) => JSON.stringify(press))),
          );
          if (drawn.buttons.length < message.actions.length) expect(drawn.text).toContain(mark);
        }),
        { numRuns: 60 },
      );
    });

    it('can neither mention, link nor format with what people typed', () => {
      const parts: Message['parts'] = [
        { type: 'title', text: bait },
        { type: 'text', text: bait },
        { type: 'quote', text: bait },
        { type: 'instructions', items: [bait] },
        { type: 'expected', label: 'Expected', text: bait },
        { type: 'warnings', label: 'Careful', items: [bait] },
        { type: 'resources', label: 'More', items: [bait, { title: bait, url: 'https://example.com' }] },
        { type: 'options', items: [{ label: bait, detail: bait }] },
        { type: 'status', tone: 'success', text: bait },
        { type: 'tried', label: 'Tried', items: [{ result: 'failed', title: bait, notes: bait }] },
        { type: 'hint', text: bait },
      ];
      for (const part of parts) {
        const drawn = harness.draw({ summary: bait, locale: 'en', parts: [part], actions: [] });
        expect([part.type, drawn.effects, drawn.problems]).toEqual([part.type, [], []]);
      }
      const [, text] = parts;
      const drawn = harness.draw({ summary: 'x', locale: 'en', parts: text ? [text] : [], actions: [] });
      expect(squash(drawn.text)).toContain(squash(bait));
    });

    it('links to where people can be sent, and nowhere else', () => {
      for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'https://a@evil.example', 'x']) {
        const item = { title: 'bait', url };
        const parts: Message['parts'] = [{ type: 'resources', label: 'More', items: [item] }];
        expect(harness.draw({ summary: 'x', locale: 'en', parts, actions: [] }).effects).toEqual([]);
      }
    });
  });

  describe('a form', () => {
    const anyField: fc.Arbitrary<Field> = fc.record({
      name: fc.stringMatching(/^[a-z_]{1,64}$/),
      label: anyText,
      hint: fc.option(anyText),
      type: fc.constantFrom(
        'text',
        'multiline',
        'number',
        'email',
        'url',
        'choice',
        'boolean',
        'secret',
        'rating',
      ),
      required: fc.boolean(),
      options: fc.uniqueArray(
        fc.record({ value: fc.string({ minLength: 1, maxLength: 75 }), label: anyText }),
        { maxLength: 25, selector: ({ value }) => value },
      ),
      initial: fc.option(fc.string({ unit: 'grapheme', maxLength: 50 })),
      max_length: fc.integer({ min: 1, max: valueLimit }),
    });
    const anyForm: fc.Arbitrary<Form> = fc.record({
      name: fc.constantFrom(...formNames),
      title: anyText,
      intro: fc.option(anyText),
      submit: anyText,
      cancel: anyText,
      press: anyPress,
      fields: fc.uniqueArray(anyField, { selector: ({ name }) => name, minLength: 1, maxLength: 25 }),
    });

    it('of any kind is one that the platform takes', () => {
      fc.assert(
        fc.property(anyForm, (form) => {
          expect(harness.drawForm(form)).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });
  });
};
