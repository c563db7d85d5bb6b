/** Somebody's message, as a platform knows it. */
export interface Target {
  readonly session: string;
  /** The platform's own id. */
  readonly user: string;
  readonly conversation: string;
  readonly message: string;
  /** As the subject has it after the clicks so far. */
  version: number;
}

/** What the button says. Drawn for an odd version it is the first step, for an even one the second: there and back. */
export const pressOf = ({ session, version }: Target): string =>
  `${session}|${version}|${version % 2 === 1 ? 'done' : 'back'}|`;

/** The session and the version in what a button says. */
export const pressed = (text: string): { readonly session: string; readonly version: number } => {
  const [session = '', version = '0'] = text.split('|');
  return { session, version: Number(version) };
};

/** Who waits for what happens to a message or an interaction, by its id. */
export const createWaiting = () => {
  const waiting = new Map<string, { happened: () => void; failed: (error: Error) => void }>();
  return {
    until: (id: string): Promise<void> =>
      new Promise((happened, failed) => {
        waiting.set(id, { happened, failed });
      }),
    happened(id: string): void {
      waiting.get(id)?.happened();
      waiting.delete(id);
    },
    failed(id: string, why: string): void {
      waiting.get(id)?.failed(new Error(why));
      waiting.delete(id);
    },
  };
};
