import { isOver } from '../../engine/session.ts';
import type { Session } from '../../engine/session.ts';
import type { Receipt } from '../channel.ts';
import { linkMinutes } from '../links.ts';
import type { Ground } from '../ports.ts';
import type { Receipts } from './receipts.ts';

/** Tells the session's person alone by which link it goes on in a browser. */
export const createContinue =
  ({ links, texts }: Pick<Ground, 'links' | 'texts'>, receipts: Receipts) =>
  async (session: Session): Promise<Receipt> => {
    const { locale } = session;
    if (links === null || isOver(session)) return receipts.noted('stale', locale);
    const url = await links.offer(session.session_id);
    const params = { minutes: linkMinutes };
    return {
      kind: 'told',
      message: {
        summary: texts.say(locale, 'continue.summary'),
        locale,
        parts: [
          { type: 'text', text: texts.say(locale, 'continue.how', params) },
          {
            type: 'resources',
            label: texts.say(locale, 'continue.label'),
            items: [{ title: texts.say(locale, 'continue.open'), url }],
          },
        ],
        actions: [],
      },
    };
  };
