import {
  webhookFormats,
  webhookHeld,
  webhookLimits as limits,
  webhookOrderings,
  webhookPayloads,
  webhookRetryPolicies,
  webhookSubscriptions,
  type WebhookFormat,
  type WebhookOrdering,
  type WebhookPayloadPolicy,
  type WebhookRetryPolicy,
  type WebhookSubscription,
} from '../app/webhooks.ts';
import { channels, type ChannelName, type FieldError } from '../engine/command.ts';
import { formatsOf, nameOfPlatform } from './formats/platforms.ts';
import { checkHeaders } from './headers.ts';
import { masked } from './mask.ts';
import { retryPolicies } from './schedule.ts';
import { parseSecret, secretLimits, type SecretBytes } from './secret.ts';
import { parseSigningKey, type SigningKey } from './signing-key.ts';
import type { Targets } from './target.ts';

/** A configuration that passed: what was given. */
export interface CheckedConfig {
  readonly url?: string;
  readonly local?: boolean;
  readonly events?: readonly WebhookSubscription[];
  /** `null`: all of them. */
  readonly channels?: readonly ChannelName[] | null;
  readonly categories?: readonly string[] | null;
  readonly templates?: readonly string[] | null;
  readonly payload?: WebhookPayloadPolicy;
  readonly ordering?: WebhookOrdering;
  /** `null`: none was given. */
  readonly secret?: SecretBytes | null;
  /** `null`: none. */
  readonly signing_key?: SigningKey | 'generate' | null;
  readonly timeout?: number;
  readonly retry_attempts?: number;
  readonly retry_policy?: WebhookRetryPolicy;
  readonly headers?: Readonly<Record<string, string>>;
  readonly format?: WebhookFormat;
  /** `null`: never. */
  readonly disable_after_days?: number | null;
  readonly description?: string | null;
  readonly enabled?: boolean;
}

type Checked<T> = { readonly value: T } | { readonly errors: readonly FieldError[] };

/**
 * Checks every field that is there; fields nobody knows are ignored.
 *
 * @returns all that is wrong at once, each naming its field
 */
export const checkConfig = (
  config: unknown,
  { required, targets }: { readonly required: readonly (keyof CheckedConfig)[]; readonly targets: Targets },
): { readonly config: CheckedConfig } | { readonly invalid: readonly FieldError[] } => {
  if (!isRecord(config)) return { invalid: [wrong('', 'invalid', 'The configuration must be an object.')] };
  const checks = checksFor(targets, config['local'] === true);
  const invalid: FieldError[] = [];
  const checked: Record<string, unknown> = {};
  for (const [field, check] of Object.entries(checks)) {
    const value = config[field];
    if (value === undefined) {
      if ((required as readonly string[]).includes(field)) {
        invalid.push(wrong(field, 'missing', `${field} is required.`));
      }
      continue;
    }
    const result = check(value);
    if ('errors' in result) invalid.push(...result.errors);
    else checked[field] = result.value;
  }
  if (config['local'] !== undefined && config['url'] === undefined && invalid.length === 0) {
    invalid.push(wrong('local', 'needs_url', 'local is said of a URL: give both.'));
  }
  return invalid.length > 0 ? { invalid } : { config: checked };
};

const checksFor = (
  targets: Targets,
  local: boolean,
): { readonly [Field in keyof CheckedConfig]-?: (value: unknown) => Checked<CheckedConfig[Field]> } => ({
  url: (value) => {
    if (typeof value !== 'string') return refuse('url', 'invalid', 'url must be a text.');
    if (value.includes(masked)) {
      return refuse('url', 'masked', 'This is the masked form: leave url out to keep the one that is kept.');
    }
    const judged = ((local ? targets.local : null) ?? targets).judgeUrl(value);
    if ('refused' in judged) return refuse('url', judged.refused.code, judged.refused.message);
    // As it was written, unless that holds what the URL's own rules leave out.
    return { value: /[\s\p{Cc}\p{Surrogate}]/u.test(value) ? judged.url.href : value };
  },

  local: (value) => {
    if (typeof value !== 'boolean') return refuse('local', 'invalid', 'local must be true or false.');
    return value && targets.local === null
      ? refuse(
          'local',
          'not_allowed',
          'Only an Unstuck whose HOST is loopback, and not in production, delivers to its own machine.',
        )
      : { value };
  },

  events: listOf('events', 'event', webhookSubscriptions),
  channels: (value) => (value === null ? { value } : listOf('channels', 'channel', channels)(value)),

  categories: namesOf('categories'),
  templates: namesOf('templates'),
  payload: oneOf('payload', webhookPayloads),
  ordering: oneOf('ordering', webhookOrderings),

  secret: (value) => {
    if (value === null) return { value: null };
    const parsed = typeof value === 'string' ? parseSecret(value) : { invalid: 'not_text' };
    if ('bytes' in parsed) return { value: parsed.bytes };
    const { encoded, plain } = secretLimits;
    return refuse(
      'secret',
      'invalid_secret',
      `secret must be "whsec_" and the base64 of ${encoded.min} to ${encoded.max} bytes, ` +
        `or a text of ${plain.min} to ${plain.max} bytes.`,
    );
  },

  signing_key: (value) => {
    if (value === null || value === 'generate') return { value };
    const key = typeof value === 'string' ? parseSigningKey(value) : null;
    return key === null
      ? refuse(
          'signing_key',
          'invalid_key',
          'signing_key must be "generate", or "whsk_" and the base64 of an ed25519 seed, alone or with its public key.',
        )
      : { value: key };
  },

  timeout: wholeNumber('timeout', limits.timeout, 'seconds'),
  retry_attempts: wholeNumber('retry_attempts', limits.retry_attempts, 'attempts after the first'),
  retry_policy: oneOf('retry_policy', webhookRetryPolicies),

  headers: (value) => {
    if (value === null) return { value: {} };
    if (!isRecord(value)) {
      return refuse('headers', 'invalid', 'headers must be an object of names and values.');
    }
    const errors = checkHeaders(value);
    return errors.length > 0 ? { errors } : { value: value as Record<string, string> };
  },

  format: oneOf('format', webhookFormats),
  disable_after_days: (value) =>
    value === null ? { value } : wholeNumber('disable_after_days', limits.disable_after_days, 'days')(value),

  description: (value) => {
    const errors = checkWords('description', value);
    return errors.length > 0 ? { errors } : { value: value as string | null };
  },

  enabled: (value) =>
    typeof value === 'boolean' ? { value } : refuse('enabled', 'invalid', 'enabled must be true or false.'),
});

