import type { FastifyRequest } from 'fastify';
import type { Actor } from '../app/admin/rights.ts';
import type { Scope } from '../app/api-keys.ts';
import type { FieldError } from '../engine/command.ts';
import { sendProblem } from './problem.ts';
import type { Answerable, ProblemCode } from './problem.ts';

/** Who asks. `id` is `admin` for the key of the environment, else the key's own id. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** A key as the office knows it. */
export const actorOf = ({ id, name, scopes }: Caller): Actor => ({
  kind: 'key',
  id: `key:${id}`,
  name,
  scopes,
  origin: 'rest',
});

/** Who asks; there is nobody in front of a route without a key. */
export const who = ({ caller }: Pick<FastifyRequest, 'caller'>): Actor => {
  if (caller === null) throw new Error('A route of the office was asked before the key was looked at');
  return actorOf(caller);
};

/** What the office did not do, as a problem. */
export const refuse = <Reply extends Answerable>(
  reply: Reply,
  outcome: { readonly refused: ProblemCode } | { readonly invalid: readonly FieldError[] },
): Reply =>
  'invalid' in outcome
    ? sendProblem(reply, 'invalid_input', { errors: outcome.invalid })
    : sendProblem(reply, outcome.refused);
