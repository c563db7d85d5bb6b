import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { filesProblems, messageProblems, modalProblems } from './discord-check.ts';
import { callbackSchema, problemsIn, schemas } from './discord-schemas.ts';
import type { Schema } from './discord-schemas.ts';
import { applicationId, botId, channelTypes, isThread, rightBits } from './discord-world.ts';
import type { Json, StandInAttachment, StandInChannel, StandInMessage, World } from './discord-world.ts';

/** Discord's HTTP API as far as the adapter uses it: every request and every answer is held to its specification. */

export const token = 'MTQ1NzQ2OTQ4MzcyNjY2ODA0OA.stand-in.token';

/** A request that reached the stand-in. */
export interface Call {
  readonly name: string;
  readonly path: string;
  readonly body: Json;
}

/** What the next call of a name meets, in place of an ordinary answer. */
export type Fault =
  | { readonly code: number; readonly status: number }
  | { readonly status: 429; readonly retryAfter: number }
  /** `through`: what was asked for is done nevertheless, and nobody is told. */
  | { readonly status: 500 | 502 | 503; readonly through?: boolean }
  | { readonly hangUp: true; readonly through?: boolean }
  /** No answer until the promise is kept. */
  | { readonly until: Promise<unknown> };

/** An interaction that was delivered, and what it was answered. */
export interface OpenInteraction {
  readonly id: string;
  readonly token: string;
  readonly user: string;
  readonly channel: string;
  /** The message that was pressed in. */
  readonly message: StandInMessage | null;
  /** From now on it is too late for an answer. */
  late: boolean;
  reply: Json | null;
  /** The note that took the place of "thinking …", or will. */
  original: StandInMessage | null;
  answered: (reply: Json) => void;
}

export interface RestOptions {
  readonly world: World;
  readonly interactions: Map<string, OpenInteraction>;
  readonly problems: string[];
  readonly calls: Call[];
  readonly faults: Map<string, Fault[]>;
  readonly called: (name: string) => void;
  readonly gatewayUrl: () => string;
  readonly application: {
    flags: number;
    shards: number;
    /** How many new connections are allowed today. */
    starts: number;
    verifyKey: string;
    endpoint: string | null;
  };
  readonly posted: (message: StandInMessage) => void;
  readonly edited: (message: StandInMessage) => void;
  /** Says that the token is another's. */
  readonly isTokenWrong: () => boolean;
}

/** What Discord says no with. */
class No extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message = 'No') {
    super(message);
    this.status = status;
    this.code = code;
  }
}
const unknownChannel = (): No => new No(404, 10003, 'Unknown Channel');
const missingAccess = (): No => new No(403, 50001, 'Missing Access');
const missingRights = (): No => new No(403, 50013, 'Missing Permissions');

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly takes?: Schema;
  readonly gives?: Schema;
  readonly act: (
    part: readonly string[],
    body: Json,
    query: URLSearchParams,
    files: ReadonlyMap<string, File>,
  ) => unknown;
}

/** What a request holds: JSON, or JSON with files beside it. */
interface Content {
  readonly body: Json;
  /** By the number that the body's `attachments` give them. */
  readonly files: ReadonlyMap<string, File>;
}

