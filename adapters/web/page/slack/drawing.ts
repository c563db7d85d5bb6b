import type { Block } from 'slack-blocks-to-jsx';

/**
 * Makes a block fit for `slack-blocks-to-jsx`. The library reads Markdown in `plain_text`, where Slack reads nothing,
 * unless the text is marked `verbatim`, and even then takes escapes away that nobody wrote as such. It makes
 * `block_id` an element's id, which two messages would share.
 */
export const drawable = (block: object): Block => {
  const { block_id: _unused, ...rest } = plain(block) as { readonly block_id?: string };
  return rest as unknown as Block;
};

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, plain(inner)]),
  );
  const { type, text } = copy;
  return type === 'plain_text' && typeof text === 'string'
    ? { ...copy, text: text.replace(/&(?=[lg]t;)/g, `&${joiner}`), verbatim: true }
    : copy;
};

/** Takes no room, and keeps apart what would be read together. */
const joiner = '\u2060';
