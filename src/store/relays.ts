import type { DataSource } from 'typeorm';
import type { Relay, Relays } from '../app/hand-off/ports.ts';
import type { RelayedFile } from '../engine/escalation.ts';
import type { EscalationId, MessageId, PersonId, SessionId } from '../ids.ts';

/** How it stands with words is how it stands with those they are for; a program reads them where they are kept. */
export const relayColumns = `relay.message_id, relay.session_id, relay.escalation_id, relay.position, relay.direction,
  relay.author, relay.author_name, relay.text, relay.edited, relay.over_line, relay.files, relay.source,
  relay.created_at, main.message_id IS NULL AS readable, main.failed_at, main.delivered_at, main.last_error`;

export const mainTarget = `LEFT JOIN support_relay_targets AS main ON main.message_id = relay.message_id
  AND main.part = CASE relay.direction WHEN 'to_person' THEN 'person' ELSE 'thread' END`;

export interface RelayRow {
  readonly message_id: MessageId;
  readonly session_id: SessionId;
  readonly escalation_id: EscalationId;
  readonly position: number;
  readonly direction: Relay['direction'];
  readonly author: PersonId;
  readonly author_name: string | null;
  readonly text: string | null;
  readonly edited: boolean;
  readonly over_line: boolean;
  readonly files: readonly RelayedFile[];
  readonly source: string | null;
  readonly created_at: Date;
  readonly readable: boolean;
  readonly failed_at: Date | null;
  readonly delivered_at: Date | null;
  readonly last_error: string | null;
}

export const relayOf = (row: RelayRow): Relay => ({
  message_id: row.message_id,
  session_id: row.session_id,
  escalation_id: row.escalation_id,
  position: row.position,
  direction: row.direction,
  author: { id: row.author, name: row.author_name },
  text: row.text,
  edited: row.edited,
  over_line: row.over_line,
  files: row.files,
  source: row.source,
  created_at: row.created_at.toISOString(),
  status: statusOf(row),
  error: row.delivered_at === null ? row.last_error : null,
  delivered_at: (row.delivered_at ?? (row.readable ? row.created_at : null))?.toISOString() ?? null,
});

const statusOf = ({ readable, delivered_at, failed_at }: RelayRow): Relay['status'] => {
  if (readable || delivered_at !== null) return 'delivered';
  return failed_at === null ? 'pending' : 'failed';
};

/** Words that cross, in `support_relay`; they are written with the commands of their session. */
export const createRelays = (dataSource: DataSource): Relays => {
  const read = async (rest: string, parameters: readonly unknown[]): Promise<readonly Relay[]> =>
    (
      await dataSource.query<RelayRow[]>(
        `SELECT ${relayColumns} FROM support_relay AS relay ${mainTarget} ${rest}`,
        [...parameters],
      )
    ).map(relayOf);

  return {
    find: async (id) => (await read('WHERE relay.message_id = $1', [id]))[0] ?? null,
    bySource: async (source) =>
      await read('WHERE relay.source = $1 ORDER BY relay.position, relay.created_at', [source]),
    list: async (id, after, limit) =>
      await read('WHERE relay.session_id = $1 AND relay.position > $2 ORDER BY relay.position LIMIT $3', [
        id,
        after,
        limit,
      ]),
    tail: async (id, limit) =>
      (
        await read('WHERE relay.session_id = $1 ORDER BY relay.position DESC LIMIT $2', [id, limit])
      ).toReversed(),
    retry: async (id, now) => {
      const [rows] = await dataSource.query<[unknown[], number]>(
        `UPDATE support_relay_targets SET failed_at = NULL, attempts = 0, next_attempt_at = $2, wanted = wanted + 1
         WHERE message_id = $1 AND (failed_at IS NOT NULL OR shown < 0) AND conversation IS NOT NULL RETURNING 1`,
        [id, now],
      );
      return rows.length > 0;
    },
  };
};
