import type { DataSource } from 'typeorm';
import type { IdempotencyStore } from './app/idempotency.ts';
import type { Settings } from './app/settings.ts';
import type { Broom } from './outbox/housekeeping.ts';
import { forgetAudit, forgetDecisions, forgetDelivered, forgetSeen, forgetWords } from './store/forget.ts';

const day = 24 * 3_600_000;
/** No platform repeats a delivery after so long. */
const seenKeptMs = 7 * day;
/** As the contract says of `Idempotency-Key`. */
const answersKeptMs = day;
const deliveriesKeptMs = 30 * day;
const decisionsKeptMs = 30 * day;
/** So long a button of an old page still works. */
const wordsKeptMs = 30 * day;
/** Unless set: what an audit of the year asks for. */
const auditKeptDays = 400;

/** What is forgotten by itself, and after how long. */
export const createBrooms = ({
  dataSource,
  idempotency,
  settings,
  privacy,
}: {
  readonly dataSource: DataSource;
  readonly idempotency: IdempotencyStore;
  readonly settings: () => Promise<Settings>;
  readonly privacy: {
    /** Takes the people out of sessions that ended before then; resolves with how many those were. */
    forgetOld(before: Date, limit: number, now: Date): Promise<number>;
  };
}): readonly Broom[] => [
  {
    what: 'seen marks',
    keepMs: seenKeptMs,
    sweep: (before, limit) => forgetSeen(dataSource, before, limit),
  },
  {
    what: 'answers to keyed requests',
    keepMs: answersKeptMs,
    sweep: async (before, limit) => await idempotency.forget(before, limit),
  },
  {
    what: 'webhook events',
    keepMs: deliveriesKeptMs,
    sweep: (before, limit) => forgetDelivered(dataSource, before, limit),
  },
  {
    what: 'what models were asked',
    keepMs: decisionsKeptMs,
    sweep: (before, limit) => forgetDecisions(dataSource, before, limit),
  },
  {
    what: 'the words of long buttons',
    keepMs: wordsKeptMs,
    sweep: (before, limit) => forgetWords(dataSource, before, limit),
  },
  {
    what: 'old lines of the audit log',
    keepMs: 0,
    sweep: async (now, limit) => {
      const days = (await settings()).privacy?.keep_audit_days ?? auditKeptDays;
      return await forgetAudit(dataSource, new Date(now.getTime() - days * day), limit);
    },
  },
  {
    what: 'who old sessions belonged to',
    keepMs: 0,
    sweep: async (now, limit) => {
      const days = (await settings()).privacy?.keep_days;
      return days === undefined
        ? 0
        : await privacy.forgetOld(new Date(now.getTime() - days * day), limit, now);
    },
  },
];
