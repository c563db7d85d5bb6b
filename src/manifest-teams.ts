import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { placeholder, withAddress } from './manifest.ts';

/** The Teams app as Teams takes it: https://learn.microsoft.com/en-us/microsoft-365/extensibility/schema/ */
export type TeamsManifest = Readonly<Record<string, unknown>>;

/** Stands in the file for the id of the bot's registration. */
const noApp = '00000000-0000-0000-0000-000000000000';
/** Everything has one date, so that the same app is the same file. */
const mtime = new Date(1980, 0, 1);

const folderIn = (root: string): string => join(root, 'manifest/teams');

/** With the address of the server and the id of the bot, as far as they are known. */
export const readTeamsManifest = (
  root: string,
  { appId, publicUrl }: { readonly appId: string | null; readonly publicUrl: string | null },
): TeamsManifest => {
  const manifest = JSON.parse(readFileSync(join(folderIn(root), 'manifest.json'), 'utf8')) as TeamsManifest;
  const addressed = withAddress(manifest, publicUrl?.startsWith('https:') ? publicUrl : placeholder);
  return JSON.parse(JSON.stringify(addressed), (_key, value: unknown) =>
    value === noApp && appId !== null ? appId : value,
  ) as TeamsManifest;
};

/** The app package: the manifest, its translations and its icons, zipped. */
export const teamsPackage = (root: string, manifest: TeamsManifest): Uint8Array => {
  const file = (name: string): Uint8Array => readFileSync(join(folderIn(root), name));
  return zipSync(
    {
      'manifest.json': strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
      'es.json': file('es.json'),
      'color.png': file('color.png'),
      'outline.png': file('outline.png'),
    },
    { mtime },
  );
};

/** Where `npm run manifest` puts the package, below the folder of package.json. */
const packagePath = 'dist/teams/unstuck.zip';

/** Writes the package, and says what to do with it; or why it could not be written. */
export const writeTeamsPackage = (
  root: string,
  known: { readonly appId: string | null; readonly publicUrl: string | null },
): string => {
  const path = join(root, packagePath);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, teamsPackage(root, readTeamsManifest(root, known)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `Teams: the app package could not be written: ${reason}. Run this where the folder can be written to.`;
  }
  return [
    `Teams: the app package is ${packagePath}.`,
    ...(known.appId === null
      ? ['MicrosoftAppId is not set: the package names no bot yet. Set it, and build the package again.']
      : [
          'Teams, "Apps", "Manage your apps", "Upload an app", and choose it; docs/teams.md goes through it.',
        ]),
  ].join('\n');
};
