import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Desk } from '../../src/app/channel.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { SessionId } from '../../src/ids.ts';
import { pageHeaders } from './gate.ts';
import type { Visitor } from './visitors.ts';

interface ContinueOptions {
  readonly desk: () => Desk;
  /** How long a link waits to be used. */
  readonly minutes: number;
  /** Uses the link up; `null` where it leads nowhere any more. */
  readonly redeem: (token: string, visitor: Visitor) => Promise<SessionId | null>;
  readonly visitorOf: (request: FastifyRequest, reply: FastifyReply) => Visitor;
}

/**
 * The page behind a link that carries a session to the web. Looking at it does nothing, for crawlers and previews
 * look at links; the button uses the link up.
 */
export const createContinuePage =
  ({ desk, minutes, redeem, visitorOf }: ContinueOptions): FastifyPluginAsync =>
  async (server) => {
    const answer = (request: FastifyRequest, reply: FastifyReply, status: number, body: Body) => {
      const locale = localeOf(request);
      const say = (key: string): string => escapeHtml(desk().text(locale, `continue.${key}`, { minutes }));
      return reply
        .code(status)
        .headers(headers)
        .type('text/html; charset=utf-8')
        .send(documentOf(locale, body(say)));
    };

    server.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
      // The button sends nothing: all there is to know is in the address.
      payload.resume();
      done(null, null);
    });

    server.get('/playground/continue.css', unlisted, async (_request, reply) =>
      reply.type('text/css; charset=utf-8').send(css),
    );
    server.get('/playground/continue/:token', unlisted, async (request, reply) =>
      answer(request, reply, 200, asking),
    );
    server.post<{ Params: { token: string } }>(
      '/playground/continue/:token',
      unlisted,
      async (request, reply) => {
        const session = await redeem(request.params.token, visitorOf(request, reply));
        if (session === null) return answer(request, reply, 410, gone);
        return reply.code(303).header('location', '/').send();
      },
    );
  };

type Say = (key: string) => string;
type Body = (say: Say) => { readonly title: string; readonly main: string };

const asking: Body = (say) => ({
  title: say('title'),
  main: `<p>${say('explain')}</p><form method="post"><button autofocus>${say('button')}</button></form>`,
});

const gone: Body = (say) => ({ title: say('gone_title'), main: `<p>${say('gone')}</p>` });

const documentOf = (locale: Locale, { title, main }: ReturnType<Body>): string =>
  `<!doctype html><html lang="${escapeHtml(locale)}"><head><meta charset="utf-8">` +
  '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">' +
  `<title>${title}</title><link rel="stylesheet" href="/playground/continue.css"></head>` +
  `<body><main><h1>${title}</h1>${main}</main></body></html>`;

/** Without a referrer a browser calls the origin of a form `null`, which the gate refuses. */
const headers: Readonly<Record<string, string>> = {
  ...pageHeaders,
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

const css = `:root { color-scheme: light dark; }
body { display: grid; min-height: 100dvh; margin: 0; place-items: center; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 30rem; padding: 1.5rem; }
h1 { margin: 0 0 .75rem; font-size: 1.75rem; line-height: 1.2; }
button { min-height: 44px; margin-top: .5rem; padding: 0 1.5rem; border: 0; border-radius: 10px; background: #0e6b62; color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
`;

/** What the browser asks for first. */
const localeOf = (request: FastifyRequest): Locale =>
  /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*/.exec(request.headers['accept-language'] ?? '')?.[0] ?? '';

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const unlisted = { schema: { hide: true }, bodyLimit: 1024 };
