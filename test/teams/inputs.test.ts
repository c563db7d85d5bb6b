import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseActivity } from '../../adapters/teams/parse.ts';
import { commandIn } from '../../adapters/teams/commands.ts';
import { conversationOf, placeOf } from '../../adapters/teams/places.ts';
import { wordsOf, wordsOfHtml } from '../../adapters/teams/teams-text.ts';
import type { ConversationId } from '../../src/ids.ts';
import { eventually } from '../support/eventually.ts';
import { accepted, refused } from '../support/scripted-desk.ts';
import * as teams from '../support/teams-activities.ts';
import { ana, ben, group, message, personal, thread } from '../support/teams-activities.ts';
import { openTeamsHouse } from '../support/teams-channel.ts';
import type { TeamsHouse } from '../support/teams-channel.ts';
import { tenant } from '../support/teams-stand-in.ts';
import type { Json } from '../support/teams-stand-in.ts';

describe('words', () => {
  const spoken = (text: string, more: Json = {}): string =>
    wordsOf({ recipient: { id: teams.bot }, text, ...more });
  const mention = (id: string, text?: string) => ({
    type: 'mention',
    mentioned: { id, name: 'Unstuck' },
    ...(text === undefined ? {} : { text }),
  });

  it.each<[string, string, string, Json?]>([
    ['what was typed', 'a < b & "c"', 'a &lt; b &amp; &quot;c&quot;'],
    ['one layer alone is taken off', '&lt;', '&amp;lt;'],
    ['blanks that do not break', 'a b', 'a&nbsp;b'],
    [
      'the bot’s mention is addressing',
      'hello',
      '<at>Unstuck</at> hello',
      { entities: [mention(teams.bot)] },
    ],
    [
      'wherever it stands',
      'hello there',
      'hello <at>Unstuck Bot</at> there',
      { entities: [mention(teams.bot, '<at>Unstuck Bot</at>')] },
    ],
    ['somebody else’s is a name', '@Ana help', '<at>Ana</at> help', { entities: [mention('29:ana')] }],
    ['nothing', '', ''],
  ])('%s: %j', (_, words, text, more = {}) => {
    expect(spoken(text, more)).toBe(words);
  });

  it('of a message in HTML are what a reader sees', () => {
    expect(
      wordsOfHtml('<div><p>My <b>printer</b>&nbsp;says:</p>\n<ul><li>one</li><li>two</li></ul></div>'),
    ).toBe('My printer says:\none\ntwo');
    expect(wordsOfHtml('')).toBe('');
  });
});

describe('commands', () => {
  it.each([
    ['troubleshoot', { command: 'troubleshoot', rest: '' }],
    ['/Troubleshoot  the VPN is down ', { command: 'troubleshoot', rest: 'the VPN is down' }],
    ['escalate it is urgent', { command: 'escalate', rest: 'it is urgent' }],
    ['troubleshoot-agent list', { command: 'troubleshoot-agent', rest: 'list' }],
    ['/troubleshoot-admin webhooks', { command: 'troubleshoot-admin', rest: 'webhooks' }],
    ['troubleshooting is hard', null],
    ['please escalate', null],
  ])('%j', (text, command) => {
    expect(commandIn(text)).toEqual(command);
  });

  it('are words like others where the bot was not spoken to', () => {
    const overheard = message(ana, thread, 'escalate this', { mention: false, serviceUrl: 'https://x' });
    expect(parseActivity(overheard)).toMatchObject({ kind: 'message', addressed: false });
  });
});

describe('places', () => {
  it.each<[string, Parameters<typeof conversationOf>[0]]>([
    ['a person', { in: 'personal', tenant, user: ana.user }],
    ['a thread', { in: 'shared', tenant, conversation: thread.id }],
    ['a group', { in: 'shared', tenant, conversation: group.id }],
  ])('%s is found again by its conversation', (_, place) => {
    const conversation = conversationOf(place);
    expect(conversation && placeOf(conversation)).toEqual(place);
  });

  it('a place of another channel, or none, is nowhere', () => {
    for (const other of ['slack:T1:dm:U1', 'teams:x', 'teams:']) {
      expect(placeOf(other as ConversationId)).toBeNull();
    }
    expect(conversationOf({ in: 'shared', tenant: 'a b', conversation: 'x' })).toBeNull();
  });
});

describe('one thing has one key', () => {
  const keyOf = (activity: Json): unknown => {
    const arrival = parseActivity({ serviceUrl: 'https://x', ...activity });
    return 'key' in arrival ? arrival.key : null;
  };

  it('under any activity id', () => {
    const said = message(ana, personal(ana), 'once');
    expect(keyOf({ ...said, id: '2' })).toBe(keyOf(said));
  });

  it('said again, by somebody else, or somewhere else, it is another', () => {
    const keys = [
      message(ana, group, 'yes'),
      message(ana, group, 'yes'),
      message(ben, group, 'yes'),
      message(ana, thread, 'yes'),
    ].map(keyOf);
    expect(new Set(keys).size).toBe(4);
  });

  it('without a time it is told by its id', () => {
    const {
      timestamp: _,
      localTimestamp: __,
      ...said
    } = message(ana, group, 'yes') as Record<string, unknown>;
    expect(keyOf({ ...said, id: '1' })).toBe(keyOf({ ...said, id: '1' }));
    expect(keyOf({ ...said, id: '1' })).not.toBe(keyOf({ ...said, id: '2' }));
  });
});

