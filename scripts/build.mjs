/**
 * Builds what `npm start` runs into `dist/`: the server by tsc, the pages by Vite.
 * With `--if-stale` it does nothing when `dist/` was built from exactly these sources.
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', '.sources');
const sources = [
  'src',
  'adapters',
  'migrations',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

const files = (path) => {
  const here = join(root, path);
  if (!existsSync(here)) return [];
  if (!readdirSafe(here)) return [here];
  return readdirSync(here, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
};

function readdirSafe(path) {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

const fingerprint = () => {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(files)) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

const now = fingerprint();
const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
if (process.argv.includes('--if-stale') && built === now) process.exit(0);

if (process.argv.includes('--if-stale'))
  console.error('Building Unstuck (only after a change of its sources)…');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const run = (bin, ...args) =>
  execFileSync(process.execPath, [join(root, 'node_modules', bin), ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
run('typescript/bin/tsc', '-p', 'tsconfig.build.json');
if (existsSync(join(root, 'adapters/web/page/index.html'))) {
  run('vite/bin/vite.js', 'build', '--config', 'adapters/web/page/vite.config.ts', '--logLevel', 'warn');
}
writeFileSync(stamp, now);
