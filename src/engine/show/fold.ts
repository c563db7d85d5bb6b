import type { Message, Part } from '../message.ts';
import type { Session } from '../session.ts';
import type { ShowContext } from './context.ts';
import { show } from './index.ts';

/**
 * What stays of a message when the conversation has moved on below it: what it was about and what came of it,
 * without buttons.
 *
 * @param before the session as the message showed it
 * @param after the session as the answer left it
 */
export const fold = (before: Session, after: Session, context: ShowContext): Message => {
  const whole = show(before, context);
  const kept = whole.parts
    .filter(({ type }) => type === 'title' || type === 'progress' || type === 'text')
    .slice(0, 3);
  const result = after.results.length > before.results.length ? after.results.at(-1) : undefined;
  const came: Part[] = result
    ? [
        {
          type: 'status',
          tone: result.result === 'completed' ? 'success' : 'warning',
          text: context.say(result.result === 'completed' ? 'fold.completed' : 'fold.failed'),
        },
      ]
    : [];
  return { summary: whole.summary, locale: whole.locale, parts: [...kept, ...came], actions: [] };
};
