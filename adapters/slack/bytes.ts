import { request } from 'undici';
import type { Agent } from 'undici';
import type { Answer } from './answers.ts';
import { failed } from './answers.ts';

/** Where Slack's own files are fetched from and brought to. */
const hosts = ['slack.com', 'slack-gov.com'];

/**
 * Whether an address is Slack's own, or the stand-in's: no other ever gets the token or a file. The private address of
 * a file that lies elsewhere (a document of Google's) is not.
 */
export function isSlacks(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin, username, port } = new URL(url);
  const api = new URL(apiUrl);
  if (api.hostname === '127.0.0.1' || api.hostname === 'localhost' || api.hostname === '[::1]') {
    return origin === api.origin;
  }
  const known = hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  return protocol === 'https:' && known && username === '' && port === '';
}

export type Fetched =
  | { readonly bytes: Uint8Array }
  /** `passing`: it may work in a moment. */
  | { readonly unavailable: string; readonly passing: boolean };

/**
 * What lies at an address, counted while it is read: what Slack says of a file's size is not relied upon. A redirect is
 * never followed.
 *
 * @see https://docs.slack.dev/reference/objects/file-object#authentication
 */
export async function fetchBytes(
  url: string,
  how: {
    readonly token: string;
    readonly most: number;
    readonly agent: Agent;
    readonly signal: AbortSignal;
    /** A file that is a page itself. */
    readonly isPage: boolean;
  },
): Promise<Fetched> {
  const { token, most, agent, signal, isPage } = how;
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher: agent,
      headers: { authorization: `Bearer ${token}` },
      signal,
    });
    const page = String(headers['content-type'] ?? '').startsWith('text/html');
    if (statusCode !== 200 || (page && !isPage)) {
      await body.dump();
      // Without the scope Slack answers with its login page, or sends there.
      const login = page || (statusCode >= 300 && statusCode < 400);
      return login
        ? { unavailable: 'Slack asks to log in: the app may lack files:read', passing: false }
        : { unavailable: `HTTP ${statusCode}`, passing: statusCode === 429 || statusCode >= 500 };
    }
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of body) {
      const bytes = Buffer.from(piece as Uint8Array);
      size += bytes.length;
      // Leaving the loop ends the download.
      if (size > most) return { unavailable: 'too large', passing: false };
      pieces.push(bytes);
    }
    return { bytes: Buffer.concat(pieces) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { unavailable: reason, passing: !signal.aborted };
  }
}

/** Brings bytes to an address that Slack named for them. */
export async function sendBytes(
  url: string,
  bytes: Uint8Array,
  { agent, signal }: { readonly agent: Agent; readonly signal: AbortSignal },
): Promise<Answer> {
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
      signal,
    });
    await body.dump();
    if (statusCode === 200) return { outcome: 'ok', body: {} };
    return statusCode === 429 || statusCode >= 500
      ? { outcome: 'failed', reason: `HTTP ${statusCode}` }
      : { outcome: 'refused', error: `HTTP ${statusCode}` };
  } catch (error) {
    return failed(error);
  }
}
