import type { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { existsSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Where the embedded database listens: on a Unix socket only this user can reach, or on loopback. */
export type Address =
  | { readonly kind: 'socket'; readonly folder: string }
  /** Port 0: any that is free. */
  | { readonly kind: 'loopback'; readonly port: number };

/** The port in the socket's name; nothing listens there. */
export const SOCKET_PORT = 5432;
const SOCKET = `.s.PGSQL.${SOCKET_PORT}`;
const FOLDER_PREFIX = 'unstuck-';
/** sockaddr_un holds 108 bytes on Linux and 104 on macOS; a longer path is cut short without an error. */
const SOCKET_PATH_BYTES = 103;
/** The pool's, those of `psql` and of a tool or two. The library's own default is one. */
const MAX_CONNECTIONS = 50;

/** A new folder, open to this user alone, whose path leaves room for the socket's name; else loopback. */
export function newAddress(): Address {
  if (process.platform === 'win32') return { kind: 'loopback', port: 0 };
  for (const parent of [tmpdir(), '/tmp']) {
    const longest = join(parent, `${FOLDER_PREFIX}XXXXXX`, SOCKET);
    if (existsSync(parent) && Buffer.byteLength(longest) <= SOCKET_PATH_BYTES) {
      return { kind: 'socket', folder: mkdtempSync(join(parent, FOLDER_PREFIX)) };
    }
  }
  return { kind: 'loopback', port: 0 };
}

/** Serves the session there, and answers the address with the port that was found. */
export async function listen(
  db: PGlite,
  at: Address,
): Promise<{ server: PGLiteSocketServer; address: Address }> {
  const where =
    at.kind === 'socket' ? { path: join(at.folder, SOCKET) } : { host: '127.0.0.1', port: at.port };
  const server = new PGLiteSocketServer({ db, ...where, maxConnections: MAX_CONNECTIONS });
  await server.start();
  if (at.kind === 'socket') return { server, address: at };
  return { server, address: { kind: 'loopback', port: Number(server.getServerConn().split(':').at(-1)) } };
}

/** Removes the socket and its folder, and never anything else: the path may come from a file. */
export function removeSocketFolder(folder: string): void {
  if (!basename(folder).startsWith(FOLDER_PREFIX)) return;
  rmSync(join(folder, SOCKET), { force: true });
  if (existsSync(folder)) rmdirSync(folder);
}
