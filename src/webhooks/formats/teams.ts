import { fitted, type Story, type Tone } from './story.ts';

/**
 * The whole message may have 28 KB. The worst text has three bytes for each unit: with what stands around it, it stays
 * below that.
 *
 * @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
 */
const room = {
  title: 200,
  facts: 16,
  fact: 800,
  items: 12,
  item: 300,
  together: 4500,
  escape: (text: string): string => text,
};

const colours: Readonly<Record<Tone, string>> = {
  news: 'Accent',
  good: 'Good',
  bad: 'Warning',
  urgent: 'Attention',
};

type Json = Readonly<Record<string, unknown>>;

/**
 * The body for an incoming webhook or a workflow "when a Teams webhook request is received": an Adaptive Card. All of
 * it are text runs, in which Teams reads no markup; a mention would have to be named in `msteams.entities`.
 *
 * @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using#send-adaptive-cards-using-an-incoming-webhook
 * @see https://adaptivecards.io/explorer/TextRun.html
 */
export const teamsBody = (story: Story): Json => {
  const { tone, title, facts, lists, link, foot } = fitted(story, room);
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            rich([run(title, { size: 'Large', weight: 'Bolder', color: colours[tone] })]),
            ...facts.flatMap(({ label, text, quoted }) =>
              quoted
                ? [
                    rich([bold(label)]),
                    {
                      type: 'Container',
                      style: 'emphasis',
                      spacing: 'Small',
                      items: text.split('\n').map((line) => rich([run(line === '' ? ' ' : line)], 'None')),
                    },
                  ]
                : [rich([bold(`${label}: `), run(text)], 'Small')],
            ),
            ...lists.flatMap(({ label, items }) => [
              rich([bold(label)]),
              ...items.map((item) => rich([run(`• ${item}`)], 'Small')),
            ]),
            rich([run(foot, { size: 'Small', isSubtle: true })], 'Medium'),
          ],
          actions: link === null ? [] : [{ type: 'Action.OpenUrl', title: link.label, url: link.url }],
        },
      },
    ],
  };
};

const rich = (inlines: readonly Json[], spacing = 'Default'): Json => ({
  type: 'RichTextBlock',
  inlines,
  spacing,
});
const run = (text: string, style: Json = {}): Json => ({ type: 'TextRun', text, ...style });
const bold = (text: string): Json => run(text, { weight: 'Bolder' });
