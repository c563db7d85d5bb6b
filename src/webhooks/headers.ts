import { webhookLimits } from '../app/webhooks.ts';
import type { FieldError } from '../engine/command.ts';

/** Header names a webhook may not set, and why. */
const reserved: readonly { readonly name: RegExp; readonly why: string }[] = [
  {
    // RFC 9110, 7.6.1, and the older ones of RFC 2616, 13.5.1.
    name: /^(connection|keep-alive|proxy-.+|te|trailers?|transfer-encoding|upgrade)$/,
    why: 'belongs to the connection',
  },
  // RFC 9110, 8.4, 8.6 and 10.1.1: they describe the body we make, or how it is sent.
  {
    name: /^(content-length|content-encoding|expect)$/,
    why: 'describes the body, which is not yours to change',
  },
  { name: /^host$/, why: 'is taken from the URL' },
  { name: /^(webhook|unstuck)-/, why: 'is where the signature is' },
];

/** RFC 9110, 5.6.2. */
const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** RFC 9110, 5.5, without the bytes above ASCII, which every receiver reads differently. */
const fieldValue = /^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/;
const jsonType = /^application\/json(\s*;\s*charset="?utf-8"?)?$/i;

/** What is wrong with the headers somebody wants sent with every event; values, being secrets, are not repeated. */
export const checkHeaders = (headers: Readonly<Record<string, unknown>>): readonly FieldError[] => {
  const { count, name: nameLimit, value: valueLimit } = webhookLimits.headers;
  const names = Object.keys(headers);
  if (names.length > count) {
    return [{ path: 'headers', code: 'too_many', message: `There may be at most ${count} headers.` }];
  }
  const seen = new Set<string>();
  return Object.entries(headers).flatMap(([name, value]) => {
    const refuse = (code: string, message: string) => [{ path: `headers.${name}`, code, message }];
    const lower = name.toLowerCase();
    const before = seen.has(lower);
    seen.add(lower);
    if (!token.test(name) || name.length > nameLimit) {
      return refuse('invalid_name', `A header's name is 1 to ${nameLimit} letters, digits and "-".`);
    }
    const rule = reserved.find((entry) => entry.name.test(lower));
    if (rule !== undefined) return refuse('reserved_header', `${name} ${rule.why}.`);
    if (before) return refuse('duplicate', `${name} is there twice.`);
    if (typeof value !== 'string' || value.length > valueLimit || (value !== '' && !fieldValue.test(value))) {
      return refuse(
        'invalid_value',
        `A header's value is a text of at most ${valueLimit} printable ASCII characters, without blanks around it.`,
      );
    }
    if (lower === 'content-type' && !jsonType.test(value)) {
      return refuse('reserved_header', 'Content-Type can only be application/json.');
    }
    return [];
  });
};
