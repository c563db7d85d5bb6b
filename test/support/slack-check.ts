import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/**
 * Judges what is sent to Slack as Slack would: by the shapes of the SDK's types, and by the lengths that the
 * documentation names. The numbers are written out here once more, so that a slip in the adapter's table is seen.
 */
type Json = Readonly<Record<string, unknown>>;

const schema = JSON.parse(
  readFileSync(new URL('./slack-blocks.schema.json', import.meta.url), 'utf8'),
) as Json & { definitions: Record<string, { properties: Record<string, unknown> }> };
// Documented, but not in the SDK's types.
schema.definitions['RichTextList']!.properties['offset'] = { type: 'number' };

const ajv = new Ajv({ allErrors: false });
ajv.addSchema(schema, 'slack');
const shapes = {
  block: ajv.compile({ $ref: 'slack#/definitions/Block' }),
  home: ajv.compile({ $ref: 'slack#/definitions/HomeView' }),
  modal: ajv.compile({ $ref: 'slack#/definitions/ModalView' }),
};

/** What is wrong with a message's `text` and `blocks`; empty where Slack takes them. */
export function messageProblems(content: { text?: unknown; blocks?: unknown }): string[] {
  const blocks = list(content.blocks);
  return [
    ...textProblems('text', content.text, 1, 4000),
    ...(typeof content.text === 'string' && /[<>]|&(?!(amp|lt|gt);)/.test(content.text)
      ? ['text: not escaped']
      : []),
    ...(blocks.length > 50 ? [`${blocks.length} blocks`] : []),
    ...(Buffer.byteLength(JSON.stringify(blocks)) > 13_000 ? ['blocks: too long together'] : []),
    ...blocksProblems(blocks),
  ];
}

/** The same for a modal or a home page. */
export function viewProblems(view: unknown): string[] {
  const shown = object(view);
  const shape = shown['type'] === 'home' ? shapes.home : shapes.modal;
  const blocks = list(shown['blocks']);
  const inputs = blocks.filter((block) => object(block)['type'] === 'input');
  return [
    ...(shape(view) ? [] : [`view: ${ajv.errorsText(shape.errors)}`]),
    ...(blocks.length > 100 ? [`${blocks.length} blocks`] : []),
    ...(inputs.length > 0 && shown['submit'] === undefined ? ['inputs without submit'] : []),
    ...(shown['type'] === 'modal' ? labelProblems(shown) : []),
    ...(String(shown['private_metadata'] ?? '').length > 3000 ? ['private_metadata'] : []),
    ...(Buffer.byteLength(JSON.stringify(view)) > 250_000 ? ['view: too large'] : []),
    ...blocksProblems(blocks),
  ];
}

const labelProblems = (view: Json): string[] =>
  ['title', 'submit', 'close'].flatMap((name) =>
    view[name] === undefined ? [] : textProblems(name, object(view[name])['text'], 1, 24),
  );

function blocksProblems(blocks: readonly unknown[]): string[] {
  const ids = blocks.map((block) => object(block)['block_id']).filter((id) => id !== undefined);
  return [
    ...(new Set(ids).size === ids.length ? [] : ['block_id: not unique']),
    ...blocks.flatMap((block, index) => {
      const wrong = shapes.block(block) ? [] : [ajv.errorsText(shapes.block.errors)];
      return [...wrong, ...blockProblems(object(block))].map((problem) => `blocks[${index}] ${problem}`);
    }),
  ];
}

function blockProblems(block: Json): string[] {
  switch (block['type']) {
    case 'header':
      return textProblems('header', object(block['text'])['text'], 1, 150);
    case 'section':
      return textProblems('section', object(block['text'])['text'], 1, 3000);
    case 'context':
      return [
        ...countProblems('context', block['elements'], 1, 10),
        ...list(block['elements']).flatMap((element) =>
          textProblems('context', object(element)['text'], 1, 3000),
        ),
      ];
    case 'image':
      return [
        ...textProblems('image_url', block['image_url'], 1, 3000),
        ...textProblems('alt_text', block['alt_text'], 1, 2000),
      ];
    case 'rich_text':
      return richTextProblems(block);
    case 'actions':
      return [
        ...countProblems('actions', block['elements'], 1, 25),
        ...uniqueActionIds(list(block['elements'])),
        ...list(block['elements']).flatMap((element) => elementProblems(object(element))),
      ];
    case 'input':
      return [
        ...textProblems('label', object(block['label'])['text'], 1, 2000),
        ...(block['hint'] === undefined ? [] : textProblems('hint', object(block['hint'])['text'], 1, 2000)),
        ...textProblems('block_id', block['block_id'], 1, 255),
        ...elementProblems(object(block['element'])),
      ];
    default:
      return [];
  }
}

function elementProblems(element: Json): string[] {
  const options = list(element['options']);
  switch (element['type']) {
    case 'button':
      return [
        ...textProblems('button', object(element['text'])['text'], 1, 75),
        ...(element['value'] === undefined ? [] : textProblems('value', element['value'], 1, 2000)),
        ...(element['url'] === undefined ? [] : textProblems('url', element['url'], 1, 3000)),
      ];
    case 'overflow':
      return [...countProblems('overflow', options, 1, 5), ...optionProblems(options)];
    case 'radio_buttons':
      return [...countProblems('radio_buttons', options, 1, 10), ...optionProblems(options)];
    case 'static_select':
      return [
        ...countProblems('static_select', options, 1, 100),
        ...optionProblems(options),
        ...textProblems('placeholder', object(element['placeholder'])['text'], 1, 150),
      ];
    case 'plain_text_input': {
      const max = Number(element['max_length']);
      const initial = element['initial_value'];
      return [
        ...(max >= 1 && max <= 3000 ? [] : ['max_length']),
        ...(initial === undefined ? [] : textProblems('initial_value', initial, 1, max)),
      ];
    }
    default:
      return [];
  }
}

const optionProblems = (options: readonly unknown[]): string[] =>
  options.flatMap((option) => [
    ...textProblems('option', object(object(option)['text'])['text'], 1, 75),
    ...textProblems('option value', object(option)['value'], 1, 150),
  ]);

function uniqueActionIds(elements: readonly unknown[]): string[] {
  const ids = elements.map((element) => object(element)['action_id']);
  return new Set(ids).size === ids.length ? [] : ['action_id: not unique'];
}

/** Slack names no lengths for rich text; it takes no element without text, and no empty list. */
function richTextProblems(block: Json): string[] {
  const problems = countProblems('rich_text', block['elements'], 1, 100);
  const walk = (node: unknown): void => {
    const { type, elements, text, url } = object(node);
    if (elements !== undefined) {
      problems.push(...countProblems(String(type), elements, 1, 1000));
      list(elements).forEach(walk);
    } else if (type === 'text') problems.push(...textProblems('text', text, 1, 3000));
    else if (type === 'link') problems.push(...textProblems('url', url, 1, 3000));
  };
  list(block['elements']).forEach(walk);
  return problems;
}

const countProblems = (name: string, items: unknown, min: number, max: number): string[] => {
  const { length } = list(items);
  return length >= min && length <= max ? [] : [`${name}: ${length} elements`];
};

function textProblems(name: string, text: unknown, min: number, max: number): string[] {
  if (typeof text !== 'string') return [`${name}: no text`];
  const { length } = [...text];
  if (length < min || length > max) return [`${name}: ${length} characters`];
  return /(?![\n\t])\p{Cc}|\p{Cs}/u.test(text) ? [`${name}: control characters`] : [];
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
