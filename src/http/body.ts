/** Deeper than any template needs; shallow enough for every function that walks it. */
const depthLimit = 32;

/**
 * Reads a JSON body. Null bytes and lone surrogates are taken out of its texts, since no database stores them;
 * `__proto__` is no key. An empty body is `undefined`.
 */
export const parseBody = (
  text: string,
): { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly detail: string } => {
  if (text.trim() === '') return { ok: true, body: undefined };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, detail: 'The body is not JSON: send one JSON object.' };
  }
  const clean = cleanValue(body, 0);
  return clean === tooDeep
    ? { ok: false, detail: `The body is nested more than ${depthLimit} levels deep.` }
    : { ok: true, body: clean };
};

const tooDeep = Symbol('too deep');

const cleanValue = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= depthLimit) return tooDeep;
  if (Array.isArray(value)) {
    const items = value.map((item) => cleanValue(item, depth + 1));
    return items.includes(tooDeep) ? tooDeep : items;
  }
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') continue;
    const clean = cleanValue(item, depth + 1);
    if (clean === tooDeep) return tooDeep;
    entries.push([storable(key), clean]);
  }
  return Object.fromEntries(entries);
};

/** A text as a database can store it. */
export const storable = (text: string): string =>
  text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD');
