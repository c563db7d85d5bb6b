import type { Command } from '../../engine/command.ts';
import type { Agent, Priority } from '../../engine/escalation.ts';
import type { Session } from '../../engine/session.ts';
import type { SessionId, TemplateId } from '../../ids.ts';
import type { Ground } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Outcome, Sessions } from '../sessions.ts';
import type { HandOffs } from './ports.ts';
import { nextRoute } from './routes.ts';

/** Of so many agents the names are known. */
const namesAtMost = 100;

/** What an agent does with a hand-off, before anything was looked up for it. */
export type Deed =
  | { readonly do: 'claim' | 'release' | 'pass_on' }
  | { readonly do: 'assign'; readonly to: Agent }
  | { readonly do: 'prioritise'; readonly priority: Priority }
  | { readonly do: 'return'; readonly step: number | null }
  | { readonly do: 'start_guide'; readonly template_id: TemplateId }
  | { readonly do: 'close'; readonly solved: boolean }
  | { readonly do: 'line'; readonly open: boolean };

/** What agents do, by buttons, words and REST alike. */
export const createDeeds = (
  { templates }: Pick<Ground, 'templates'>,
  sessions: Sessions,
  settings: () => Promise<Settings>,
  { agents }: Pick<HandOffs, 'agents'>,
) => {
  /** Somebody who is named by their id alone is called as they are known here. */
  const called = async (to: Agent, by: Agent): Promise<Agent> => {
    if (to.name !== null || to.id === by.id) return { id: to.id, name: to.name ?? by.name };
    const known = (await agents(namesAtMost)).find(({ id }) => id === to.id);
    return known ?? to;
  };

  const commandFor = async (deed: Deed, agent: Agent, session: Session): Promise<Command> => {
    switch (deed.do) {
      case 'claim':
        return { type: 'claim', agent };
      case 'release':
        return { type: 'release' };
      case 'pass_on':
        return { type: 'pass_on', agent, further: nextRoute(session, await settings()) !== null };
      case 'assign':
        return { type: 'assign', agent, to: await called(deed.to, agent) };
      case 'prioritise':
        return { type: 'prioritise', agent, priority: deed.priority };
      case 'return':
        return { type: 'return', agent, step: deed.step };
      case 'start_guide':
        return {
          type: 'start_guide',
          agent,
          template: await templates.newest(deed.template_id, session.locale),
        };
      case 'close':
        return { type: 'close', agent, solved: deed.solved };
      case 'line':
        return { type: 'open_line', agent, open: deed.open };
    }
  };

  /** @param fits whether the session is still the one that was meant; decided anew each time somebody else was first */
  return async (
    id: SessionId,
    deed: Deed,
    agent: Agent,
    { seen = null, fits = () => true }: { seen?: string | null; fits?: (session: Session) => boolean } = {},
  ): Promise<Outcome> =>
    await sessions.command(
      id,
      async (session) => (fits(session) ? await commandFor(deed, agent, session) : 'stale'),
      { seen },
    );
};
export type Deeds = ReturnType<typeof createDeeds>;
