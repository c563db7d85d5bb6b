import type { Message } from '../../src/engine/message.ts';
import type { Background } from './background.ts';
import { attachmentOf } from './cards.ts';
import type { AdaptiveCard } from './cards.ts';
import type { Connector, Target } from './connector.ts';
import type { Log } from './log.ts';
import type { Author, Here } from './parse.ts';
import type { References } from './references.ts';
import { renderMessage } from './render.ts';
import { targetIn } from './send.ts';

/** What only one person is told. */
export interface Notes {
  /** After the acknowledgement: in their own chat with the bot, wherever they did what it is about. */
  later(author: Author, message: Message): void;
  /** A form, for a client that opens none. */
  formLater(author: Author, form: AdaptiveCard): void;
  /** Shows that an answer is being thought of. Not in channels: there Teams shows no such thing. */
  typing(here: Here): void;
}

export interface NotesOptions {
  readonly connector: Connector;
  readonly references: References;
  readonly background: Background;
  readonly log: Log;
}

export function createNotes({ connector, references, background, log }: NotesOptions): Notes {
  const tell = async ({ tenant, user }: Author, content: object): Promise<void> => {
    const target = await targetIn({ connector, references }, { in: 'personal', tenant, user });
    const answer = target === null || 'outcome' in target ? target : await connector.post(target, content);
    if (answer?.outcome !== 'ok') {
      log.warn({ channel: 'teams', ...answer }, 'teams: a note could not be delivered');
    }
  };

  return {
    later: (author, message) => background.run('a note', () => tell(author, renderMessage(message, 'aside'))),
    formLater: (author, form) =>
      background.run('a form', () =>
        tell(author, { type: 'message', summary: form.fallbackText, attachments: [attachmentOf(form)] }),
      ),
    typing(here) {
      if (here.kind === 'channel') return;
      const at: Target = { service_url: here.serviceUrl, conversation: here.conversation };
      background.run('a sign of typing', async () => {
        await connector.post(at, { type: 'typing' });
      });
    },
  };
}

export const noteOf = (summary: string, locale: Message['locale']): Message => ({
  summary,
  locale,
  parts: [{ type: 'text', text: summary }],
  actions: [],
});
