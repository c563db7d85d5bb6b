import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normalizeTemplate } from '../engine/normalize-template.ts';
import type { TemplateInput } from '../engine/normalize-template.ts';

/** A file of the catalogue: one guide in all its languages. */
interface CatalogueFile {
  readonly template_id: string;
  readonly category: string;
  readonly locales: Readonly<Record<string, object>>;
}

/**
 * The guides Unstuck comes with, one entry for each language of each (`src/guides/catalogue/*.json`).
 *
 * @throws where a file cannot be read as a template: they are part of the program, and tested
 */
export function loadCatalogue(): TemplateInput[] {
  const folder = catalogueFolder();
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .flatMap((file) => {
      const { locales, ...shared } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CatalogueFile;
      return Object.entries(locales).map(([locale, content]) => {
        const result = normalizeTemplate({ ...shared, locale, ...content });
        if (!result.ok)
          throw new Error(`${file} (${locale}): ${result.errors.map((e) => e.message).join(' ')}`);
        return result.template;
      });
    });
}

/** The compiler copies no data, so both `src/` and `dist/` read it from the package's own `src/`. */
function catalogueFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'src', 'guides', 'catalogue');
}
