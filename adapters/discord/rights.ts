/**
 * What the bot may be allowed to do in a channel, by the names people see in Discord's settings.
 *
 * @see https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags
 */
const bits = {
  reactions: 1n << 6n,
  view: 1n << 10n,
  send: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  history: 1n << 16n,
  publicThreads: 1n << 35n,
  privateThreads: 1n << 36n,
  sendInThreads: 1n << 38n,
} as const;
export type Right = keyof typeof bits;

/** Nothing else is asked for: every message is drawn by components, nobody is mentioned, nothing is deleted. */
export const rights = Object.keys(bits) as readonly Right[];

/** Without one of these, agents cannot work in a channel. A sign on their words is no more than that. */
export const agentsRights: readonly Right[] = [
  'view',
  'send',
  'history',
  'embedLinks',
  'attachFiles',
  'publicThreads',
  'sendInThreads',
];

export const administrator = 1n << 3n;

/** @param granted as Discord writes it, the bits as a decimal number */
export const has = (granted: bigint, right: Right): boolean =>
  (granted & administrator) !== 0n || (granted & bits[right]) !== 0n;

export const missing = (granted: bigint, wanted: readonly Right[]): readonly Right[] =>
  wanted.filter((right) => !has(granted, right));

/**
 * Opened by whoever manages a server, it adds the bot there with all its rights.
 *
 * @see https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow
 */
export const inviteLink = (applicationId: string): string => {
  const permissions = rights.reduce((sum, right) => sum | bits[right], 0n).toString();
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions,
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
};
