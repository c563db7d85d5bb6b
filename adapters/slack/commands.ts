/** The slash commands and shortcuts of the manifest, by the names Slack sends. */
export const commands = {
  '/troubleshoot': 'troubleshoot',
  '/escalate': 'escalate',
  '/troubleshoot-agent': 'agent',
  '/troubleshoot-admin': 'admin',
} as const;
export type CommandName = (typeof commands)[keyof typeof commands];

export const shortcutId = 'troubleshoot_message';

export const commandOf = (name: string): CommandName | null =>
  Object.entries(commands).find(([known]) => known === name)?.[1] ?? null;
