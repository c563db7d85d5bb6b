import type { Command, FieldError } from '../engine/command.ts';
import { mask } from '../engine/outward.ts';
import type { Session } from '../engine/session.ts';
import type { Template } from '../engine/template.ts';
import { idPrefixes } from '../ids.ts';
import type { ConversationId, SessionId } from '../ids.ts';
import type { BeforeStart } from './advice/before-start.ts';
import type { DecisionStore } from './advice/decisions.ts';
import type { Ground } from './ports.ts';
import type { RestCommand, RestSessions, SessionOutcome, SessionView } from './rest.ts';
import { templateOf } from './screen.ts';
import type { Outcome, Sessions } from './sessions.ts';

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
  const { store, templates, guideOf, texts, ids } = ground;

  const view = async (session: Session): Promise<SessionView> => {
    const masked = withMaskedSecrets(session);
    const template = await templateOf(templates, session);
    return { session: masked, guide: template && guideOf(template, masked) };
  };

  const outcome = async (result: Outcome, asItStands: SessionId): Promise<SessionOutcome> => {
    switch (result.kind) {
      case 'done':
        return { done: await view(result.session) };
      case 'refused':
        if (result.refused === 'stale' || result.refused === 'not_yours') {
          throw new Error(`REST was answered as a button would be: ${result.refused}`);
        }
        return {
          refused: result.refused,
          errors: result.errors,
          session: result.session.session_id === asItStands ? await view(result.session) : null,
        };
      case 'duplicate': {
        const loaded = await store.load(asItStands);
        return loaded ? { done: await view(loaded.session) } : { refused: 'conflict', session: null };
      }
      case 'session_open':
      case 'not_found':
        return { refused: 'conflict', session: null };
    }
  };

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

const withMaskedSecrets = (session: Session): Session =>
  session.chosen && session.chosen.secrets.length > 0
    ? {
        ...session,
        chosen: {
          ...session.chosen,
          variables: Object.fromEntries(
            Object.entries(session.chosen.variables).map(([name, value]) => [
              name,
              session.chosen?.secrets.includes(name) === true ? mask : value,
            ]),
          ),
        },
      }
    : session;
