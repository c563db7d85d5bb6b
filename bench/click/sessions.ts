import type { DataSource } from 'typeorm';
import type { SessionStore } from '../../src/app/ports.ts';
import { contextWith, createGuides } from '../../src/app/screen.ts';
import type { Message } from '../../src/engine/message.ts';
import { apply } from '../../src/engine/apply.ts';
import { decideStart } from '../../src/engine/decide.ts';
import { show } from '../../src/engine/show/index.ts';
import type { Template } from '../../src/engine/template.ts';
import { loadCatalogue } from '../../src/guides/catalogue.ts';
import type { ConversationId, MessageId, PersonId, SessionId, TemplateId } from '../../src/ids.ts';
import { packageRoot } from '../../src/package-root.ts';
import { loadTexts } from '../../src/texts.ts';

/** A starter guide whose first step leads to its second, so that "it worked" and "back" can take turns. */
export const clickGuide = 'reset_password_template';

/** Opens sessions at the first step of the guide, each with its message already posted. */
export const openSessions = async (
  dataSource: DataSource,
  store: SessionStore,
  count: number,
): Promise<{ readonly message: Message }> => {
  const input = loadCatalogue().find(
    ({ template_id, locale }) => template_id === clickGuide && locale === 'en',
  );
  if (!input) throw new Error(`The catalogue lost ${clickGuide}`);
  const template: Template = {
    ...input,
    template_id: clickGuide as TemplateId,
    version: 1,
    status: 'published',
    created_at: new Date().toISOString(),
  };
  let message: Message | null = null;
  for (let index = 0; index < count; index += 1) {
    const decision = decideStart({
      type: 'start',
      session_id: `ses_bench_${index}` as SessionId,
      channel: 'slack',
      conversation: `slack:T1:dm:U${index}` as ConversationId,
      user: { id: `slack:T1:U${index}` as PersonId, name: 'Ana', locale: 'en' },
      problem: 'I forgot my password',
      offer: null,
      template,
      variables: { product_name: 'Acme', reset_url: 'https://acme.example/reset' },
      previous: null,
    });
    if ('refused' in decision) throw new Error(decision.refused);
    const { session, entries } = apply(null, decision.events, new Date().toISOString());
    await store.append({
      expected: null,
      session,
      entries,
      messages: [
        {
          do: 'post',
          row: {
            message_id: `msg_bench_${index}` as MessageId,
            session_id: session.session_id,
            conversation: session.conversation,
            person: session.user.id,
            role: 'head',
            wanted: 1,
            shown: -1,
            ref: null,
            content: null,
            attempts: 0,
          },
        },
      ],
      seen: null,
      lease: { token: 'bench', until: new Date() },
      held: null,
    });
    message ??= show(
      session,
      contextWith(
        loadTexts(`${packageRoot()}/locales`, 'en'),
        session,
        template,
        createGuides()(template, session),
      ),
    );
  }
  // As the sender leaves them once they are posted.
  await dataSource.query(
    `UPDATE support_messages SET shown = 1, attempts = 0, next_attempt_at = NULL, lease_token = NULL, lease_until = NULL,
       ref = jsonb_build_object('channel', 'D1', 'ts', replace(message_id, 'msg_bench_', '') || '.1')`,
  );
  if (!message) throw new Error('No session was opened');
  return { message };
};
