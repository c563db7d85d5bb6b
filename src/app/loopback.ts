import { isIP } from 'node:net';

/** True for a name or address that only this machine can reach: `localhost`, `127.0.0.0/8`, `::1` (with or without brackets). */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIP(name) === 4 ? name.startsWith('127.') : name === '::1' || name === '0:0:0:0:0:0:0:1';
}
