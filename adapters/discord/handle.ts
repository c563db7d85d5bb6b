import type { Input, Receipt, SuggestedWords } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import { cut, line } from '../../src/engine/shown-text.ts';
import { parseTemplateId } from '../../src/ids.ts';
import type { ConversationId, TemplateId } from '../../src/ids.ts';
import type { Author, Interaction, InteractionArrival } from './arrival.ts';
import { isFailure } from './calls.ts';
import { encodeCarried } from './custom-id.ts';
import type { Carried } from './custom-id.ts';
import type { Direct } from './direct.ts';
import type { Door } from './door.ts';
import { pageAfter, renderForm, renderPageSent } from './forms.ts';
import { limits } from './limits.ts';
import { plainNote } from './notes.ts';
import type { Note, NoteButton } from './notes.ts';
import type { People } from './people.ts';
import { conversationOf, linkTo, placeOf } from './places.ts';
import { renderMessage } from './render.ts';
import { arrived, offer, openModal, pong, tell, tellNote, thinking, turnTo } from './reply.ts';
import type { Reply } from './reply.ts';
import { settle } from './settle.ts';
import type { Instead, Settled, Settling } from './settle.ts';
import { renderWhole } from './whole.ts';
import { rightNames, words } from './words.ts';
import type { Text } from './words.ts';

type ArrivalOf<Kind extends InteractionArrival['kind']> = Extract<InteractionArrival, { kind: Kind }>;

export interface Handling extends Settling {
  readonly text: Text;
  readonly people: People;
  readonly direct: Direct;
  readonly door: Door;
  /** The person can be told something by this interaction, should their direct messages be closed. */
  readonly remember: (interaction: Interaction, conversation: ConversationId, user: User) => void;
}

/** The answer to an interaction, and what is answered in its place where it takes too long. */
export interface Handled {
  readonly reply: Promise<Reply>;
  readonly late: Reply | null;
}

/**
 * Gives what arrived to the desk and makes the answer of it. The reply rejects where the desk does: then nothing
 * is committed, and nothing may be acknowledged.
 */
