import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageProblems, viewProblems } from './slack-check.ts';
import { createStandInFiles } from './slack-stand-in-files.ts';
import type { StandInFile } from './slack-stand-in-files.ts';

export type Args = Readonly<Record<string, unknown>>;

/** A request that reached the stand-in, with its arguments decoded. */
export interface Call {
  readonly method: string;
  readonly args: Args;
  readonly token: string | null;
}

/** What the next call of a method meets, in place of an ordinary answer. */
export type Fault =
  | { readonly error: string }
  | { readonly status: 429; readonly retryAfter?: number }
  /** `through`: what was asked for is done nevertheless, and nobody is told. */
  | { readonly status: 500 | 502 | 503; readonly through?: boolean }
  | { readonly hangUp: true; readonly through?: boolean }
  /** No answer until the promise is kept. */
  | { readonly until: Promise<unknown>; readonly through?: boolean };

export interface StandInMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
  /** Set: only this person sees it. */
  readonly user: string | null;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly metadata: unknown;
  readonly edits: number;
  readonly files: readonly StandInFile[];
}

export interface SlackStandIn {
  /** As `SLACK_API_URL` takes it. */
  readonly url: string;
  /** A `response_url`. */
  readonly responseUrl: string;
  readonly calls: readonly Call[];
  callsOf(method: string): readonly Args[];
  /** What stands in the conversations now, in the order in which it was posted. */
  readonly messages: readonly StandInMessage[];
  /** Everything that was opened or published, with the trigger or the user it was for. */
  readonly views: readonly Args[];
  /** What was not taken, and why. */
  readonly problems: readonly string[];
  /** `send` is whichever comes next of the two methods that put a message up. */
  fault(method: string, ...faults: readonly Fault[]): void;
  /** From now on this trigger is too old. */
  expire(trigger: string): void;
  remove(message: StandInMessage): void;
  /** From now on nobody can write to the conversation, or to that with this user. */
  archive(channel: string): void;
  /** There is a channel of this name; the bot is in it unless it is said not to be. */
  channel(id: string, name: string, how?: { readonly member?: boolean }): void;
  /** The app was removed: from now on its token is of no use. */
  uninstall(token?: string): void;
  /** From now on this token is good, too. */
  install(token: string): void;
  /** From now on this method answers so. */
  method(name: string, answer: (args: Args) => Args): void;
  /** Somebody uploaded a file; resolves with its id. */
  file(name: string, bytes: Buffer, more?: Args): string;
  /** What events tell of it. */
  fileOf(id: string): Args;
  /** The signs on a message of this place and time. */
  reactions(channel: string, ts: string): readonly string[];
  person(user: string, profile: { readonly locale?: string; readonly name?: string }): void;
  /** Resolves when so many calls of the method were answered. */
  called(method: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

export const botToken = 'xoxb-stand-in';
const botUser = 'UBOT';

/**
 * Slack's Web API as far as the adapter uses it, on loopback: keeps what was posted, records every call, judges
 * every block, and fails in the ways that a real one does.
 */
export async function startSlackStandIn(): Promise<SlackStandIn> {
  const calls: Call[] = [];
  const messages: StandInMessage[] = [];
  const views: Args[] = [];
  const people = new Map<string, Args>();
  const faults = new Map<string, Fault[]>();
  const expired = new Set<string>();
  const problems: string[] = [];
  const archived = new Set<string>();
  const channels = new Map<string, { readonly name: string; readonly member: boolean }>();
  const tokens = new Set([botToken]);
  const uninstalled = new Set<string>();
  const answered = new Map<string, number>();
  const files = createStandInFiles(() => origin());
  const reactions = new Map<string, readonly string[]>();
  const waiting: { method: string; times: number; resolve: () => void }[] = [];
  let clock = 1_700_000_000_000_100;

  const directOf = (user: string): string => `D${user}`;
  const channelOf = (channel: string): string => (/^[UW]/.test(channel) ? directOf(channel) : channel);
  const nextTs = (): string => {
    clock += 100;
    return `${Math.floor(clock / 1_000_000)}.${String(clock % 1_000_000).padStart(6, '0')}`;
  };

  const judge = (found: readonly string[]): boolean => {
    problems.push(...found);
    return found.length === 0;
  };

  const add = (args: Args, user: string | null): Args => {
    if (archived.has(channelOf(text(args['channel'])))) return { ok: false, error: 'is_archived' };
    if (!judge(messageProblems(args))) return { ok: false, error: 'invalid_blocks' };
    const posted: StandInMessage = {
      channel: channelOf(text(args['channel'])),
      ts: nextTs(),
      thread_ts: args['thread_ts'] === undefined ? null : text(args['thread_ts']),
      user,
      text: text(args['text']),
      blocks: list(args['blocks']),
      metadata: args['metadata'],
      edits: 0,
      files: [],
    };
    messages.push(posted);
    return { ok: true, channel: posted.channel, ts: posted.ts, message_ts: posted.ts };
  };

  const history = (args: Args, found: (message: StandInMessage) => boolean): Args => ({
    ok: true,
    has_more: false,
    messages: messages
      .filter((message) => message.channel === args['channel'] && message.user === null && found(message))
      .map(({ ts, text: words, metadata, blocks, files: shared }) => ({
        type: 'message',
        user: botUser,
        ts,
        text: words,
        blocks,
        files: shared.map(files.told),
        ...(String(args['include_all_metadata']) === 'true' ? { metadata } : {}),
      })),
  });

  const react = (
    args: Args,
    change: (signs: readonly string[], name: string) => readonly string[] | string,
  ): Args => {
    const key = `${text(args['channel'])}:${text(args['timestamp'])}`;
    const changed = change(reactions.get(key) ?? [], text(args['name']));
    if (typeof changed === 'string') return { ok: false, error: changed };
    reactions.set(key, changed);
    return { ok: true };
  };

  const methods: Record<string, (args: Args) => Args> = {
    'auth.test': () => ({ ok: true, team: 'Acme', user: 'unstuck', user_id: botUser, team_id: 'T1' }),
    'users.info': ({ user }) => {
      const profile = people.get(text(user));
      return { ok: true, user: { id: user, name: 'somebody', profile: {}, ...profile } };
    },
    'chat.postMessage': (args) => add(args, null),
    'chat.postEphemeral': (args) => add(args, text(args['user'])),
    'chat.update': (args) => {
      const index = messages.findIndex(({ channel, ts }) => channel === args['channel'] && ts === args['ts']);
      const current = messages[index];
      if (!current) return { ok: false, error: 'message_not_found' };
      if (archived.has(current.channel)) return { ok: false, error: 'is_archived' };
      if (!judge(messageProblems(args))) return { ok: false, error: 'invalid_blocks' };
      messages[index] = {
        ...current,
        text: text(args['text']),
        blocks: list(args['blocks']),
        edits: current.edits + 1,
      };
      return { ok: true, channel: current.channel, ts: current.ts };
    },
    'reactions.add': (args) =>
      react(args, (signs, name) => (signs.includes(name) ? 'already_reacted' : [...signs, name])),
    'reactions.remove': (args) =>
      react(args, (signs, name) =>
        signs.includes(name) ? signs.filter((one) => one !== name) : 'no_reaction',
      ),
    ...files.methods((args, shared) => {
      const channel = text(args['channel_id']);
      if (!/^[CDG]/.test(channel)) return 'channel_not_found';
      if (archived.has(channel)) return 'is_archived';
      messages.push({
        channel,
        ts: nextTs(),
        thread_ts: args['thread_ts'] === undefined ? null : text(args['thread_ts']),
        user: null,
        text: '',
        blocks: [],
        metadata: undefined,
        edits: 0,
        files: shared,
      });
      return null;
    }),
    'conversations.info': ({ channel }) => {
      const known = channels.get(text(channel));
      return known
        ? {
            ok: true,
            channel: {
              id: channel,
              name: known.name,
              is_member: known.member,
              is_archived: archived.has(text(channel)),
            },
          }
        : { ok: false, error: 'channel_not_found' };
    },
    'conversations.open': ({ users }) => ({ ok: true, channel: { id: directOf(text(users)) } }),
    'conversations.history': (args) => history(args, ({ thread_ts }) => thread_ts === null),
    'conversations.replies': (args) => history(args, ({ thread_ts }) => thread_ts === args['ts']),
    'views.open': (args) => {
      if (expired.has(text(args['trigger_id']))) return { ok: false, error: 'expired_trigger_id' };
      return show(args['view'], { trigger_id: args['trigger_id'] });
    },
    'assistant.threads.setStatus': () => ({ ok: true }),
    'assistant.threads.setSuggestedPrompts': () => ({ ok: true }),
    'assistant.threads.setTitle': () => ({ ok: true }),
    'views.publish': ({ view, user_id }) => show(view, { user_id }),
  };
  const show = (view: unknown, before: Args): Args => {
    if (!judge(viewProblems(view))) return { ok: false, error: 'invalid_arguments' };
    views.push({ ...(view as Args), ...before, id: `V${views.length + 1}` });
    return { ok: true, view: { id: `V${views.length}` } };
  };

  const count = (method: string): void => {
    answered.set(method, (answered.get(method) ?? 0) + 1);
    for (const waiter of waiting) {
      if (waiter.method === method && (answered.get(method) ?? 0) >= waiter.times) waiter.resolve();
    }
  };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = (req.url ?? '').replace(/^\/(api\/)?/, '');
    // Bytes come and go at addresses of their own, whose names the calls are told by.
    const [, bytesOf = '', file = ''] = /^(upload|files-pri)\/(?:v1\/|T1-)(\w+)/.exec(path) ?? [];
    const method = bytesOf === '' ? path : bytesOf;
    const body = await read(req);
    const args = bytesOf === '' ? decode(req.headers['content-type'] ?? '', body.toString()) : { file };
    const token = /^Bearer (.*)$/.exec(req.headers.authorization ?? '')?.[1] ?? null;
    calls.push({ method, args, token });
    res.once('close', () => count(method));
    const isSend = method === 'chat.postMessage' || method === 'chat.update';
    const fault = faults.get(method)?.shift() ?? (isSend ? faults.get('send')?.shift() : undefined);
    const act = (): Args =>
      method === 'response_url'
        ? { ok: true }
        : method === 'upload'
          ? files.take(file, body)
          : (methods[method]?.(args) ?? { ok: false, error: 'unknown_method' });
    if (fault && 'through' in fault && fault.through) act();
    if (fault && 'hangUp' in fault) return void req.socket.destroy();
    if (fault && 'until' in fault) await fault.until;
    if (fault && 'status' in fault) {
      const headers =
        fault.status === 429 && fault.retryAfter !== undefined
          ? { 'retry-after': String(fault.retryAfter) }
          : {};
      return void res.writeHead(fault.status, headers).end('{"ok":false}');
    }
    if (method === 'upload') return answer(res, act());
    if (method === 'files-pri') {
      const known = files.find(file);
      // Without a token that may, Slack shows its login page.
      const may = token !== null && tokens.has(token) && !(fault && 'error' in fault);
      if (!known || !may) return void res.writeHead(302, { location: `${origin()}/?redir=` }).end();
      return void res.writeHead(200, { 'content-type': 'application/pdf' }).end(known.bytes);
    }
    if (method !== 'response_url' && method !== 'oauth.v2.access') {
      if (token === null || !tokens.has(token)) return answer(res, { ok: false, error: 'invalid_auth' });
      if (uninstalled.has(token)) return answer(res, { ok: false, error: 'account_inactive' });
    }
    answer(res, fault && 'error' in fault ? { ok: false, error: fault.error } : act());
  };

  const server = createServer((req, res) => {
    serve(req, res).catch((error: unknown) => res.destroy(error instanceof Error ? error : undefined));
  });
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `${origin()}/api/`,
    responseUrl: `${origin()}/response_url`,
    calls,
    callsOf: (method) => calls.filter((call) => call.method === method).map(({ args }) => args),
    messages,
    views,
    problems,
    fault: (method, ...added) => faults.set(method, [...(faults.get(method) ?? []), ...added]),
    expire: (trigger) => expired.add(trigger),
    remove: (message) => {
      const index = messages.findIndex(({ ts }) => ts === message.ts);
      if (index >= 0) messages.splice(index, 1);
    },
    archive: (channel) => archived.add(channelOf(channel)),
    channel: (id, name, { member = true } = {}) => channels.set(id, { name, member }),
    uninstall: (token = botToken) => uninstalled.add(token),
    install: (token) => tokens.add(token),
    method: (name, given) => {
      methods[name] = given;
    },
    file: files.add,
    fileOf: (id) => {
      const known = files.find(id);
      return known ? files.told(known) : {};
    },
    reactions: (channel, ts) => reactions.get(`${channel}:${ts}`) ?? [],
    person: (user, { locale, name }) =>
      people.set(user, { locale, profile: name === undefined ? {} : { display_name: name } }),
    called: (method, times = 1) =>
      new Promise((resolve) => {
        if ((answered.get(method) ?? 0) >= times) resolve();
        else waiting.push({ method, times, resolve });
      }),
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function read(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The SDK sends forms whose objects are JSON; the rest is JSON. */
function decode(type: string, body: string): Args {
  if (type.startsWith('application/json')) return JSON.parse(body) as Args;
  const structured = ['blocks', 'view', 'metadata', 'prompts', 'files'];
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [
      name,
      structured.includes(name) ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

function answer(res: ServerResponse, body: Args): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
