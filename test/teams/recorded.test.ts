import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseActivity } from '../../adapters/teams/parse.ts';
import type { Payload } from '../../adapters/teams/payload.ts';
import { openTeamsHouse } from '../support/teams-channel.ts';
import { appId } from '../support/teams-stand-in.ts';

/** Activities that Teams once sent; where they came from is told beside them. */
const folder = new URL('../../../shared/data/payloads/teams/', import.meta.url);
const here = existsSync(folder);
if (!here) console.warn('skipped: no recorded Teams payloads beside the repository');
const suite = here ? describe : describe.skip;

const files = ['mention', 'channel', 'dm', 'actions-reactions'] as const;
const read = (file: (typeof files)[number]): Record<string, Payload> =>
  JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as Record<string, Payload>;
const none: Payload = {};

const tenant = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const user = '00000000-1111-2222-3333-444444444444';
const channel = '19:d441d38c655c47a085215b2726e76927@thread.tacv2';

suite('recorded activities', () => {
  it('a mention in a channel begins in its thread, without the mention', () => {
    expect(parseActivity(read('channel')['mention'] ?? none)).toMatchObject({
      kind: 'message',
      addressed: true,
      text: 'Hey',
      conversation: `teams:${tenant}:${channel};messageid=1771290107407`,
      author: { id: `teams:${tenant}:${user}`, name: 'Test User', locale: 'en-US' },
      here: { kind: 'channel', bot: `28:${appId}` },
    });
  });

  it('a mention whose entity does not repeat the words is stripped by the bot’s name', () => {
    const { mention, followUp } = read('mention');
    expect(parseActivity(mention ?? none)).toMatchObject({ addressed: true, text: 'Hey' });
    expect(parseActivity(followUp ?? none)).toMatchObject({
      addressed: false,
      text: 'Hi',
      conversation: `teams:${tenant}:${channel};messageid=1767224924615`,
    });
  });

  it('somebody without an object id is known by what Teams calls them', () => {
    expect(parseActivity(read('mention')['mention'] ?? none)).toMatchObject({
      author: { id: expect.stringContaining(`teams:${tenant}:29:1xXx`) },
    });
  });

  it('words in the personal chat belong to the person, wherever that chat is kept', () => {
    expect(parseActivity(read('dm')['dmMessage'] ?? none)).toMatchObject({
      kind: 'message',
      addressed: true,
      text: 'Hey',
      conversation: `teams:${tenant}:personal:${user}`,
    });
    expect(parseActivity(read('dm')['dmRequest'] ?? none)).toMatchObject({ addressed: false });
  });

  it('buttons of another app, and reactions, are nothing', () => {
    const foreign = [
      read('actions-reactions')['action'],
      read('actions-reactions')['reaction'],
      read('channel')['channel_post_action'],
    ];
    for (const activity of foreign)
      expect(parseActivity(activity ?? none)).toMatchObject({ kind: 'nothing' });
  });

  it('a button of ours, with everything else as it was recorded', () => {
    const ours = { ...read('channel')['channel_post_action'], value: { unstuck: 'ses_1|3|done|' } };
    expect(parseActivity(ours)).toMatchObject({
      kind: 'button',
      answering: 'message',
      carried: { asks: 'press', press: { session_id: 'ses_1', version: 3, move: 'done' } },
      conversation: `teams:${tenant}:${channel};messageid=1771290107407`,
    });
  });

  it.each(files)('all of %s.json, as it came, is taken by the adapter behind the real SDK', async (file) => {
    const house = await openTeamsHouse();
    const recorded = Object.values(read(file)).filter(
      (value) => typeof value === 'object' && 'type' in value,
    );
    expect(recorded.length).toBeGreaterThan(0);
    for (const activity of recorded) {
      const answer = await house.post({ ...activity, serviceUrl: house.teams.serviceUrl });
      expect(answer).toEqual({ status: 200, body: '' });
    }
    const words = recorded.filter(({ type, text }) => type === 'message' && text !== undefined);
    expect(house.desk.inputs.map(({ type }) => type)).toEqual(words.map(() => 'say'));
    await house.close();
  });
});
