import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseMessage } from '../../adapters/discord/parse-words.ts';
import { parseInteraction } from '../../adapters/discord/parse.ts';
import { openDiscordHouse } from '../support/discord-channel.ts';

/** What Discord really sent to somebody's bot: interactions and messages, as they came. */
const folder = fileURLToPath(new URL('../../../shared/data/payloads/discord/', import.meta.url));
type Json = Readonly<Record<string, unknown>>;
const read = (file: string): Record<string, Json> =>
  existsSync(folder) ? (JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Record<string, Json>) : {};
const replay = read('gateway-and-components.json');
const channel = read('channel.json');

const described = existsSync(folder) ? describe : describe.skip;
const bot = { user: '1457469483726668048', roleIn: () => '1457473602180878604' };
const heard = (event: Json | undefined) => parseMessage(event?.['data'], bot);

described('recorded messages (of ../shared/data, skipped where that is absent)', () => {
  it('a mention in a channel is meant for the bot', () => {
    expect(heard(channel['mention'])).toMatchObject({
      kind: 'message',
      id: '1473118766652199044',
      text: 'Test',
      addressed: true,
      author: { id: 'discord:1033044521375764530', name: 'Test User', locale: null },
      spot: {
        kind: 'channel',
        guild: '1457468924290662599',
        channel: '1459213904352645277',
        threads: 'text',
      },
    });
    expect(heard(replay['gatewayMention'])).toMatchObject({ kind: 'message', addressed: true });
    expect(heard(replay['gatewayAIMention'])).toMatchObject({ kind: 'message', addressed: true });
  });

  it('so is one of the role that a server made for it', () => {
    expect(heard(replay['gatewayRoleMention'])).toMatchObject({
      kind: 'message',
      addressed: true,
      text: expect.not.stringContaining('<@'),
    });
  });

  it('what is said in a thread is heard there, and is not the bot’s by itself', () => {
    expect(heard(replay['gatewayThreadUserHey'])).toMatchObject({
      kind: 'message',
      addressed: false,
      spot: { kind: 'thread' },
    });
  });

  it('what bots say, this one too, is nothing', () => {
    expect(heard(replay['gatewayBotWelcome'])).toEqual({ kind: 'nothing', because: 'a bot' });
    expect(heard(replay['gatewayThreadWelcome'])).toEqual({ kind: 'nothing', because: 'a bot' });
  });

  it('all of them are read', () => {
    const messages = Object.entries(replay).filter(([name]) => name.startsWith('gateway'));
    expect(messages.length).toBeGreaterThan(10);
    for (const [name, event] of messages) expect([name, heard(event).kind]).toContain(name);
  });
});

described('recorded interactions (of ../shared/data, skipped where that is absent)', () => {
  // Their publisher gave some of them ids that are none.
  it.each<[string, object, Json]>([
    ['buttonClickHello', { kind: 'thread', parent: '1457510428359004343', isPrivate: false }, {}],
    ['differentUser', { kind: 'thread', channel: '1457536551830421524' }, { id: '1' }],
    ['dmButtonClick', { kind: 'dm', channel: '3' }, { id: '2', channel_id: '3' }],
  ])('%s says who pressed, and where', (name, spot, ids) => {
    expect(parseInteraction({ ...replay[name], ...ids })).toMatchObject({
      kind: 'unknown',
      author: { id: expect.stringMatching(/^discord:\d+$/), locale: 'en-US' },
      spot,
      ephemeral: false,
    });
  });

  it('the name is the one that the server knows them by', () => {
    expect(parseInteraction({ ...replay['differentUser'], id: '1' })).toMatchObject({
      author: { name: 'Different Nick' },
    });
  });

  it('with a button of ours it is a press, as the adapter takes it over the gateway and by HTTP', async () => {
    const house = await openDiscordHouse();
    try {
      const ours = (recorded: Json | undefined): Json => ({
        ...recorded,
        data: { component_type: 2, custom_id: 'ses_1|3|done|', id: 2 },
      });
      house.discord.gateway.dispatch('INTERACTION_CREATE', ours(replay['buttonClickHello']), null);
      await house.discord.called('answer_interaction');
      expect(await house.post(ours(channel['channel_post_action']))).toEqual({
        status: 200,
        body: { type: 6 },
      });
      expect(house.desk.inputs).toMatchObject([
        { type: 'press', conversation: 'discord:1457468924290662599:1457536551830421524' },
        { type: 'press', conversation: 'discord:1457468924290662599:1473118766652199044' },
      ]);
    } finally {
      await house.close();
    }
  });
});
