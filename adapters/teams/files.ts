import { Agent, request } from 'undici';
import type { Attachment, MessageRef } from '../../src/app/channel.ts';
import { limits } from './limits.ts';
import type { Tokens } from './login.ts';
import { objectAt, objectsAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { isLoopbackUrl } from './verify.ts';

/** What came of asking for a file. */
export type Download = { readonly bytes: Uint8Array } | { readonly unavailable: string };

const fileInfo = 'application/vnd.microsoft.teams.file.download.info';

/**
 * The files that came with words: what was attached in the personal chat, and pictures that were pasted anywhere.
 * Teams does not say how long they are.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/bots-filesv4
 */
export const filesIn = (activity: Payload): readonly Attachment[] =>
  objectsAt(activity, 'attachments').flatMap((attachment, index): Attachment[] => {
    const type = stringAt(attachment, 'contentType') ?? '';
    if (type === fileInfo) {
      const url = stringAt(objectAt(attachment, 'content'), 'downloadUrl');
      const name = stringAt(attachment, 'name') ?? `file-${index + 1}`;
      // The address itself opens the file, for some minutes.
      return url === null ? [] : [{ name, type: 'application/octet-stream', bytes: 0, from: { url } }];
    }
    const url = stringAt(attachment, 'contentUrl');
    if (!type.startsWith('image/') || url === null) return [];
    const [, kind = 'png'] = type === 'image/*' ? [] : type.split('/');
    const name = stringAt(attachment, 'name') ?? `image-${index + 1}.${kind}`;
    return [{ name, type: `image/${kind}`, bytes: 0, from: { url, withToken: true } }];
  });

/** Where files of Teams lie: what people typed names no other place to fetch from. */
const hosts = [
  'sharepoint.com',
  'svc.ms',
  'trafficmanager.net',
  'botframework.com',
  'microsoft.com',
  'skype.com',
];
/** Whose pictures want the bot's token. */
const services = ['trafficmanager.net', 'botframework.com'];

const isAt = (url: string, among: readonly string[]): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' && among.some((host) => hostname === host || hostname.endsWith(`.${host}`));
};

export interface Downloads {
  fetch(from: MessageRef): Promise<Download>;
  close(): Promise<void>;
}

export function createDownloads(options: {
  readonly tokens: Tokens;
  readonly timeoutMs: number;
  /** Files may lie on this machine, too. */
  readonly standIn: boolean;
}): Downloads {
  const { tokens, timeoutMs, standIn } = options;
  const agent = new Agent({ connections: 4, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });

  const get = async (url: string, withToken: boolean): Promise<Download> => {
    const token = withToken ? await tokens.get() : null;
    const { statusCode, body } = await request(url, {
      dispatcher: agent,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
    });
    if (statusCode !== 200) {
      await body.dump();
      return { unavailable: `HTTP ${statusCode}` };
    }
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of body) {
      const bytes = Buffer.from(piece as Uint8Array);
      size += bytes.length;
      // Leaving the loop ends the download.
      if (size > limits.file.max) return { unavailable: 'too large' };
      pieces.push(bytes);
    }
    return { bytes: Buffer.concat(pieces) };
  };

  return {
    async fetch(from) {
      const url = stringAt(from, 'url');
      if (url === null || !URL.canParse(url)) return { unavailable: 'no address' };
      const onThisMachine = standIn && isLoopbackUrl(url);
      if (!onThisMachine && !isAt(url, hosts)) return { unavailable: 'not a place of Teams' };
      const withToken = from['withToken'] === true && (onThisMachine || isAt(url, services));
      try {
        return await get(url, withToken);
      } catch (error) {
        return { unavailable: error instanceof Error ? error.message : String(error) };
      }
    },
    close: () => agent.close(),
  };
}
