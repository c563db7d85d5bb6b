/** What the adapter logs to; a pino logger is one. Never given the text of a message, nor a token. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What an error says of itself, without the fields it carries: they hold the body of the request that failed. */
export const causeOf = (error: unknown): { readonly error: string; readonly stack: string | undefined } =>
  error instanceof Error
    ? { error: error.message, stack: error.stack }
    : { error: String(error), stack: undefined };
