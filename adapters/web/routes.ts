import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Desk, Input, Receipt } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import type { Message, Press, PressMove } from '../../src/engine/message.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { SessionId } from '../../src/ids.ts';
import { BadBody, bodiesFor, read } from './bodies.ts';
import { knownSecret, writeSecret } from './cookie.ts';
import { problem } from './gate.ts';
import { spokenTo } from './continued.ts';
import type { Continued } from './continued.ts';
import type { WebChannelOptions } from './options.ts';
import { limits } from './limits.ts';
import type { Answer, Platform, PressAnswer, Snapshot } from './protocol.ts';
import { botItem, personItem, recover } from './screen.ts';
import type { Streams } from './stream.ts';
import { typedCommand } from './typed-command.ts';
import { follow, show, takeAway } from './visitors.ts';
import type { Visitor, Visitors } from './visitors.ts';

export interface RouteOptions extends Pick<
  WebChannelOptions,
  'drawings' | 'clock' | 'newSecret' | 'log' | 'examples' | 'locales'
> {
  readonly desk: () => Desk;
  readonly visitors: Visitors;
  readonly streams: Streams;
  readonly changed: (session: SessionId) => void;
  readonly refresh: (session: SessionId) => Promise<void>;
  readonly continued: Continued;
  /** The cookie is for https alone. */
  readonly secure: boolean;
}