describe('what is nothing for the bot', () => {
  const said = message(ana, personal(ana), 'x') as Record<string, unknown>;
  it.each<[string, Json]>([
    ['a message of a bot', { ...said, from: { id: '28:another' } }],
    ['a message from nobody', { ...said, from: {} }],
    ['a message from nowhere', { ...said, conversation: {} }],
    ['a conversation of no tenant', { ...said, conversation: { id: 'a:1' }, channelData: {} }],
    ['a reaction', { ...said, type: 'messageReaction' }],
    ['a picture without words', { ...said, text: '', attachments: [{ contentType: 'image/png' }] }],
    ['an unknown type', { ...said, type: 'trace' }],
  ])('%s', (_, activity) => {
    expect(parseActivity({ serviceUrl: 'https://x', ...activity })).toMatchObject({ kind: 'nothing' });
  });

  it.each(['signin/verifyState', 'composeExtension/query', 'adaptiveCard/action', 'task/fetch'])(
    'an invoke %s that is not of ours is not answered as if it were',
    async (name) => {
      const house = await openTeamsHouse();
      expect(await house.post(teams.invoke(ana, personal(ana), name, {}))).toMatchObject({ status: 501 });
      await house.close();
    },
  );
});

describe('in the house', () => {
  let house: TeamsHouse;
  beforeEach(async () => {
    house = await openTeamsHouse();
  });
  afterEach(() => house.close());

  it('an answer is seen to be on its way, save in channels, which show no such thing', async () => {
    await house.post(message(ana, personal(ana), 'x'));
    await eventually(() => house.teams.typing.length === 1);
    await house.post(message(ana, thread, 'x'));
    await house.post(message(ana, group, 'x'));
    await eventually(() => house.teams.typing.length === 2);
    expect(house.teams.typing).toEqual([personal(ana).id, group.id]);
  });

  it('a note about words among people goes to who typed them', async () => {
    house.desk.answer(() => refused('There is one open already'));
    await house.post(message(ana, thread, 'troubleshoot the VPN'));
    const [note] = await eventually(() => (house.teams.messages.length > 0 ? house.teams.messages : null));
    expect(note?.conversation).toBe(personal(ana).id);
    expect(house.teams.calls.map(({ method }) => method)).toEqual(['open', 'post']);
  });

  it('an answer of many lines is for its asker alone', async () => {
    house.desk.answer(() => ({
      kind: 'told',
      message: { summary: 'Three cases', locale: 'en', parts: [{ type: 'text', text: 'One' }], actions: [] },
    }));
    await house.post(message(ana, thread, 'troubleshoot-agent list'));
    await house.post(message(ana, thread, 'troubleshoot-admin webhooks'));
    expect(house.desk.inputs).toMatchObject([
      { type: 'agent', words: 'list' },
      { type: 'admin', words: 'webhooks' },
    ]);
    const [told] = await eventually(() => (house.teams.messages.length > 0 ? house.teams.messages : null));
    expect(told?.conversation).toBe(personal(ana).id);
  });

  it('a button on such an answer is answered in its place; elsewhere in its presser’s own chat', async () => {
    const told = {
      summary: 'Paused',
      locale: 'en',
      parts: [{ type: 'text', text: 'Paused.' }],
      actions: [],
    } as const;
    house.desk.answer(() => ({ kind: 'told', message: told }));
    const aside = { unstuck: { aside: true, press: '|0|claim|' } };
    const { body } = await house.post(teams.executed(ana, personal(ana), aside));
    expect(body).toMatchObject({
      type: 'application/vnd.microsoft.card.adaptive',
      value: { fallbackText: 'Paused' },
    });
    expect(house.teams.messages).toEqual([]);
    const below = await house.post(teams.executed(ana, thread, { unstuck: 'ses_1|1|claim|' }));
    expect(below.body).toMatchObject({ value: 'teams.goes_on_in_chat (en-US)' });
    await eventually(() =>
      house.teams.messages.some(({ conversation }) => conversation === personal(ana).id),
    );
  });

  it('a language that a button does not tell is remembered from the words before', async () => {
    await house.post(message({ ...ana, locale: 'es-MX' }, personal(ana), 'hola'));
    house.desk.answer(() => accepted());
    const { locale: _, ...silent } = teams.executed(ana, personal(ana), {
      unstuck: 'ses_1|3|done|',
    }) as Record<string, unknown>;
    await house.post(silent);
    expect(house.desk.inputs.map(({ user }) => user.locale)).toEqual(['es-MX', 'es-MX']);
  });

  it('a removed app is no place to write to any more', async () => {
    await house.post(message(ana, personal(ana), 'x'));
    await house.post(teams.installation(ana, personal(ana), 'remove'));
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'teams: the app was removed' }),
    );
    expect(
      await house.channel.send({
        message_id: 'msg_1' as never,
        conversation: `teams:${tenant}:personal:${ana.user}` as ConversationId,
        person: teams.personOf(ana) as never,
        session_id: null,
        version: 1,
        message: { summary: 'x', locale: 'en', parts: [], actions: [] },
        ref: null,
        attempt: 0,
      }),
    ).toEqual({ gone: 'conversation', reason: 'the bot has never been there' });
  });
});
