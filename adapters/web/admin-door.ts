import type { FastifyRequest } from 'fastify';
import { isLoopbackHost } from '../../src/app/loopback.ts';
import type { PersonId } from '../../src/ids.ts';
import { intervals, limits } from './limits.ts';

/** Who may sit down in the admin's pane. See docs/adr/0025-an-admin-in-a-browser.md. */
export interface AdminDoor {
  /** Whether this door let them in; what the roles say is asked for beside it. */
  isAdmin(person: PersonId): boolean;
  letIn(person: PersonId): void;
  /** Whether a request comes from somebody at this very machine, on a server that serves no other. */
  isLocal(request: FastifyRequest): boolean;
}

export const createAdminDoor = ({
  local,
  now,
}: {
  /** We listen on loopback, are called by no public address, and are not in production. */
  readonly local: boolean;
  readonly now: () => Date;
}): AdminDoor => {
  const until = new Map<PersonId, number>();
  return {
    isAdmin: (person) => (until.get(person) ?? 0) > now().getTime(),
    letIn: (person) => {
      until.delete(person);
      until.set(person, now().getTime() + intervals.adminMs);
      for (const [first] of until) {
        if (until.size <= limits.visitors) break;
        until.delete(first);
      }
    },
    isLocal: (request) =>
      local &&
      isLoopbackHost(hostnameOf(request)) &&
      isLoopbackHost(request.socket.remoteAddress ?? '') &&
      !carried.some((name) => request.headers[name] !== undefined),
  };
};

/** What proxies and tunnels say: whoever asked is somewhere else, though the connection comes from here. */
const carried = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'cf-connecting-ip'];

const hostnameOf = ({ headers }: FastifyRequest): string => {
  const url = `http://${headers.host ?? ''}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
};
