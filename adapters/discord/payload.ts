/** A JSON object as it came; nothing in it is taken for granted. */
export type Payload = Readonly<Record<string, unknown>>;

export const isPayload = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const none: Payload = {};

/** The object at a path; an empty one where there is none. */
export function objectAt(payload: Payload, ...path: readonly string[]): Payload {
  let at: unknown = payload;
  for (const name of path) at = isPayload(at) ? at[name] : undefined;
  return isPayload(at) ? at : none;
}

/** The objects of a list. */
export function objectsAt(payload: Payload, name: string): readonly Payload[] {
  const value = payload[name];
  return Array.isArray(value) ? value.filter(isPayload) : [];
}

/** The non-empty string under a name, else `null`. */
export function stringAt(payload: Payload, name: string): string | null {
  const value = payload[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberAt(payload: Payload, name: string): number | null {
  const value = payload[name];
  return typeof value === 'number' ? value : null;
}

/** Discord's ids: https://docs.discord.com/developers/reference#snowflakes */
export function snowflakeAt(payload: Payload, name: string): string | null {
  const value = stringAt(payload, name);
  return value !== null && /^\d{1,20}$/.test(value) ? value : null;
}

/** Ids are numbers that grow with time, longer than JavaScript's are exact. */
export const isLater = (id: string, other: string): boolean => BigInt(id) > BigInt(other);
