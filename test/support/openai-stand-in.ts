import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the product asked, as it arrived. */
export interface ModelRequest {
  readonly authorization: string | undefined;
  /** The names of its headers, save those that every request has. */
  readonly headers: readonly string[];
  readonly raw: string;
  readonly model: string;
  /** What stands in the message that holds the data. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly instructions: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** How the stand-in treats one request. */
export type Behaviour = (request: ModelRequest, response: ServerResponse) => void;

export interface OpenAiStandIn {
  /** As `OPENAI_BASE_URL` takes it. */
  readonly baseUrl: string;
  readonly requests: readonly ModelRequest[];
  /** The next requests, in this order. */
  next(...behaviours: readonly Behaviour[]): void;
  /** Every request from now on, where nothing else is said. */
  always(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

export const standInModel = 'stand-in-mini';

/** A server that speaks OpenAI's chat completions on loopback, and misbehaves as told. */
export const startOpenAi = async (): Promise<OpenAiStandIn> => {
  const requests: ModelRequest[] = [];
  const queue: Behaviour[] = [];
  let fallback: Behaviour = answers({ guide: 'none', details: [], question: '' });

  const complete = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = requestOf(await text(incoming), incoming);
    requests.push(request);
    (queue.shift() ?? fallback)(request, response);
  };
  const server = createServer((incoming, response) => {
    const { method, url = '', headers } = incoming;
    if (headers.authorization !== 'Bearer sk-right') {
      json(response, 401, {
        error: { message: 'Incorrect API key provided: sk-wr***', code: 'invalid_api_key' },
      });
    } else if (method === 'GET' && url.startsWith('/v1/models/')) {
      const id = decodeURIComponent(url.slice('/v1/models/'.length));
      if (id === standInModel) json(response, 200, { id, object: 'model', created: 0, owned_by: 'nobody' });
      else
        json(response, 404, {
          error: { message: `The model '${id}' does not exist`, code: 'model_not_found' },
        });
    } else if (method === 'POST' && url === '/v1/chat/completions') {
      complete(incoming, response).catch((error: unknown) => response.destroy(error as Error));
    } else {
      json(response, 404, { error: { message: 'no such route' } });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    next: (...behaviours) => void queue.push(...behaviours),
    always: (behaviour) => {
      queue.length = 0;
      fallback = behaviour;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

/** What any HTTP client sends. */
const transport = [
  'host',
  'connection',
  'accept-language',
  'accept-encoding',
  'content-length',
  'sec-fetch-mode',
];

const requestOf = (raw: string, { headers }: IncomingMessage): ModelRequest => {
  const body = JSON.parse(raw) as {
    model: string;
    messages: { role: string; content: string }[];
    response_format: { json_schema: { strict: boolean; schema: Record<string, unknown> } };
  };
  const said = (role: string): string => body.messages.find((one) => one.role === role)?.content ?? '';
  if (!body.response_format.json_schema.strict) throw new Error('the schema is not strict');
  return {
    authorization: headers.authorization,
    headers: Object.keys(headers).filter((name) => !transport.includes(name)),
    raw,
    model: body.model,
    data: JSON.parse(said('user')) as Record<string, unknown>,
    instructions: said('system'),
    schema: body.response_format.json_schema.schema,
  };
};

const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const usage = { prompt_tokens: 700, completion_tokens: 30, total_tokens: 730 };

const completion = (message: object, finish_reason = 'stop'): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 0,
  model: standInModel,
  choices: [
    { index: 0, finish_reason, message: { role: 'assistant', content: null, refusal: null, ...message } },
  ],
  usage,
});

/** Answers with this JSON, or with what is made of the request. */
export const answers =
  (answer: object | ((request: ModelRequest) => object)): Behaviour =>
  (request, response) => {
    const content = JSON.stringify(
      typeof answer === 'function' ? (answer as (r: ModelRequest) => object)(request) : answer,
    );
    json(response, 200, completion({ content }));
  };

/** Answers with these words, whatever the schema says. */
export const says =
  (content: string): Behaviour =>
  (_, response) =>
    json(response, 200, completion({ content }));

export const refuses: Behaviour = (_, response) =>
  json(response, 200, completion({ refusal: 'I cannot help with that.' }));

export const filtered: Behaviour = (_, response) =>
  json(response, 200, completion({ content: '' }, 'content_filter'));

export const truncates: Behaviour = (_, response) =>
  json(response, 200, completion({ content: '{"guide":"pri' }, 'length'));

export const fails =
  (status: number, headers: Record<string, string> = {}, error: object = { message: 'no' }): Behaviour =>
  (_, response) =>
    json(response, status, { error }, headers);

/** Answers with this body, which is no completion. */
export const sends =
  (body: string, type = 'application/json'): Behaviour =>
  (_, response) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  };

/** Never answers. */
export const hangs: Behaviour = () => undefined;

/** Begins to answer, and never ends. */
export const dawdles: Behaviour = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"id":"chatcmpl-1",');
};

/** Closes the connection before a word, or in the middle of one. */
export const hangsUp: Behaviour = (_, response) => void response.destroy();
export const breaksOff: Behaviour = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"id":', () => response.destroy());
};

export const redirects =
  (to: string): Behaviour =>
  (_, response) => {
    response.writeHead(307, { location: to }).end();
  };

/** Answers like another behaviour once it is let go. */
export const held = (
  behaviour: Behaviour,
): { readonly behaviour: Behaviour; readonly release: () => void } => {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  return {
    behaviour: (request, response) => {
      const answer = (): void => behaviour(request, response);
      if (isOpen) answer();
      else waiting.push(answer);
    },
    release: () => {
      isOpen = true;
      for (const answer of waiting) answer();
    },
  };
};
