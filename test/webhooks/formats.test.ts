import { describe, expect, it } from '@jest/globals';
import * as AdaptiveCards from 'adaptivecards';
import { IncomingWebhookRequestPartialSchema } from 'discord-api-spec/zod';
import fc from 'fast-check';
import { operationalEvents, webhookTestEvent } from '../../src/app/webhooks.ts';
import { outwardEventNames } from '../../src/engine/outward.ts';
import { discordBody } from '../../src/webhooks/formats/discord.ts';
import { platforms, type PlatformFormat } from '../../src/webhooks/formats/platforms.ts';
import { slackBody } from '../../src/webhooks/formats/slack.ts';
import type { Story } from '../../src/webhooks/formats/story.ts';
import { teamsBody } from '../../src/webhooks/formats/teams.ts';
import type { Say } from '../../src/webhooks/formats/reader.ts';
import { tell } from '../../src/webhooks/formats/tell.ts';
import { texts } from '../engine/screen.ts';
import { anyText } from '../support/arbitrary-message.ts';
import { readMarkdown } from '../support/discord-drawing.ts';
import { messageProblems } from '../support/slack-check.ts';

type Json = Readonly<Record<string, unknown>>;
const sayIn =
  (locale: string): Say =>
  (key, params) =>
    texts.say(locale, key, params);
const link = (id: string): string => `https://unstuck.example/sessions/${id}`;

const always = {
  session_id: 'ses_1',
  sequence: 4,
  channel: 'slack',
  template_id: 'vpn_connection_template',
  template_version: 1,
  user: { id: 'slack:T1:U1', name: 'Ana', locale: 'en' },
};
const escalation = {
  ...always,
  problem: 'The VPN\ndoes not connect',
  escalation_id: 'esc_1',
  cause: 'step_failed',
  reason: 'I need it today.',
  priority: 'high',
  template_name: 'The VPN does not connect',
  category: 'red',
  variables: { vpn_name: 'Acme VPN', password: '••••••' },
  steps: [
    { step_number: 1, title: 'Try without it', result: 'completed', notes: null, choice: 'Yes' },
    { step_number: 2, title: 'Start it anew', result: 'failed', notes: 'Error 809', choice: null },
  ],
  duration_seconds: 7_500,
};

const storyOf = (event: string, data: Json, locale = 'en'): Story =>
  tell({ event, timestamp: '2026-03-01T12:34:56.000Z', data }, sayIn(locale), link);

describe('an escalation', () => {
  it('says who, what, which steps failed, and leads to the session', () => {
    expect(storyOf('session_escalated', escalation)).toEqual({
      tone: 'urgent',
      title: 'Ana needs a person',
      facts: [
        { label: 'Person', text: 'Ana (slack:T1:U1)', quoted: false },
        { label: 'Channel', text: 'Slack', quoted: false },
        { label: 'Priority', text: 'High', quoted: false },
        { label: 'Why', text: 'A step did not help', quoted: false },
        { label: 'Guide', text: 'The VPN does not connect', quoted: false },
        { label: 'Took', text: '2 h 5 min', quoted: false },
        { label: 'Problem', text: 'The VPN\ndoes not connect', quoted: true },
        { label: 'In their words', text: 'I need it today.', quoted: true },
      ],
      lists: [
        { label: 'What did not help', items: ['2. Start it anew — Error 809'] },
        { label: 'What worked', items: ['1. Try without it — Yes'] },
        { label: 'Details', items: ['vpn_name: Acme VPN', 'password: ••••••'] },
      ],
      link: { label: 'Open the session', url: 'https://unstuck.example/sessions/ses_1' },
      foot: '2026-03-01 12:34 UTC · ses_1 · esc_1',
    });
  });

  it('is told in the language it is asked for', () => {
    const { title, facts } = storyOf('session_escalated', escalation, 'es');
    expect(title).toBe('Ana necesita a una persona');
    expect(facts.slice(2, 4)).toMatchObject([
      { label: 'Prioridad', text: 'Alta' },
      { label: 'Por qué', text: 'Un paso no ayudó' },
    ]);
  });

  it('with nothing but ids still says what happened', () => {
    const { session_id, sequence, channel, template_id } = always;
    const { title, facts, lists, foot } = storyOf('session_escalated', {
      session_id,
      sequence,
      channel,
      template_id,
      escalation_id: 'esc_1',
    });
    expect(title).toBe('Somebody needs a person');
    expect(facts.map(({ text }) => text)).toEqual(['Slack', 'vpn_connection_template']);
    expect(lists.flatMap(({ items }) => items)).toEqual([]);
    expect(foot).toContain('esc_1');
  });
});

