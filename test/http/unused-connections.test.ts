import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createRawServer } from '../../src/http/raw.ts';

it('does not wait for connections that a browser opened and never used', async () => {
  const server = createRawServer({ routes: [], failed: () => {}, served: () => {} }, () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const unused = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await Promise.all([once(unused, 'connect'), once(server, 'connection')]);

  server.close();
  await Promise.all([once(server, 'close'), once(unused.resume(), 'close')]);
  expect(unused.destroyed).toBe(true);
});
