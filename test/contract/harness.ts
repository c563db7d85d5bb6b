import type { Channel, Desk, Keep, Leadership } from '../../src/app/channel.ts';
import type { ChannelName } from '../../src/engine/command.ts';
import type { Form, FormName, Message, Press } from '../../src/engine/message.ts';
import type { PersonId } from '../../src/ids.ts';

/**
 * What an adapter's tests lend to the contract suite (`adapter-contract.ts`): its platform as people and outages
 * make use of it, with the real SDK inside and a stand-in outside. Nothing here knows what a platform is called
 * or how it speaks; an adapter that passes behaves as all the others do.
 */
export interface AdapterHarness {
  readonly channel: ChannelName;
  /** What this platform has no such thing as, and why: those tests are skipped, by name. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>;
  /**
   * Nobody can ask this platform whether a post went through whose answer was lost: it may be there twice. The
   * reason stands in the documents too.
   */
  readonly mayPostTwice: string | false;
  /** Draws a message as it would be sent, without sending it. Synchronous and fast: properties call it. */
  draw(message: Message): Drawn;
  /** The same for a form; empty where the platform takes it. */
  drawForm(form: Form): readonly string[];
  /** Starts the stand-in and the adapter against it; resolves when the channel receives. */
  start(inside: Inside): Promise<Platform>;
}

export type Ability =
  /** Conversations of several people, where the bot is mentioned. */
  | 'shared'
  | 'commands'
  /** "Troubleshoot this message" on somebody's message. */
  | 'shortcuts'
  /** A form that is asked for too late to be opened, and so becomes a message with a button. */
  | 'late_forms'
  /** Fields of a form can be marked as wrong in the form itself. Elsewhere a note says so. */
  | 'field_errors'
  /** The platform gives up waiting for an acknowledgement after a while. */
  | 'deadline'
  /** Requests come from outside, so that anybody could send them. */
  | 'forgery'
  /** Workspaces, servers, tenants: `ALLOWED_WORKSPACES` is about them. */
  | 'workspaces'
  /** Sending can fail: limits of rate, outages. */
  | 'outages'
  /** Messages can be deleted behind the bot's back. */
  | 'deleting'
  /** Conversations can be deleted, archived or blocked. */
  | 'closing'
  /** The app can be removed by those who installed it. */
  | 'removal';

/** What is behind the adapter: a scripted desk, or the whole application on a real database. */
export interface Inside {
  /** To be asked once, with the channel as it is before it starts. */
  deskFor(channel: Channel): Promise<Desk>;
  readonly keep: Keep;
  readonly leadership: Leadership;
  /** Seals what must not lie readable in `keep`; `context` names its place. */
  readonly vault: {
    seal(plain: string, context: string): string;
    open(sealed: string, context: string): string;
  };
  /** What the adapter logs to; the suite reads along. */
  readonly log: Log;
}

type Write = (fields: object, message: string) => void;
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/** A platform with the adapter connected to it. Places and people are made as needed; names tell people apart. */
export interface Platform {
  readonly channel: Channel;
  /** In a workspace that is allowed. `locale` is what the platform says of them ("es-MX"); English by default. */
  person(name: string, locale?: string): Person;
  /** Of a workspace that is not allowed. Lacking `workspaces`: throws. */
  outsider(name: string): Person;
  /** The person and the bot alone. */
  direct(person: Person): Place;
  /** A new channel, group or the like with all people in it. Lacking `shared`: throws. */
  shared(): Place;

  /**
   * Words. In a shared place the bot is mentioned, which begins a thread there where the platform has them;
   * not `addressed`, they are said in that thread to nobody in particular.
   */
  say(by: Person, at: Place, text: string, how?: { readonly addressed?: boolean }): Act;
  command(by: Person, at: Place, name: 'troubleshoot' | 'escalate', text: string): Act;
  /** "Troubleshoot this message", on a message with this text that somebody else wrote. */
  shortcut(by: Person, at: Place, text: string): Act;
  /** `late`: the platform takes no form any more when the adapter wants to open one. */
  press(by: Person, on: Shown, button: Button, how?: { readonly late?: boolean }): Act;
  submit(by: Person, form: ShownForm, values: Readonly<Record<string, string>>): Act;

  /** Everything of the bot's that all people in the place see now, from the top; edited in place, not twice. */
  shown(at: Place): readonly Shown[];
  /** What only this person was shown: ephemeral notes, or whatever takes their place here. */
  notes(person: Person): readonly Shown[];
  /** The form that is open before this person; `null` where there is none. */
  form(person: Person): ShownForm | null;

  /** What the next calls that post or edit meet, one each, instead of an ordinary answer. */
  fault(...faults: readonly Fault[]): void;
  deleteMessage(message: Shown): Promise<void>;
  /** The place is deleted, archived, or its person has blocked the bot. */
  close(at: Place): Promise<void>;
  /** Those who installed the app remove it; what the platform tells the app then has been delivered. */
  remove(): Promise<void>;

  /** What the stand-in found wrong with anything it was sent, ever: shapes, lengths, counts. */
  problems(): readonly string[];
  /** Stops the adapter, then the stand-in. */
  stop(): Promise<void>;
}

export interface Person {
  readonly id: PersonId;
  readonly name: string;
}

/** Where people talk; each harness knows what is behind it. */
export interface Place {
  readonly kind: 'direct' | 'shared';
}

/** Something a person did, of which the platform tells the app: once, or as often as it is asked to. */
export interface Act {
  /**
   * Delivers it, under the same delivery id each time; resolves when the platform has its answer: `false` where it
   * was told that this did not work, or heard nothing in time. Where the platform knows no acknowledgement
   * (messages over a gateway) it is `true` once the adapter is done with it.
   */
  deliver(): Promise<boolean>;
  /** The same under a new delivery id; the same as `deliver` where interactions are never delivered again. */
  redeliver(): Promise<boolean>;
  /** By somebody who is not the platform. Lacking `forgery`: throws. */
  forge(): Promise<boolean>;
}

/** A message as people see it. */
export interface Drawn {
  /** Every word of it, in reading order, with the platform's own markup resolved to what a reader sees. */
  readonly text: string;
  /** Buttons and menu entries, in order. */
  readonly buttons: readonly Button[];
  /**
   * What the platform would make of the words beyond words: "mention @here", "link https://…", "bold x". Links
   * of resources and the looks that an adapter gives to a part are meant and are none; what a text brought is one.
   */
  readonly effects: readonly string[];
  /** What the platform would not take about it; empty within all limits. */
  readonly problems: readonly string[];
}

export interface Button {
  readonly label: string;
  /** What it carries, read by the adapter's own parser from what was sent. */
  readonly press: Press;
  readonly form: FormName | null;
}

export interface Shown extends Omit<Drawn, 'problems'> {
  /** The platform's own id of the message. */
  readonly id: string;
  /** How often it was edited. */
  readonly edits: number;
}

export interface ShownForm {
  readonly title: string;
  readonly fields: readonly { readonly name: string; readonly label: string }[];
  /** Field -> what is wrong with it. */
  readonly errors: Readonly<Record<string, string>>;
  /** All the words in it. */
  readonly text: string;
}

export type Fault =
  /** 429. */
  | { readonly meets: 'limit'; readonly retryAfterSeconds: number }
  /** 5xx. `through`: what was asked for was done nevertheless, and nobody is told. */
  | { readonly meets: 'outage'; readonly through: boolean };
