import { Initial1764000000000 } from './1764000000000-initial.ts';
import { Keep1764100000000 } from './1764100000000-keep.ts';
import { WebhookHealth1764300000000 } from './1764300000000-webhook-health.ts';
import { HandOff1764400000000 } from './1764400000000-hand-off.ts';
import { Decisions1764500000000 } from './1764500000000-decisions.ts';
import { Administration1764600000000 } from './1764600000000-administration.ts';
import { Drafts1764700000000 } from './1764700000000-drafts.ts';
import { Links1764800000000 } from './1764800000000-links.ts';
import { Forgotten1764900000000 } from './1764900000000-forgotten.ts';
import { WebhookEventsRoom1765000000000 } from './1765000000000-webhook-events-room.ts';
import { TimersRoom1765100000000 } from './1765100000000-timers-room.ts';
import type { SqlMigration } from './sql-migration.ts';

export type { SqlMigration } from './sql-migration.ts';

/** Every migration, oldest first. A new one is appended here: nothing is found by looking into the folder. */
export const migrations: readonly (new () => SqlMigration)[] = [
  Initial1764000000000,
  Keep1764100000000,
  WebhookHealth1764300000000,
  HandOff1764400000000,
  Decisions1764500000000,
  Administration1764600000000,
  Drafts1764700000000,
  Links1764800000000,
  Forgotten1764900000000,
  WebhookEventsRoom1765000000000,
  TimersRoom1765100000000,
];
