import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json: the same whether the sources run or what was built of them. */
export const packageRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder)
      throw new Error('Unstuck was taken out of its package: there is no package.json above it');
    folder = above;
  }
  return folder;
};

export const packageVersion = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

/** The oldest Node that package.json names: `20.19`. */
export const neededNode = (root: string): string => {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  return engines.node.replace(/^>=/, '');
};

export const localesFolder = (root: string): string => join(root, 'locales');

/** The languages of the interface: one file each. */
export const interfaceLocales = (root: string): readonly string[] =>
  readdirSync(localesFolder(root))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();
