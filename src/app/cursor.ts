import { Buffer } from 'node:buffer';

/** Where the next page of a list begins, behind the row these values name; opaque to whoever is given it. */
export const encodeCursor = (values: readonly string[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** `null` where the text was not written by `encodeCursor`. */
export const decodeCursor = (cursor: string): readonly string[] | null => {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const whole =
      Array.isArray(values) && values.every((value): value is string => typeof value === 'string');
    return whole && encodeCursor(values) === cursor ? values : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};
