/** Between the words of REST (`retry_attempts`) and those of a program (`retryAttempts`). */

type CamelKey<Key> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelKey<Tail>>}` : Key;

/** An object's type with its keys, and those of all objects within, in camelCase. */
export type Camel<Value> = Value extends string
  ? Value
  : Value extends readonly (infer Item)[]
    ? Camel<Item>[]
    : Value extends object
      ? { [Key in keyof Value as CamelKey<Key>]: Camel<Value[Key]> }
      : Value;

/** Keys whose values are the caller's own: header names, variables, what a receiver answered. */
const opaque: ReadonlySet<string> = new Set([
  'headers',
  'variables',
  'response_headers',
  'responseHeaders',
  'data',
]);

const convert = (value: unknown, rename: (key: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((item) => convert(item, rename));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      rename(key),
      opaque.has(key) && !Array.isArray(inner) ? inner : convert(inner, rename),
    ]),
  );
};

export const toCamel = <Value>(value: Value): Camel<Value> =>
  convert(value, (key) =>
    key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
  ) as Camel<Value>;

export const toSnake = (value: unknown): unknown =>
  convert(value, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
