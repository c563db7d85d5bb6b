import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Desk } from '../../src/app/channel.ts';
import { words } from './words.ts';

/** How an installation ended. `stale`: of another browser, or too long ago. */
export type Outcome = Shown['outcome'];
type Shown =
  | {
      readonly outcome: 'installed';
      readonly name: string | null;
      readonly app: string | null;
      readonly team: string | null;
    }
  | { readonly outcome: 'refused'; readonly team: string | null }
  | { readonly outcome: 'cancelled' | 'stale' | 'failed' };

const statuses: Readonly<Record<Outcome, number>> = {
  installed: 200,
  refused: 403,
  cancelled: 200,
  stale: 400,
  failed: 502,
};

const style = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}body{max-width:34rem;margin:12vh auto;padding:0 1.5rem}h1{font-size:1.6rem;line-height:1.25}a{color:#1f5f5b}@media(prefers-color-scheme:dark){a{color:#7fc8c2}}`;
const styleHash = createHash('sha256').update(style).digest('base64');

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  // The address holds the code and the state.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What whoever installs the app sees at the end, in their browser's language. */
export const createPages =
  (text: Desk['text']) =>
  (req: IncomingMessage, res: ServerResponse, shown: Shown): void => {
    const [locale = ''] = (req.headers['accept-language'] ?? '').split(/[,;]/, 1);
    const say = (key: string, params: Readonly<Record<string, string>> = {}): string =>
      escape(text(locale, key, params));
    const title = say(words.install[shown.outcome].title, {
      name: (shown.outcome === 'installed' && shown.name) || 'Slack',
    });
    const more = say(words.install[shown.outcome].more, {
      team: (shown.outcome === 'refused' && shown.team) || '',
    });
    const link = linkOf(shown);
    const body = [
      `<!doctype html><html lang="${escape(locale)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
      `<title>${title}</title><style>${style}</style><h1>${title}</h1><p>${more}</p>`,
      ...(link === null ? [] : [`<p><a href="${escape(link.url)}">${say(link.label)}</a></p>`]),
      '</html>',
    ].join('');
    res.writeHead(statuses[shown.outcome], headers).end(body);
  };

function linkOf(shown: Shown): { readonly url: string; readonly label: string } | null {
  switch (shown.outcome) {
    case 'installed': {
      const { app, team } = shown;
      if (app === null) return null;
      const where = new URLSearchParams({ app, ...(team === null ? {} : { team }) });
      return { url: `https://slack.com/app_redirect?${where.toString()}`, label: words.openDm };
    }
    case 'cancelled':
    case 'stale':
    case 'failed':
      return { url: 'install', label: words.install.again };
    case 'refused':
      return null;
  }
}

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