describe('every event', () => {
  const names = [...outwardEventNames, ...operationalEvents, webhookTestEvent];

  it.each(names)('%s has words of its own, in both languages', (event) => {
    for (const locale of ['en', 'es']) {
      const { title } = storyOf(event, { ...escalation, webhook_id: 'wh_1', rating: 4 }, locale);
      expect(title).not.toBe('');
      expect(title).not.toMatch(/^(Event|Evento):/);
    }
  });

  it.each(['weather_changed', 'constructor', '__proto__'])(
    'that has none yet, like %s, is told by its name and its values',
    (event) => {
      const { title, facts } = storyOf(event, { ...always, degrees: 31, windy: true, nested: { a: 1 } });
      expect(title).toBe(`Event: ${event.replaceAll('_', ' ')}`);
      expect(facts.map(({ label, text }) => `${label}: ${text}`)).toEqual([
        'Person: Ana (slack:T1:U1)',
        'Guide: vpn_connection_template',
        'degrees: 31',
        'windy: true',
      ]);
    },
  );

  it('of a test leads nowhere: its session does not exist', () => {
    expect(storyOf(webhookTestEvent, { session_id: 'ses_test', webhook_id: 'wh_1' }).link).toBeNull();
  });
});

/** Every text of a body, wherever it stands. */
const textsIn = (node: unknown): string[] => {
  if (Array.isArray(node)) return node.flatMap(textsIn);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string'
      ? ['text', 'value', 'title', 'name'].includes(key)
        ? [value]
        : []
      : textsIn(value),
  );
};

/** What each platform would refuse, or read as more than words. */
const problems: Readonly<Record<PlatformFormat, (body: Json) => readonly string[]>> = {
  slack: (body) => [
    ...messageProblems(body),
    // Slack reads its markup in `mrkdwn` alone.
    ...(JSON.stringify(body).includes('"mrkdwn"') ? ['mrkdwn'] : []),
  ],

  discord: (body) => {
    const parsed = IncomingWebhookRequestPartialSchema.safeParse(body);
    const [embed] = body['embeds'] as readonly {
      readonly title: string;
      readonly fields: readonly { readonly name: string; readonly value: string }[];
      readonly footer: { readonly text: string };
    }[];
    if (embed === undefined) return ['no embed'];
    const { title, fields, footer } = embed;
    const lengths = [title, footer.text, ...fields.flatMap(({ name, value }) => [name, value])].map(
      (text) => text.length,
    );
    const read = [title, ...fields.flatMap(({ name, value }) => [name, value])].flatMap(
      (text) => readMarkdown(text).looks,
    );
    return [
      ...(parsed.error?.issues.map(({ message }) => message) ?? []),
      ...(title.length >= 1 && title.length <= 256 ? [] : ['title']),
      ...(fields.length <= 25 ? [] : ['fields']),
      ...fields.flatMap(({ name, value }) =>
        name.length >= 1 && name.length <= 256 && value.length >= 1 && value.length <= 1024 ? [] : ['field'],
      ),
      ...(lengths.reduce((sum, length) => sum + length, 0) <= 6000 ? [] : ['together']),
      // Ours are the quotes, the bullets, and the link.
      ...read.filter(
        (look) => !['blockQuote', 'list'].includes(look) && !look.startsWith('link https://unstuck.example/'),
      ),
      ...(JSON.stringify(body['allowed_mentions']) === '{"parse":[]}' ? [] : ['allowed_mentions']),
    ];
  },

  teams: (body) => {
    const [attachment] = body['attachments'] as readonly { readonly content: Json }[];
    const context = new AdaptiveCards.SerializationContext();
    const card = new AdaptiveCards.AdaptiveCard();
    card.parse(attachment?.content ?? {}, context);
    const events = Array.from(
      { length: context.eventCount },
      (_, index) => context.getEventAt(index).message,
    );
    return [
      ...events,
      ...card.validateProperties().validationEvents.map(({ message }) => message),
      ...(Buffer.byteLength(JSON.stringify(body)) <= 28 * 1024 ? [] : ['over 28 KB']),
      // Only there is markdown read; a mention would have to be named.
      ...(/"TextBlock"|"FactSet"|"entities"/.test(JSON.stringify(body)) ? ['markdown'] : []),
    ];
  },
};

