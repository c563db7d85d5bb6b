import { createTeamsChannel } from '../../adapters/teams/index.ts';
import { systemClock } from '../../src/chance.ts';
import { createKeep } from '../../src/store/keep.ts';
import { serveSubject } from '../click/subject.ts';
import { settings } from './subject.ts';
import { teamsBot } from './teams.ts';
import { log, now, startUnstuck } from './unstuck.ts';

const { channel, stop } = await startUnstuck(
  ({ dataSource }) =>
    createTeamsChannel({
      ...teamsBot,
      appType: 'SingleTenant',
      appTenantId: teamsBot.tenant,
      authentication: true,
      loginUrl: settings.platform,
      openIdMetadataUrl: `${settings.platform}/openid`,
      keep: createKeep(dataSource, 'teams', systemClock),
      log,
      now,
    }),
  (teams, desk) => teams.connect(desk),
);
await serveSubject(channel.requestListener, stop);