/** What the page asks for, all of it JSON, and the stream it listens to. */
export const createRoutes = (options: RouteOptions): FastifyPluginAsync => {
  const { clock, continued, desk, drawings, locales, log, streams, visitors } = options;
  const bodies = bodiesFor(locales);

  const visitorOf = (request: FastifyRequest, reply: FastifyReply): Visitor =>
    visitors.bySecret(knownSecret(request, reply, options));

  const userOf = (visitor: Visitor, locale: Locale): User => ({ id: visitor.person, name: null, locale });

  /** Who acts, and where: in a session from elsewhere its owner, there. */
  const actorOf = (visitor: Visitor, locale: Locale, about: Session | null) =>
    about === null
      ? ({ channel: 'web', conversation: visitor.conversation, user: userOf(visitor, locale) } as const)
      : {
          channel: about.channel,
          conversation: about.conversation,
          user: { ...about.user, locale },
        };
  const continuedIn = (visitor: Visitor, { session_id }: Press): Session | null =>
    (session_id && visitor.continued.get(session_id)) ?? null;

  const receive = async (
    visitor: Visitor,
    locale: Locale,
    did: Did,
    about: Session | null,
  ): Promise<Answer> => {
    const receipt = await desk().receive({ ...did, ...actorOf(visitor, locale, about) });
    if (about !== null) await continued.mirror(visitor, about.session_id);
    if (receipt.kind === 'told') tellAlone(visitor, receipt.message);
    if (receipt.kind === 'accepted') {
      follow(visitor, receipt.session.session_id);
      options.changed(receipt.session.session_id);
    }
    return answerOf(receipt);
  };

  /** What is for this person alone stands on their screen like everything else: nobody else sees it. */
  const tellAlone = (visitor: Visitor, message: Message): void => {
    const at = clock.now().toISOString();
    const id = `told:${options.newSecret()}`;
    show(visitor, botItem(drawings, message, { id, at, session_id: null, version: 0 }));
  };

  /** The page's switch is where the language is chosen: what a button chooses must not be taken for another choice. */
  const press = (visitor: Visitor, locale: Locale, pressed: Press): Promise<Answer> =>
    receive(
      visitor,
      pressed.move === 'language' ? (pressed.arg ?? locale) : locale,
      { type: 'press', key: null, press: pressed },
      continuedIn(visitor, pressed),
    );

  const pressEach = async (
    visitor: Visitor,
    locale: Locale,
    move: PressMove,
    arg: string | null,
  ): Promise<void> => {
    const { sessions } = await desk().home(userOf(visitor, locale));
    for (const { session } of sessions) {
      if (move === 'language' && session.locale === arg) continue;
      const { session_id, version } = session;
      await press(visitor, locale, { session_id, version, move, arg });
    }
  };

  const decode = (platform: Platform, value: string) => {
    const carried = drawings.platforms[platform].decode(value);
    if (carried === null) throw new BadBody('value: no button of the bot carries this');
    return carried;
  };

  /** A message of theirs in full, as words for them alone. */
  const whole = async (visitor: Visitor, session: SessionId | null): Promise<Answer> => {
    const message = session !== null && visitor.timelines.has(session) ? await desk().message(session) : null;
    return message === null ? done : { ...done, note: drawings.words(message) };
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
      if (!visitor.recovered) {
        recover(visitor, await desk().home(userOf(visitor, locale)), drawings);
        await continued.recall(visitor);
      }
      await Promise.all([...visitor.timelines.keys()].map(options.refresh));
      const examples = (await options.examples(locale)).slice(0, limits.examples);
      // From here to the open stream nothing waits: what happens in between would be lost.
      const snapshot: Snapshot = {
        locale,
        items: [...visitor.items.values()],
        timeline: [...visitor.timelines.values()].flat(),
        examples,
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
      const { text, key, locale } = read(bodies.say, request.body);
      const visitor = visitorOf(request, reply);
      const id = `say:${key}`;
      const already = visitor.items.has(id);
      if (!already) show(visitor, personItem(id, clock.now().toISOString(), text));
      try {
        const command = typedCommand(text);
        const once = `${visitor.conversation}:${key}`;
        if (command !== null) return await receive(visitor, locale, { ...command, key: once }, null);
        const said = { type: 'say', key: once, text, addressed: true } as const;
        return await receive(visitor, locale, said, spokenTo(visitor));
      } catch (error) {
        if (!already) takeAway(visitor, id);
        throw error;
      }
    });

    server.post('/playground/press', unlisted, async (request, reply): Promise<PressAnswer> => {
      const { platform, value, locale } = read(bodies.press, request.body);
      const visitor = visitorOf(request, reply);
      const carried = decode(platform, value);
      if ('read' in carried) return await whole(visitor, carried.read);
      if (carried.form === null) return await press(visitor, locale, carried.press);
      const { user } = actorOf(visitor, locale, continuedIn(visitor, carried.press));
      const asked = await desk().form(carried.press, carried.form, user);
      return 'form' in asked
        ? { kind: 'form', form: asked.form }
        : { kind: 'refused', note: asked.note, fields: {}, locale: null };
    });

    server.post('/playground/submit', unlisted, async (request, reply): Promise<Answer> => {
      const { platform, value, values, locale } = read(bodies.submit, request.body);
      const visitor = visitorOf(request, reply);
      const carried = decode(platform, value);
      if ('read' in carried || carried.form === null) {
        throw new BadBody('value: the button of this value opens no form');
      }
      const { press: pressed, form } = carried;
      const submitted = { type: 'submit', key: null, press: pressed, form, values } as const;
      return await receive(visitor, locale, submitted, continuedIn(visitor, pressed));
    });

    server.post('/playground/language', unlisted, async (request, reply): Promise<Answer> => {
      const { locale } = read(bodies.language, request.body);
      const visitor = visitorOf(request, reply);
      await pressEach(visitor, locale, 'language', locale);
      const elsewhere = spokenTo(visitor);
      if (elsewhere !== null && elsewhere.locale !== locale) {
        const { session_id, version } = elsewhere;
        await press(visitor, locale, { session_id, version, move: 'language', arg: locale });
      }
      return done;
    });

    server.post('/playground/start-over', unlisted, async (request, reply): Promise<Answer> => {
      const { locale } = read(bodies['start-over'], request.body);
      await pressEach(visitorOf(request, reply), locale, 'cancel', null);
      writeSecret(reply, options.newSecret(), options.secure);
      return done;
    });
  };
};

/** An input without what is the same for all of a visitor's. */
type Did = Input extends infer One
  ? One extends Input
    ? Omit<One, 'channel' | 'conversation' | 'user'>
    : never
  : never;

const done: Answer = { kind: 'accepted', note: null, fields: {}, locale: null };

const answerOf = (receipt: Receipt): Answer => {
  switch (receipt.kind) {
    case 'accepted':
      return { kind: receipt.kind, note: receipt.note, fields: {}, locale: receipt.session.locale };
    case 'refused':
      return { kind: receipt.kind, note: receipt.note, fields: receipt.fields, locale: null };
    case 'told':
      // It is on the screen.
      return { kind: 'accepted', note: null, fields: {}, locale: null };
    case 'duplicate':
    case 'ignored':
      return { kind: receipt.kind, note: null, fields: {}, locale: null };
  }
};

/** For the page alone: not part of the documented API. */
const unlisted = { schema: { hide: true }, bodyLimit: limits.bodyBytes };
