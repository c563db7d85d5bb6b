import type { Desk, Input, Receipt } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import type { FormName } from '../../src/engine/message.ts';
import { encodeAction } from './action-value.ts';
import type { Api } from './api.ts';
import { renderAside, tell } from './asides.ts';
import type { Note } from './asides.ts';
import type { Background } from './background.ts';
import type { CommandName } from './commands.ts';
import { meaningOf } from './errors.ts';
import { described } from './files.ts';
import { renderForm, renderNote } from './forms.ts';
import type { HomePages } from './home-page.ts';
import { timing } from './limits.ts';
import { named } from './naming.ts';
import type { Log } from './log.ts';
import type { Arrival, Aside, Author, Pane } from './arrival.ts';
import type { Panes } from './panes.ts';
import type { People } from './people.ts';
import { within } from './within.ts';
import { words } from './words.ts';

type ArrivalOf<Kind extends Arrival['kind']> = Extract<Arrival, { kind: Kind }>;

/** What the acknowledgement holds; nothing in most cases. */
export type Reply = object | undefined;

export interface Handling {
  readonly api: Api;
  readonly desk: Desk;
  readonly people: People;
  readonly homePages: HomePages;
  readonly panes: Panes;
  /** Forgets an installation; of no account where it is not of our making. */
  readonly removed: (team: string, atMs: number | null) => Promise<void>;
  readonly background: Background;
  readonly log: Log;
}

/** How long an acknowledgement waits to learn a person's language: a third of what Slack grants it. */
const meetingMs = timing.triggerMs.max / 3;
/** How long it waits for a form to be open, with what is left for the way back. */
const openingMs = (timing.triggerMs.max * 2) / 3;

/**
 * Gives what arrived to the desk and makes the acknowledgement of it. Rejects where the desk does: then nothing
 * is committed, and nothing may be acknowledged.
 */