export function createHandler(handling: Handling) {
  const { desk, text, direct, people, door, remember } = handling;

  async function begin(
    interaction: Interaction,
    problem: string,
    wish: { readonly inPrivate: boolean },
  ): Promise<Reply> {
    const user = people.meet(interaction.author);
    const guide = guideIn(problem);
    const name = guide === null ? problem : '';
    const settled = await settle(handling, interaction, user, { ...wish, name: threadName(name, user) });
    remember(interaction, settled.conversation, user);
    const input = from(interaction.id, settled.conversation, user);
    const receipt = await desk.receive(
      guide === null
        ? { ...input, type: 'troubleshoot', problem: problem === '' ? null : problem }
        : { ...input, type: 'press', press: { session_id: null, version: 0, move: 'start', arg: guide } },
    );
    return await goesOn(receipt, interaction, user, settled);
  }

  async function escalate(arrival: ArrivalOf<'escalate'>): Promise<Reply> {
    const { id, author, spot, reason } = arrival;
    const user = people.meet(author);
    // What is open anywhere is handed over there.
    const open = spot.kind === 'channel' && (await desk.home(user)).sessions.length > 0;
    const settled = open
      ? { conversation: hereOf(arrival), instead: null }
      : await settle(handling, arrival, user, { inPrivate: false, name: threadName(reason, user) });
    remember(arrival, settled.conversation, user);
    const receipt = await desk.receive({
      ...from(id, settled.conversation, user),
      type: 'escalate',
      reason: reason === '' ? null : reason,
    });
    return await goesOn(receipt, arrival, user, settled);
  }

  const threadName = (about: string, { locale, name }: User): string =>
    about === '' ? text(locale, words.threadName, { name: name ?? '…' }) : about;

  /** Says where it goes on, and why not where one would expect it. */
  async function goesOn(
    receipt: Receipt,
    { spot }: Interaction,
    user: User,
    { conversation, instead }: Settled,
  ): Promise<Reply> {
    const here = (key: string): string => text(user.locale, key);
    const told = toldBy(receipt);
    if (receipt.kind === 'refused' || receipt.kind === 'told') return told ?? arrived;
    const place = placeOf(receipt.kind === 'accepted' ? receipt.session.conversation : conversation);
    const note = receipt.kind === 'accepted' ? receipt.note : null;
    const say = (key: string, button: NoteButton | null): Reply => {
      const lines = [instead === null ? null : because(instead, user), here(key), note];
      return tellNote({ text: lines.filter((one) => one !== null).join('\n'), button });
    };
    if (place?.in !== 'guild') {
      if (spot.kind === 'dm') return say(words.goesOnHere, null);
      const channel = await direct.channelOf(user.id.slice('discord:'.length));
      const url = isFailure(channel) ? null : linkTo(null, channel);
      return say(words.goesOnInDm, url === null ? null : { label: here(words.openDm), url });
    }
    if (place.channel === spot.channel) return say(words.goesOnHere, null);
    const url = linkTo(place.guild, place.channel);
    return say(words.goesOnInThread, { label: here(words.openThread), url });
  }

  function because({ missing }: Instead, { locale }: User): string {
    if (missing === null) return text(locale, words.noThread);
    const rights = missing.map((right) => text(locale, rightNames[right])).join(', ');
    return text(locale, words.missingRights, { rights });
  }

  /** A line for agents or admins, answered to them alone. */
  async function typedWords(arrival: ArrivalOf<'words'>): Promise<Reply> {
    const user = people.meet(arrival.author);
    const input = from(arrival.id, hereOf(arrival), user);
    const receipt = await desk.receive({ ...input, type: arrival.command, words: arrival.words });
    return toldBy(receipt) ?? tellNote(plainNote(text(user.locale, words.done)));
  }

  async function suggest({ author, command, typed }: ArrivalOf<'typing'>): Promise<Reply> {
    const user = people.meet(author);
    if (command !== 'troubleshoot') return offer(wordChoices(await desk.suggestWords(command, typed, user)));
    const found = await desk.suggest(typed, user);
    const choices = found.map(({ template_id, name }) => ({
      name: cut(line(name), limits.choiceName.max),
      value: `${guidePrefix}${template_id}`,
    }));
    return offer(choices.slice(0, limits.choices.max));
  }

  /** Who chooses one may go on typing behind it, so it is shown as it has to be typed; an id, as people know it too. */
  const wordChoices = (found: readonly SuggestedWords[]) =>
    found
      .filter(({ words: value }) => value.length <= limits.choiceValue.max)
      .slice(0, limits.choices.max)
      .map(({ words: value, what }) => ({
        name: cut(line(what === null ? value : `${value} · ${what}`), limits.choiceName.max),
        value,
      }));

  async function press(arrival: ArrivalOf<'press'>, carried: Carried): Promise<Reply> {
    const { author, ephemeral } = arrival;
    const user = people.meet(author);
    switch (carried.kind) {
      case 'press': {
        const input = from(null, hereOf(arrival), user);
        const receipt = await desk.receive({ ...input, type: 'press', press: carried.press });
        return receipt.kind === 'told' && ephemeral
          ? turnTo(renderMessage(receipt.message, text))
          : (toldBy(receipt) ?? arrived);
      }
      case 'form': {
        const asked = await desk.form(carried.press, carried.form, user);
        return 'refused' in asked
          ? tellNote(plainNote(asked.note))
          : openModal(renderForm(asked.form, user.locale, text, carried.page));
      }
      case 'whole': {
        const { session_id } = carried.press;
        const message = session_id === null ? null : await desk.message(session_id);
        if (message === null) return unknown(user);
        const all = renderWhole(message, carried.page, text);
        return ephemeral ? turnTo(all) : tell(all);
      }
    }
  }

  async function submission(arrival: ArrivalOf<'submission'>): Promise<Reply> {
    const { id, author, carried, filledIn, ephemeral } = arrival;
    const user = people.meet(author);
    const { press: pressed, form } = carried;
    const goOn = (version: number): Reply | null => {
      const next = pageAfter(carried, version, filledIn.empty);
      if (next === null) return null;
      const sent = renderPageSent(next, user.locale, text);
      return ephemeral ? turnTo(sent) : tell(sent);
    };
    const isEmpty = Object.keys(filledIn.values).length === 0;
    const skipped = isEmpty ? goOn(pressed.version) : null;
    if (skipped !== null) return skipped;
    const receipt = await desk.receive({
      ...from(id, hereOf(arrival), user),
      type: 'submit',
      press: pressed,
      form,
      values: filledIn.values,
    });
    if (receipt.kind === 'accepted') return goOn(receipt.session.version) ?? toldBy(receipt) ?? arrived;
    // Discord cannot mark a field as wrong: the words say which one is, and the form is a press away.
    if (receipt.kind !== 'refused' || Object.keys(receipt.fields).length === 0)
      return toldBy(receipt) ?? arrived;
    return tellNote({ text: receipt.note, button: openButton(carried, user) });
  }

  /** What a receipt says to this person alone. */
  function toldBy(receipt: Receipt): Reply | null {
    switch (receipt.kind) {
      case 'accepted':
        return receipt.note === null ? null : tellNote(plainNote(receipt.note));
      case 'refused':
        return tellNote(plainNote(receipt.note));
      case 'told':
        return tell(renderMessage(receipt.message, text));
      case 'duplicate':
      case 'ignored':
        return null;
    }
  }

  const openButton = (carried: Carried, { locale }: User): NoteButton => ({
    label: text(locale, words.openForm),
    customId: encodeCarried(carried),
  });
  /** How a form is offered that Discord takes no more. */
  const lateForm = (carried: Carried, author: Author): Note => {
    const user = people.meet(author);
    return { text: text(user.locale, words.formLate), button: openButton(carried, user) };
  };
  const unknown = ({ locale }: User): Reply => tellNote(plainNote(text(locale, 'note.unknown_session')));

  /** Nothing is done for those who are not served; they are told so. */
  const admitted = async (arrival: Interaction, work: () => Promise<Reply>, otherwise: () => Reply) =>
    (await door.admits(arrival)) ? await work() : otherwise();

  const turnedAway = (arrival: Interaction) => (): Reply =>
    tellNote(plainNote(text(people.meet(arrival.author).locale, words.serverRefused)));

  const handled = (arrival: Interaction, late: Reply | null, work: () => Promise<Reply>): Handled => ({
    reply: admitted(arrival, work, turnedAway(arrival)),
    late,
  });

  const handle = (arrival: InteractionArrival): Handled | null => {
    switch (arrival.kind) {
      case 'ping':
        return { reply: Promise.resolve(pong), late: null };
      case 'troubleshoot':
        return handled(arrival, thinking, () => begin(arrival, arrival.problem, arrival));
      case 'shortcut':
        return handled(arrival, thinking, () => begin(arrival, arrival.text, { inPrivate: false }));
      case 'escalate':
        return handled(arrival, thinking, () => escalate(arrival));
      case 'words':
        return handled(arrival, thinking, () => typedWords(arrival));
      case 'typing':
        return {
          reply: admitted(
            arrival,
            () => suggest(arrival),
            () => offer([]),
          ),
          late: offer([]),
        };
      case 'press': {
        const { carried } = arrival;
        const late = carried.kind === 'form' ? tellNote(lateForm(carried, arrival.author)) : arrived;
        return handled(arrival, late, () => press(arrival, carried));
      }
      case 'submission':
        return handled(arrival, arrived, () => submission(arrival));
      case 'unknown':
        return handled(arrival, null, () => Promise.resolve(unknown(people.meet(arrival.author))));
      case 'nothing':
        return null;
    }
  };

  return { handle, lateForm };
}

/** What is chosen in the menu of `/troubleshoot` comes back as its problem. */
const guidePrefix = 'guide:';
const guideIn = (problem: string): TemplateId | null =>
  problem.startsWith(guidePrefix) ? parseTemplateId(problem.slice(guidePrefix.length)) : null;

const hereOf = ({ spot, author }: Interaction): ConversationId => {
  const conversation = conversationOf(
    spot.kind === 'dm'
      ? { in: 'dm', user: author.user }
      : { in: 'guild', guild: spot.guild, channel: spot.channel },
  );
  if (conversation === null) throw new Error('An interaction with ids that are none');
  return conversation;
};

/** @param interaction its id; `null` where the press itself tells that it is the same */
const from = (interaction: string | null, conversation: Input['conversation'], user: User) =>
  ({
    key: interaction && `discord:interaction:${interaction}`,
    channel: 'discord',
    conversation,
    user,
  }) as const;
