import ipaddr from 'ipaddr.js';
import { isLoopbackHost } from '../app/loopback.ts';
import type { Config } from '../config.ts';
import { ok, problem, skipped } from './finding.ts';
import type { Finding } from './finding.ts';

const about = 'PUBLIC_URL';

/** Whether platforms could reach this server by its address. Nothing is asked of the network. */
export const checkAddress = ({ publicUrl, channels }: Config): Finding => {
  const senders = sendersTo(channels);
  if (senders.length === 0)
    return skipped(
      about,
      hasStandIn(channels)
        ? 'Stand-ins on this machine take the place of the platforms: they reach this server anyway.'
        : 'No channel is on that has to reach this server from the outside.',
    );
  const names = senders.map(({ name }) => name).join(' and ');
  const mend = [
    'Set PUBLIC_URL to the https address under which the internet reaches this server (a tunnel will do for a try).',
    ...senders.map(({ next }) => next),
  ].join(' ');
  if (publicUrl === null)
    return problem(about, `It is not set, and ${names} sends to a public address.`, mend);
  const { protocol, hostname } = new URL(publicUrl);
  if (isLoopbackHost(hostname) || isPrivate(hostname))
    return problem(about, `Nobody but this network reaches ${publicUrl}.`, mend);
  if (protocol !== 'https:')
    return problem(about, `${publicUrl} is not https, and ${names} sends to nothing else.`, mend);
  const addresses = senders.map(({ name, path }) => `${name} is to send to ${publicUrl}${path}`);
  return ok(about, `${addresses.join(', ')}.`);
};

interface Sender {
  readonly name: string;
  readonly path: string;
  readonly next: string;
}

/** The platforms that have to reach this server. */
const sendersTo = ({ slack, teams }: Config['channels']): readonly Sender[] => [
  ...(slack.on && slack.apiUrl === null
    ? [
        {
          name: 'Slack',
          path: '/slack/events',
          next: 'Then give Slack the manifest that `npm run --silent manifest` prints.',
        },
      ]
    : []),
  ...(teams.on && teams.authentication && teams.openIdMetadataUrl === null
    ? [
        {
          name: 'Teams',
          path: '/api/messages',
          next: 'Then set the messaging endpoint of the Azure Bot to that address with /api/messages behind it.',
        },
      ]
    : []),
];

const hasStandIn = ({ slack, teams }: Config['channels']): boolean => slack.on || teams.on;

const isPrivate = (hostname: string): boolean => {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(address) && ipaddr.process(address).range() !== 'unicast';
};
