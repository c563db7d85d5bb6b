import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { namedIn } from '../../adapters/teams/agents-place.ts';
import type { AgentsPlace } from '../../src/app/channel.ts';
import { ana, message, personal } from '../support/teams-activities.ts';
import { openTeamsHouse } from '../support/teams-channel.ts';
import type { TeamsHouse } from '../support/teams-channel.ts';
import { tenant } from '../support/teams-stand-in.ts';

const id = '19:d441d38c655c47a085215b2726e76927@thread.tacv2';

describe('what an admin writes', () => {
  it.each([
    [id, { tenant: null, conversation: id, name: id }],
    [` teams:t1:${id} `, { tenant: 't1', conversation: id, name: id }],
    [
      `https://teams.microsoft.com/l/channel/${encodeURIComponent(id)}/IT%20Support?groupId=1&tenantId=t1`,
      { tenant: 't1', conversation: id, name: 'IT Support' },
    ],
    [
      'https://teams.microsoft.com/l/chat/19%3Aab%40thread.v2/conversations?context=x',
      expect.objectContaining({ conversation: '19:ab@thread.v2' }),
    ],
    [`https://evil.example/l/channel/${encodeURIComponent(id)}/x`, null],
    [`https://teams.microsoft.com/l/channel/%E0%A4%A/x`, null],
    ['#support', null],
    ['', null],
  ])('%j', (written, named) => {
    expect(namedIn(written)).toEqual(named);
  });
});

describe('the agents’ place', () => {
  let house: TeamsHouse;
  beforeEach(async () => {
    house = await openTeamsHouse();
    await house.post(message(ana, personal(ana), 'hello'));
  });
  afterEach(() => house.close());
  const find = (written: string): Promise<AgentsPlace | undefined> =>
    house.channel.place?.(written) ?? Promise.resolve(undefined);

  it('is the channel, where the bot belongs to it', async () => {
    expect(await find(id)).toEqual({ place: `teams:${tenant}:${id}`, name: id });
    expect(house.teams.calls).toMatchObject([{ method: 'members', conversation: id }]);
  });

  it('is none that cannot be told from other words', async () => {
    expect(await find('#support')).toEqual({
      unusable: 'not_found',
      how: expect.stringContaining('Get link to channel'),
    });
  });

  it('is none that the bot was not added to, and how to add it', async () => {
    house.teams.close(id, 'BotNotInConversationRoster');
    expect(await find(id)).toEqual({ unusable: 'no_access', how: expect.stringContaining('Add to a team') });
  });

  it.each([{ status: 429 }, { status: 503 }])(
    'is not known while Teams does not answer: %j',
    async (fault) => {
      house.teams.fault('members', fault);
      expect(await find(id)).toMatchObject({
        unusable: 'away',
        how: expect.stringContaining(`${fault.status}`),
      });
    },
  );

  it('is not known in a tenant that nothing has come from', async () => {
    expect(await find(`teams:elsewhere:${id}`)).toMatchObject({ unusable: 'away' });
  });
});
