import type { DiscordMessage } from './components.ts';

/** A press that is not answered yet: by its answer, the message that it was made in can be edited. */
export interface OpenPress {
  /** What to answer with; `null` where nothing is to be drawn in time. It is asked for once, at the very end. */
  drawing(): Promise<Drawing | null>;
  /** It is answered in another way. */
  close(): void;
}

export interface Drawing {
  readonly message: DiscordMessage;
  /** Whether Discord took it. */
  drawn(taken: boolean): void;
}

/**
 * Brings what is to be drawn to the press that led to it: one call in place of two, and one that does not count
 * among the fifty a second that Discord grants a bot.
 *
 * @see https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
 */
export interface Redraws {
  /** `null` where another press of that message is open. */
  open(message: string): OpenPress | null;
  /** Resolves with whether the message was edited by the answer to a press; else it is to be edited as usual. */
  redraw(message: string, drawing: DiscordMessage): Promise<boolean>;
}

interface Waiting {
  drawing: Drawing | null;
  arrived: (() => void) | null;
}

/** @param patienceMs how long a press waits for its drawing, and a drawing for the press to be decided */
export function createRedraws(patienceMs: number): Redraws {
  const presses = new Map<string, Waiting>();

  const arrival = (press: Waiting): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      press.arrived = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    open(message) {
      if (presses.has(message)) return null;
      const press: Waiting = { drawing: null, arrived: null };
      presses.set(message, press);
      const take = (): Drawing | null => {
        // Another press of it may be open by now.
        if (presses.get(message) === press) presses.delete(message);
        const { drawing } = press;
        press.drawing = null;
        return drawing;
      };
      return {
        async drawing() {
          if (press.drawing === null) await arrival(press);
          return take();
        },
        close() {
          take()?.drawn(false);
        },
      };
    },

    redraw(message, drawing) {
      const press = presses.get(message);
      if (press === undefined || press.drawing !== null) return Promise.resolve(false);
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          if (press.drawing !== waiting) return;
          press.drawing = null;
          resolve(false);
        }, patienceMs);
        const waiting: Drawing = {
          message: drawing,
          drawn(taken) {
            clearTimeout(timer);
            resolve(taken);
          },
        };
        press.drawing = waiting;
        press.arrived?.();
      });
    },
  };
}
