import type { Input, Receipt } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import type { Reply } from './bot.ts';
import { createButtons } from './buttons.ts';
import { formDialog } from './forms.ts';
import type { Arrival, Author } from './parse.ts';
import { personOf, placeOf } from './places.ts';
import { from, toldBy } from './receiving.ts';
import type { ArrivalOf, Handling } from './receiving.ts';
import { acknowledged, dialogLine, dialogReply, unknownInvoke } from './replies.ts';
import { words } from './words.ts';

/**
 * Gives what arrived to the desk and makes the answer to Teams of it. Rejects where the desk does: then nothing is
 * committed, and nothing may be acknowledged.
 */
export function createHandler(handling: Handling): (arrival: Arrival) => Promise<Reply> {
  const { desk, people, references, notes, heard, background, log } = handling;
  const buttons = createButtons(handling);

  const tell = (author: Author, user: User, receipt: Receipt): void => {
    const told = toldBy(receipt, user);
    if (told !== null) notes.later(author, told);
  };

  async function message(arrival: ArrivalOf<'message'>): Promise<Reply> {
    const { author, here, text, addressed, files, key, id } = arrival;
    if (addressed) notes.typing(here);
    const user = people.userOf(author);
    heard.note(here.conversation, id, key);
    const named = await namedIn(arrival);
    const said = {
      type: 'say',
      text,
      addressed,
      ...(files.length === 0 ? {} : { files }),
      ...(named.length === 0 ? {} : { people: named }),
    } as const;
    const receipt = await desk.receive({ ...from(arrival, user), ...said });
    // Without it an edit would not find its message on another replica: no reason to refuse the message itself.
    background.run('what was heard', () => heard.keep(here.conversation, id, key, receipt));
    tell(author, user, receipt);
    return acknowledged;
  }

  async function command(arrival: ArrivalOf<'command'>): Promise<Reply> {
    const { author, here } = arrival;
    notes.typing(here);
    const user = people.userOf(author);
    const text = await withPeople(arrival);
    const said = text === '' ? null : text;
    const input = from(arrival, user);
    tell(author, user, await desk.receive(commandInput(arrival.command, input, said)));
    return acknowledged;
  }

  /** Where agents name somebody, their id stands in the words. */
  const withPeople = async (arrival: ArrivalOf<'command'>): Promise<string> =>
    (await namedIn(arrival)).reduce((text, { shown, id }) => text.replaceAll(shown, id), arrival.text);

  async function namedIn({ mentioned, author: { tenant } }: ArrivalOf<'command' | 'message'>) {
    const named = mentioned.map(async ({ name, account }) => {
      const id = personOf(tenant, (await references.userOf(tenant, account)) ?? account);
      return id === null ? [] : [{ shown: `@${name}`, id }];
    });
    return (await Promise.all(named)).flat();
  }

  /** An edit names its message by the id it came with; what was heard elsewhere, or long ago, is not told. */
  async function edited(arrival: ArrivalOf<'edited'>): Promise<Reply> {
    const of = await heard.keyOf(arrival.here.conversation, arrival.id);
    if (of === null) return acknowledged;
    const user = people.userOf(arrival.author);
    await desk.receive({ ...from(arrival, user), type: 'edit', of, text: arrival.text });
    return acknowledged;
  }

  /** The words of the message stand in a form, to be put right before they begin anything. */
  async function extension(arrival: ArrivalOf<'extension'>): Promise<Reply> {
    const user = people.userOf(arrival.author);
    const asked = await desk.form(
      { session_id: null, version: 0, move: 'start', arg: null },
      'describe',
      user,
    );
    if ('refused' in asked) return dialogLine(asked.note);
    return dialogReply(
      formDialog(asked.form, {
        id: arrival.id,
        required: desk.text(user.locale, words.required),
        values: { problem: arrival.text },
      }),
    );
  }

  function installed({ author, here }: ArrivalOf<'installed'>): Reply {
    if (here.kind === 'personal') {
      background.run('a first hello', async () => {
        notes.later(author, (await desk.home(people.userOf(author))).greeting);
      });
    }
    return acknowledged;
  }

  async function removed({ author, conversation, here }: ArrivalOf<'removed'>): Promise<Reply> {
    const place = placeOf(conversation);
    if (place !== null) await references.forget(place);
    log.warn({ channel: 'teams', tenant: author.tenant, from: here.kind }, 'teams: the app was removed');
    return acknowledged;
  }

  return async (arrival) => {
    if (arrival.kind === 'nothing') {
      log.debug({ channel: 'teams', because: arrival.because }, 'teams: nothing for the bot');
      return arrival.invoke ? unknownInvoke : acknowledged;
    }
    if (arrival.kind === 'removed') return removed(arrival);
    // Kept before anything is decided: what it leads to may be sent by another replica.
    await references.remember(arrival.author, arrival.here);
    switch (arrival.kind) {
      case 'message':
        return message(arrival);
      case 'command':
        return command(arrival);
      case 'edited':
        return edited(arrival);
      case 'button':
        return buttons(arrival);
      case 'extension':
        return extension(arrival);
      case 'installed':
        return installed(arrival);
    }
  };
}

const commandInput = (
  command: ArrivalOf<'command'>['command'],
  input: ReturnType<typeof from>,
  said: string | null,
): Input => {
  switch (command) {
    case 'troubleshoot':
      return { ...input, type: 'troubleshoot', problem: said };
    case 'escalate':
      return { ...input, type: 'escalate', reason: said };
    case 'troubleshoot-agent':
      return { ...input, type: 'agent', words: said ?? '' };
    case 'troubleshoot-admin':
      return { ...input, type: 'admin', words: said ?? '' };
  }
};
