import type { FastifyPluginAsync } from 'fastify';
import type { Channel, Desk } from '../../src/app/channel.ts';
import type { PersonId, SessionId } from '../../src/ids.ts';
import { createAdminDoor } from './admin-door.ts';
import { findAgentsPlace } from './agents-place.ts';
import { servePage } from './assets.ts';
import { createContinuePage } from './continue-page.ts';
import { createContinued } from './continued.ts';
import { knownSecret } from './cookie.ts';
import { pageHeaders, refusalOf, refuse } from './gate.ts';
import { intervals } from './limits.ts';
import type { WebChannelOptions } from './options.ts';
import { createReceiver } from './receiver.ts';
import { createRoutes } from './routes.ts';
import { saidAs, signed } from './saying.ts';
import { putOnScreen } from './screen.ts';
import { createStreams } from './stream.ts';
import { changedEntries, isUnderWay, timelineOf } from './timeline.ts';
import { createVisitors, tell } from './visitors.ts';
import type { Visitor } from './visitors.ts';

export interface WebChannel extends Channel {
  readonly name: 'web';
  /** To be called once, before the server listens. */
  connect(desk: Desk): void;
  /** Serves `/` and all under `/playground/`. To be registered without `fastify-plugin`: its rules are its own. */
  readonly plugin: FastifyPluginAsync;
  /** Something was written about this session: a delivery's attempt, an agent's doing. */
  changed(session: SessionId): void;
  /** Whether the admin's pane of a visitor was opened to them: for the book of roles. */
  isAdmin(person: PersonId): boolean;
}

/** The playground: a person in a browser, and beside the conversation what it makes happen. */
export const createWebChannel = (options: WebChannelOptions): WebChannel => {
  const { clock, log } = options;
  const publicUrl = options.publicUrl === null ? null : new URL(options.publicUrl);
  const visitors = createVisitors();
  const streams = createStreams();
  const door = createAdminDoor({ local: options.admin.local, now: () => clock.now() });
  const connected: { desk: Desk | null; timers: NodeJS.Timeout[] } = { desk: null, timers: [] };

  const receiver = createReceiver({
    secret: options.hookSecret,
    now: () => clock.now(),
    arrived: (session) => changed(session),
    refused: (reason) => log.warn({ reason }, 'a delivery to the playground was not believed'),
  });

  const refresh = async (session: SessionId): Promise<void> => {
    if (visitors.watching(session).length === 0) return;
    const history = await options.history(session);
    if (history === null) return;
    const after = timelineOf(session, history, receiver.arrivalOf);
    for (const visitor of visitors.watching(session)) {
      const news = changedEntries(visitor.timelines.get(session) ?? [], after);
      visitor.timelines.set(session, after);
      if (news.length > 0) tell(visitor, { name: 'timeline', data: news });
    }
  };
  const changed = oneAtATime(refresh, (error) =>
    log.warn({ err: error }, 'the timeline could not be read; the next change tries again'),
  );

  const poll = (): void => {
    for (const visitor of visitors.all()) {
      if (visitor.listeners.size === 0) continue;
      if (visitor.continued.size > 0) mirrored(visitor);
      for (const [session, timeline] of visitor.timelines) if (isUnderWay(timeline)) changed(session);
    }
  };

  const mirrored = oneAtATime(
    async (visitor: Visitor) => {
      for (const id of visitor.continued.keys()) await continued.mirror(visitor, id);
    },
    (error) => log.warn({ err: error }, 'a continued session could not be read; tried again soon'),
  );

  const desk = (): Desk => {
    if (connected.desk === null) throw new Error('The web channel was not connected to the desk');
    return connected.desk;
  };

  const continued = createContinued(options, desk, changed);

  return {
    name: 'web',
    connect: (given) => {
      connected.desk = given;
    },
    send: async (outgoing) => {
      const sent = putOnScreen(visitors, options.drawings, clock.now(), outgoing);
      if (outgoing.session_id !== null) changed(outgoing.session_id);
      return sent;
    },
    place: async (conversation) => findAgentsPlace(conversation),
    mark: async (conversation, of, sign) => {
      const visitor = visitors.byConversation(conversation);
      const said = visitor && saidAs(visitor, of);
      if (visitor && said !== null) signed(visitor, said, sign);
    },
    isAdmin: (person) => door.isAdmin(person),
    start: async () => {
      connected.timers = [
        setInterval(() => streams.ping(), intervals.pingMs),
        setInterval(poll, intervals.deliveryPollMs),
      ];
    },
    stop: async () => {
      for (const timer of connected.timers) clearInterval(timer);
      connected.timers = [];
      streams.end();
    },
    plugin: async (server) => {
      server.addHook('onRequest', async (request, reply) => {
        reply.headers(pageHeaders);
        const refusal = refusalOf(request.headers, publicUrl);
        if (refusal !== null) return refuse(request, reply, refusal);
      });
      // Open streams would keep the server from closing.
      server.addHook('preClose', async () => streams.end());
      const secure = publicUrl?.protocol === 'https:';
      const routes = createRoutes({
        ...options,
        desk,
        visitors,
        streams,
        changed,
        refresh,
        secure,
        continued,
        door,
      });
      await server.register(routes);
      await server.register(
        createContinuePage({
          desk,
          minutes: options.continued.minutes,
          redeem: async (token, visitor) => {
            const session = await options.continued.redeem(token, visitor.person);
            if (session !== null) await continued.mirror(visitor, session);
            return session;
          },
          visitorOf: (request, reply) =>
            visitors.bySecret(knownSecret(request, reply, { newSecret: options.newSecret, secure })),
        }),
      );
      await server.register(receiver.plugin);
      // With the document, or what the page asks for at once would come from as many visitors.
      await servePage(server, options.publicDir, (request, reply) => {
        knownSecret(request, reply, { newSecret: options.newSecret, secure });
      });
    },
    changed,
  };
};

/** Runs for each key one after the other; what is asked for in between is done once, afterwards. */
const oneAtATime = <Key>(
  run: (key: Key) => Promise<void>,
  failed: (error: unknown) => void,
): ((key: Key) => void) => {
  const running = new Map<Key, { again: boolean }>();
  const go = async (key: Key, turn: { again: boolean }): Promise<void> => {
    do {
      turn.again = false;
      try {
        await run(key);
      } catch (error) {
        failed(error);
      }
    } while (turn.again);
    running.delete(key);
  };
  return (key) => {
    const turn = running.get(key);
    if (turn) {
      turn.again = true;
      return;
    }
    const first = { again: false };
    running.set(key, first);
    void go(key, first);
  };
};