export function createHandler(handling: Handling): (arrival: Arrival) => Promise<Reply> {
  const { api, desk, people, homePages, panes, removed, background, log } = handling;

  const tellLater = (aside: Aside, note: Note): void =>
    background.run('a note', () => tell(api, log, aside, note));

  const tellNote = (aside: Aside, receipt: Receipt): void => {
    const note = noteOf(receipt);
    if (note !== null) tellLater(aside, note);
  };

  async function message(arrival: ArrivalOf<'message'>): Promise<Reply> {
    const { key, author, conversation, aside, pane } = arrival;
    const [user, said] = await Promise.all([
      // Talk between people in a thread is none of the bot's business, nor is who they are.
      arrival.addressed ? people.meet(author, meetingMs) : people.known(author),
      saying(arrival),
    ]);
    if (pane !== null && (await panes.knows(author, pane))) return messageInPane(arrival, said, user, pane);
    tellNote(aside, await desk.receive({ ...from(key, conversation, user), ...said }));
    return undefined;
  }

  const saying = async (arrival: ArrivalOf<'message'>) => {
    const { author, addressed, files } = arrival;
    const [said, copies] = await Promise.all([
      named(people, author, arrival, meetingMs),
      described(api, files, meetingMs),
    ]);
    return { type: 'say', ...said, addressed, ...(copies.length === 0 ? {} : { files: copies }) } as const;
  };

  async function messageInPane(
    { key, author, aside }: ArrivalOf<'message'>,
    said: Awaited<ReturnType<typeof saying>>,
    user: User,
    pane: Pane,
  ): Promise<Reply> {
    await panes.working(author, user, pane);
    const receipt = await desk.receive({ ...from(key, pane.conversation, user), ...said });
    background.run('the end of a status', () => panes.done(author, pane, receipt));
    tellNote({ ...aside, thread: pane.thread }, receipt);
    return undefined;
  }

  async function edited(arrival: ArrivalOf<'edited'>): Promise<Reply> {
    const { key, author, conversation, of, text, mentioned } = arrival;
    const now = text === null ? null : (await named(people, author, { text, mentioned }, meetingMs)).text;
    await desk.receive({ ...from(key, conversation, people.known(author)), type: 'edit', of, text: now });
    return undefined;
  }

  async function command(arrival: ArrivalOf<'command'>): Promise<Reply> {
    const { key, author, conversation, text, app } = arrival;
    const user = await people.meet(author, meetingMs);
    const said = text === '' ? null : text;
    const input = from(key, conversation, user);
    const inputs = {
      troubleshoot: { ...input, type: 'troubleshoot', problem: said },
      escalate: { ...input, type: 'escalate', reason: said },
      agent: { ...input, type: 'agent', words: text },
      admin: { ...input, type: 'admin', words: text },
    } as const satisfies Record<CommandName, Input>;
    const receipt = await desk.receive(inputs[arrival.command]);
    return { response_type: 'ephemeral', ...renderAside(goesOn(receipt, user, author, app)) };
  }

  async function shortcut(arrival: ArrivalOf<'shortcut'>): Promise<Reply> {
    const { key, author, conversation, text, app, aside, wrote } = arrival;
    const [user, writer] = await Promise.all([
      people.meet(author, meetingMs),
      wrote && people.meet(wrote.author, meetingMs),
    ]);
    const receipt = await desk.receive({
      ...from(key, conversation, user),
      type: 'troubleshoot',
      problem: text === '' ? null : text,
      ...(wrote && writer && { author: { user: writer, conversation: wrote.conversation } }),
    });
    tellLater(aside, goesOn(receipt, user, author, app));
    return undefined;
  }

  /** A command in a channel, a shortcut on any message: the answer is in the direct messages. */
  const goesOn = (receipt: Receipt, user: User, { team }: Author, app: string | null): Note => {
    if (receipt.kind === 'refused') return { text: receipt.note, button: null };
    if (receipt.kind === 'told') return { message: receipt.message };
    const url = app === null ? null : dmLink(team, app);
    return {
      text:
        receipt.kind === 'accepted' && receipt.note !== null
          ? receipt.note
          : desk.text(user.locale, words.goesOn),
      button: url === null ? null : { label: desk.text(user.locale, words.openDm), url },
    };
  };

  async function press(arrival: ArrivalOf<'press'>): Promise<Reply> {
    if (arrival.form !== null) {
      const opening = open(arrival, arrival.form);
      background.run('a form', () => opening.told);
      await within(opening.decided, openingMs);
      return undefined;
    }
    const { author, conversation, press: pressed, aside } = arrival;
    // A page is read in its reader's language; a click on a session's button does not wait for it.
    const user = pressed.move === 'admin' ? await people.meet(author, meetingMs) : people.known(author);
    const input: Input = { ...from(null, conversation, user), type: 'press', press: pressed };
    const receipt = await desk.receive(input);
    if (receipt.kind === 'refused' && people.isStranger(author)) {
      background.run('a note', async () => tell(api, log, aside, await refusalFor(author, input, receipt)));
    } else {
      tellNote(aside, receipt);
    }
    if (arrival.from === 'home') drawHome(author);
    return undefined;
  }

  /**
   * A click does not wait for its presser's language, which matters for a refusal alone: that is put once more
   * in their language. A press that was refused is refused again; should it not be, it was theirs to make.
   */
  async function refusalFor(
    author: Author,
    input: Input,
    refusal: Extract<Receipt, { kind: 'refused' }>,
  ): Promise<Note> {
    const user = await people.meet(author, meetingMs);
    const again = user.locale === input.user.locale ? refusal : await desk.receive({ ...input, user });
    return noteOf(again) ?? { text: refusal.note, button: null };
  }

  function open(arrival: ArrivalOf<'press'>, form: FormName) {
    const { author, conversation, press: pressed, aside, trigger } = arrival;
    const opened = (async (): Promise<Note | null> => {
      const user = await people.meet(author, meetingMs / 2);
      const asked = await desk.form(pressed, form, user);
      if ('refused' in asked) return { text: asked.note, button: null };
      const { team: _, user: __, ...beside } = aside;
      const view = renderForm(asked.form, conversation, arrival.from, beside);
      const answer = await api.ask(author.team, 'views.open', (client) =>
        client.views.open({ trigger_id: trigger ?? '', view }),
      );
      if (answer.outcome === 'ok') return null;
      if (answer.outcome !== 'refused' || meaningOf(answer.error) !== 'triggerGone') {
        log.warn({ channel: 'slack', form, ...answer }, 'slack: a form could not be opened');
      }
      const label = desk.text(user.locale, words.openForm);
      return {
        text: desk.text(user.locale, words.formLate),
        button: { label, value: encodeAction({ press: pressed, form }) },
      };
    })();
    return {
      decided: opened,
      told: opened.then((note) => (note === null ? undefined : tell(api, log, aside, note))),
    };
  }

  async function submission(arrival: ArrivalOf<'submission'>): Promise<Reply> {
    const { key, author, conversation, press: pressed, form, values, aside } = arrival;
    const user = form === 'admin' ? await people.meet(author, meetingMs) : people.known(author);
    const input = from(key, conversation, user);
    const receipt = await desk.receive({ ...input, type: 'submit', press: pressed, form, values });
    if (receipt.kind !== 'refused') {
      tellNote(aside, receipt);
      if (arrival.from === 'home') drawHome(author);
      return undefined;
    }
    const errors = Object.entries(receipt.fields).filter(([field]) => arrival.fields.includes(field));
    return errors.length > 0
      ? { response_action: 'errors', errors: Object.fromEntries(errors) }
      : { response_action: 'update', view: renderNote(arrival.title, arrival.close, receipt.note) };
  }

  const drawHome = (author: Author): void =>
    background.run('a home page', async () => homePages.draw(await people.meet(author, meetingMs), author));

  return async (arrival) => {
    switch (arrival.kind) {
      case 'message':
        return message(arrival);
      case 'edited':
        return edited(arrival);
      case 'command':
        return command(arrival);
      case 'shortcut':
        return shortcut(arrival);
      case 'press':
        return press(arrival);
      case 'submission':
        return submission(arrival);
      case 'home':
        drawHome(arrival.author);
        return undefined;
      case 'pane': {
        const { author, pane } = arrival;
        background.run('an assistant pane', async () =>
          panes.open(author, await people.meet(author, meetingMs), pane),
        );
        return undefined;
      }
      case 'removed': {
        const { team, at } = arrival;
        log.warn({ channel: 'slack', team }, 'slack: the app was removed from a workspace');
        if (team !== null) await removed(team, at);
        return undefined;
      }
      case 'nothing':
        log.debug({ channel: 'slack', because: arrival.because }, 'slack: nothing for the bot');
        return undefined;
    }
  };
}

const from = (key: string | null, conversation: Input['conversation'], user: User) =>
  ({ key, channel: 'slack', conversation, user }) as const;

const noteOf = (receipt: Receipt): Note | null => {
  switch (receipt.kind) {
    case 'accepted':
    case 'refused':
      return receipt.note === null ? null : { text: receipt.note, button: null };
    case 'told':
      return { message: receipt.message };
    case 'duplicate':
    case 'ignored':
      return null;
  }
};

/** @see https://docs.slack.dev/interactivity/deep-linking */
const dmLink = (team: string, app: string): string =>
  `https://slack.com/app_redirect?${new URLSearchParams({ app, team }).toString()}`;
