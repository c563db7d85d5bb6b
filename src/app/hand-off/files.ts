import { cleanLine } from '../../engine/plain-text.ts';
import type { RelayedFile } from '../../engine/escalation.ts';
import type { Attachment } from '../channel.ts';

export interface RefusedFile {
  readonly name: string;
  readonly why: 'too_large' | 'count' | 'type';
}

/** What crosses with one message. The smallest of the platforms' own limits is Discord's, 10 MB. */
export const fileLimits = { bytes: 10 * 1024 * 1024, files: 5, name: 120 } as const;

/** What runs when it is opened: nobody gets that from somebody they do not know. */
const programs =
  /\.(?:exe|msi|bat|cmd|com|scr|pif|ps1|vbs?|jse?|wsf|hta|jar|lnk|reg|dll|app|dmg|pkg|deb|rpm|apk|sh)$/i;

/** Which files cross, and why the others do not. */
export const crossingFiles = (
  files: readonly Attachment[],
): { readonly taken: readonly RelayedFile[]; readonly refused: readonly RefusedFile[] } => {
  const taken: RelayedFile[] = [];
  const refused: RefusedFile[] = [];
  for (const { name: given, type, bytes, from } of files) {
    const name = cleanLine(given).slice(-fileLimits.name) || 'file';
    if (programs.test(name)) refused.push({ name, why: 'type' });
    else if (bytes > fileLimits.bytes) refused.push({ name, why: 'too_large' });
    else if (taken.length === fileLimits.files) refused.push({ name, why: 'count' });
    else taken.push({ name, type, bytes, from });
  }
  return { taken, refused };
};
