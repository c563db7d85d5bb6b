import { fitted, type Story, type Tone } from './story.ts';

/**
 * Everything people wrote stands in elements that Slack shows as they are (plain text and rich text): there is nothing
 * in it to mention, link or format. Chosen so that the worst text (three bytes for each unit) stays below what Slack
 * takes: a header of 150 characters, a `text` of 4,000, and blocks of about 12,000 bytes of JSON together (not
 * documented; `msg_blocks_too_long` was seen from about 13,200 on).
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks/header-block
 * @see https://github.com/slackapi/bolt-js/issues/2509
 */
const room = {
  title: 140,
  facts: 16,
  fact: 600,
  items: 8,
  item: 200,
  together: 2000,
  escape: (text: string): string => text,
};

const signs: Readonly<Record<Tone, string>> = { news: '💬', good: '✅', bad: '⚠️', urgent: '🚨' };

type Json = Readonly<Record<string, unknown>>;

/**
 * The body for an incoming webhook.
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
export const slackBody = (story: Story): Json => {
  const { tone, title, facts, lists, link, foot } = fitted(story, room);
  const told = [
    ...facts.map(({ label, text, quoted }) =>
      quoted
        ? [section(bold(label)), { type: 'rich_text_quote', elements: [run(text)] }]
        : [section(bold(`${label}: `), run(text))],
    ),
    ...lists.map(({ label, items }) => [
      section(bold(label)),
      {
        type: 'rich_text_list',
        style: 'bullet',
        indent: 0,
        elements: items.map((item) => section(run(item))),
      },
    ]),
    ...(link === null ? [] : [[section({ type: 'link', url: link.url, text: link.label })]]),
  ].flat();
  return {
    // Read by notifications, and by Slack's markup too.
    text: escaped(`${signs[tone]} ${title}`),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: `${signs[tone]} ${title}`, emoji: false } },
      ...(told.length === 0 ? [] : [{ type: 'rich_text', elements: told }]),
      { type: 'context', elements: [{ type: 'plain_text', text: foot, emoji: false }] },
    ],
  };
};

const section = (...elements: readonly Json[]): Json => ({ type: 'rich_text_section', elements });
const run = (text: string): Json => ({ type: 'text', text });
const bold = (text: string): Json => ({ type: 'text', text, style: { bold: true } });

/** @see https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
