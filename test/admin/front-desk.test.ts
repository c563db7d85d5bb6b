import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Receipt } from '../../src/app/channel.ts';
import type { ChannelName } from '../../src/engine/command.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import { openHouse } from '../app/conversation.ts';
import type { House } from '../app/conversation.ts';

/** Many people of one workspace ask too much together, and nobody elsewhere waits for it. */
let house: House;
const perWorkspace = 5;
beforeAll(async () => {
  house = await openHouse();
  const admin = { kind: 'key', id: 'key:x', name: null, scopes: ['admin'], origin: 'rest' } as const;
  await house.core.administration.office.do('settings set', admin, {
    settings: { escalation: {}, limits: { per_workspace: perWorkspace } },
  });
}, 60_000);
afterAll(() => house.close());

const asks = async (channel: ChannelName, person: string, place: string): Promise<Receipt> =>
  await house.core.desk.receive({
    type: 'admin',
    words: 'help',
    key: null,
    channel,
    conversation: place as ConversationId,
    user: { id: person as PersonId, name: null, locale: 'en' },
  });

describe.each<[what: string, ChannelName, person: (n: number) => string, place: string, elsewhere: string]>([
  ['a Slack workspace', 'slack', (n) => `slack:T1:U${n}`, 'slack:T1:C1', 'slack:T2:U1'],
  ['a Discord server', 'discord', (n) => `discord:${n}`, 'discord:100:7', 'discord:1'],
  ['a Teams tenant', 'teams', (n) => `teams:t1:u${n}`, 'teams:t1:c', 'teams:t2:u1'],
])('%s', (_what, channel, person, place, elsewhere) => {
  it('has its own limit, told once, that holds for all its people', async () => {
    for (let n = 0; n < perWorkspace; n += 1)
      expect(await asks(channel, person(n), place)).toMatchObject({ kind: 'told' });
    expect(await asks(channel, person(90), place)).toMatchObject({ code: 'too_fast' });
    expect(await asks(channel, person(91), place)).toEqual({ kind: 'ignored' });
    const other = channel === 'discord' ? 'discord:200:7' : place;
    expect(await asks(channel, elsewhere, other)).toMatchObject({ kind: 'told' });
  });
});

describe('direct messages in Discord', () => {
  it('count for their person alone, not for everybody who writes to the bot', async () => {
    for (let n = 0; n < 2 * perWorkspace; n += 1)
      expect(await asks('discord', `discord:50${n}`, `discord:dm:50${n}`)).toMatchObject({ kind: 'told' });
  });
});

describe('a button so old that its words are forgotten', () => {
  it('says so', async () => {
    expect(
      await house.core.desk.receive({
        type: 'press',
        press: { session_id: null, version: 0, move: 'admin', arg: '@0123456789abcdef' },
        key: null,
        channel: 'web',
        conversation: 'web:old' as ConversationId,
        user: { id: 'web:old' as PersonId, name: null, locale: 'en' },
      }),
    ).toMatchObject({ kind: 'refused', code: 'stale' });
  });
});
