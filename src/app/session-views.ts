import { mask } from '../engine/outward.ts';
import type { Session } from '../engine/session.ts';
import type { SessionId } from '../ids.ts';
import type { Ground } from './ports.ts';
import type { SessionOutcome, SessionView } from './rest.ts';
import { templateOf } from './screen.ts';
import type { Outcome } from './sessions.ts';

/** Sessions, and what became of a command on one, as other programs see them. */
export const createSessionViews = ({
  store,
  templates,
  guideOf,
}: Pick<Ground, 'store' | 'templates' | 'guideOf'>) => {
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

  return { view, outcome };
};

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
