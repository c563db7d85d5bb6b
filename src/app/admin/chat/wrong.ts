import { channels } from '../../../engine/command.ts';
import type { FieldError } from '../../../engine/command.ts';
import type { Say } from '../../../engine/show/context.ts';
import type { Locale } from '../../../engine/template.ts';
import { scopes } from '../../api-keys.ts';
import {
  webhookFormats,
  webhookHeld,
  webhookLimits,
  webhookOrderings,
  webhookPayloads,
  webhookRetryPolicies,
  webhookSubscriptions,
} from '../../webhooks.ts';
import { roles } from '../verbs.ts';

/** What some fields take, which reads the same in every language. */
const taken: Readonly<Record<string, readonly string[]>> = {
  events: webhookSubscriptions,
  channels,
  format: webhookFormats,
  payload: webhookPayloads,
  ordering: webhookOrderings,
  retry_policy: webhookRetryPolicies,
  held: webhookHeld,
  role: roles,
  scopes,
};
const ranges: Readonly<Record<string, { readonly min: number; readonly max: number }>> = {
  timeout: webhookLimits.timeout,
  retry_attempts: webhookLimits.retry_attempts,
  disable_after_days: webhookLimits.disable_after_days,
  overlap_hours: webhookLimits.overlap_hours,
};

/** Every code of what can be wrong with a field; each has its words in each language. */
export const wrongCodes = [
  'missing',
  'invalid',
  'wrong_type',
  'unknown',
  'unknown_event',
  'unknown_channel',
  'out_of_range',
  'masked',
  'not_allowed',
  'needs_url',
  'bad_url',
  'blocked_network',
  'https_required',
  'invalid_secret',
  'invalid_key',
  'format_mismatch',
  'use_rotate_secret',
  'too_many',
  'invalid_name',
  'reserved_header',
  'reserved_name',
  'duplicate',
  'invalid_id',
  'invalid_locale',
  'unknown_language',
  'empty',
  'too_long',
  'not_a_choice',
  'dangling_target',
  'question_with_target',
  'invalid_step_number',
  'out_of_order',
  'unreachable',
  'never_ends',
  'mustache_not_rendered',
  'mustache_syntax',
  'mustache_partial',
  'mustache_delimiter',
  'undeclared_variable',
  'unsafe_url',
  'secret_in_url',
  'secret_in_title',
  'translation_differs',
  'not_found',
  'no_access',
] as const;

/** A key that ends in `_many` would be a plural's. */
export const wrongKey = (code: string): string => {
  if (code === 'too_many') return 'crowded';
  return wrongCodes.find((one) => one === code) ?? 'other';
};

/**
 * What is wrong with a field, in the asker's language. Checks speak English, as they serve programs too, and name what
 * they found more closely than one sentence for all of a kind can: English is said as they say it.
 */
export const wrongInWords = (
  { say, locale }: { readonly say: Say; readonly locale: Locale },
  { path, code, message }: FieldError,
): string => {
  if (/^en\b/.test(locale)) return message;
  const field = path.split(/[.[]/)[0] ?? path;
  const range = ranges[field];
  const choices = range === undefined ? (taken[field] ?? []).join(', ') : `${range.min}–${range.max}`;
  return say(`admin.wrong.${wrongKey(code)}`, { path, choices });
};