export function createRest(options: RestOptions) {
  const { world, interactions, problems, calls, faults, called, application } = options;
  const commands = new Map<string, readonly Json[]>();
  const nonces = new Map<string, StandInMessage>();

  const channelOf = (id: string | undefined): StandInChannel => {
    const channel = world.channels.get(id ?? '');
    if (!channel) throw unknownChannel();
    return channel;
  };
  const messageOf = (id: string | undefined): StandInMessage => {
    const message = world.messages.find((one) => one.id === id && one.seenBy === null);
    if (!message) throw new No(404, 10008, 'Unknown Message');
    return message;
  };
  const mayWrite = (channel: StandInChannel): void => {
    if (channel.type === channelTypes.dm) {
      if ([...channel.members].some((user) => world.closed.has(user)))
        throw new No(403, 50007, 'Cannot send messages to this user');
      return;
    }
    if (!(channel.granted & rightBits.view)) throw missingAccess();
    const right = isThread(channel) ? rightBits.sendInThreads : rightBits.send;
    if (!(channel.granted & right)) throw missingRights();
    if (channel.locked) throw new No(400, 160005, 'Thread is locked');
  };
  const judge = (body: Json): void => {
    const found = messageProblems(withoutNumbers(body));
    problems.push(...found);
    if (found.length > 0) throw new No(400, 50035, 'Invalid Form Body');
  };
  const mayOpenThread = (channel: StandInChannel, isPrivate: boolean): void => {
    const isText = channel.type === channelTypes.text || channel.type === channelTypes.announcement;
    if (!isText || (isPrivate && channel.type !== channelTypes.text))
      throw new No(400, 50024, 'Cannot execute action on this channel type');
    if (!(channel.granted & rightBits.view)) throw missingAccess();
    const right = isPrivate ? rightBits.privateThreads : rightBits.publicThreads;
    if (!(channel.granted & right)) throw missingRights();
  };
  const openThread = (parent: StandInChannel, type: number, name: unknown, id?: string): Json =>
    world.channelJson(
      world.addChannel({
        type,
        guild: parent.guild,
        parent: parent.id,
        name: String(name),
        members: [botId],
        granted: parent.granted,
        ...(id === undefined ? {} : { id }),
      }),
    );

  const openInteraction = (id: string | undefined, given: string | undefined): OpenInteraction => {
    const interaction = interactions.get(id ?? '');
    if (!interaction || interaction.token !== given) throw new No(404, 10062, 'Unknown interaction');
    return interaction;
  };
  const byToken = (given: string | undefined): OpenInteraction => {
    const interaction = [...interactions.values()].find((one) => one.token === given);
    if (!interaction?.reply) throw new No(404, 10015, 'Unknown Webhook');
    return interaction;
  };
  const note = (interaction: OpenInteraction, body: Json | null): StandInMessage => {
    if (body) judge({ ...body, flags: Number(body['flags']) - 64 });
    const message = world.add({ channel: interaction.channel, author: botId, seenBy: interaction.user });
    if (body) world.draw(message, { ...body, flags: Number(body['flags']) - 64 }, false);
    return message;
  };

  /** Answers an interaction, over HTTP or the gateway alike. */
  const answer = (interaction: OpenInteraction, reply: Json): void => {
    if (interaction.late) throw new No(404, 10062, 'Unknown interaction');
    if (interaction.reply) throw new No(400, 40060, 'Interaction has already been acknowledged');
    const schema = callbackSchema(reply['type']);
    if (schema === null) throw new No(400, 50035, 'Invalid Form Body');
    problems.push(...problemsIn('callback', schema, withoutNumbers(reply)));
    const data = (reply['data'] ?? null) as Json | null;
    switch (reply['type']) {
      case 4:
        interaction.original = note(interaction, data);
        break;
      case 5:
        interaction.original = note(interaction, null);
        break;
      case 7:
        if (!interaction.message) throw new No(404, 10008, 'Unknown Message');
        if (data) {
          judge(data);
          world.draw(interaction.message, data, true);
        }
        interaction.original = interaction.message;
        break;
      case 9:
        problems.push(...modalProblems(data));
        break;
    }
    interaction.reply = reply;
    interaction.answered(reply);
  };

  const routes: readonly Route[] = [
    {
      name: 'read_application',
      method: 'GET',
      path: /^\/applications\/@me$/,
      gives: schemas.application,
      act: () => applicationJson(world, application),
    },
    {
      name: 'read_gateway',
      method: 'GET',
      path: /^\/gateway\/bot$/,
      gives: schemas.gateway,
      act: () => ({
        url: options.gatewayUrl(),
        shards: application.shards,
        session_start_limit: {
          total: 1000,
          remaining: application.starts,
          reset_after: 14_400_000,
          max_concurrency: 16,
        },
      }),
    },
    {
      name: 'read_commands',
      method: 'GET',
      path: /^\/applications\/(\d+)(?:\/guilds\/(\d+))?\/commands$/,
      act: ([, guild]) => commands.get(guild ?? '') ?? [],
    },
    {
      name: 'register_commands',
      method: 'PUT',
      path: /^\/applications\/(\d+)(?:\/guilds\/(\d+))?\/commands$/,
      act: ([, guild], body) => {
        const list = body as unknown as readonly Json[];
        problems.push(...list.flatMap((one) => problemsIn('command', schemas.command, one)));
        const registered = list.map((one) => registeredCommand(one, world.newId()));
        commands.set(guild ?? '', registered);
        return registered;
      },
    },
    {
      name: 'open_direct_messages',
      method: 'POST',
      path: /^\/users\/@me\/channels$/,
      takes: schemas.newDirect,
      gives: schemas.direct,
      act: (_, { recipient_id }) => world.channelJson(world.directWith(String(recipient_id))),
    },
    {
      name: 'create_message',
      method: 'POST',
      path: /^\/channels\/(\d+)\/messages$/,
      takes: schemas.newMessage,
      gives: schemas.message,
      act: ([id], body, _, files) => {
        const channel = channelOf(id);
        mayWrite(channel);
        const rights = files.size > 0 ? rightBits.attachFiles : 0n;
        if (channel.guild !== null && (channel.granted & rights) !== rights) throw missingRights();
        if ([...files.values()].some(({ size }) => size > 10 * 1024 * 1024))
          throw new No(413, 40005, 'Request entity too large');
        const { nonce, enforce_nonce, ...content } = body;
        if (files.size > 0) problems.push(...filesProblems(content, [...files.values()]));
        else judge(content);
        const before = nonces.get(`${channel.id} ${String(nonce)}`);
        if (before && enforce_nonce === true) return { ...world.messageJson(before), nonce };
        const attachments = attachmentsOf(content['attachments'], files);
        const message = world.add({ channel: channel.id, author: botId, nonce: String(nonce), attachments });
        world.draw(message, content, false);
        nonces.set(`${channel.id} ${String(nonce)}`, message);
        options.posted(message);
        return { ...world.messageJson(message), nonce };
      },
    },
    {
      name: 'edit_message',
      method: 'PATCH',
      path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      takes: schemas.editedMessage,
      gives: schemas.message,
      act: ([id, which], body) => {
        const channel = channelOf(id);
        const message = messageOf(which);
        mayWrite(channel);
        if (channel.archived) throw new No(400, 50083, 'Thread is archived');
        judge(body);
        world.draw(message, body, true);
        options.edited(message);
        return world.messageJson(message);
      },
    },
    {
      name: 'read_message',
      method: 'GET',
      path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      gives: schemas.message,
      act: ([id, which]) => {
        const channel = channelOf(id);
        if (channel.guild !== null && !(channel.granted & rightBits.history)) throw missingAccess();
        const message = messageOf(which);
        if (message.channel !== channel.id) throw new No(404, 10008, 'Unknown Message');
        return world.messageJson(message);
      },
    },
    {
      name: 'react',
      method: 'PUT',
      path: /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)\/@me$/,
      act: ([id, which, emoji]) => {
        const channel = channelOf(id);
        const message = messageOf(which);
        if (message.channel !== channel.id) throw new No(404, 10008, 'Unknown Message');
        const rights = rightBits.reactions | rightBits.history;
        if (channel.guild !== null && (channel.granted & rights) !== rights) throw missingRights();
        message.reactions.add(emoji ?? '');
        return null;
      },
    },
    {
      name: 'take_back_reaction',
      method: 'DELETE',
      path: /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)\/@me$/,
      act: ([, which, emoji]) => {
        messageOf(which).reactions.delete(emoji ?? '');
        return null;
      },
    },
    {
      name: 'read_messages',
      method: 'GET',
      path: /^\/channels\/(\d+)\/messages$/,
      act: ([id], _, query) => {
        const channel = channelOf(id);
        if (channel.guild !== null && !(channel.granted & rightBits.history)) throw missingAccess();
        const after = BigInt(query.get('after') ?? 0);
        const before = query.get('before');
        const limit = Number(query.get('limit') ?? 50);
        const found = world.messages
          .filter((one) => one.channel === channel.id && one.seenBy === null)
          .filter((one) => BigInt(one.id) > after && (before === null || BigInt(one.id) < BigInt(before)));
        const page = query.has('after') ? found.slice(0, limit) : found.slice(-limit);
        const answered = page.toReversed().map((one) => world.messageJson(one));
        problems.push(...answered.flatMap((one) => problemsIn('read_messages', schemas.message, one)));
        return answered;
      },
    },
    {
      name: 'read_channel',
      method: 'GET',
      path: /^\/channels\/(\d+)$/,
      act: ([id]) => {
        const channel = channelOf(id);
        if (channel.guild !== null && !(channel.granted & rightBits.view)) throw missingAccess();
        const json = world.channelJson(channel);
        problems.push(
          ...problemsIn(
            'read_channel',
            isThread(channel)
              ? schemas.thread
              : channel.type === channelTypes.dm
                ? schemas.direct
                : schemas.channel,
            json,
          ),
        );
        return json;
      },
    },
    {
      name: 'reopen_thread',
      method: 'PATCH',
      path: /^\/channels\/(\d+)$/,
      takes: schemas.editedThread,
      gives: schemas.thread,
      act: ([id], { archived }) => {
        const channel = channelOf(id);
        if (channel.locked) throw missingRights();
        channel.archived = archived === true;
        return world.channelJson(channel);
      },
    },
    {
      name: 'open_thread',
      method: 'POST',
      path: /^\/channels\/(\d+)\/threads$/,
      takes: schemas.newThread,
      gives: schemas.thread,
      act: ([id], { type, name }) => {
        const parent = channelOf(id);
        mayOpenThread(parent, type === 12);
        const wanted = parent.type === channelTypes.announcement ? 10 : type;
        if (type !== wanted) throw new No(400, 50024, 'Cannot execute action on this channel type');
        return openThread(parent, Number(type), name);
      },
    },
    {
      name: 'open_thread_below',
      method: 'POST',
      path: /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/,
      takes: schemas.newThreadBelow,
      gives: schemas.thread,
      act: ([id, which], { name }) => {
        const parent = channelOf(id);
        mayOpenThread(parent, false);
        const { id: message } = messageOf(which);
        if (world.channels.has(message))
          throw new No(400, 160004, 'A thread has already been created for this message');
        const type = parent.type === channelTypes.announcement ? 10 : 11;
        return openThread(parent, type, name, message);
      },
    },
    {
      name: 'add_to_thread',
      method: 'PUT',
      path: /^\/channels\/(\d+)\/thread-members\/(\d+)$/,
      act: ([id, user]) => {
        channelOf(id).members.add(user ?? '');
        return null;
      },
    },
    {
      name: 'answer_interaction',
      method: 'POST',
      path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
      act: ([id, given], body) => {
        answer(openInteraction(id, given), body);
        return null;
      },
    },
    {
      name: 'follow_up',
      method: 'POST',
      path: /^\/webhooks\/\d+\/([^/]+)$/,
      takes: schemas.followUp,
      gives: schemas.message,
      act: ([given], body) => world.messageJson(note(byToken(given), body)),
    },
    {
      name: 'edit_reply',
      method: 'PATCH',
      path: /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
      takes: schemas.editedReply,
      gives: schemas.message,
      act: ([given], body) => {
        const { original } = byToken(given);
        if (!original) throw new No(404, 10008, 'Unknown Message');
        judge(body);
        world.draw(original, body, true);
        return world.messageJson(original);
      },
    },
    {
      name: 'read_member',
      method: 'GET',
      path: /^\/guilds\/(\d+)\/members\/(\d+)$/,
      gives: schemas.member,
      act: ([guild, user]) => {
        const known = world.guilds.get(guild ?? '');
        if (!known || (user !== botId && !known.members.has(user ?? '')))
          throw new No(404, 10007, 'Unknown Member');
        return world.memberJson(user ?? '', guild);
      },
    },
    {
      name: 'read_roles',
      method: 'GET',
      path: /^\/guilds\/(\d+)\/roles$/,
      act: ([guild]) => {
        const roles = world.rolesJson(guild ?? '');
        problems.push(...roles.flatMap((role) => problemsIn('read_roles', schemas.role, role)));
        return roles;
      },
    },
    {
      name: 'read_servers',
      method: 'GET',
      path: /^\/users\/@me\/guilds$/,
      act: () =>
        [...world.guilds].map(([id, { granted }]) => ({ id, name: 'Acme', permissions: String(granted) })),
    },
    {
      name: 'leave_server',
      method: 'DELETE',
      path: /^\/users\/@me\/guilds\/(\d+)$/,
      act: ([guild]) => {
        world.guilds.delete(guild ?? '');
        return null;
      },
    },
  ];

  /** What came beside a body, each by the name and number that the body gives it. */
  const attachmentsOf = (named: unknown, files: ReadonlyMap<string, File>): readonly StandInAttachment[] => {
    const list = (named ?? []) as readonly Json[];
    if (list.length !== files.size) problems.push(`${files.size} files, ${list.length} attachments`);
    return list.flatMap(({ id, filename }) => {
      const file = files.get(String(id));
      const bytes = file && bytesOf.get(file);
      if (!file || !bytes || file.name !== filename) throw new No(400, 50035, 'Invalid Form Body');
      return [world.attachment(file.name, bytes, { type: file.type })];
    });
  };

  const act = (
    route: Route,
    part: readonly string[],
    { body, files }: Content,
    query: URLSearchParams,
  ): unknown => {
    if (route.takes) problems.push(...problemsIn(route.name, route.takes, body));
    const answered = route.act(part, body, query, files);
    if (route.gives) problems.push(...problemsIn(`${route.name} answered`, route.gives, answered));
    return answered;
  };

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '', 'http://discord.test');
    const path = url.pathname.replace(/^\/api\/v10/, '');
    const file = /^\/attachments\/\d+\/(\d+)\/[^/]+$/.exec(path);
    if (file) return serveFile(res, file[1] ?? '', url.searchParams.get('hm'));
    const route = routes.find((one) => one.method === req.method && one.path.test(path));
    const content = await read(req);
    const { body } = content;
    if (!route) {
      problems.push(`no such call: ${req.method} ${path}`);
      return send(res, 404, errorJson(0, '404: Not Found'));
    }
    const part =
      route.path
        .exec(path)
        ?.slice(1)
        .map((one) => decodeURIComponent(one ?? '')) ?? [];
    // Words and files go the same way, and meet different weather.
    const name = content.files.size > 0 ? 'create_files' : route.name;
    calls.push({ name, path, body });
    res.once('close', () => called(name));
    const byTokenAlone = /^\/(interactions|webhooks)\//.test(path);
    const isBot = req.headers.authorization === `Bot ${token}` && !options.isTokenWrong();
    if (!byTokenAlone && !isBot) return send(res, 401, errorJson(0, '401: Unauthorized'));
    const queue = sends.includes(name) ? faults.get('send') : undefined;
    const fault = faults.get(name)?.shift() ?? queue?.shift();
    try {
      if (fault && 'through' in fault && fault.through) act(route, part, content, url.searchParams);
      if (fault && 'hangUp' in fault) return void req.socket.destroy();
      if (fault && 'until' in fault) await fault.until;
      if (fault && 'code' in fault) throw new No(fault.status, fault.code);
      if (fault && 'retryAfter' in fault) {
        const limited = {
          message: 'You are being rate limited.',
          retry_after: fault.retryAfter,
          global: false,
          code: 0,
        };
        problems.push(...problemsIn('429', schemas.limited, limited));
        return send(res, 429, limited, { 'retry-after': String(fault.retryAfter) });
      }
      if (fault && 'status' in fault) return send(res, fault.status, errorJson(0, 'Internal Server Error'));
      const answered = act(route, part, content, url.searchParams);
      send(res, answered === null ? 204 : 200, answered);
    } catch (error) {
      if (!(error instanceof No)) throw error;
      const no = errorJson(error.code, error.message);
      problems.push(...problemsIn('error', schemas.error, no));
      send(res, error.status, no);
    }
  }

  /** The network that files lie in: an address opens one for a while, and needs no token. */
  function serveFile(res: ServerResponse, id: string, signature: string | null): void {
    calls.push({ name: 'read_file', path: id, body: {} });
    const fault = faults.get('read_file')?.shift();
    if (fault && 'hangUp' in fault) return void res.destroy();
    const bytes = fault ? null : world.bytesAt(id, signature);
    const status = fault && 'status' in fault ? fault.status : bytes === null ? 404 : 200;
    const elsewhere = status === 302 ? { location: 'http://127.0.0.1:1/' } : {};
    res.writeHead(status, { 'content-type': 'application/octet-stream', ...elsewhere });
    res.end(bytes ?? '');
  }

  return { serve, answer, commands };
}

