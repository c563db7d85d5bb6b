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

/** The non-empty string under a name, else `null`. */
export function stringAt(payload: Payload, name: string): string | null {
  const value = payload[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The first object of a list; an empty one where there is none. */
export function firstAt(payload: Payload, name: string): Payload {
  const value = payload[name];
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return isPayload(first) ? first : none;
}

/** The objects of a list; none where there is none. */
export const objectsAt = (payload: Payload, name: string): readonly Payload[] => {
  const value = payload[name];
  return Array.isArray(value) ? value.filter(isPayload) : [];
};
