import { z } from 'zod';
import type { SessionRefusal } from '../app/rest.ts';
import type { WebhookRefusal } from '../app/webhooks.ts';
import type { FieldError } from '../engine/command.ts';

interface Kind {
  readonly status: number;
  readonly title: string;
  /** What to do next, where the answer does not say it in its own words. */
  readonly detail: string;
}

/** Seconds until asking again makes sense. */
const retryAfter = { database_away: '5', not_ready: '5', in_progress: '1' } as const;

const kind = (status: number, title: string, detail: string): Kind => ({ status, title, detail });

/** Every refusal, and every other way a request can go wrong, with its HTTP status. The one place that knows. */
const kinds = {
  malformed_request: kind(400, 'Malformed request', 'The request could not be read.'),
  malformed_json: kind(400, 'Malformed JSON', 'The body is not JSON: send one JSON object.'),
  unauthorized: kind(401, 'No valid key', 'Send a key: Authorization: Bearer <key>.'),
  forbidden: kind(403, 'Not allowed', 'This key may not do that.'),
  not_found: kind(404, 'Not found', 'There is nothing here by this name.'),
  method_not_allowed: kind(405, 'Method not allowed', 'This resource does not take that method.'),
  body_too_large: kind(413, 'Body too large', 'Send less at once.'),
  unsupported_media_type: kind(415, 'Unsupported content type', 'Send JSON: Content-Type: application/json.'),
  invalid_input: kind(422, 'Invalid input', 'Some fields are missing or wrong.'),
  idempotency_key_reused: kind(
    422,
    'Idempotency key reused',
    'This Idempotency-Key was sent with another request: choose a new one.',
  ),
  idempotency_in_progress: kind(
    409,
    'Request in progress',
    'The first request with this Idempotency-Key is still being answered: ask again.',
  ),
  rate_limited: kind(429, 'Too many requests', 'Ask again after the seconds in Retry-After.'),
  internal_error: kind(
    500,
    'Internal error',
    'Something is broken here. It was logged under this request id.',
  ),
  database_away: kind(503, 'Database away', 'Nothing was changed that you were not told of. Ask again.'),
  not_ready: kind(503, 'Not ready', 'Ask again in a moment.'),

  taken: kind(409, 'Id taken', 'There is one with this id already.'),
  webhook_disabled: kind(409, 'Webhook disabled', 'Enable the webhook first.'),
  role_fixed: kind(409, 'Role fixed', 'ADMIN_USERS gives this person their role: change it there.'),
  conflict: kind(409, 'Changed meanwhile', 'Others changed it at the same time: look again, then ask again.'),
  unknown_template: kind(422, 'Unknown template', 'There is no published guide with this id.'),

  already_done: kind(409, 'Already done', 'That was done before.'),
  already_rated: kind(409, 'Already rated', 'The session has its feedback.'),
  already_escalated: kind(409, 'Already escalated', 'People have the session already.'),
  claimed_by_another: kind(409, 'Claimed by another', 'Somebody else has claimed the escalation.'),
  guide_withdrawn: kind(
    409,
    'Guide withdrawn',
    'The guide is no longer offered: restart, or ask for a human.',
  ),
  invalid_choice: kind(422, 'Invalid choice', 'The step has no such choice.'),
  invalid_variables: kind(422, 'Invalid variables', 'Some variables are missing or wrong.'),
  line_closed: kind(409, 'Line closed', 'What is said in the thread does not go to the person.'),
  no_further_place: kind(409, 'No further place', 'No route leads on from here: see the settings.'),
  no_such_step: kind(409, 'No such step', 'The guide has no step with this number.'),
  no_guide_yet: kind(409, 'No guide yet', 'Choose a guide first.'),
  not_a_candidate: kind(409, 'Not a candidate', 'That guide was not offered in this session.'),
  not_choosing: kind(409, 'Not choosing', 'No guide is to be chosen now.'),
  not_collecting: kind(409, 'Not collecting', 'No variables are asked for now.'),
  not_confirming: kind(409, 'Not confirming', 'Nothing is to be confirmed now.'),
  not_escalated: kind(409, 'Not escalated', 'The escalation is not open.'),
  not_rateable: kind(409, 'Not rateable', 'Feedback is taken once the session is over.'),
  nothing_to_go_back_to: kind(409, 'Nothing to go back to', 'This is the first step.'),
  session_closed: kind(409, 'Session closed', 'The session is over: start a new one.'),
} as const satisfies Readonly<Record<SessionRefusal | WebhookRefusal, Kind>> & Readonly<Record<string, Kind>>;

export type ProblemCode = keyof typeof kinds;

/** RFC 9457, https://www.rfc-editor.org/rfc/rfc9457 */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    errors: z
      .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
      .optional()
      .describe('Which fields are wrong, where the problem is about fields.'),
    session: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('As it stands, where a command to it was refused.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problemSchema>;

export interface Particulars {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly session?: Readonly<Record<string, unknown>>;
}

const problemOf = (code: ProblemCode, { detail, errors, session }: Particulars = {}): Problem => {
  const { status, title, detail: usual } = kinds[code];
  return {
    type: `urn:unstuck:problem:${code}`,
    title,
    status,
    detail: detail ?? usual,
    code,
    ...(errors && { errors: [...errors] }),
    ...(session && { session: { ...session } }),
  };
};

export const problemType = 'application/problem+json';

/** What a reply of any route can do; its own type depends on what that route answers. */
export interface Answerable {
  statusCode: number;
  header(name: string, value: string): unknown;
  send(body: Problem): unknown;
}

/** Answers with a problem; a handler returns what this returns. */
export const sendProblem = <Reply extends Answerable>(
  reply: Reply,
  code: ProblemCode,
  particulars: Particulars = {},
): Reply => {
  reply.statusCode = kinds[code].status;
  reply.header('content-type', problemType);
  if (code === 'unauthorized') reply.header('www-authenticate', 'Bearer realm="unstuck"');
  if (code === 'database_away' || code === 'not_ready') reply.header('retry-after', retryAfter[code]);
  if (code === 'idempotency_in_progress') reply.header('retry-after', retryAfter.in_progress);
  reply.send(problemOf(code, particulars));
  return reply;
};

type ProblemStatus = (typeof kinds)[ProblemCode]['status'];

/** The problems a route may answer with, for its description. */
export const problemResponses = <Status extends ProblemStatus>(
  ...statuses: readonly Status[]
): Record<
  Status,
  { content: Record<typeof problemType, { schema: typeof problemSchema }>; description: string }
> =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: titles(status), content: { [problemType]: { schema: problemSchema } } },
    ]),
  ) as ReturnType<typeof problemResponses<Status>>;

const titles = (status: number): string =>
  Object.values(kinds)
    .filter((each) => each.status === status)
    .map(({ title }) => title)
    .join(', ');
