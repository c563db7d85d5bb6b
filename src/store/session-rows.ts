import type { Change } from '../app/ports.ts';
import type { Recorded } from '../engine/event.ts';
import { outcomeOf, statusOf } from '../engine/session.ts';
import type { Session } from '../engine/session.ts';
import type { Variables } from '../engine/template.ts';
import type { SessionId } from '../ids.ts';
import type { Shape } from './append-sql.ts';
import type { Vault } from './crypto.ts';
import { decisionRow } from './decision-sql.ts';

/** Room for the events of one command in the numbering of a session's history. */
const eventsPerCommand = 100;

const mapSecrets = (
  variables: Variables,
  secrets: readonly string[],
  change: (value: string, name: string) => string,
): Variables =>
  secrets.some((name) => name in variables)
    ? Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [
          name,
          secrets.includes(name) ? change(String(value), name) : value,
        ]),
      )
    : variables;

const context = (session: { session_id: string }, name: string): string =>
  `variable:${session.session_id}:${name}`;

/** The session as it is kept: values of secret variables sealed. */
const sealSession = (session: Session, vault: Vault): Session =>
  session.chosen && session.chosen.secrets.length > 0
    ? {
        ...session,
        chosen: {
          ...session.chosen,
          variables: mapSecrets(session.chosen.variables, session.chosen.secrets, (value, name) =>
            vault.seal(value, context(session, name)),
          ),
        },
      }
    : session;

export const openSession = (session: Session, vault: Vault): Session =>
  session.chosen && session.chosen.secrets.length > 0
    ? {
        ...session,
        chosen: {
          ...session.chosen,
          variables: mapSecrets(session.chosen.variables, session.chosen.secrets, (value, name) =>
            vault.open(value, context(session, name)),
          ),
        },
      }
    : session;

/**
 * An event as it is kept. `sealed` names the variables whose values are: a session's secrets change with its guide,
 * what is written does not.
 */
export interface EventData {
  readonly version: number;
  readonly event: Recorded['event'];
  readonly sealed?: readonly string[];
}

const sealEvent = ({ version, event }: Recorded, session: Session, vault: Vault): EventData => {
  if (event.type !== 'guide_confirmed' && event.type !== 'variables_provided') return { version, event };
  const secrets = event.type === 'guide_confirmed' ? event.secrets : (session.chosen?.secrets ?? []);
  const sealed = secrets.filter((name) => name in event.variables);
  if (sealed.length === 0) return { version, event };
  const variables = mapSecrets(event.variables, sealed, (value, name) =>
    vault.seal(value, context(session, name)),
  );
  return { version, event: { ...event, variables }, sealed };
};

/** An event out of its row. */
export const openEvent = (
  { at, data }: { readonly at: Date; readonly data: EventData },
  id: SessionId,
  vault: Vault,
): Recorded => {
  const { version, event, sealed = [] } = data;
  const opened =
    event.type === 'guide_confirmed' || event.type === 'variables_provided'
      ? {
          ...event,
          variables: mapSecrets(event.variables, sealed, (value, name) =>
            vault.open(value, context({ session_id: id }, name)),
          ),
        }
      : event;
  return { at: at.toISOString(), version, event: opened };
};

/** Which parts a change's statement needs. */
export const shapeOf = ({ expected, seen, entries, messages, decision, hand_off }: Change): Shape => ({
  asks: decision !== undefined,
  handsOff: hand_off !== undefined,
  isNew: expected === null,
  marks: seen !== null,
  leaves: entries.some(({ outward }) => outward !== null),
  posts: messages.some((one) => one.do === 'post'),
  redraws: messages.some((one) => one.do !== 'post'),
  hands: entries.some(
    ({ recorded: { event } }) => event.type === 'session_escalated' || event.type.startsWith('escalation_'),
  ),
});

/** A change as the statement takes it; `n` is its number there. */
export const givenFor = (change: Change, n: number, vault: Vault): Record<string, unknown> => ({
  n,
  expected: change.expected,
  seen: change.seen,
  token: change.lease.token,
  until: change.lease.until,
  held: change.held,
  events: eventRows(change, vault),
  messages: messageRows(change),
  escalation: change.session.escalation,
  decision: change.decision ? decisionRow(change.decision) : null,
  hand_off: change.hand_off ?? null,
  ...rowOf(change.session, vault),
});

const rowOf = (session: Session, vault: Vault): Record<string, unknown> => ({
  session_id: session.session_id,
  status: statusOf(session),
  version: session.version,
  sequence: session.sequence,
  channel: session.channel,
  conversation: session.conversation,
  person: session.user.id,
  locale: session.locale,
  template_id: session.chosen?.pin.template_id ?? null,
  template_version: session.chosen?.pin.version ?? null,
  category: session.chosen?.category ?? null,
  outcome: outcomeOf(session),
  state: sealSession(session, vault),
  problem: session.problem,
  created_at: session.created_at,
  updated_at: session.updated_at,
});

const eventRows = ({ entries, session }: Change, vault: Vault): Record<string, unknown>[] =>
  entries.map(({ recorded, outward }, index) => ({
    position: recorded.version * eventsPerCommand + index,
    at: recorded.at,
    type: recorded.event.type,
    data: sealEvent(recorded, session, vault),
    outward_event: outward?.event ?? null,
    sequence: outward?.data.sequence ?? null,
    outward,
  }));

const messageRows = ({ messages, session }: Change): Record<string, unknown>[] =>
  messages.map((change) =>
    change.do === 'post'
      ? { do: 'post', ...change.row, channel: session.channel }
      : {
          do: change.do,
          wanted: change.version,
          role: change.do === 'fold' ? 'past' : null,
          content: change.do === 'fold' ? change.content : null,
        },
  );
