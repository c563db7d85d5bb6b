const mostRemembered = 2_000;

/** The keys of the messages heard last, by the ids that their edits name. */
export const createHeard = () => {
  const keys = new Map<string, string>();
  const nameOf = (conversation: string, id: string): string => `${conversation} ${id}`;
  return {
    note(conversation: string, id: string, key: string): void {
      keys.set(nameOf(conversation, id), key);
      const [oldest] = keys.keys();
      if (keys.size > mostRemembered && oldest !== undefined) keys.delete(oldest);
    },
    keyOf: (conversation: string, id: string): string | null => keys.get(nameOf(conversation, id)) ?? null,
  };
};
