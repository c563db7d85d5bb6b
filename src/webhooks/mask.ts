/** What stands where a secret stood. */
export const masked = '••••••';

/** Shorter ones say nothing, and masking them would make holes in innocent text. */
const shortest = 6;

/** Takes secrets out of text that others wrote: an answer may echo what it got. */
export interface Mask {
  in(text: string): string;
  /** The longest text it looks for, in bytes: what is cut off must reach that much further to be masked in whole. */
  readonly longest: number;
}

/** Looks for the secrets in the forms they come back in: as they are, inside JSON, and inside a URL. */
export const createMask = (secrets: readonly string[]): Mask => {
  const forms = formsOf(secrets);
  const least = Math.min(...forms.map((form) => form.length));
  return {
    longest: Math.max(0, ...forms.map((form) => Buffer.byteLength(form))),
    in: (text) => {
      // Most texts are short words of HTTP headers.
      if (text.length < least) return text;
      let result = text;
      for (const form of forms) if (result.includes(form)) result = result.replaceAll(form, masked);
      return result;
    },
  };
};

/** The longer ones first: one may be a part of another. */
const formsOf = (secrets: readonly string[]): readonly string[] => [
  ...new Set(
    secrets
      .flatMap((secret) =>
        secret.length < shortest
          ? []
          : [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)],
      )
      .toSorted((a, b) => b.length - a.length),
  ),
];

const unstorable = /\0|\p{Surrogate}/u;

/** Text as the database takes it: jsonb has no null character and no half of a surrogate pair. */
export const storable = (text: string): string =>
  unstorable.test(text) ? text.replaceAll(new RegExp(unstorable, 'gu'), '\uFFFD') : text;