const bodies: Readonly<Record<PlatformFormat, (story: Story) => Json>> = {
  slack: slackBody,
  discord: (story) => discordBody(story, '2026-03-01T12:34:56.000Z'),
  teams: teamsBody,
};
const formats = Object.keys(bodies) as PlatformFormat[];

describe.each(formats)('a message for %s', (format) => {
  it('holds everything that the escalation says', () => {
    const body = bodies[format](storyOf('session_escalated', escalation));
    expect(problems[format](body)).toEqual([]);
    const said = textsIn(body).join('\n').replaceAll('\\', '');
    for (const word of [
      'Ana needs a person',
      'slack:T1:U1',
      'High',
      '2. Start it anew — Error 809',
      'today',
    ]) {
      expect(said).toContain(word);
    }
    expect(JSON.stringify(body)).toContain('https://unstuck.example/sessions/ses_1');
  });

  it('is taken, and can neither mention nor link nor format, whatever people type', () => {
    const step = fc.record({
      step_number: fc.integer({ min: 1, max: 99 }),
      title: anyText,
      notes: fc.option(anyText),
      choice: fc.option(anyText),
      result: fc.constantFrom('completed', 'failed'),
    });
    const data = fc.record({
      user: fc.record({ id: anyText, name: fc.option(anyText), locale: fc.constant('en') }),
      problem: fc.option(anyText),
      reason: fc.option(anyText),
      comment: fc.option(anyText),
      notes: fc.option(anyText),
      template_name: anyText,
      title: anyText,
      priority: fc.constantFrom('low', 'urgent', 'unheard of'),
      variables: fc.dictionary(anyText, anyText, { maxKeys: 30 }),
      steps: fc.array(step, { maxLength: 40 }),
      duration_seconds: fc.nat(),
    });
    const event = fc.constantFrom(...outwardEventNames, 'something_new');
    fc.assert(
      fc.property(event, data, (name, given) => {
        const story = storyOf(name, { ...always, ...given });
        expect(problems[format](bodies[format](story))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('an answer of a platform', () => {
  const meaning = (
    format: PlatformFormat,
    response_status: number,
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ) => platforms[format].meaning({ response_status, body, headers });

  it.each([
    ['slack', 404, 'no_service'],
    ['slack', 403, 'team_disabled\n'],
    ['discord', 404, '{"message": "Unknown Webhook", "code": 10015}'],
    ['discord', 401, '{"message": "Invalid Webhook Token", "code": 50027}'],
  ] as const)('of %s, %d %s: the webhook is gone', (format, status, body) => {
    expect(meaning(format, status, body)).toMatchObject({ failure: { error: 'gone' } });
  });

  it.each([
    ['slack', 200, 'ok'],
    ['slack', 500, 'rollup_error'],
    ['discord', 200, '{"content": "code: 10015"}'],
    ['teams', 200, '1'],
    ['teams', 202, ''],
  ] as const)('of %s, %d %s: nothing but its status', (format, status, body) => {
    expect(meaning(format, status, body)).toEqual({});
  });

  it('of Discord says when the last message of a window was sent', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.25' };
    expect(meaning('discord', 200, '{}', headers)).toEqual({ rest: 1250 });
    expect(meaning('discord', 200, '{}', { ...headers, 'x-ratelimit-remaining': '3' })).toEqual({});
  });

  it('of Teams may be 200 and a failure all the same', () => {
    const failed =
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x';
    expect(meaning('teams', 200, failed)).toMatchObject({ failure: { error: 'status' }, rest: 5000 });
    expect(meaning('teams', 200, failed.replace('429', '403'))).toEqual({
      failure: { error: 'status', detail: 'Answered that Teams returned 403.' },
    });
  });
});
