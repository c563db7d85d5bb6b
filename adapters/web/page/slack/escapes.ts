/** Slack writes three characters in another way wherever it reads text. https://docs.slack.dev/messaging/formatting-message-text#escaping */
export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
