import { createHash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IdempotencyStore, KeyedRequest } from '../app/idempotency.ts';
import type { Clock } from '../app/ports.ts';
import type { Vault } from '../app/webhook-store.ts';
import { sendProblem } from './problem.ts';

// The package is CommonJS: its types promise a default export that Node gives as the module itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

export interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  /** Answers are kept sealed: some hold a secret that is shown once. */
  readonly vault: Vault;
  readonly clock: Clock;
}

/** Milliseconds. */
const idempotencyTimes = {
  /** How long an answer is given again. */
  kept: 24 * 60 * 60 * 1000,
  /** A request that has not been answered by then died with its process, and may be asked again. */
  lease: 60_000,
} as const;

/** Printable, and short enough for an index. */
const keyPattern = /^[\x20-\x7e]{1,255}$/;

interface Keyed {
  readonly request: KeyedRequest;
  readonly leaseUntil: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while a request under an `Idempotency-Key` is carried out. */
    keyed: Keyed | null;
  }
}

const keptAnswer = 'idempotency-replayed';

interface Kept {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What marks a keyed request for the application, so that even a crash between commit and answer doubles nothing. */
export const seenMark = ({ keyed }: FastifyRequest): string | null =>
  keyed &&
  `api:${createHash('sha256').update(`${keyed.request.caller}\n${keyed.request.key}\n${keyed.request.request_hash}`).digest('base64url')}`;

/**
 * Any POST may carry an `Idempotency-Key`: the same key, caller and request get the same answer for 24 hours.
 * Answers that say the machinery failed (5xx) are not kept.
 */
export const addIdempotency = (app: FastifyInstance, { store, vault, clock }: IdempotencyOptions): void => {
  app.decorateRequest('keyed', null);
  const contextOf = ({ caller, key }: KeyedRequest): string =>
    `support_idempotency.response:${caller}:${key}`;

  app.addHook('preValidation', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined) return undefined;
    if (typeof key !== 'string' || !keyPattern.test(key)) return refuseKey(reply);
    const keyed: KeyedRequest = { caller: request.caller?.id ?? '', key, request_hash: hashOf(request) };
    const now = clock.now();
    const leaseUntil = new Date(now.getTime() + idempotencyTimes.lease);
    const forgotten = new Date(now.getTime() - idempotencyTimes.kept);
    const begun = await store.begin(keyed, { now, lease_until: leaseUntil, forgotten_before: forgotten });
    switch (begun.begun) {
      case 'new':
        request.keyed = { request: keyed, leaseUntil };
        return undefined;
      case 'in_progress':
        return sendProblem(reply, 'idempotency_in_progress');
      case 'reused':
        return sendProblem(reply, 'idempotency_key_reused');
      case 'done': {
        const kept = JSON.parse(vault.open(begun.answer.sealed, contextOf(keyed))) as Kept;
        return reply
          .code(begun.answer.status)
          .headers(kept.headers)
          .header(keptAnswer, 'true')
          .send(kept.body);
      }
    }
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const { keyed } = request;
    if (keyed === null) return payload;
    request.keyed = null;
    try {
      if (reply.statusCode >= 500) {
        await store.abandon(keyed.request, keyed.leaseUntil);
      } else {
        const kept: Kept = {
          headers: headersOf(reply),
          body: typeof payload === 'string' ? payload : '',
        };
        const sealed = vault.seal(JSON.stringify(kept), contextOf(keyed.request));
        await store.finish(keyed.request, keyed.leaseUntil, { status: reply.statusCode, sealed });
      }
    } catch (error) {
      // What was asked for is done: its answer is worth more than the memory of it.
      request.log.error({ err: error }, 'the answer to a keyed request could not be kept');
    }
    return payload;
  });
};

const refuseKey = (reply: FastifyReply): FastifyReply =>
  sendProblem(reply, 'invalid_input', {
    errors: [
      {
        path: 'Idempotency-Key',
        code: 'invalid',
        message: 'Idempotency-Key must be 1 to 255 printable ASCII characters.',
      },
    ],
  });

/** Key order and blanks do not make another body. */
const hashOf = ({ method, url, body }: FastifyRequest): string =>
  createHash('sha256')
    .update(`${method}\n${url}\n${body === undefined ? '' : (canonicalize(body) ?? '')}`)
    .digest('hex');

const headersOf = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(
    ['content-type', 'location'].flatMap((name) => {
      const value = reply.getHeader(name);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
