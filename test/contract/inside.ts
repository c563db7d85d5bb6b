import { join } from 'node:path';
import type { Channel, Desk, Leadership } from '../../src/app/channel.ts';
import type { Settings } from '../../src/app/settings.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import type { CoreOptions } from '../../src/core-options.ts';
import type { ChannelName } from '../../src/engine/command.ts';
import { packageRoot } from '../../src/package-root.ts';
import { createVault } from '../../src/store/crypto.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import { createKeep, createLeadership } from '../../src/store/keep.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';
import { memoryKeep } from '../support/memory-keep.ts';
import type { Inside, Log } from './harness.ts';

export interface LogLine {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

/** A log that is read along. */
export const recordingLog = (): { readonly log: Log; readonly lines: readonly LogLine[] } => {
  const lines: LogLine[] = [];
  const write = (level: keyof Log) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return {
    lines,
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  };
};

const vault = createVault(Buffer.alloc(32, 1));

/** A desk that answers as told, and a drawer in memory. */
export const scriptedInside = (desk: Desk, log: Log): Inside => ({
  deskFor: () => Promise.resolve(desk),
  keep: memoryKeep(),
  leadership: alwaysLeading,
  vault,
  log,
});

export { memoryKeep };

const alwaysLeading: Leadership = { lead: async () => true, resign: async () => {} };

/** Whoever has the key of the environment. */
const theOwner = { kind: 'key', id: 'key:admin', name: null, scopes: ['admin'], origin: 'rest' } as const;

/** The whole application on a real database behind one channel; nothing is replaced but the platform. */
export const openApplication = async (
  channelName: ChannelName,
  log: Log,
  more: Partial<Pick<CoreOptions, 'adminUsers' | 'allowedNetworks'>> = {},
) => {
  const database = await openDatabase({ dataDir: await freshDataDir(), log: silentLog });
  await migrate(database);
  const made: { core: Core | null } = { core: null };
  const core = (): Core => {
    if (made.core === null) throw new Error('The harness has not asked for the desk');
    return made.core;
  };
  const inside: Inside = {
    deskFor: async (channel: Channel) => {
      made.core = createCore({
        database,
        encryptionKey: Buffer.alloc(32, 1),
        defaultLocale: 'en',
        localesDir: join(packageRoot(), 'locales'),
        webhookSecret: null,
        allowedNetworks: [],
        production: false,
        ownOrigin: () => null,
        channels: [channel],
        userAgent: 'Unstuck/test',
        log: silentLog,
        metrics: null,
        ...more,
      });
      await made.core.start();
      return made.core.desk;
    },
    keep: createKeep(database.dataSource, channelName, { now: () => new Date() }),
    leadership: createLeadership(database.dataSource, 'this replica'),
    vault,
    log,
  };
  return {
    inside,
    get core() {
      return core();
    },
    /** As an admin sets it, checked against what there is. */
    async set(settings: Settings): Promise<void> {
      const set = await core().administration.office.do('settings set', theOwner, { settings });
      if (!('ok' in set)) throw new Error(JSON.stringify(set));
    },
    async close() {
      await made.core?.stop();
      await database.close();
    },
  };
};
