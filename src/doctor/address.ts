import ipaddr from 'ipaddr.js';
import { isLoopbackHost } from '../app/loopback.ts';
import type { Config } from '../config.ts';
import { ok, problem, skipped } from './finding.ts';
import type { Finding } from './finding.ts';

const about = 'PUBLIC_URL';

/** Whether platforms could reach this server by its address. Nothing is asked of the network. */
export const checkAddress = ({ publicUrl, channels: { slack } }: Config): Finding => {
  if (!slack.on) return skipped(about, 'No channel is on that has to reach this server from the outside.');
  if (slack.apiUrl !== null)
    return skipped(about, 'SLACK_API_URL names a stand-in on this machine: it reaches this server anyway.');
  const mend =
    'Set PUBLIC_URL to the https address under which the internet reaches this server (a tunnel will do for a try), ' +
    'then give Slack the manifest that `npm run --silent manifest` prints.';
  if (publicUrl === null) return problem(about, 'It is not set, and Slack sends to a public address.', mend);
  const { protocol, hostname } = new URL(publicUrl);
  if (isLoopbackHost(hostname) || isPrivate(hostname))
    return problem(about, `Nobody but this network reaches ${publicUrl}.`, mend);
  if (protocol !== 'https:')
    return problem(about, `${publicUrl} is not https, and Slack sends to nothing else.`, mend);
  return ok(about, `Slack is to send to ${publicUrl}/slack/events.`);
};

const isPrivate = (hostname: string): boolean => {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(address) && ipaddr.process(address).range() !== 'unicast';
};
