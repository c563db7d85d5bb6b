import { createDiscordChannel } from '../../adapters/discord/index.ts';
import { systemClock, token } from '../../src/chance.ts';
import { createKeep, createLeadership } from '../../src/store/keep.ts';
import { serveSubject } from '../click/subject.ts';
import { discordBot } from './discord.ts';
import { settings } from './subject.ts';
import { log, now, startUnstuck } from './unstuck.ts';

const { channel, stop } = await startUnstuck(
  ({ dataSource }) =>
    createDiscordChannel({
      ...discordBot,
      publicKey: settings.publicKey,
      apiUrl: settings.platform,
      keep: createKeep(dataSource, 'discord', systemClock),
      leadership: createLeadership(dataSource, token()),
      log,
      now,
    }),
  (discord, desk) => discord.connect(desk, ['en', 'es']),
);
await serveSubject((request, response) => channel.requestListener?.(request, response), stop);
