import { once } from 'node:events';
import { Client, Events, GatewayIntentBits, Routes } from 'discord.js';
import type { ButtonInteraction, InteractionUpdateOptions } from 'discord.js';
import { serveSubject } from '../click/subject.ts';
import { discordBot } from './discord.ts';
import { openFloor, settings } from './subject.ts';

/** A bare discord.js bot; `BENCH_ANSWER=defer` answers at once and edits the message through its channel. */
const defers = process.env['BENCH_ANSWER'] === 'defer';
const floor = openFloor();
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  rest: { api: settings.platform },
});

const answer = async (press: ButtonInteraction): Promise<void> => {
  await floor.moveOn(press.customId);
  if (!defers) {
    await press.update({ ...settings.drawn, allowedMentions: { parse: [] } } as InteractionUpdateOptions);
    return;
  }
  await Promise.all([
    press.deferUpdate(),
    client.rest.patch(Routes.channelMessage(press.channelId, press.message.id), { body: settings.drawn }),
  ]);
};
client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isButton()) void answer(interaction);
});

await client.login(discordBot.token);
if (!client.isReady()) await once(client, Events.ClientReady);
await serveSubject(
  (_, response) => response.writeHead(404).end(),
  async () => {
    await client.destroy();
    await floor.close();
  },
);
