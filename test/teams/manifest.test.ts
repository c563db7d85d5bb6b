import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import { strFromU8, unzipSync } from 'fflate';
import { commandNames, extensionCommand } from '../../adapters/teams/commands.ts';
import { readTeamsManifest, teamsPackage } from '../../src/manifest-teams.ts';
import { packageRoot } from '../../src/package-root.ts';
import { appId } from '../support/teams-stand-in.ts';

const root = packageRoot();
const known = { appId, publicUrl: 'https://help.acme.example' };
const manifest = readTeamsManifest(root, known) as {
  readonly manifestVersion: string;
  readonly bots: readonly {
    readonly botId: string;
    readonly scopes: readonly string[];
    readonly commandLists: readonly { readonly commands: readonly { readonly title: string }[] }[];
  }[];
  readonly composeExtensions: readonly { readonly commands: readonly { readonly id: string }[] }[];
  readonly [name: string]: unknown;
};
const files = unzipSync(teamsPackage(root, manifest));

/** The schemas that Microsoft publishes. */
const schemaOf = (name: string): object => {
  const schemas = createRequire(import.meta.url)
    .resolve('@microsoft/app-manifest')
    .replace(/(app-manifest)\/.*$/, '$1/build/json-schemas/teams');
  return JSON.parse(
    readFileSync(join(schemas, `v${manifest.manifestVersion}`, name), 'utf8').replace(/^\uFEFF/, ''),
  ) as object;
};
const problemsWith = (schema: string, value: unknown): unknown => {
  const Validator = Ajv.default ?? Ajv;
  const validate = new Validator({
    strict: false,
    validateFormats: false,
    allErrors: true,
    unicodeRegExp: false,
  }).compile(schemaOf(schema));
  return validate(value) ? [] : validate.errors;
};

describe('the app package', () => {
  it('holds a manifest that Teams takes, with the bot and the address in it', () => {
    expect(problemsWith('MicrosoftTeams.schema.json', manifest)).toEqual([]);
    expect(JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array()))).toEqual(manifest);
    expect(manifest).toMatchObject({
      id: appId,
      bots: [{ botId: appId }],
      composeExtensions: [{ botId: appId }],
    });
    expect(JSON.stringify(manifest)).not.toMatch(/unstuck\.example\.com|00000000-/);
  });

  it('is one that the schema would refuse, were something wrong in it', () => {
    expect(problemsWith('MicrosoftTeams.schema.json', { ...manifest, bots: [{ botId: 'x' }] })).not.toEqual(
      [],
    );
  });

  it('says the same in Spanish, for every text there is', () => {
    const es = JSON.parse(strFromU8(files['es.json'] ?? new Uint8Array())) as Record<string, string>;
    expect(problemsWith('MicrosoftTeams.Localization.schema.json', es)).toEqual([]);
    const [bot] = manifest.bots;
    for (const [list, { commands }] of (bot?.commandLists ?? []).entries()) {
      for (const [index, { title }] of commands.entries()) {
        const path = `bots[0].commandLists[${list}].commands[${index}]`;
        // What is chosen is what is typed: the bot knows one word for each.
        expect(es[`${path}.title`]).toBe(title);
        expect(es[`${path}.description`]).toMatch(/./);
      }
    }
    expect(es['composeExtensions[0].commands[0].title']).toMatch(/./);
  });

  it.each([
    ['color.png', 192, 2],
    ['outline.png', 32, 6],
  ])('has a real icon: %s', (name, size, colours) => {
    const png = Buffer.from(files[name] ?? []);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[25]]).toEqual([size, size, colours]);
    // Its pixels, in as many pieces as the file has.
    const pixels: Buffer[] = [];
    for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
      if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
        pixels.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
      }
    }
    expect(inflateSync(Buffer.concat(pixels)).length).toBeGreaterThan(size * size);
  });

  it('is the same file for the same app', () => {
    expect(Buffer.from(teamsPackage(root, manifest))).toEqual(Buffer.from(teamsPackage(root, manifest)));
  });

  it('lists the words and the command that the adapter answers, wherever the bot can be', () => {
    const [bot] = manifest.bots;
    expect(bot?.scopes).toEqual(['personal', 'team', 'groupChat']);
    for (const { commands } of bot?.commandLists ?? []) {
      for (const { title } of commands) expect(commandNames).toContain(title);
    }
    expect(manifest.composeExtensions[0]?.commands.map(({ id }) => id)).toEqual([extensionCommand]);
  });

  it('without an id and an address says what stands for them', () => {
    const unknown = JSON.stringify(readTeamsManifest(root, { appId: null, publicUrl: null }));
    expect(unknown).toContain('00000000-0000-0000-0000-000000000000');
    expect(unknown).toContain('https://unstuck.example.com');
    expect(problemsWith('MicrosoftTeams.schema.json', JSON.parse(unknown))).toEqual([]);
  });
});
