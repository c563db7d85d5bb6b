import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signingSecret } from '../support/slack-requests.ts';
import { botToken } from '../support/slack-stand-in.ts';

/** The product as a process of its own, as `npm start` runs it. */
export interface Unstuck {
  readonly url: string;
  readonly key: string;
  /** What it printed on standard output so far. */
  readonly printed: () => string;
  /** What it logged so far, on standard error. */
  readonly logged: () => string;
  rest(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Resolves with the exit code; `null` where the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface Answer {
  readonly status: number;
  // What a client of the REST API sees: any JSON.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
export const adminKey = 'an-admin-key-for-tests';
const encryptionKey = Buffer.alloc(32, 9).toString('base64');

/** Starts it and waits until it says that it is ready. */
export async function startUnstuck(settings: {
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly slackUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<Unstuck> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      DATA_DIR: settings.dataDir,
      ADMIN_API_KEY: adminKey,
      ENCRYPTION_KEY: encryptionKey,
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
      LOG_LEVEL: 'warn',
      ...(settings.databaseUrl !== undefined && { DATABASE_URL: settings.databaseUrl }),
      ...(settings.slackUrl !== undefined && {
        SLACK_BOT_TOKEN: botToken,
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_API_URL: settings.slackUrl,
      }),
      ...settings.env,
    },
  });
  const output: string[] = [];
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line);
      const docs = /REST API\s+(\S+)\/docs/.exec(line);
      if (docs?.[1] !== undefined) resolve(docs[1]);
    });
    void exited.then(([code]) =>
      reject(new Error(`It ended with ${code} before it was ready: ${errors.join('')}`)),
    );
  });
  const url = await ready;

  return {
    url,
    key: adminKey,
    printed: () => output.join('\n'),
    logged: () => errors.join(''),
    rest: async (method, path, body, headers = {}) => {
      const response = await fetch(`${url}/api/support/troubleshooting${path}`, {
        method,
        headers: {
          authorization: `Bearer ${adminKey}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    },
    end: async (signal) => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}
