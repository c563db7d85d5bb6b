import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { DeliverySign } from '../../src/app/channel.ts';
import type { ConversationId } from '../../src/ids.ts';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { everyRight, rightBits } from '../support/discord-stand-in.ts';
import type { DiscordPerson, DiscordStandIn, StandInMessage } from '../support/discord-stand-in.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let server: ReturnType<DiscordStandIn['guild']>;
let ana: DiscordPerson;
beforeEach(async () => {
  house = await openDiscordHouse();
  ({ discord } = house);
  server = discord.guild();
  ana = discord.world.person('Ana', { guild: server.id });
});
afterEach(() => house.close());

const direct = (): ConversationId => `discord:dm:${ana.id}` as ConversationId;
const said = (at = discord.world.directWith(ana.id).id): StandInMessage =>
  discord.write(ana, at, 'hello?', { heard: false });
const mark = (message: StandInMessage, sign: DeliverySign, at = direct()) =>
  house.channel.mark?.(at, `discord:message:${message.id}`, sign);

it('a tick says that words have arrived; the same again is no matter', async () => {
  const message = said();
  await mark(message, 'arrived');
  await mark(message, 'arrived');
  expect([...message.reactions]).toEqual(['✅']);
});

it('a cross says that they have not, and makes way for the tick once they have', async () => {
  const message = said();
  await mark(message, 'failed');
  expect([...message.reactions]).toEqual(['❌']);
  await mark(message, 'arrived');
  expect([...message.reactions]).toEqual(['✅']);
  expect(discord.callsOf('take_back_reaction')).toHaveLength(1);
});

it('a mention that a thread was opened below is marked where it stands', async () => {
  const message = said(server.channel.id);
  discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id, id: message.id });
  await mark(message, 'arrived', `discord:${server.id}:${message.id}` as ConversationId);
  expect([...message.reactions]).toEqual(['✅']);
});

it('words that came by a form have no message to mark', async () => {
  const before = discord.calls.length;
  await house.channel.mark?.(direct(), 'discord:interaction:1', 'arrived');
  expect(discord.calls).toHaveLength(before);
});

it('a message that is gone needs none', async () => {
  const message = said();
  discord.remove(message);
  await mark(message, 'arrived');
});

it('without a sign somebody should know why', async () => {
  const message = said(server.channel.id);
  const here = `discord:${server.id}:${server.channel.id}` as ConversationId;
  server.channel.granted = everyRight & ~rightBits.reactions;
  await expect(mark(message, 'arrived', here)).rejects.toThrow(/Add Reactions/);
  discord.fault('react', { status: 503 });
  await expect(mark(message, 'arrived', here)).rejects.toThrow(/503/);
});
