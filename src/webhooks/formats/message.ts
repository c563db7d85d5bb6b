import type { ClaimedEvent } from '../../app/webhook-store.ts';
import { payloadOfAnySize } from '../payload.ts';
import type { Exchange } from '../request.ts';
import { platforms, type PlatformFormat } from './platforms.ts';
import type { Say } from './reader.ts';
import { tell, type LinkToSession } from './tell.ts';

/** What the messages at chat platforms are made with. */
export interface Telling {
  /** The texts of a language; `null`: of whoever speaks no other. */
  readonly sayIn: (locale: string | null) => Say;
  readonly linkToSession: LinkToSession;
}

/** An event as a message of a platform, in the language of its session, and where to post it. */
export const messageOf = (
  format: PlatformFormat,
  url: URL,
  event: ClaimedEvent,
  { sayIn, linkToSession }: Telling,
): { readonly url: URL; readonly body: string } => {
  const platform = platforms[format];
  const payload = payloadOfAnySize(event);
  const story = tell(payload, sayIn(localeOf(event.payload.data)), linkToSession);
  return {
    url: platform.address(url),
    body: JSON.stringify(platform.body(story, payload.timestamp)),
  };
};

/** What an answer of the platform comes to. */
export const meaningOf = (
  format: PlatformFormat,
  exchange: Exchange,
): Pick<Exchange, 'error' | 'detail' | 'rest_ms'> => {
  const { failure, rest = 0 } = platforms[format].meaning(exchange);
  const { error, detail } = failure ?? exchange;
  return { error, detail, rest_ms: rest };
};

const localeOf = (data: Readonly<Record<string, unknown>>): string | null => {
  const user = data['user'];
  const locale = typeof user === 'object' && user !== null && 'locale' in user ? user.locale : data['locale'];
  return typeof locale === 'string' ? locale : null;
};
