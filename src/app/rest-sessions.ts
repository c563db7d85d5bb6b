import type { Command, FieldError } from '../engine/command.ts';
import type { Session } from '../engine/session.ts';
import type { Template } from '../engine/template.ts';
import { idPrefixes } from '../ids.ts';
import type { ConversationId, SessionId } from '../ids.ts';
import type { BeforeStart } from './advice/before-start.ts';
import type { DecisionStore } from './advice/decisions.ts';
import type { Ground } from './ports.ts';
import type { RestCommand, RestSessions } from './rest.ts';
import { createSessionViews } from './session-views.ts';
import type { Sessions } from './sessions.ts';

const unknownTemplate: FieldError = {
  path: 'template_id',
  code: 'unknown',
  message: 'template_id is not the id of a published guide.',
};

/** Sessions for other programs: the same use cases, spoken to by ids instead of buttons. */
export const createRestSessions = (
  ground: Ground,
  sessions: Sessions,
  {
    beforeStart,
    decisions,
  }: { readonly beforeStart: BeforeStart; readonly decisions: Pick<DecisionStore, 'list'> },
): RestSessions => {
  const { store, templates, texts, ids } = ground;

  const { view, outcome } = createSessionViews(ground);

  const looked = async (command: RestCommand, session: Session): Promise<Command> => {
    switch (command.type) {
      case 'choose':
        return {
          ...command,
          template:
            command.template_id === null ? null : await templates.newest(command.template_id, session.locale),
        };
      case 'complete_step':
        // By REST `success: true` on the last step says that the problem is solved.
        return { ...command, solved: command.success };
      default:
        return command;
    }
  };

  return {
    async start(start, seen) {
      const locale = texts.nearest(start.user.locale);
      let template: Template | null = null;
      if (start.template_id !== null) {
        template = await templates.newest(start.template_id, locale);
        if (!template) return { refused: 'unknown_template', errors: [unknownTemplate], session: null };
      }
      // A marked request makes the same session however often it is carried out: a crash may come before its answer.
      const session_id = seen === null ? ids.session() : sessionOf(seen);
      const user = { id: start.user.id, name: start.user.name, locale };
      const advised =
        template === null && start.problem !== null
          ? await beforeStart(session_id, start.problem, user)
          : null;
      const result = await sessions.start(
        {
          type: 'start',
          session_id,
          channel: 'api',
          conversation: `api:${session_id}` as ConversationId,
          user,
          problem: start.problem,
          offer: advised?.offer ?? null,
          template,
          variables: start.variables,
          previous: null,
        },
        seen,
        advised?.decided,
      );
      const answered = await outcome(result, session_id);
      return 'refused' in answered ? { ...answered, session: null } : answered;
    },

    async command(id, command, seen) {
      const result = await sessions.command(id, (session) => looked(command, session), { seen });
      return result.kind === 'not_found' ? null : await outcome(result, id);
    },

    async get(id) {
      const loaded = await store.load(id);
      return loaded && (await view(loaded.session));
    },

    async list(query) {
      const page = await store.list(query);
      return { items: await Promise.all(page.items.map(view)), next_cursor: page.next_cursor };
    },

    async events(id) {
      const loaded = await store.load(id);
      return loaded && (await store.outwardEvents(id));
    },

    async decisions(id) {
      const loaded = await store.load(id);
      return loaded && (await decisions.list(id));
    },
  };
};

const sessionOf = (seen: string): SessionId =>
  `${idPrefixes.session}${seen.slice(seen.indexOf(':') + 1)}` as SessionId;
