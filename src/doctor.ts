import type { Clock } from './app/ports.ts';
import { readConfig } from './config.ts';
import type { Environment } from './config.ts';
import { checkAddress } from './doctor/address.ts';
import { checkDatabase } from './doctor/database.ts';
import { checkDiscord } from './doctor/discord.ts';
import { ok, problem, skipped } from './doctor/finding.ts';
import type { Finding } from './doctor/finding.ts';
import { checkOpenAi } from './doctor/openai.ts';
import { checkSlack } from './doctor/slack.ts';
import { checkTeams } from './doctor/teams.ts';
import { readManifest, scopesOf } from './manifest.ts';
import { localesFolder, neededNode } from './package-root.ts';
import { loadTexts } from './texts.ts';

export { describeFindings } from './doctor/finding.ts';

export interface Surroundings {
  readonly env: Environment;
  /** `process.versions.node` */
  readonly nodeVersion: string;
  /** The folder of package.json. */
  readonly root: string;
  readonly clock: Clock;
}

/** Looks at everything that can keep Unstuck from working here. Changes nothing. */
export const examine = async (surroundings: Surroundings): Promise<readonly Finding[]> => {
  const { env, nodeVersion, root, clock } = surroundings;
  const node = checkNode(nodeVersion, neededNode(root));
  const read = readConfig(env);
  if (!read.ok)
    return [
      node,
      ...read.errors.map((error) =>
        problem('Environment', error, 'Every variable is explained in .env.example.'),
      ),
      skipped('The rest', 'It is looked at once the environment is right.'),
    ];
  const { config } = read;
  return [
    node,
    ok('Environment', 'Every variable that is set can be read.'),
    ...(await checkDatabase(config)),
    checkAddress(config),
    ...(await checkSlack(config, { wantedScopes: scopesOf(readManifest(root)), clock })),
    ...(await checkDiscord(config, {
      texts: () => loadTexts(localesFolder(root), config.defaultLocale),
    })),
    ...(await checkTeams(config)),
    ...(await checkOpenAi(config, { clock })),
  ];
};

const checkNode = (version: string, needed: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [majorNeeded = 0, minorNeeded = 0] = needed.split('.').map(Number);
  return major > majorNeeded || (major === majorNeeded && minor >= minorNeeded)
    ? ok('Node', `${version} runs this.`)
    : problem('Node', `${version} is too old.`, `Install Node ${needed} or newer.`);
};
