const pattern = /^\/(troubleshoot-agent|troubleshoot-admin|troubleshoot|escalate)(?:\s+([\s\S]*))?$/i;

/** What the commands of the other platforms ask for, typed here: `/troubleshoot-admin webhooks`. */
export const typedCommand = (text: string): Command | null => {
  const [, name, given = ''] = pattern.exec(text.trim()) ?? [];
  const words = given.trim();
  switch (name?.toLowerCase()) {
    case 'troubleshoot':
      return { type: 'troubleshoot', problem: words === '' ? null : words };
    case 'escalate':
      return { type: 'escalate', reason: words === '' ? null : words };
    case 'troubleshoot-agent':
      return { type: 'agent', words };
    case 'troubleshoot-admin':
      return { type: 'admin', words };
    default:
      return null;
  }
};

type Command =
  | { readonly type: 'troubleshoot'; readonly problem: string | null }
  | { readonly type: 'escalate'; readonly reason: string | null }
  | { readonly type: 'agent' | 'admin'; readonly words: string };
