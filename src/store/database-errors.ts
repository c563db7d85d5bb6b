/** What keeps a database from being used at the start: the message is a sentence a person can act on. */
export class DatabaseProblem extends Error {
  override readonly name: string = 'DatabaseProblem';
}

/** Nobody answers, or not for us. */
export class DatabaseUnavailable extends DatabaseProblem {
  override readonly name = 'DatabaseUnavailable';
}

/** It answers, and is older than what the queries are written for. */
export class DatabaseTooOld extends DatabaseProblem {
  override readonly name = 'DatabaseTooOld';
}

/** Another process works in the same data folder. */
export class DataFolderInUse extends DatabaseProblem {
  override readonly name = 'DataFolderInUse';
}

/** The tables could not be brought to this version. Nothing of the attempt is left behind. */
export class MigrationFailed extends DatabaseProblem {
  override readonly name = 'MigrationFailed';
}

const field = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null && name in error
    ? (error as Record<string, unknown>)[name]
    : undefined;

/** TypeORM and AggregateError (`localhost` tried as ::1 and as 127.0.0.1) keep the error that matters inside. */
const innermost = (error: unknown): unknown => {
  const errors = field(error, 'errors');
  const inner = field(error, 'driverError') ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
  return inner === undefined || inner === error ? error : innermost(inner);
};

/** `ENOENT`, `57P01`, …; empty where there is none. */
export const errorCode = (error: unknown): string => {
  const code = field(innermost(error), 'code');
  return typeof code === 'string' ? code : '';
};

/** In the error's own words. */
export const errorMessage = (error: unknown): string => {
  const message = field(innermost(error), 'message');
  return typeof message === 'string' && message !== '' ? message : errorCode(error) || 'it gave no reason';
};

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, and the system's codes. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Is it running, and are host and port right?',
  ENOENT: 'its socket does not exist. Is it running?',
  ENOTFOUND: 'the host name is not known. Is it spelled right?',
  EAI_AGAIN: 'the host name could not be looked up. Does name resolution work here?',
  ETIMEDOUT: 'it does not answer. Does a firewall stand in between?',
  EHOSTUNREACH: 'there is no way to that host from here',
  '28P01': 'it refused the password',
  '28000': 'it refused this user (see its pg_hba.conf)',
  '3D000': 'this database does not exist. Create it first, for example with createdb',
  '53300': 'it has no free connection left',
  '57P03': 'it is starting or stopping. Try again in a moment',
};

/** Why a database did not serve, in words. Never holds a password: neither pg nor the system puts one in an error. */
export const failureReason = (error: unknown): string => {
  const code = errorCode(error);
  const message = errorMessage(error);
  if (/timeout/i.test(message)) return reasons['ETIMEDOUT'] ?? message;
  const reason = reasons[code];
  if (reason === undefined) return message;
  return message === code ? reason : `${reason} (${message})`;
};

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '57P01', // stopped by an administrator
  '57P02', // crashed
  '57P03', // starting or stopping
  '58030', // a file cannot be read or written
  '25006', // read only: a standby that has not been promoted yet
]);

/**
 * Sentences of pg, pg-pool and TypeORM that carry no code. TypeORM's "already released" is what the next query of a
 * transaction meets once its connection is lost.
 */
const awayMessages =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|not queryable|already released/i;

/** Whether an error says "the database is away": worth a 503 and another try, and no bug. */
export const isDatabaseAway = (error: unknown): boolean => {
  const code = errorCode(error);
  return awayCodes.has(code) || code.startsWith('08') || awayMessages.test(errorMessage(error));
};
