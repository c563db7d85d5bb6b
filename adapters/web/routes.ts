import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { SessionId } from '../../src/ids.ts';
import { answerOf, createActing, done } from './acting.ts';
import type { ActingOptions } from './acting.ts';
import type { AdminDoor } from './admin-door.ts';
import { BadBody, bodiesFor, read } from './bodies.ts';
import { spokenTo } from './continued.ts';
import { knownSecret, writeSecret } from './cookie.ts';
import { problem } from './gate.ts';
import { limits } from './limits.ts';
import type { WebChannelOptions } from './options.ts';
import type { AdminState, Answer, Platform, PressAnswer, Snapshot, Suggestion } from './protocol.ts';
import { createSaying } from './saying.ts';
import { recover, recoverPack } from './screen.ts';
import type { Streams } from './stream.ts';
import { tell } from './visitors.ts';
import type { Visitor, Visitors } from './visitors.ts';

export interface RouteOptions
  extends ActingOptions, Pick<WebChannelOptions, 'log' | 'examples' | 'locales' | 'admin'> {
  readonly visitors: Visitors;
  readonly streams: Streams;
  readonly refresh: (session: SessionId) => Promise<void>;
  readonly door: AdminDoor;
  /** The cookie is for https alone. */
  readonly secure: boolean;
}

