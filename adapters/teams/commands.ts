/** The words of the command lists in `manifest/teams/manifest.json`: typed in the personal chat, or after a mention. */
export const commandNames = ['troubleshoot', 'escalate', 'troubleshoot-agent', 'troubleshoot-admin'] as const;
export type CommandName = (typeof commandNames)[number];

/** The command of the message extension. */
export const extensionCommand = 'troubleshoot_message';

const pattern = /^\/?(troubleshoot-agent|troubleshoot-admin|troubleshoot|escalate)(?:\s+([\s\S]*))?$/i;

/** `null` where the words begin with no command. */
export function commandIn(text: string): { readonly command: CommandName; readonly rest: string } | null {
  const [, name, rest = ''] = pattern.exec(text) ?? [];
  const command = commandNames.find((known) => known === name?.toLowerCase());
  return command === undefined ? null : { command, rest: rest.trim() };
}
