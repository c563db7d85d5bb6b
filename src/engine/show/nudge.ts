import type { Message } from '../message.ts';
import type { Session } from '../session.ts';
import { action } from './context.ts';
import type { Say } from './context.ts';

/** Said to a person who has stopped: where they were, and the ways on. */
export const showNudge = (session: Session, text: string, say: Say): Message => ({
  summary: text,
  locale: session.locale,
  parts: [
    { type: 'text', text },
    ...(session.chosen ? [{ type: 'hint', text: session.chosen.name } as const] : []),
  ],
  actions: [
    action(session, 'go_on', say('action.go_on'), { style: 'primary' }),
    action(session, 'human', say('action.human')),
    action(session, 'cancel', say('action.cancel'), { style: 'danger' }),
  ],
});
