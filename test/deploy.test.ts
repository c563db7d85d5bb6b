import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { validate, ValidationSeverity } from 'dockerfile-utils';
import { parse } from 'yaml';
import { variableNames } from '../src/config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const dockerfile = read('Dockerfile');
const instructions = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line));
const stages = dockerfile.split(/^(?=FROM )/m).filter((stage) => stage.startsWith('FROM '));
const last = stages.at(-1) ?? '';

describe('the Dockerfile', () => {
  it('has nothing that a linter would mend', () => {
    const problems = validate(dockerfile, {
      deprecatedMaintainer: ValidationSeverity.ERROR,
      emptyContinuationLine: ValidationSeverity.ERROR,
      instructionCasing: ValidationSeverity.ERROR,
      instructionCmdMultiple: ValidationSeverity.ERROR,
      instructionEntrypointMultiple: ValidationSeverity.ERROR,
      instructionHealthcheckMultiple: ValidationSeverity.ERROR,
      instructionJSONInSingleQuotes: ValidationSeverity.ERROR,
      instructionWorkdirRelative: ValidationSeverity.ERROR,
    });
    expect(problems).toEqual([]);
  });

  it('copies from the build what exists, and is let to by .dockerignore', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = instructions
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.length).toBeGreaterThan(0);
    for (const path of copied) {
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
      expect(allowed).toContain(path);
    }
  });

  it('ends in an image that is nobody special, says how it is, and ends on a signal', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK .*/m);
    expect(last).toContain('/readyz');
    // Not through npm, which keeps signals to itself.
    expect(last).toMatch(/^CMD \["node", .*dist\/src\/main\.js"\]$/m);
    expect(last).not.toMatch(/npm/);
  });
});

interface Service {
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

describe('compose.yaml', () => {
  const { services } = parse(read('compose.yaml')) as { services: Readonly<Record<string, Service>> };
  const { unstuck, postgres } = services;

  it('runs beside a PostgreSQL that is ready, without rights it does not need', () => {
    expect(unstuck).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      depends_on: { postgres: { condition: 'service_healthy' } },
    });
    expect(postgres).toHaveProperty('healthcheck');
  });

  it('sets only variables there are, and opens no port to the world', () => {
    for (const name of Object.keys(unstuck?.environment ?? {})) expect(variableNames).toContain(name);
    expect(unstuck?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
    expect(postgres).not.toHaveProperty('ports');
  });
});
