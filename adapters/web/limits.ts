/** What the playground holds in memory and takes from outside. The database is the truth; all of this may be lost. */
export const limits = {
  visitors: 200,
  /** In each pane. */
  itemsPerPane: 100,
  /** Sessions whose events are shown, the newest last. */
  sessionsPerVisitor: 3,
  streamsPerVisitor: 6,
  /** Unsent bytes of a stream whose reader is gone or too slow; it is ended, and begins anew with a snapshot. */
  streamBacklogBytes: 4 * 1024 * 1024,
  arrivals: 300,
  /** The longest message that a person may send, in UTF-16 units; what platforms allow too. */
  textLength: 40_000,
  /** Such a message with every character escaped in JSON, and some. */
  bodyBytes: 320 * 1024,
  hookBytes: 512 * 1024,
  /** A press is at most 100 characters; Teams's data has names around it. */
  pressValueLength: 400,
  formFields: 50,
  formNameLength: 64,
  formValueLength: 10_000,
  /** A person's words as the screen keeps them, and inside the timeline. */
  itemTextLength: 8000,
  timelineTextLength: 200,
  /** A command that is still being typed. */
  typedLength: 300,
  /** A code or a key. */
  secretLength: 512,
  examples: 6,
} as const;

export const intervals = {
  /** Keeps proxies from closing an idle stream, and tells the page that the server is alive. */
  pingMs: 15_000,
  /** How soon the timeline looks again while a delivery is on its way. */
  deliveryPollMs: 700,
  /** Standard Webhooks 1.0.0, "Verifying webhook authenticity": what a timestamp may be off. */
  hookToleranceSeconds: 5 * 60,
  /** Who was let in as an admin is asked again after so long. */
  adminMs: 12 * 60 * 60 * 1000,
  cookieSeconds: 30 * 24 * 60 * 60,
} as const;
