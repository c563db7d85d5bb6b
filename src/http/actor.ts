import type { FastifyRequest } from 'fastify';
import type { Actor } from '../app/admin/rights.ts';
import type { FieldError } from '../engine/command.ts';
import type { Caller } from './auth.ts';
import { sendProblem } from './problem.ts';
import type { Answerable, ProblemCode } from './problem.ts';

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
