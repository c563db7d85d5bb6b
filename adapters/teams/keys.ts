import { createHash } from 'node:crypto';
import { objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

/**
 * What makes two deliveries the same thing. Teams delivers again under new activity ids at times: so it is who said
 * what, where, and when by their own clock. The id alone serves where an activity does not say when.
 */
export function keyOf(activity: Payload, said: string): string {
  const when =
    stringAt(activity, 'localTimestamp') ?? stringAt(activity, 'timestamp') ?? stringAt(activity, 'id') ?? '';
  const what = [
    stringAt(objectAt(activity, 'conversation'), 'id') ?? '',
    stringAt(objectAt(activity, 'from'), 'id') ?? '',
    stringAt(activity, 'type') ?? '',
    when,
    said,
  ];
  return `teams:${createHash('sha256').update(JSON.stringify(what)).digest('base64url')}`;
}
