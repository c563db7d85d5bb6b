/**
 * The words of a message's `text`, where Slack writes three characters in another way.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
