import { z } from 'zod';
import { limits } from './limits.ts';
import type { Requests } from './protocol.ts';
import { seats } from './seats.ts';

/** What the page may send, and how much of it. */
export const bodiesFor = (locales: readonly string[]) => {
  const locale = z.enum(locales);
  const platform = z.enum(['slack', 'discord', 'teams']);
  const as = z.enum(seats).default('user');
  const value = z.string().min(1).max(limits.pressValueLength);
  return {
    say: z.strictObject({
      as,
      text: z.string().min(1).max(limits.textLength),
      key: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
      locale,
    }),
    edit: z.strictObject({
      id: z.string().regex(/^say:[A-Za-z0-9_-]{8,64}$/),
      text: z.string().min(1).max(limits.textLength).nullable(),
      locale,
    }),
    suggest: z.strictObject({ typed: z.string().max(limits.typedLength), locale }),
    admin: z.strictObject({ secret: z.string().min(1).max(limits.secretLength), locale }),
    press: z.strictObject({ as, platform, value, locale }),
    submit: z.strictObject({
      as,
      platform,
      value,
      values: z
        .record(z.string().max(limits.formNameLength), z.string().max(limits.formValueLength))
        .refine((values) => Object.keys(values).length <= limits.formFields, 'too many fields'),
      locale,
    }),
    language: z.strictObject({ locale }),
    'start-over': z.strictObject({ locale }),
    stream: z.object({ locale }),
  } satisfies Readonly<{ [Name in keyof Requests]: z.ZodType<Requests[Name]> }> & Record<'stream', z.ZodType>;
};

/** What was sent is not what was asked for. */
export class BadBody extends Error {}

/** @throws BadBody naming the first wrong field, without its value. */
export const read = <Out>(schema: z.ZodType<Out>, sent: unknown): Out => {
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadBody(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not as asked for'}`);
};
