import type { Desk } from '../../src/app/channel.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { Reply } from './handle.ts';
import type { Log } from './log.ts';
import { organisationOf, teamOf, workspaceOf } from './origin.ts';
import { parseRequest } from './parse.ts';
import type { Arrival } from './arrival.ts';
import { isPayload } from './payload.ts';
import { words } from './words.ts';

export interface WelcomeOptions {
  /** Workspaces, and organisations with all of theirs; empty: all there are. */
  readonly allowedWorkspaces: readonly string[];
  readonly desk: Desk;
  readonly defaultLocale: Locale;
  readonly log: Log;
  readonly handle: (arrival: Arrival) => Promise<Reply>;
}

/** Reads a request that was verified, and turns away those of workspaces that are not served. */
export const createWelcome = (options: WelcomeOptions): ((body: unknown) => Promise<Reply>) => {
  const { allowedWorkspaces, handle } = options;
  const isWelcome = (body: unknown): boolean =>
    allowedWorkspaces.length === 0 ||
    (isPayload(body) &&
      [workspaceOf(body), organisationOf(body), teamOf(body)].some(
        (id) => id !== null && allowedWorkspaces.includes(id),
      ));
  return async (body) => {
    const arrival = parseRequest(body);
    return isWelcome(body) ? handle(arrival) : turnedAway(arrival, options);
  };
};

/** One deployment serves one organisation: the others' requests do nothing. */
function turnedAway(arrival: Arrival, { desk, defaultLocale, log }: WelcomeOptions): Reply {
  if (arrival.kind === 'nothing' || arrival.kind === 'removed') return undefined;
  log.warn({ channel: 'slack', team: arrival.author.team }, 'slack: a workspace that is not allowed');
  if (arrival.kind !== 'command') return undefined;
  return { response_type: 'ephemeral', text: desk.text(defaultLocale, words.workspaceRefused) };
}
