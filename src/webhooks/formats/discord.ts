import { fitted, type Story, type Tone } from './story.ts';

/** What Discord takes of an embed; lengths in characters. */
const source = 'https://docs.discord.com/developers/resources/message#embed-object-embed-limits';
const discordLimits = {
  title: { max: 256, source },
  fields: { max: 25, source },
  fieldName: { max: 256, source },
  fieldValue: { max: 1024, source },
  footer: { max: 2048, source },
  /** Titles, names, values and footer of all embeds of a message. */
  together: { max: 6000, source },
} as const;

/** Beside it there are only a footer and a link of ours. */
const room = {
  title: discordLimits.title.max,
  facts: 16,
  fact: 600,
  item: 200,
  items: 10,
  together: 4000,
  escape: (text: string): string => escaped(text),
};

const colours: Readonly<Record<Tone, number>> = {
  news: 0x5865f2,
  good: 0x2e9e5b,
  bad: 0xe0a100,
  urgent: 0xd23b3b,
};

/**
 * The body for an incoming webhook. It mentions nobody, whatever is in it.
 *
 * @see https://docs.discord.com/developers/resources/webhook#execute-webhook
 */
export const discordBody = (story: Story, timestamp: string): Readonly<Record<string, unknown>> => {
  const { tone, title, facts, lists, link, foot } = fitted(story, room);
  const fields = [
    ...facts.map(({ label, text, quoted }) => ({
      name: label,
      value: quoted ? `>>> ${text}` : text,
      inline: !quoted,
    })),
    ...lists.map(({ label, items }) => ({
      name: label,
      value: inOneField(items.map((item) => `- ${item}`)),
      inline: false,
    })),
    ...(link === null ? [] : [{ name: escaped(link.label), value: link.url, inline: false }]),
  ];
  return {
    embeds: [
      {
        title,
        color: colours[tone],
        fields,
        // Plain text: no markup is read there.
        footer: { text: foot },
        timestamp,
        ...(link !== null && { url: link.url }),
      },
    ],
    allowed_mentions: { parse: [] },
  };
};

/** Whole lines, as many as a field takes. */
const inOneField = (items: readonly string[]): string => {
  let whole = '';
  for (const item of items) {
    const longer = whole === '' ? item : `${whole}\n${item}`;
    if (longer.length > discordLimits.fieldValue.max - 2) return `${whole}\n…`;
    whole = longer;
  }
  return whole;
};

/**
 * Plain text wherever Discord reads markdown: signs that make a mention, an emoji, a link or a style stand for
 * themselves, and so do those at the beginning of a line that make a heading, a list or a quote.
 *
 * @see https://docs.discord.com/developers/reference#message-formatting
 */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\\*_~`|[\]<@]|:(?=\S)/g, String.raw`\$&`)
    .replaceAll(
      /^(\s*)([-+>#]|\d+[.)])/gm,
      (_, blanks: string, sign: string) => `${blanks}${sign.slice(0, -1)}\\${sign.slice(-1)}`,
    );
