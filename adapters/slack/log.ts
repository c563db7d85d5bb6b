import { LogLevel } from '@slack/bolt';
import type { Logger } from '@slack/bolt';

/** What the adapter logs to; a pino logger is one. Never given the text of a message, nor a token. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const onceIn = 60_000;
/** More different sentences than this are not told apart: the SDK has about a dozen. */
const remembered = 100;

/**
 * What the SDK says, as far as it is worth a line: warnings and errors, each at most once a minute, so that
 * a flood of forged requests does not become a flood of lines. Its debug lines hold message texts.
 *
 * @param now milliseconds
 */
export function sdkLogger(log: Log, now: () => number): Logger {
  const said = new Map<string, number>();
  const once = (level: 'warn' | 'error', words: readonly unknown[]): void => {
    const sentence = words.map((word) => (word instanceof Error ? word.message : String(word))).join(' ');
    const at = now();
    const before = said.get(sentence);
    if (before !== undefined && at - before < onceIn) return;
    if (said.size >= remembered) said.clear();
    said.set(sentence, at);
    log[level]({ channel: 'slack' }, sentence);
  };
  const silent = (): void => undefined;
  return {
    debug: silent,
    info: silent,
    warn: (...words) => once('warn', words),
    error: (...words) => once('error', words),
    setLevel: silent,
    getLevel: () => LogLevel.WARN,
    setName: silent,
  };
}

/** What an error says of itself, without the fields it carries: a database's hold the texts it was given. */
export const causeOf = (error: unknown): { readonly error: string; readonly stack: string | undefined } =>
  error instanceof Error
    ? { error: error.message, stack: error.stack }
    : { error: String(error), stack: undefined };
