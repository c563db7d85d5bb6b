import { join } from 'node:path';
import { createSlackChannel } from '../../adapters/slack/index.ts';
import { systemClock } from '../../src/chance.ts';
import { createCore } from '../../src/core.ts';
import { packageRoot } from '../../src/package-root.ts';
import { openDatabase } from '../../src/store/data-source.ts';
import { createKeep } from '../../src/store/keep.ts';
import { serveSubject, settings } from './subject.ts';

/** The product's own path: the real channel, engine, store and outbox, with nothing switched off. */
const log = {
  debug: () => {},
  info: () => {},
  warn: (fields: object, text: string) => console.error(text, fields),
  error: (fields: object, text: string) => console.error(text, fields),
};
const database = await openDatabase({ databaseUrl: settings.databaseUrl, dataDir: '.data', log });
const channel = createSlackChannel({
  botToken: 'xoxb-bench',
  keep: createKeep(database.dataSource, 'slack', systemClock),
  signingSecret: settings.signingSecret,
  apiUrl: settings.slackUrl,
  log,
  now: () => systemClock.now().getTime(),
});
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
channel.connect(core.desk);

await serveSubject(
  (request, response) => channel.requestListener?.(request, response),
  async () => {
    await channel.stop();
    await core.stop();
    await database.close();
  },
);
