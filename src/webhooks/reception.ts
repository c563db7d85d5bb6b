import type { Dispatcher } from 'undici';
import type { DeliveryError } from './schedule.ts';
import { RefusedTarget } from './target.ts';

/** An answer as far as it came. */
export interface Answer {
  readonly response_status: number | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly truncated: boolean;
  /** Why it came no further; `null` for a whole one, or one longer than we read. */
  readonly failure: { readonly error: DeliveryError; readonly detail: string } | null;
}

const nothing = Buffer.alloc(0);

/** Takes in the answer to one request until it is whole, has gone on for long enough, or its time is over. */
export class Reception implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void;
  readonly #readLimit: number;
  readonly #timeout: number;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #status: number | null = null;
  #headers: Answer['headers'] = {};
  #chunks: Buffer[] | null = null;
  #length = 0;
  #over = false;

  /**
   * @param timeout milliseconds from now, for everything
   * @param readLimit bytes of the body
   */
  constructor(timeout: number, readLimit: number, resolve: (answer: Answer) => void) {
    this.#resolve = resolve;
    this.#timeout = timeout;
    this.#readLimit = readLimit;
    this.#timer = setTimeout(expire, timeout, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It waited for its connection until its time was over: nothing may be sent any more.
    if (this.#over) this.#abandon('timeout');
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    // An interim answer says nothing yet: RFC 9110, 15.2.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    this.#chunks ??= [];
    this.#chunks.push(chunk.subarray(0, this.#readLimit - this.#length));
    this.#length += chunk.length;
    if (this.#length <= this.#readLimit) return;
    this.#finish(true, null);
    this.#abandon('enough of the body');
  }

  onResponseEnd(): void {
    this.#finish(false, null);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#finish(true, failureOf(error));
  }

  expire(): void {
    const missing =
      this.#controller === null
        ? 'No connection'
        : this.#status === null
          ? 'No answer'
          : 'The answer was not complete';
    this.#finish(true, { error: 'timeout', detail: `${missing} within ${this.#timeout / 1000} s.` });
    this.#abandon('timeout');
  }

  #abandon(reason: string): void {
    this.#controller?.abort(new Error(reason));
  }

  #finish(truncated: boolean, failure: Answer['failure']): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#resolve({
      response_status: this.#status,
      headers: this.#headers,
      body: this.#chunks === null ? nothing : Buffer.concat(this.#chunks),
      truncated,
      failure,
    });
  }
}

const expire = (reception: Reception): void => reception.expire();

/** Codes of Node.js (`dns`, `net`, `tls`, the HTTP parser) and undici, the first match counts. */
const failureCodes: readonly (readonly [RegExp, DeliveryError])[] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'dns'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EINVAL)$/, 'connect'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'timeout'],
  [/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO|ERR_OSSL)/, 'tls'],
  [/^(HPE_|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)/, 'protocol'],
  [/^UND_ERR_INVALID_ARG$/, 'bad_url'],
];

const failureOf = (error: Error): NonNullable<Answer['failure']> => {
  if (error instanceof RefusedTarget) return { error: error.refusal.code, detail: error.message };
  // Not every error of the HTTP parser has a code.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const known = failureCodes.find(([pattern]) => pattern.test(code));
  return { error: known?.[1] ?? 'reset', detail: error.message === '' ? code : error.message };
};
