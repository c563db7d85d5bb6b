import { randomBytes } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { createWebChannel } from '../../adapters/web/index.ts';
import type { WebChannel } from '../../adapters/web/index.ts';
import type { WebChannelOptions } from '../../adapters/web/options.ts';
import type { LiveEvents } from '../../adapters/web/protocol.ts';
import type { History } from '../../adapters/web/timeline.ts';
import { createDrawings } from '../../src/drawings.ts';
import type { Desk, Outgoing } from '../../src/app/channel.ts';
import type { Recorded } from '../../src/engine/event.ts';
import type { Message } from '../../src/engine/message.ts';
import { evolve } from '../../src/engine/evolve.ts';
import type { Session } from '../../src/engine/session.ts';
import type { ConversationId, MessageId, PersonId, SessionId } from '../../src/ids.ts';
import { plainMessage, scriptedDesk } from '../support/scripted-desk.ts';

export const hookSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
export const adminKey = 'the-key-of-an-admin';
const started = '2026-03-01T10:00:00.000Z';

interface Playground {
  readonly deskFor: (channel: WebChannel) => Promise<Desk>;
  readonly log: WebChannelOptions['log'];
  readonly history?: WebChannelOptions['history'];
  readonly continued?: WebChannelOptions['continued'];
  readonly publicUrl?: string | null;
  readonly pack?: WebChannelOptions['pack'];
  readonly admin?: WebChannelOptions['admin'];
}

/** The playground on loopback, with the page that its tests have no use for left out. */
export const openPlayground = async (given: Playground) => {
  const { deskFor, log, history, continued, publicUrl, pack, admin } = given;
  const pages = mkdtempSync(join(tmpdir(), 'unstuck-web-'));
  mkdirSync(join(pages, 'assets'));
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>The page</title>');
  writeFileSync(join(pages, 'assets', 'page-1.js'), 'export {};');

  const channel: WebChannel = createWebChannel({
    drawings: createDrawings((_locale, key) => key),
    clock: { now: () => new Date() },
    newSecret: () => randomBytes(32).toString('base64url'),
    log,
    history: history ?? (async () => null),
    continued: continued ?? {
      minutes: 10,
      redeem: async () => null,
      of: async () => [],
      session: async () => null,
    },
    pack: pack ?? (async () => plainMessage('the pack')),
    admin: admin ?? {
      local: true,
      isAdmin: async (person) => channel.isAdmin(person),
      opensBy: async (key) => key === adminKey,
    },
    examples: async (locale) => [`${locale}: the wifi is slow`],
    locales: ['es', 'en'],
    publicUrl: publicUrl ?? null,
    publicDir: pages,
    hookSecret: () => hookSecret,
  });
  channel.connect(await deskFor(channel));
  const server = Fastify({ forceCloseConnections: true });
  await server.register(channel.plugin);
  await channel.start();
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;

  return {
    channel,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await server.close();
      await channel.stop();
      rmSync(pages, { recursive: true, force: true });
    },
  };
};

/** The same in front of a desk that answers as told. */
export const openHouse = async (given: Partial<Pick<Playground, 'publicUrl' | 'pack' | 'admin'>> = {}) => {
  const desk = scriptedDesk();
  const histories = new Map<string, History>();
  const problems: object[] = [];
  const playground = await openPlayground({
    deskFor: async () => desk,
    log: { warn: (what) => problems.push(what), error: (what) => problems.push(what) },
    history: async (session) => histories.get(session) ?? null,
    ...given,
  });
  return { ...playground, desk, histories, problems };
};
export type House = Awaited<ReturnType<typeof openHouse>>;

/** A browser without a window: keeps the cookie, posts JSON, listens. */
export const newVisitor = (
  url: string,
  known = '',
  /** What a proxy adds to all that is asked. */
  added: Readonly<Record<string, string>> = {},
) => {
  let cookie = known;
  const remember = (response: Response): Response => {
    const given = response.headers.get('set-cookie');
    if (given !== null) cookie = given.split(';')[0] ?? '';
    return response;
  };
  return {
    cookie: () => cookie,
    get: async (path: string) => remember(await fetch(url + path, { headers: { cookie, ...added } })),
    post: async (name: string, body: unknown) => {
      const response = await fetch(`${url}/playground/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...added },
        body: JSON.stringify(body),
      });
      const answer: unknown = await remember(response).json();
      return { status: response.status, answer };
    },
    listen: async (locale = 'en') =>
      listenTo(
        remember(await fetch(`${url}/playground/stream?locale=${locale}`, { headers: { cookie, ...added } })),
      ),
  };
};

/** Reads a stream of server-sent events one by one. */
const listenTo = (response: Response) => {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('A stream without a body');
  let text = '';
  const nextFrame = async (): Promise<string | null> => {
    while (!text.includes('\n\n')) {
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
    const end = text.indexOf('\n\n');
    const frame = text.slice(0, end);
    text = text.slice(end + 2);
    return frame;
  };
  return {
    status: response.status,
    /** What the next event of this name says; the others on the way to it are passed over. */
    next: async <Name extends keyof LiveEvents>(name: Name): Promise<LiveEvents[Name]> => {
      for (;;) {
        const frame = await nextFrame();
        if (frame === null) throw new Error(`The stream ended before ${name}`);
        const [, event, data] = /^event: (.*)\ndata: (.*)$/s.exec(frame) ?? [];
        if (event === name) return JSON.parse(data ?? '') as LiveEvents[Name];
      }
    },
    /** Resolves when the server has ended the stream. */
    ended: async (): Promise<void> => {
      while ((await nextFrame()) !== null);
    },
    close: () => reader.cancel(),
  };
};

export const sessionId = (name: string): SessionId => `ses_${name}` as SessionId;

/** What happened, a second apart. */
export const recordedOf = (events: readonly Recorded['event'][]): readonly Recorded[] =>
  events.map((event, index) => ({
    at: new Date(Date.parse(started) + index * 1000).toISOString(),
    version: index + 1,
    event,
  }));

export const sessionStarted = (
  id: SessionId,
  person: string,
  problem: string | null,
): Extract<Recorded['event'], { type: 'session_started' }> => ({
  type: 'session_started',
  session_id: id,
  channel: 'web',
  conversation: person as ConversationId,
  user: { id: person as PersonId, name: null, locale: 'en' },
  problem,
  previous: null,
});

export const sessionOf = (id: SessionId, person: string, problem: string | null = null): Session => {
  const session = recordedOf([sessionStarted(id, person, problem)]).reduce<Session | null>(evolve, null);
  if (session === null) throw new Error('No session came of it');
  return session;
};

/** What the application would have sent. */
export const outgoing = (
  to: { readonly conversation: string; readonly session: SessionId | null },
  message: Message | string,
  more: Partial<Outgoing> = {},
): Outgoing => ({
  message_id: 'msg_1' as MessageId,
  conversation: to.conversation as ConversationId,
  person: to.conversation as PersonId,
  session_id: to.session,
  version: 1,
  message: typeof message === 'string' ? plainMessage(message) : message,
  ref: null,
  attempt: 0,
  ...more,
});
