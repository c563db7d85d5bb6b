import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Receipt } from '../../src/app/channel.ts';
import type { Escalation } from '../../src/engine/escalation.ts';
import type { Session } from '../../src/engine/session.ts';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import type { DiscordPerson, DiscordStandIn, StandInChannel } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let server: ReturnType<DiscordStandIn['guild']>;
let thread: StandInChannel;
let luis: DiscordPerson;
beforeEach(async () => {
  house = await openDiscordHouse();
  ({ discord } = house);
  server = discord.guild();
  thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
  luis = discord.world.person('Luis', { guild: server.id });
});
afterEach(() => house.close());

/** What the desk says of a case: whose it is, and where it is talked about. */
const has = (assignee: string | null, below = thread.id): Receipt => ({
  kind: 'accepted',
  note: null,
  session: {
    escalation: {
      status: assignee === null ? 'open' : 'claimed',
      assignee,
      placement: {
        state: 'posted',
        at: { conversation: `discord:${server.id}:${server.channel.id}` },
        thread: `discord:${server.id}:${below}`,
      },
    } as unknown as Escalation,
  } as Session,
});
const does = async (receipt: Receipt): Promise<void> => {
  house.desk.answer(() => receipt);
  await discord.deliver(discord.slash(luis, server.channel.id, 'troubleshoot-agent', { words: 'claim' }));
};
const added = () => discord.calls.filter(({ name }) => name === 'add_to_thread').map(({ path }) => path);

it('who takes a case is in its thread, once; so is who has it after that', async () => {
  await does(has(`discord:${luis.id}`));
  await eventually(() => thread.members.has(luis.id));
  await does(has(`discord:${luis.id}`));
  const marta = discord.world.person('Marta', { guild: server.id });
  await does(has(`discord:${marta.id}`));
  await eventually(() => thread.members.has(marta.id));
  expect(added()).toHaveLength(2);
});

it('a case that nobody has, that is another platform’s, or that has no thread adds nobody', async () => {
  await does(has(null));
  await does(has('slack:T1:UBEN'));
  await does(has(`discord:${luis.id}`, server.channel.id));
  expect(added()).toEqual([]);
});

it('what did not work is tried again with what is done next', async () => {
  discord.fault('add_to_thread', { status: 503 });
  await does(has(`discord:${luis.id}`));
  await eventually(() => house.lines.some(({ message }) => message.includes('could not be added')));
  await does(has(`discord:${luis.id}`));
  await eventually(() => thread.members.has(luis.id));
});
