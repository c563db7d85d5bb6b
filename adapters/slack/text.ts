/**
 * Makes plain text of it wherever Slack reads its markup: no mention, no link, no formatting.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escape = (text: string): string => (/[&<>]/.test(text) ? escaped(text) : text);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
