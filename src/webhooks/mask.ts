/** What stands where a secret stood. */
export const masked = '••••••';

/** Shorter ones say nothing, and masking them would make holes in innocent text. */
const shortest = 6;

/**
 * Takes secrets out of text that others wrote (an answer may echo what it got), in the forms they come back in:
 * as they are, inside JSON, and inside a URL.
 */
export const maskIn = (text: string, secrets: readonly string[]): string => {
  let result = text;
  for (const form of secretForms(secrets)) result = result.replaceAll(form, masked);
  return result;
};

/** The longest text `maskIn` looks for: what is cut off must reach that much further to be masked in whole. */
export const longestSecret = (secrets: readonly string[]): number =>
  Math.max(0, ...secretForms(secrets).map((form) => Buffer.byteLength(form)));

const secretForms = (secrets: readonly string[]): readonly string[] => [
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

/** Text as the database takes it: jsonb has no null character and no half of a surrogate pair. */
export const storable = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
