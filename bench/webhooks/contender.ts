/** One way to commit and deliver webhook events. Each has a database of its own on the same server. */
export interface Contender {
  readonly name: string;
  /** Makes so many events wait, spread evenly over the receivers, and delivers none yet. */
  fill(count: number): Promise<void>;
  /** Begins to deliver. */
  start(): Promise<void>;
  /** Ends delivering when nothing is left, and stays warm: as it is when it has run for a while. */
  rest(): Promise<void>;
  /** Ends delivering, at once: what is under way is given up. */
  halt(): Promise<void>;
  /** Prepares so many sessions whose next step can be committed. */
  prepareCommits(count: number): Promise<void>;
  /** One step of one session, with its event for one receiver, in one transaction. */
  commit(index: number): Promise<void>;
  close(): Promise<void>;
}

export interface Place {
  readonly databaseUrl: string;
  readonly urls: readonly string[];
}
