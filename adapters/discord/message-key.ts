/** What a person's message is known by to the application, whichever way it came, and the way back. */
export const messageKey = (id: string): string => `discord:message:${id}`;

/** `null` where words came another way: by a form, by a command. */
export const messageIn = (key: string): string | null =>
  /^discord:message:(\d{1,20})$/.exec(key)?.[1] ?? null;