/** What the page asks for, all of it JSON, and the stream it listens to. */
export const createRoutes = (options: RouteOptions): FastifyPluginAsync => {
  const { admin, clock, continued, desk, door, drawings, locales, log, streams, visitors } = options;
  const bodies = bodiesFor(locales);
  const acting = createActing(options);
  const saying = createSaying(acting, () => clock.now());

  const visitorOf = (request: FastifyRequest, reply: FastifyReply): Visitor => {
    const visitor = visitors.bySecret(knownSecret(request, reply, options));
    if (door.isLocal(request)) door.letIn(visitor.seats.admin.person);
    return visitor;
  };

  const adminState = async (visitor: Visitor): Promise<AdminState> => {
    return { open: await admin.isAdmin(visitor.seats.admin.person) };
  };

  const decode = (platform: Platform, value: string) => {
    const carried = drawings.platforms[platform].decode(value);
    if (carried === null) throw new BadBody('value: no button of the bot carries this');
    return carried;
  };

  /** Shows what the database knows to a visitor of whom memory knows nothing. */
  const recall = async (visitor: Visitor, locale: string): Promise<void> => {
    const { person, name } = visitor.seats.user;
    const home = await desk().home({ id: person, name, locale });
    recover(visitor, home, drawings);
    for (const { session } of home.sessions.toReversed()) {
      if (session.phase.name === 'escalated') {
        recoverPack(visitor, session, await options.pack(session), drawings);
      }
    }
    await continued.recall(visitor);
  };

  return async (server) => {
    server.setErrorHandler((error: FastifyError | BadBody, _request, reply) => {
      if (error instanceof BadBody) return problem(reply, 422, 'invalid_body', error.message);
      const status = error.statusCode ?? 500;
      if (status < 500) return problem(reply, status, 'invalid_request', error.message);
      log.error({ err: error }, 'the playground could not answer');
      reply.header('retry-after', '1');
      return problem(
        reply,
        503,
        'unavailable',
        'This could not be done right now. Nothing was lost: try again.',
      );
    });

    server.get('/playground/stream', unlisted, async (request, reply) => {
      const { locale } = read(bodies.stream, request.query);
      const visitor = visitorOf(request, reply);
      if (!visitor.recovered) await recall(visitor, locale);
      await Promise.all([...visitor.timelines.keys()].map(options.refresh));
      const examples = (await options.examples(locale)).slice(0, limits.examples);
      const state = await adminState(visitor);
      // From here to the open stream nothing waits: what happens in between would be lost.
      const snapshot: Snapshot = {
        locale,
        items: [...visitor.items.values()],
        timeline: [...visitor.timelines.values()].flat(),
        examples,
        admin: state,
      };
      const stream = streams.open(visitor, { name: 'snapshot', data: snapshot });
      if (stream === null) {
        return problem(
          reply,
          429,
          'too_many_streams',
          'The page is open too often. Close another tab of it.',
        );
      }
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream);
    });

    server.post('/playground/say', unlisted, async (request, reply): Promise<Answer> => {
      const said = read(bodies.say, request.body);
      return await saying.say(visitorOf(request, reply), said);
    });

    server.post('/playground/edit', unlisted, async (request, reply): Promise<Answer> => {
      const edited = read(bodies.edit, request.body);
      const answer = await saying.edit(visitorOf(request, reply), edited);
      if (answer === 'unknown') throw new BadBody('id: there are no such words');
      return answer;
    });

    server.post('/playground/press', unlisted, async (request, reply): Promise<PressAnswer> => {
      const { as, platform, value, locale } = read(bodies.press, request.body);
      const visitor = visitorOf(request, reply);
      const carried = decode(platform, value);
      if ('read' in carried) return await acting.whole(visitor, as, carried.read);
      const { press, form } = carried;
      return form === null
        ? await acting.press(visitor, as, locale, press)
        : await acting.form(visitor, as, locale, { press, form });
    });

    server.post('/playground/submit', unlisted, async (request, reply): Promise<Answer> => {
      const { as, platform, value, values, locale } = read(bodies.submit, request.body);
      const visitor = visitorOf(request, reply);
      const carried = decode(platform, value);
      if ('read' in carried || carried.form === null) {
        throw new BadBody('value: the button of this value opens no form');
      }
      const { press, form } = carried;
      return await acting.submit(visitor, as, locale, { press, form, values });
    });

    server.post('/playground/suggest', unlisted, async (request, reply): Promise<readonly Suggestion[]> => {
      const { typed, locale } = read(bodies.suggest, request.body);
      return await acting.suggest(visitorOf(request, reply), locale, typed);
    });

    server.post('/playground/admin', unlisted, async (request, reply): Promise<Answer> => {
      const { secret, locale } = read(bodies.admin, request.body);
      const visitor = visitorOf(request, reply);
      const given = secret.trim();
      const { person } = visitor.seats.admin;
      if (await admin.opensBy(given)) {
        door.letIn(person);
        log.warn({ person }, 'a visitor of the playground is an admin by a key');
      } else if (!codePattern.test(given)) {
        return { kind: 'refused', note: null, fields: {}, locale: null };
      } else {
        const claim = { type: 'admin', words: `claim ${given}`, key: null } as const;
        const receipt = await acting.receive(visitor, 'admin', locale, claim);
        if (receipt.kind !== 'told') return answerOf(receipt);
      }
      tell(visitor, { name: 'admin', data: await adminState(visitor) });
      return done;
    });

    server.post('/playground/language', unlisted, async (request, reply): Promise<Answer> => {
      const { locale } = read(bodies.language, request.body);
      const visitor = visitorOf(request, reply);
      await acting.pressEach(visitor, locale, 'language', locale);
      const elsewhere = spokenTo(visitor);
      if (elsewhere !== null && elsewhere.locale !== locale) {
        const { session_id, version } = elsewhere;
        await acting.press(visitor, 'user', locale, { session_id, version, move: 'language', arg: locale });
      }
      return done;
    });

    server.post('/playground/start-over', unlisted, async (request, reply): Promise<Answer> => {
      const { locale } = read(bodies['start-over'], request.body);
      await acting.pressEach(visitorOf(request, reply), locale, 'cancel', null);
      writeSecret(reply, options.newSecret(), options.secure);
      return done;
    });
  };
};

/** As the terminal prints it. What is longer is a key that is not right, and costs the code no try. */
const codePattern = /^[A-Za-z0-9]{4}[ -]?[A-Za-z0-9]{4}$/;

/** For the page alone: not part of the documented API. */
const unlisted = { schema: { hide: true }, bodyLimit: limits.bodyBytes };
