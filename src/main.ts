import { once } from 'node:events';
import { pino } from 'pino';
import { describeAddressProblem } from './address-problem.ts';
import { bytes, systemClock } from './chance.ts';
import { readConfig } from './config.ts';
import type { Config } from './config.ts';
import { describeFindings, examine } from './doctor.ts';
import { ListenProblem, readListenArguments, startListening } from './listen.ts';
import { instructions, readManifest, withAddress } from './manifest.ts';
import { writeTeamsPackage } from './manifest-teams.ts';
import { packageRoot } from './package-root.ts';
import { DatabaseProblem } from './store/database-errors.ts';
import { migrate, openDatabase } from './store/data-source.ts';
import { schemaSql } from './store/schema-sql.ts';
import { startUnstuck } from './wire.ts';
import { welcome } from './welcome.ts';

/** The process edge: arguments, environment, signals, exit codes. */

/** What is under way has this long to end; the container runtime's patience is ten seconds. */
const drainMs = 9_000;

const configuration = (): Config => {
  const read = readConfig(process.env);
  if (read.ok) return read.config;
  for (const error of read.errors) console.error(error);
  console.error('Nothing was started. Every variable is explained in .env.example.');
  return process.exit(1);
};

const logger = (config: Config) =>
  pino(
    { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );

/** A sentence for the person who started it, and the exit code 1; a bug keeps its stack. */
const failed = (error: unknown): never => {
  const forPeople = error instanceof DatabaseProblem || error instanceof ListenProblem;
  console.error(forPeople ? error.message : (describeAddressProblem(error) ?? error));
  return process.exit(1);
};

/** Resolves when somebody asks it to end; what is under way then has `drainMs`. */
const askedToEnd = async (log: ReturnType<typeof logger>): Promise<void> => {
  const [signal] = (await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])) as [string];
  log.info({ signal }, 'finishing what is under way');
  setTimeout(() => {
    log.error(
      { after_ms: drainMs },
      'ended before everything was finished; what was not committed comes again',
    );
    process.exit(1);
  }, drainMs).unref();
};

const serve = async (): Promise<void> => {
  const config = configuration();
  const log = logger(config);
  // Before anything is open, so that a signal during the start ends it in order as well.
  const ended = askedToEnd(log);
  const running = await startUnstuck(config, log);
  console.log(welcome(config, running));
  await ended;
  await running.stop();
  process.exit(0);
};

const commands: Readonly<Record<string, () => Promise<void>>> = {
  serve,
  migrate: async () => {
    const config = configuration();
    const database = await openDatabase({
      databaseUrl: config.databaseUrl ?? undefined,
      dataDir: config.dataDir,
      log: logger(config),
    });
    const done = await migrate(database);
    console.log(done.length === 0 ? 'The database is up to date.' : `Done: ${done.join(', ')}.`);
    await database.close();
  },
  schema: async () => {
    process.stdout.write(schemaSql());
  },
  manifest: async () => {
    const { publicUrl, channels } = configuration();
    const manifest = readManifest(packageRoot());
    const filled = publicUrl === null ? manifest : withAddress(manifest, publicUrl);
    process.stdout.write(`${JSON.stringify(filled, null, 2)}\n`);
    console.error(instructions(publicUrl));
    const appId = channels.teams.on ? channels.teams.appId : null;
    console.error(`\n${writeTeamsPackage(packageRoot(), { appId, publicUrl })}`);
  },
  listen: async () => {
    const listening = await startListening({
      ...readListenArguments(process.argv.slice(3), configuration()),
      secret: bytes(32),
      clock: systemClock,
      print: (block) => console.log(block),
    });
    console.log(`Listening at ${listening.url} as ${listening.webhookId}; Ctrl-C unregisters.\n`);
    await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
    await listening.stop();
    process.exit(0);
  },
  doctor: async () => {
    const findings = await examine({
      env: process.env,
      nodeVersion: process.versions.node,
      root: packageRoot(),
      clock: systemClock,
    });
    console.log(describeFindings(findings));
    process.exitCode = findings.some(({ result }) => result === 'problem') ? 1 : 0;
  },
};

const name = process.argv[2] ?? 'serve';
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  await command().catch(failed);
} else {
  console.error(`There is no command ${name}. There are: ${Object.keys(commands).join(', ')}.`);
  process.exit(1);
}
