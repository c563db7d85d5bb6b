import type { DataSource } from 'typeorm';
import type { HandOffs } from '../app/hand-off/ports.ts';
import type { EscalationId, PersonId, SessionId } from '../ids.ts';

/** What is asked of hand-offs across sessions; `support_escalations` is written with the commands of each. */
export const createHandOffs = (dataSource: DataSource): HandOffs => ({
  byThread: async (thread) => {
    const [row] = await dataSource.query<{ session_id: SessionId }[]>(
      `SELECT session_id FROM support_escalations WHERE thread = $1
       ORDER BY status = 'closed', created_at DESC LIMIT 1`,
      [thread],
    );
    return row?.session_id ?? null;
  },

  agents: async (limit) =>
    await dataSource.query<{ id: PersonId; name: string | null }[]>(
      `SELECT assignee AS id, max(assignee_name) AS name FROM (
         SELECT assignee, assignee_name, updated_at FROM support_escalations
         WHERE assignee IS NOT NULL ORDER BY updated_at DESC LIMIT 500
       ) AS latest
       GROUP BY assignee ORDER BY max(updated_at) DESC LIMIT $1`,
      [limit],
    ),

  open: async (agent, limit) =>
    await dataSource.query<{ escalation_id: EscalationId; session_id: SessionId }[]>(
      agent === null
        ? `SELECT escalation_id, session_id FROM support_escalations WHERE status IN ('open', 'claimed')
           ORDER BY array_position(ARRAY['urgent', 'high', 'normal', 'low'], priority), created_at LIMIT $1`
        : `SELECT escalation_id, session_id FROM support_escalations WHERE status = 'claimed' AND assignee = $2
           ORDER BY array_position(ARRAY['urgent', 'high', 'normal', 'low'], priority), created_at LIMIT $1`,
      agent === null ? [limit] : [limit, agent],
    ),
});
