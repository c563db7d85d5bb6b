import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasScope, mayDo } from '../app/admin/rights.ts';
import { verbs } from '../app/admin/verbs.ts';
import type { VerbName } from '../app/admin/verbs.ts';
import type { ApiKeys, Scope } from '../app/api-keys.ts';
import type { Clock } from '../app/ports.ts';
import { actorOf } from './actor.ts';
import type { Caller } from './actor.ts';
import { sendProblem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** `null` until the key was looked at. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** What a key must be allowed to do to use the route. */
    scope?: Scope;
    /** What it does of what is administered: the table of verbs says who may. */
    verb?: VerbName;
  }
}

export interface AuthOptions {
  readonly adminApiKey: string;
  readonly keys: ApiKeys;
  readonly clock: Clock;
}

/** What is kept of a key. */
export const hashKey = (key: string): string => digest(key).toString('hex');

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

const admin: Caller = { id: 'admin', name: 'admin', scopes: ['admin'] };

/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const bearer = /^Bearer +([\x21-\x7e]{1,512}) *$/i;

/** Whose a key is; `null` where it is nobody's. */
export const createKeyCheck = ({ adminApiKey, keys, clock }: AuthOptions) => {
  const adminDigest = digest(adminApiKey);
  return async (key: string): Promise<Caller | null> => {
    // Compared as digests: of one length, and telling nothing about the key by the time it takes.
    if (timingSafeEqual(digest(key), adminDigest)) return admin;
    const known = await keys.find(hashKey(key), clock.now());
    return known && { id: known.key_id, name: known.name, scopes: known.scopes };
  };
};

/** An `onRequest` hook: 401 without a valid key, 403 where the key may not use the route. */
export const createAuthentication = (options: AuthOptions) => {
  const callerWith = createKeyCheck(options);
  const callerOf = async (header: string | undefined): Promise<Caller | null> => {
    const key = bearer.exec(header ?? '')?.[1];
    return key === undefined ? null : await callerWith(key);
  };

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { scope, verb } = request.routeOptions.config;
    const needed = verb === undefined ? scope : verbs[verb].scope;
    if (needed === undefined) throw new Error(`The route ${request.routeOptions.url ?? ''} names no scope`);
    const caller = await callerOf(request.headers.authorization);
    if (caller === null) return sendProblem(reply, 'unauthorized');
    request.caller = caller;
    const may = verb === undefined ? hasScope(caller.scopes, needed) : mayDo(actorOf(caller), verb);
    if (!may)
      return sendProblem(reply, 'forbidden', {
        detail: `This key may not do that: it needs the scope "${needed}".`,
      });
    return undefined;
  };
};
