import type { AdapterHarness, Act, Inside, Person, Place, Platform, Shown } from './harness.ts';

/** A platform on which a team works: what its tests lend to `hand-off.ts` beside the rest of the contract. */
export interface AgentsHarness extends AdapterHarness {
  /** What a team lacks there, and why: those tests are skipped, by name. */
  readonly teamLacks: Readonly<Partial<Record<TeamAbility, string>>>;
  start(inside: Inside): Promise<AgentsPlatform>;
}

export type TeamAbility =
  /** A sign on people's own messages. */
  | 'signs'
  /** Copies of files can be sent there. */
  | 'copies';

export interface AgentsPlatform extends Platform {
  /** A new place of the agents, with the bot in it; `written` is what an admin puts into the settings. */
  team(): { readonly at: Place; readonly written: string };
  /** Words in a place, or in the thread below a message there. */
  write(by: Person, where: Place | Below, text: string, how?: How): Written;
  /** The same words are different now, or gone. */
  change(written: Written, text: string | null): Act;
  /** The bot's signs on them, by the meaning they have for people. */
  signsOn(written: Written): readonly ('arrived' | 'failed')[];
  /** What the bot wrote in the thread below a message. */
  shownBelow(below: Below): readonly Shown[];
  /** The files that the bot has put there, with their bytes. */
  filesAt(where: Place | Below): readonly { readonly name: string; readonly bytes: string }[];
}

export interface Below {
  readonly at: Place;
  readonly below: Shown;
}

export interface How {
  /** The bot is mentioned where others could be meant. */
  readonly addressed?: boolean;
  readonly file?: { readonly name: string; readonly bytes: string };
}

export interface Written extends Act {
  readonly by: Person;
  readonly where: Place | Below;
  /** The platform's own id of the message. */
  readonly id: string;
}