/** A chat platform's incoming webhook takes its own messages, and perhaps somebody's workflow the signed event. */
export const checkFormat = (url: string, format: WebhookFormat | undefined): readonly FieldError[] => {
  const target = new URL(url);
  if (format === undefined || formatsOf(target).includes(format)) return [];
  return [
    wrong(
      'format',
      'format_mismatch',
      `This is an incoming webhook of ${nameOfPlatform(target)}: format must be ${formatsOf(target).join(' or ')}.`,
    ),
  ];
};

/** What an admin says of a webhook, or nothing. */
export const checkWords = (path: string, value: unknown): readonly FieldError[] =>
  value === null ||
  (typeof value === 'string' && value.length <= limits.description && !/[\0\p{Surrogate}]/u.test(value))
    ? []
    : [wrong(path, 'invalid', `${path} must be a text of at most ${limits.description} characters.`)];

export const checkHeld = (value: unknown): readonly FieldError[] => {
  const checked = oneOf('held', webhookHeld)(value);
  return 'errors' in checked ? checked.errors : [];
};

/** How often the schedule retries where nobody says how often. */
export const defaultRetries = (policy: WebhookRetryPolicy): number =>
  policy === 'default' ? limits.retry_attempts.default : retryPolicies[policy].length;

export const wrong = (path: string, code: string, message: string): FieldError => ({ path, code, message });

export const checkWholeNumber = (
  path: string,
  { min, max }: { readonly min: number; readonly max: number },
  unit: string,
  value: unknown,
): Checked<number> =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    ? { value }
    : refuse(path, 'out_of_range', `${path} must be a whole number of ${unit} from ${min} to ${max}.`);

function wholeNumber(path: string, range: { readonly min: number; readonly max: number }, unit: string) {
  return (value: unknown): Checked<number> => checkWholeNumber(path, range, unit, value);
}

function oneOf<T extends string>(path: string, values: readonly T[]) {
  return (value: unknown): Checked<T> =>
    isOneOf(values, value)
      ? { value }
      : refuse(path, 'unknown', `${path} must be one of: ${values.join(', ')}.`);
}

function namesOf(path: string) {
  return (value: unknown): Checked<readonly string[] | null> => {
    if (value === null) return { value };
    const { names, name: longest } = limits.filter;
    const isName = (name: unknown): name is string =>
      typeof name === 'string' && name !== '' && name.length <= longest && !/[\0\p{Surrogate}]/u.test(name);
    return Array.isArray(value) && value.length > 0 && value.length <= names && value.every(isName)
      ? { value: [...new Set(value)] }
      : refuse(
          path,
          'invalid',
          `${path} must be a list of 1 to ${names} names of at most ${longest} characters.`,
        );
  };
}

function listOf<T extends string>(path: string, what: string, values: readonly T[]) {
  const names = values.join(', ');
  return (value: unknown): Checked<readonly T[]> => {
    if (!Array.isArray(value) || value.length === 0) {
      return refuse(path, 'invalid', `${path} must be a list of at least one of: ${names}.`);
    }
    const errors = value.flatMap((name: unknown, index) =>
      isOneOf(values, name)
        ? []
        : [wrong(`${path}[${index}]`, `unknown_${what}`, `There is no such ${what}; there are: ${names}.`)],
    );
    return errors.length > 0 ? { errors } : { value: [...new Set(value as T[])] };
  };
}

const isOneOf = <T extends string>(values: readonly T[], value: unknown): value is T =>
  (values as readonly unknown[]).includes(value);

const refuse = (path: string, code: string, message: string): { readonly errors: readonly FieldError[] } => ({
  errors: [wrong(path, code, message)],
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
