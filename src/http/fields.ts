import { z } from 'zod';
import { decodeCursor } from '../app/cursor.ts';
import { languageTag } from '../app/language-tag.ts';
import { cleanText } from '../engine/plain-text.ts';
import { longestText } from '../engine/show/forms.ts';
import { parsePersonId, parseTemplateId } from '../ids.ts';
import type { PersonId, TemplateId } from '../ids.ts';

/** The fields that many requests share. */

/** What people write. Blank is the same as not given. */
export const words = (max: number) =>
  z
    .string()
    .max(max, { error: `must be at most ${max} characters long.` })
    .nullish()
    .transform((text) => (text === undefined || text === null || text.trim() === '' ? null : text));

/** Words that cross between a person and the agents: as long as every platform shows. */
export const messageText = z
  .string()
  .max(longestText, { error: `must be at most ${longestText} characters long.` })
  .transform(cleanText)
  .refine((text) => text !== '', { error: 'must not be blank.' });

/** A message of a chat platform fits (Slack's limit is 40,000). */
export const wordsLimit = 40_000;

export const locale = z
  .string()
  .regex(languageTag, { error: 'must be a language tag such as es, en or es-MX.' })
  .nullish()
  .transform((tag) => tag ?? null);

export const templateId = z.string().transform((text, context): TemplateId => {
  const id = parseTemplateId(text);
  if (id !== null) return id;
  context.addIssue({ code: 'custom', message: 'must match [A-Za-z0-9_-]{1,64}.' });
  return z.NEVER;
});

const personRule = 'must be 1 to 200 characters long, without control characters.';

/** The caller's own id for a person: `42` and `api:42` are both `api:42`. */
export const userId = z
  .string()
  .min(1, { error: personRule })
  .max(200, { error: personRule })
  .transform((text, context): PersonId => {
    const id = parsePersonId(text.startsWith('api:') ? text : `api:${text}`);
    if (id !== null) return id;
    context.addIssue({ code: 'custom', message: personRule });
    return z.NEVER;
  });

/** An agent is known by the id of any channel (`slack:T…:U…`); any other id is the caller's own (`api:…`). */
export const agentId = z
  .string()
  .min(1, { error: personRule })
  .max(200, { error: personRule })
  .transform((text, context): PersonId => {
    const id = parsePersonId(text) ?? parsePersonId(`api:${text}`);
    if (id !== null) return id;
    context.addIssue({ code: 'custom', message: personRule });
    return z.NEVER;
  });

/** At most 100 names, any JSON values: whether they fit is for the template to say. */
export const variables = z
  .record(z.string(), z.unknown())
  .refine((given) => Object.keys(given).length <= 100, { error: 'must have at most 100 names.' });

const limits = { page: 50, most: 200 } as const;
const limitRule = `must be a whole number from 1 to ${limits.most}.`;
const cursorRule = 'must be the next_cursor of the page before.';

/** `?limit=` of every list. */
export const pageLimit = z.coerce
  .number({ error: limitRule })
  .int({ error: limitRule })
  .min(1, { error: limitRule })
  .max(limits.most, { error: limitRule })
  .default(limits.page);

/** What the cursors of a list hold: nothing else gets as far as the database. */
export const places = {
  newestFirst: z.tuple([z.iso.datetime(), z.string()]),
  byName: z.tuple([z.string(), z.string()]),
  bySequence: z.tuple([z.string().regex(/^\d{1,9}$/)]),
} as const;

/** `?limit=&cursor=` of a list. */
export const pagingBy = (place: (typeof places)[keyof typeof places]) => ({
  limit: pageLimit,
  cursor: z
    .string()
    .refine((cursor) => place.safeParse(decodeCursor(cursor)).success, { error: cursorRule })
    .optional(),
});

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item).readonly(),
    next_cursor: z.string().nullable().describe('null on the last page.'),
  });

/** ISO 8601. */
export const timestamp = z.iso.datetime({ offset: true });
/** `?since=&until=` */
export const moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-01-31T12:00:00Z.' })
  .transform((text) => new Date(text));
