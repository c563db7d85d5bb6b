/**
 * Runs one PostgreSQL for as long as the process lives that asked for it. A test run can be killed at any moment, and
 * must leave neither a server nor a folder behind.
 */
import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

const { postgres, args, user, logFile, watch, folder } = JSON.parse(process.argv[2]);

const log = openSync(logFile, 'a');
const server = spawn(postgres, args, { ...user, stdio: ['ignore', log, log] });
let abandoned = false;

const watching = setInterval(() => {
  try {
    process.kill(watch, 0);
  } catch {
    abandoned = true;
    server.kill('SIGQUIT');
  }
}, 250);

server.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.on('exit', (code) => {
  clearInterval(watching);
  if (abandoned) rmSync(folder, { recursive: true, force: true });
  process.exitCode = code ?? 0;
});

// Ctrl-C in the terminal ends the run; the run's end then ends the server.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
