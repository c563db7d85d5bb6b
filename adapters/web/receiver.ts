import type { FastifyPluginCallback } from 'fastify';
import { parseSessionId } from '../../src/ids.ts';
import type { SessionId } from '../../src/ids.ts';
import { problem } from './gate.ts';
import { limits } from './limits.ts';
import type { Arrival } from './protocol.ts';
import { verifyHook } from './verify-hook.ts';

/** The playground's own receiver of webhooks: shows a newcomer what an integrator would see, and believes nothing unsigned. */
export interface Receiver {
  readonly plugin: FastifyPluginCallback;
  readonly arrivalOf: (event_id: string) => Arrival | null;
}

export const createReceiver = ({
  secret,
  now,
  arrived,
  refused,
}: {
  /** The secret of the webhook that points here; `null` as long as there is none. */
  readonly secret: () => string | null;
  readonly now: () => Date;
  readonly arrived: (session: SessionId) => void;
  readonly refused: (reason: string) => void;
}): Receiver => {
  const arrivals = new Map<string, Arrival>();

  const keep = (id: string, arrival: Arrival): void => {
    arrivals.set(id, arrival);
    for (const [oldest] of arrivals) {
      if (arrivals.size <= limits.arrivals) break;
      arrivals.delete(oldest);
    }
  };

  return {
    arrivalOf: (event_id) => arrivals.get(event_id) ?? null,
    plugin: (server, _options, done) => {
      // The signature is over the bytes as they came, so they must not be parsed and written again.
      server.removeAllContentTypeParsers();
      server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
      server.post<{ Body: string }>(
        '/playground/hooks',
        { bodyLimit: limits.hookBytes, schema: { hide: true } },
        async (request, reply) => {
          const key = secret();
          if (key === null) {
            return problem(reply, 503, 'no_webhook', 'No webhook points to the playground yet. Try again.');
          }
          const body = typeof request.body === 'string' ? request.body : '';
          const verified = verifyHook(key, request.headers, body, now());
          if (!verified.ok) {
            refused(verified.refused);
            return problem(reply, 401, verified.refused, 'This delivery is not signed as it must be.');
          }
          keep(verified.id, { at: now().toISOString(), headers: shown(request.headers), body });
          const session = verified.session_id === null ? null : parseSessionId(verified.session_id);
          if (session !== null) arrived(session);
          return reply.code(204).send();
        },
      );
      done();
    },
  };
};

/** What tells about the connection and not about the delivery is left out. */
const unshown = ['connection', 'accept', 'accept-encoding', 'accept-language', 'sec-fetch-mode', 'host'];

const shown = (headers: Readonly<Record<string, string | readonly string[] | undefined>>) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !unshown.includes(name) ? [[name, value]] : [],
    ),
  );
