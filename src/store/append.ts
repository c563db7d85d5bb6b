import type { DataSource } from 'typeorm';
import type { Appended, Change, Clock } from '../app/ports.ts';
import { appendStatement, nameOf, together } from './append-sql.ts';
import type { AppendedRow, Shape } from './append-sql.ts';
import { createBatcher } from './batcher.ts';
import type { Vault } from './crypto.ts';
import { isDatabaseAway } from './database-errors.ts';
import { givenFor, shapeOf } from './session-rows.ts';
import { prepare } from './statements.ts';
import type { Statement } from './statements.ts';

/** So many commands share a statement at most, that the first of them waits for no long one. */
const commandsAtMost = 64;

/**
 * Commits commands. Those that come while an earlier statement is under way share the next: a busy replica pays the
 * round trip, the planning of parts and the flush to disk once for many. Each command is guarded by itself, so that
 * one which lost its race takes nothing from the others; only what the database itself refuses is tried apart again.
 */
export const createAppend = (
  dataSource: DataSource,
  vault: Vault,
  clock: Clock,
): ((change: Change) => Promise<Appended>) => {
  const statements = new Map<string, Statement>();
  const statementOf = (shape: Shape): Statement => {
    const name = nameOf(shape);
    const known = statements.get(name);
    if (known) return known;
    const made = prepare(dataSource, name, appendStatement(shape));
    statements.set(name, made);
    return made;
  };

  const write = async (changes: readonly Change[]): Promise<readonly Appended[]> => {
    const run = statementOf(together(changes.map(shapeOf)));
    const given = JSON.stringify(changes.map((change, n) => givenFor(change, n, vault)));
    const rows = await run<AppendedRow>([given, clock.now()]);
    const answers = new Map(rows.map((row) => [row.n, row]));
    return changes.map((change, n) => answered(change, answers.get(n)));
  };

  const writeAlone = async (change: Change): Promise<Appended> => {
    try {
      const [answer] = await write([change]);
      if (!answer) throw new Error('The database answered nothing to a command');
      return answer;
    } catch (error) {
      if (violates(error, 'support_sessions_one_open')) return { appended: 'session_open' };
      throw error;
    }
  };

  const batched = createBatcher(
    async (changes: readonly Change[]): Promise<readonly PromiseSettledResult<Appended>[]> => {
      try {
        const answers = await write(changes);
        return answers.map((value) => ({ status: 'fulfilled', value }));
      } catch (error) {
        const reason: unknown = error;
        if (isDatabaseAway(error)) return changes.map(() => ({ status: 'rejected', reason }));
        return await Promise.allSettled(changes.map(writeAlone));
      }
    },
    commandsAtMost,
  );

  return async (change) => {
    // A session that begins may be one too many, which the database alone can tell.
    if (change.expected === null) return await writeAlone(change);
    const result = await batched(change);
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  };
};

const answered = ({ expected }: Change, row: AppendedRow | undefined): Appended => {
  if (row?.changed === true) {
    const { leased, held, webhook_events } = row;
    return { appended: 'done', leased, held, webhook_events };
  }
  // A new session that was not written lost the race for its seen mark.
  return { appended: row?.seen === true || expected === null ? 'duplicate' : 'conflict' };
};

/** A unique violation: somebody else has what we wanted to insert. */
const violates = (error: unknown, constraint: string): boolean =>
  typeof error === 'object' && error !== null && 'constraint' in error && error.constraint === constraint;
