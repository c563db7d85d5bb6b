const encoder = new TextEncoder();

/** Bytes as they go over the wire. */
export const bytesOf = (value: object): number => encoder.encode(JSON.stringify(value)).length;
