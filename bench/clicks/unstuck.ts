import { join } from 'node:path';
import type { Channel, Desk } from '../../src/app/channel.ts';
import { systemClock } from '../../src/chance.ts';
import { createCore } from '../../src/core.ts';
import { packageRoot } from '../../src/package-root.ts';
import { openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { settings } from './subject.ts';

export const log = {
  debug: () => {},
  info: () => {},
  warn: (fields: object, text: string) => console.error(text, fields),
  error: (fields: object, text: string) => console.error(text, fields),
};

export const now = (): number => systemClock.now().getTime();

/** The product's own path: the engine, store and outbox around a channel, with nothing switched off. */
export const startUnstuck = async <One extends Channel>(
  open: (database: Database) => One,
  connect: (channel: One, desk: Desk) => void,
): Promise<{ readonly channel: One; readonly stop: () => Promise<void> }> => {
  const database = await openDatabase({ databaseUrl: settings.databaseUrl, dataDir: '.data', log });
  const channel = open(database);
  const core = createCore({
    database,
    encryptionKey: Buffer.alloc(32, 1),
    defaultLocale: 'en',
    localesDir: join(packageRoot(), 'locales'),
    webhookSecret: null,
    allowedNetworks: [],
    production: false,
    ownOrigin: () => null,
    channels: [channel],
    userAgent: 'Unstuck/bench',
    log,
    metrics: null,
  });
  await core.start();
  connect(channel, core.desk);
  await channel.start();
  return {
    channel,
    stop: async () => {
      await channel.stop();
      await core.stop();
      await database.close();
    },
  };
};
