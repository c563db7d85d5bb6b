import { describe, expect, it } from '@jest/globals';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { retryPolicies } from '../../src/webhooks/schedule.ts';
import { formatSecret } from '../../src/webhooks/secret.ts';
import { signatureHeaders } from '../../src/webhooks/sign.ts';
import { documentAt, tableBelow } from '../docs/documents.ts';
import { honestReceiver } from './receivers.ts';

const document = documentAt('docs/webhooks.md');
const recipe = (language: string): string => {
  const found = document.blocks.find((block) => block.language === language);
  if (found === undefined) throw new Error(`docs/webhooks.md has no ${language}`);
  return found.code;
};

const secret = Buffer.alloc(32, 3);
const body = '{"event":"step_completed","notes":"añadido"}';
const headersOf = (age: number) => ({
  ...signatureHeaders({
    id: 'evt_1',
    at: new Date(Date.now() - age * 1000),
    body,
    secrets: [Buffer.alloc(32, 4), secret],
  }),
});

interface Driver {
  readonly file: string;
  readonly command: readonly [string, ...string[]];
  /** Calls `verify` with the case on standard input, and prints what it says. */
  readonly call: string;
}
const drivers: Readonly<Record<string, Driver>> = {
  js: {
    file: 'verify.mjs',
    command: ['node', 'verify.mjs'],
    call: `import { readFileSync } from 'node:fs';
      const { secret, headers, body } = JSON.parse(readFileSync(0, 'utf8'));
      console.log(String(verify(secret, headers, Buffer.from(body))));`,
  },
  python: {
    file: 'verify.py',
    command: ['python3', 'verify.py'],
    call: `
import json, sys
given = json.load(sys.stdin)
print(str(verify(given["secret"], given["headers"], given["body"].encode())).lower())`,
  },
  go: {
    file: 'verify.go',
    command: ['go', 'run', 'verify.go'],
    call: `
func main() {
	var given struct {
		Secret, Body string
		Headers      map[string]string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	headers := http.Header{}
	for name, value := range given.Headers {
		headers.Set(name, value)
	}
	fmt.Println(Verify(given.Secret, headers, []byte(given.Body)))
}`,
  },
  php: {
    file: 'verify.php',
    command: ['php', 'verify.php'],
    call: `
$given = json_decode(file_get_contents('php://stdin'), true);
echo json_encode(verify($given['secret'], $given['headers'], $given['body'])), "\\n";`,
  },
};

/** The tools of this machine: a recipe whose tool is missing is left to a machine that has it. */
const isThere = (tool: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' }).status === 0;

const testable = Object.entries(drivers).filter(([, { command }]) => isThere(command[0]));

describe.each(testable)('the recipe in %s', (language, { file, command, call }) => {
  const [tool, ...args] = command;
  it('takes what is signed, and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'unstuck-recipe-'));
    try {
      const code = recipe(language)
        .replace('package receiver', 'package main')
        .replace('import (', 'import (\n"encoding/json"\n"fmt"\n"os"\n');
      writeFileSync(join(folder, file), `${code}${call}\n`);
      const say = (change: object): string =>
        execFileSync(tool, args, {
          cwd: folder,
          encoding: 'utf8',
          input: JSON.stringify({ secret: formatSecret(secret), headers: headersOf(0), body, ...change }),
        });
      expect(say({})).toMatch(/^true$/m);
      expect(say({ body: `${body} ` })).toMatch(/^false$/m);
      expect(say({ secret: formatSecret(Buffer.alloc(32, 5)) })).toMatch(/^false$/m);
      expect(say({ headers: headersOf(600) })).toMatch(/^false$/m);
      expect(say({ headers: {} })).toMatch(/^false$/m);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});

(isThere('openssl') && isThere('curl') ? describe : describe.skip)('the recipe for curl', () => {
  it('signs as Unstuck does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'unstuck-recipe-'));
    const receiver = await honestReceiver();
    try {
      writeFileSync(join(folder, 'body.json'), body);
      const at = new Date();
      const id = 'evt_1';
      const timestamp = String(Math.floor(at.getTime() / 1000));
      await promisify(execFile)('bash', ['-c', recipe('bash')], {
        cwd: folder,
        env: { ...process.env, secret: formatSecret(secret), url: receiver.url, id, timestamp },
      });
      expect(receiver.received).toMatchObject([
        { body, headers: signatureHeaders({ id, at, body, secrets: [secret] }) },
      ]);
    } finally {
      await receiver.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the table of retries', () => {
  const shown = (seconds: number | undefined): string => {
    if (seconds === undefined) return '';
    if (seconds % 3600 === 0) return `${seconds / 3600} h`;
    return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
  };
  it('is the schedule', () => {
    const { default: usual, standard }: Record<string, readonly number[]> = retryPolicies;
    expect(tableBelow(document, 'When it is sent again')).toEqual(
      (usual ?? []).map((seconds, index) => [String(index + 1), shown(seconds), shown(standard?.[index])]),
    );
  });
});
