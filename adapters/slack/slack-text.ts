import { cleanText } from '../../src/engine/plain-text.ts';
import { personOf } from './places.ts';

/**
 * The words of a message as its author sees them: Slack sends links, mentions and the three escaped characters
 * as markup.
 *
 * @param bot the bot's user id, whose mentions are addressing and no words
 * @see https://docs.slack.dev/messaging/formatting-message-text#parsing
 */
export const fromSlackText = (text: string, bot: string | null): string =>
  cleanText(
    text
      .replace(/<([^<>]*)>/g, (_, markup: string) => (isMentionOf(markup, bot) ? ' ' : shownAs(markup)))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );

/** The same text with the ids of people (`slack:T1:U2`) and channels it mentions: for commands, which want to know which. */
export const withPeople = (text: string, team: string): string =>
  text
    .replace(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g, (markup, user: string) => personOf(team, user) ?? markup)
    .replace(/<#([CG][A-Z0-9]+)(?:\|[^<>]*)?>/g, '$1');

/** Somebody whose name stands in a text as `fromSlackText` shows it. */
export interface Mentioned {
  readonly shown: string;
  readonly user: string;
}

/** Everybody but the bot. */
export const mentionedIn = (text: string, bot: string | null): readonly Mentioned[] =>
  [...text.matchAll(/<(@([UW][A-Z0-9]+)(?:\|[^<>]*)?)>/g)].flatMap(([, markup = '', user = '']) =>
    user === bot ? [] : [{ shown: shownAs(markup), user }],
  );

/** Whether the text mentions the bot. */
export const mentions = (text: string, bot: string | null): boolean =>
  bot !== null && (text.includes(`<@${bot}>`) || text.includes(`<@${bot}|`));

const isMentionOf = (markup: string, bot: string | null): boolean =>
  bot !== null && (markup === `@${bot}` || markup.startsWith(`@${bot}|`));

function shownAs(markup: string): string {
  const bar = markup.indexOf('|');
  const target = bar < 0 ? markup : markup.slice(0, bar);
  const label = bar < 0 ? '' : markup.slice(bar + 1);
  switch (target.charAt(0)) {
    case '@':
      return `@${label || target.slice(1)}`;
    case '#':
      return `#${label || target.slice(1)}`;
    case '!':
      return label || `@${target.slice(1).replace(/^(subteam|date)\^/, '')}`;
    default: {
      const url = target.replace(/^mailto:/, '');
      return label === '' || label === url ? url : `${label} (${url})`;
    }
  }
}
