import { PGlite, type PGliteOptions } from '@electric-sql/pglite';

const SYNC = Uint8Array.of('S'.charCodeAt(0), 0, 0, 0, 4);
/** The severity field of an ErrorResponse. No text of PostgreSQL's can hold the zero bytes around it. */
const PANIC = Buffer.from('\0VPANIC\0');

/**
 * The one session of the embedded database, lent by the socket server to one connection at a time.
 *
 * The server asks `isInTransaction` before it lets another connection's message in. For PGlite the answer is no between
 * the Parse and the Bind of a lone query, and a Bind too large for one read would then meet the statement that somebody
 * else has parsed meanwhile. So a query counts as a transaction until its Sync.
 */
export class LentSession extends PGlite {
  private unfinished = false;
  private broken = false;
  private readonly onPanic: (reason: string) => void;

  /** `onPanic` is called once, when the session can no longer be used (its disk is full, say) but only replaced. */
  constructor(options: PGliteOptions, onPanic: (reason: string) => void) {
    super(options);
    this.onPanic = onPanic;
  }

  override isInTransaction(): boolean {
    return !this.broken && (this.unfinished || super.isInTransaction());
  }

  override async execProtocolRawStream(
    message: Uint8Array,
    options: Parameters<PGlite['execProtocolRawStream']>[1],
  ): Promise<void> {
    if (this.broken) return;
    let panic: string | null = null;
    const onRawData = (data: Uint8Array): void => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      const at = bytes.indexOf(PANIC);
      if (at >= 0) panic = messageAfter(bytes, at);
      options?.onRawData(data);
    };
    try {
      await super.execProtocolRawStream(message, { ...options, onRawData });
    } catch (error) {
      panic = String(error); // a trap of the WebAssembly: nothing is known of its memory any more
    }
    if (panic !== null) {
      this.broken = true;
      this.onPanic(panic);
      return;
    }
    const type = String.fromCharCode(message[0] ?? 0);
    if ('PBDEHC'.includes(type)) this.unfinished = true;
    else if (type === 'S' || type === 'Q') this.unfinished = false;
  }

  /** The server's ROLLBACK for a connection that went away; after a failed query only a Sync is listened to. */
  override async exec(...args: Parameters<PGlite['exec']>): ReturnType<PGlite['exec']> {
    if (this.unfinished) {
      await this.execProtocolRaw(SYNC);
      this.unfinished = false;
    }
    return super.exec(...args);
  }

  /** A broken session is only forgotten: closing it would wait for ever. */
  override async close(): Promise<void> {
    if (!this.broken) await super.close();
  }
}

/** The human-readable field of the same ErrorResponse. */
function messageAfter(bytes: Buffer, at: number): string {
  const begin = bytes.indexOf('\0M', at);
  return begin < 0 ? 'PANIC' : bytes.toString('utf8', begin + 2, bytes.indexOf(0, begin + 2));
}
