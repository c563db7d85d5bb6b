/** What Discord reads as markup anywhere in a line; `:` unless a blank follows (shortcodes, links). */
const anywhere = /[\\`*_~|<[\]@]|:(?!\s)/g;
/** What makes a heading, small print, a list or a quote of a line that begins with it. */
const lineBeginning = /^([^\S\n]*)([#>+-])/gm;
const numbering = /^([^\S\n]*\d+)([.)])(?!\S)/gm;
/** Whether there is anything to escape at all: spares most texts the rest. */
const suspicious = /[\\`*_~|<[\]@:#>+]|^\s*(?:-|\d+[.)])/m;

/**
 * Makes plain text of it wherever Discord reads its markdown: no mention, link, custom emoji, timestamp or
 * command, no formatting, heading, list, quote or spoiler. Which line of the text comes first does not matter:
 * each is escaped as if it began one.
 *
 * @see https://docs.discord.com/developers/reference#message-formatting
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
export const escape = (text: string): string =>
  suspicious.test(text)
    ? text.replace(anywhere, '\\$&').replace(lineBeginning, '$1\\$2').replace(numbering, '$1\\$2')
    : text;

/** Discord shows a link with words only where they hold no brackets, and none that look like another address. */
const unfitForWords = /[[\]]|:\/\/|[\p{L}\d-]\.\p{L}{2,}/u;

/**
 * A link below its words, where Discord would show it so and nobody could be misled; else `null`. The address is
 * one that `isHttpUrl` takes: no blanks, quotes or angle brackets.
 */
export const maskedLink = (words: string, url: string): string | null =>
  unfitForWords.test(words) ? null : `[${escape(words)}](<${withoutParentheses(url)}>)`;

/** The address as it is, to be pressed; no preview is made of it. */
export const bareLink = (url: string): string => `<${withoutParentheses(url)}>`;

/** In a link with words they end it early; encoded, they make the same address. */
const withoutParentheses = (url: string): string => url.replaceAll('(', '%28').replaceAll(')', '%29');