/** What shows a message; a fault for `send` meets whichever comes first. */
const sends: readonly string[] = ['create_message', 'edit_message'];

const errorJson = (code: number, message: string): Json => ({ code, message });

function applicationJson(world: World, application: RestOptions['application']): Json {
  return {
    id: applicationId,
    name: 'Unstuck',
    icon: null,
    description: '',
    type: null,
    flags: application.flags,
    bot: world.userJson(botId),
    flags_new: String(application.flags),
    verify_key: application.verifyKey,
    redirect_uris: [],
    interactions_endpoint_url: application.endpoint,
    role_connections_verification_url: null,
    owner: world.userJson('1'),
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  };
}

/** As Discord gives it back: with what was not said. */
const registeredCommand = (command: Json, id: string): Json => ({
  default_member_permissions: null,
  nsfw: false,
  ...command,
  description: command['description'] ?? '',
  id,
  application_id: applicationId,
  version: randomUUID(),
});

/** The judge knows messages as they are drawn; the number of the first component is given when they are sent. */
const withoutNumbers = (body: Json): Json =>
  JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'id' && typeof value === 'number' ? undefined : value,
  ) as Json;

/** The bytes of files that came, as they are asked for where nothing can be waited for. */
const bytesOf = new WeakMap<File, Buffer>();

async function read(req: IncomingMessage): Promise<Content> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const whole = Buffer.concat(chunks);
  const type = req.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    return { body: (whole.length === 0 ? {} : JSON.parse(whole.toString())) as Json, files: new Map() };
  }
  const form = await new Response(whole, { headers: { 'content-type': type } }).formData();
  const files = new Map<string, File>();
  for (const [name, value] of form) {
    const [, number] = /^files\[(\d+)\]$/.exec(name) ?? [];
    if (number === undefined || typeof value === 'string') continue;
    files.set(number, value);
    bytesOf.set(value, Buffer.from(await value.arrayBuffer()));
  }
  return { body: JSON.parse(String(form.get('payload_json'))) as Json, files };
}

function send(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  // Discord names no JSON where there is none, and discord.js would look for it.
  if (status === 204) return void res.writeHead(204, headers).end();
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}
