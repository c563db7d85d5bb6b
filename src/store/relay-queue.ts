import type { DataSource } from 'typeorm';
import type { MessageRef } from '../app/channel.ts';
import type { RelayQueue, RelayWork } from '../app/hand-off/ports.ts';
import type { ConversationId } from '../ids.ts';
import { mainTarget, relayColumns, relayOf } from './relays.ts';
import type { RelayRow } from './relays.ts';
import { prepare } from './statements.ts';

type WorkRow = RelayRow & {
  readonly part: RelayWork['part'];
  readonly conversation: ConversationId;
  readonly wanted: number;
  readonly ref: MessageRef | null;
  readonly attempts: number;
};

/**
 * Nobody overtakes: of a conversation only the first that waits is claimed. What waits for its next try holds back
 * those behind it, which go to the same place.
 */
const claim = `
WITH mine AS (
  UPDATE support_relay_targets SET lease_token = $1, lease_until = $2, attempts = attempts + 1
  WHERE (message_id, part) IN (
    SELECT target.message_id, target.part FROM support_relay_targets AS target
    WHERE target.next_attempt_at <= $4 AND target.channel = $3
      AND ($6::text IS NULL OR target.conversation = $6)
      AND (target.lease_until IS NULL OR target.lease_until <= $4)
      AND NOT EXISTS (
        SELECT FROM support_relay_targets AS before
        WHERE before.conversation = target.conversation AND before.line < target.line
          AND before.next_attempt_at IS NOT NULL
      )
    ORDER BY target.next_attempt_at LIMIT $5 FOR UPDATE SKIP LOCKED
  )
  RETURNING message_id, part, line, conversation, wanted, ref, attempts
)
SELECT ${relayColumns}, mine.part, mine.conversation, mine.wanted, mine.ref, mine.attempts
FROM mine JOIN support_relay AS relay USING (message_id) ${mainTarget}
ORDER BY mine.line`;

/** What the author sees of their own words changes with how it stands with them. */
const tell = `
told AS (
  UPDATE support_relay_targets AS mirror SET
    wanted = mirror.wanted + 1,
    next_attempt_at = CASE
      WHEN mirror.conversation IS NOT NULL AND mirror.failed_at IS NULL THEN least(mirror.next_attempt_at, $4)
      ELSE mirror.next_attempt_at END
  FROM settled WHERE settled.part = 'person' AND settled.news
    AND mirror.message_id = settled.message_id AND mirror.part = 'thread'
  RETURNING mirror.conversation
)
SELECT (SELECT conversation FROM told) AS told`;

const sent = `
WITH before AS (
  SELECT delivered_at FROM support_relay_targets WHERE message_id = $1 AND part = $2
),
settled AS (
  UPDATE support_relay_targets AS target SET
    ref = $5, shown = greatest(shown, $6), attempts = 0, last_error = NULL, failed_at = NULL,
    delivered_at = coalesce(delivered_at, $4),
    next_attempt_at = CASE WHEN wanted > $6 THEN $4 END,
    lease_token = NULL, lease_until = NULL
  WHERE message_id = $1 AND part = $2 AND lease_token = $3
  RETURNING message_id, part, (SELECT delivered_at FROM before) IS NULL AS news
),
${tell}`;

const giveUp = `
WITH settled AS (
  UPDATE support_relay_targets SET
    last_error = $5, failed_at = $4, next_attempt_at = NULL, lease_token = NULL, lease_until = NULL
  WHERE message_id = $1 AND part = $2 AND lease_token = $3
  RETURNING message_id, part, delivered_at IS NULL AS news
),
${tell}`;

/** Words on their way, as a queue on Postgres. */
export const createRelayQueue = (dataSource: DataSource): RelayQueue => {
  const claiming = prepare(dataSource, 'relay_claim', claim);
  const settling = prepare(dataSource, 'relay_sent', sent);
  return {
    claim: async ({ channel, conversation, limit, token, now, until }) =>
      (await claiming<WorkRow>([token, until, channel, now, limit, conversation])).map((row) => ({
        relay: relayOf(row),
        part: row.part,
        conversation: row.conversation,
        wanted: row.wanted,
        ref: row.ref,
        attempts: row.attempts,
      })),

    sent: async ({ relay, part, wanted }, token, ref, now) => {
      const [row] = await settling<{ told: ConversationId | null }>([
        relay.message_id,
        part,
        token,
        now,
        JSON.stringify(ref),
        wanted,
      ]);
      return { told: row?.told ?? null };
    },

    postpone: async ({ relay, part }, token, error, at) => {
      await dataSource.query(
        `UPDATE support_relay_targets SET last_error = $4, next_attempt_at = $5, lease_token = NULL, lease_until = NULL
         WHERE message_id = $1 AND part = $2 AND lease_token = $3`,
        [relay.message_id, part, token, error, at],
      );
    },

    giveUp: async ({ relay, part }, token, error, now) => {
      const [row] = await dataSource.query<{ told: ConversationId | null }[]>(giveUp, [
        relay.message_id,
        part,
        token,
        now,
        error,
      ]);
      return { told: row?.told ?? null };
    },
  };
};
