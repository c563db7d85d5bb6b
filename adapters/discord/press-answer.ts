import { InteractionResponseType } from 'discord-api-types/v10';
import type { InteractionArrival } from './arrival.ts';
import type { OpenPress, Redraws } from './redraws.ts';
import { turnTo } from './reply.ts';
import type { Reply } from './reply.ts';

/** The press on a message that others see too, open for what it changes; `null` for everything else. */
export const pressIn = (arrival: InteractionArrival, redraws: Redraws): OpenPress | null =>
  arrival.kind === 'press' &&
  arrival.carried.kind === 'press' &&
  arrival.message !== null &&
  !arrival.ephemeral
    ? redraws.open(arrival.message)
    : null;

/**
 * What a press changed is its answer where it is drawn at once; else it is drawn through the channel.
 *
 * @param respond resolves with whether Discord took it
 */
export async function respondToPress(
  reply: Reply,
  press: OpenPress | null,
  respond: (reply: Reply) => Promise<boolean>,
): Promise<boolean> {
  if (press === null || reply.type !== InteractionResponseType.DeferredMessageUpdate) {
    press?.close();
    return respond(reply);
  }
  const drawing = await press.drawing();
  if (drawing === null) return respond(reply);
  let taken = false;
  try {
    taken = await respond(turnTo(drawing.message));
  } finally {
    drawing.drawn(taken);
  }
  // The message may be gone; the press arrived all the same.
  return taken || respond(reply);
}
