/** A process of its own that delivers webhooks from the database it is given, until it is killed. */
import { openDatabase } from '../../src/store/data-source.ts';
import { createHouse, realClock } from '../webhooks/house.ts';

const [databaseUrl = ''] = process.argv.slice(2);
const log = { info: () => {}, warn: () => {}, error: () => {} };

const { dataSource } = await openDatabase({ databaseUrl, dataDir: '', log });
const { worker } = createHouse(dataSource, {
  name: `p${process.pid}`,
  clock: realClock(),
  worker: { marginMs: 500, pollMs: 100, claimSize: 8, pace: { total: 16, perWebhook: 16, perOrigin: 16 } },
});
worker.start();
console.log('working');
