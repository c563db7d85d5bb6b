/**
 * How long a sender has the messages it leased to itself, in milliseconds. Longer than any platform takes to answer
 * (Slack's requests end after 5 s), short enough that what a dead replica held is soon sent by another.
 */
export const messageLeaseMs = 15_000;

/** A question to a model is in somebody's hands for so long: twice what an answer may take. */
export const adviceLeaseMs = 8_000;
