import type { DataSource } from 'typeorm';
import type { SessionStore } from '../../src/app/ports.ts';
import { contextWith, createGuides } from '../../src/app/screen.ts';
import type { ChannelName } from '../../src/engine/command.ts';
import type { Message } from '../../src/engine/message.ts';
import { noSettings } from '../../src/app/settings.ts';
import { apply } from '../../src/engine/apply.ts';
import { decideStart } from '../../src/engine/decide.ts';
import { show } from '../../src/engine/show/index.ts';
import type { Template } from '../../src/engine/template.ts';
import { loadCatalogue } from '../../src/guides/catalogue.ts';
import type { ConversationId, MessageId, PersonId, SessionId, TemplateId } from '../../src/ids.ts';
import { packageRoot } from '../../src/package-root.ts';
import { createSettingsStore } from '../../src/store/settings.ts';
import { loadTexts } from '../../src/texts.ts';

/** A starter guide whose first step leads to its second, so that "it worked" and "back" can take turns. */
export const clickGuide = 'reset_password_template';

/** Where sessions live: the ids of one platform, by the number of the session. */
export interface Home {
  readonly channel: ChannelName;
  /** Goes into the ids of the sessions: no other home may have it. */
  readonly name: string;
  readonly conversation: (index: number) => string;
  readonly person: (index: number) => string;
  /** Where its message stands on the platform. */
  readonly ref: (index: number) => Readonly<Record<string, string>>;
}

export const sessionIn = ({ name }: Home, index: number): string => `ses_${name}_${index}`;

const templateOf = (): Template => {
  const input = loadCatalogue().find(
    ({ template_id, locale }) => template_id === clickGuide && locale === 'en',
  );
  if (!input) throw new Error(`The catalogue lost ${clickGuide}`);
  return {
    ...input,
    template_id: clickGuide as TemplateId,
    version: 1,
    status: 'published',
    created_at: new Date().toISOString(),
  };
};

const begin = (template: Template, home: Home, index: number) => {
  const decision = decideStart({
    type: 'start',
    session_id: sessionIn(home, index) as SessionId,
    channel: home.channel,
    conversation: home.conversation(index) as ConversationId,
    user: { id: home.person(index) as PersonId, name: 'Ana', locale: 'en' },
    problem: 'I forgot my password',
    offer: null,
    template,
    variables: { product_name: 'Acme', reset_url: 'https://acme.example/reset' },
    previous: null,
  });
  if ('refused' in decision) throw new Error(decision.refused);
  return apply(null, decision.events, new Date().toISOString());
};

/** The message of such a session, not drawn yet. */
export const firstStep = (home: Home): Message => {
  const template = templateOf();
  const { session } = begin(template, home, 0);
  const texts = loadTexts(`${packageRoot()}/locales`, 'en');
  return show(session, contextWith(texts, session, template, createGuides()(template, session)));
};

/** The crowd of a benchmark clicks faster than people do. */
const asManyAsTheyLike = { per_person: 1_000_000, per_workspace: 1_000_000 };

/** Opens sessions at the first step of the guide, each with its message already posted. */
export const openSessions = async (
  dataSource: DataSource,
  store: SessionStore,
  home: Home,
  count: number,
): Promise<void> => {
  const template = templateOf();
  const refs: Record<string, object> = {};
  for (let index = 0; index < count; index += 1) {
    const message_id = `msg_${home.name}_${index}` as MessageId;
    refs[message_id] = home.ref(index);
    const { session, entries } = begin(template, home, index);
    await store.append({
      expected: null,
      session,
      entries,
      messages: [
        {
          do: 'post',
          row: {
            message_id,
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
  }
  await createSettingsStore(dataSource).put({ ...noSettings, limits: asManyAsTheyLike }, new Date());
  // As the sender leaves them once they are posted.
  await dataSource.query(
    `UPDATE support_messages AS message SET shown = 1, attempts = 0, next_attempt_at = NULL, lease_token = NULL,
       lease_until = NULL, ref = there.ref
     FROM jsonb_each($1::jsonb) AS there(message_id, ref) WHERE message.message_id = there.message_id`,
    [JSON.stringify(refs)],
  );
};
