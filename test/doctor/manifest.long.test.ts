import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { instructions, placeholder, readManifest, scopesOf, withAddress } from '../../src/manifest.ts';
import { packageRoot } from '../../src/package-root.ts';
import { runFolder } from '../support/test-run.ts';

const root = packageRoot();
const manifest = readManifest(root);

/** What `npm run manifest` and `npm run doctor` run, from the sources. */
const run = (command: string, env: Readonly<Record<string, string>>) => {
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/main.ts', command],
    {
      cwd: root,
      env: { PATH, DATA_DIR: join(mkdtempSync(join(runFolder(), 'edge-')), 'none'), ...env },
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
};

describe('the manifest', () => {
  it('carries the address of the server wherever Slack is to send to it', () => {
    const filled = JSON.stringify(withAddress(manifest, 'https://help.acme.example'));
    expect(filled).not.toContain(placeholder);
    expect(filled.match(/https:\/\/help\.acme\.example\/slack\/events/g)).toHaveLength(6);
    expect(JSON.stringify(withAddress(manifest, placeholder))).toBe(JSON.stringify(manifest));
  });

  it('asks for what the bot needs to show messages', () => {
    expect(scopesOf(manifest)).toEqual(expect.arrayContaining(['chat:write', 'commands', 'im:history']));
    expect(scopesOf({})).toEqual([]);
  });

  it('is printed to be piped, and what to do with it beside', () => {
    const { status, stdout, stderr } = run('manifest', { PUBLIC_URL: 'https://help.acme.example' });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(withAddress(manifest, 'https://help.acme.example'));
    expect(stderr).toContain('https://api.slack.com/apps?new_app=1');
  });

  it('without an address is printed with what to replace', () => {
    expect(instructions(null)).toContain(`replace ${placeholder}`);
  });
});

describe('the doctor, as a process', () => {
  it('ends with 0 where nothing is wrong', () => {
    const { status, stdout } = run('doctor', {});
    expect(stdout).toMatch(/^ok {7}Node/);
    expect(status).toBe(0);
  });

  it('ends with 1 where something is, and says all of it', () => {
    const { status, stdout } = run('doctor', { PORT: 'http', LOG_LEVEL: 'loud' });
    expect(stdout).toMatch(/problem {2}Environment {2}PORT must be/);
    expect(stdout).toMatch(/problem {2}Environment {2}LOG_LEVEL must be/);
    expect(status).toBe(1);
  });
});
