import type { Desk, Input, Receipt } from '../../src/app/channel.ts';
import type { Form, FormName, Message, Press, PressMove } from '../../src/engine/message.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { ConversationId, SessionId } from '../../src/ids.ts';
import type { Continued } from './continued.ts';
import type { WebChannelOptions } from './options.ts';
import type { Answer, PressAnswer, Seat } from './protocol.ts';
import { botItem } from './screen.ts';
import { threadOf } from './seats.ts';
import { follow, latestThread, show } from './visitors.ts';
import type { Visitor } from './visitors.ts';

export interface ActingOptions extends Pick<WebChannelOptions, 'clock' | 'drawings' | 'newSecret' | 'pack'> {
  readonly desk: () => Desk;
  readonly changed: (session: SessionId) => void;
  readonly continued: Continued;
}

/** An input without what is the same for all that is done in a seat. */
export type Did = Input extends infer One
  ? One extends Input
    ? Omit<One, 'channel' | 'conversation' | 'user'>
    : never
  : never;

/** What visitors do, each in one of their seats: what is done in one is done by nobody else. */
export const createActing = (options: ActingOptions) => {
  const { clock, continued, desk, drawings } = options;

  const userOf = (visitor: Visitor, seat: Seat, locale: Locale) => {
    const { person, name } = visitor.seats[seat];
    return { id: person, name, locale };
  };

  /** Where something is said: agents are in the thread of the hand-off that came last. */
  const conversationOf = (visitor: Visitor, seat: Seat): ConversationId => {
    const thread = seat === 'agent' ? latestThread(visitor) : null;
    return thread === null ? visitor.seats[seat].conversation : threadOf(visitor.id, thread);
  };

  /** Who acts, and where: in a session from elsewhere its owner, there. */
  const actorOf = (visitor: Visitor, seat: Seat, locale: Locale, about: Session | null) =>
    about === null
      ? ({
          channel: 'web',
          conversation: conversationOf(visitor, seat),
          user: userOf(visitor, seat, locale),
        } as const)
      : { channel: about.channel, conversation: about.conversation, user: { ...about.user, locale } };

  const continuedIn = (visitor: Visitor, seat: Seat, { session_id }: Press): Session | null =>
    (seat === 'user' && session_id !== null && visitor.continued.get(session_id)) || null;

  /** What is for this person alone stands on their screen like everything else: nobody else sees it. */
  const tellAlone = (visitor: Visitor, seat: Seat, message: Message): void => {
    const at = clock.now().toISOString();
    const id = `told:${options.newSecret()}`;
    const thread = seat === 'agent' ? latestThread(visitor) : null;
    show(visitor, botItem(drawings, message, { id, at, seat, thread, session_id: null, version: 0 }));
  };

  const receive = async (
    visitor: Visitor,
    seat: Seat,
    locale: Locale,
    did: Did,
    about: Session | null = null,
  ): Promise<Receipt> => {
    const receipt = await desk().receive({ ...did, ...actorOf(visitor, seat, locale, about) });
    if (about !== null) await continued.mirror(visitor, about.session_id);
    if (receipt.kind === 'told') tellAlone(visitor, seat, receipt.message);
    if (receipt.kind === 'accepted') {
      follow(visitor, receipt.session.session_id);
      options.changed(receipt.session.session_id);
    }
    return receipt;
  };

  /** The page's switch is where the language is chosen: what a button chooses must not be taken for another choice. */
  const press = async (visitor: Visitor, seat: Seat, locale: Locale, pressed: Press): Promise<Answer> =>
    answerOf(
      await receive(
        visitor,
        seat,
        pressed.move === 'language' ? (pressed.arg ?? locale) : locale,
        { type: 'press', key: null, press: pressed },
        continuedIn(visitor, seat, pressed),
      ),
    );

  return {
    conversationOf,
    receive,
    press,

    submit: async (
      visitor: Visitor,
      seat: Seat,
      locale: Locale,
      submitted: Pick<Extract<Did, { type: 'submit' }>, 'press' | 'form' | 'values'>,
    ): Promise<Answer> =>
      answerOf(
        await receive(
          visitor,
          seat,
          locale,
          { type: 'submit', key: null, ...submitted },
          continuedIn(visitor, seat, submitted.press),
        ),
      ),

    form: async (
      visitor: Visitor,
      seat: Seat,
      locale: Locale,
      { press: pressed, form }: { readonly press: Press; readonly form: FormName },
    ): Promise<PressAnswer> => {
      const { user } = actorOf(visitor, seat, locale, continuedIn(visitor, seat, pressed));
      const asked = await desk().form(pressed, form, user);
      return 'form' in asked
        ? { kind: 'form', form: form === 'assign' ? amongOwn(visitor, asked.form) : asked.form }
        : { kind: 'refused', note: asked.note, fields: {}, locale: null };
    },

    /** What an admin may be about to type: nobody else is told anything. */
    suggest: (visitor: Visitor, locale: Locale, typed: string) =>
      desk().suggestWords('admin', typed, userOf(visitor, 'admin', locale)),

    /** A move in each open session of theirs. */
    pressEach: async (
      visitor: Visitor,
      locale: Locale,
      move: PressMove,
      arg: string | null,
    ): Promise<void> => {
      const { sessions } = await desk().home(userOf(visitor, 'user', locale));
      for (const { session } of sessions) {
        if (move === 'language' && session.locale === arg) continue;
        const { session_id, version } = session;
        await press(visitor, 'user', locale, { session_id, version, move, arg });
      }
    },

    /** A message of theirs in full, as words for them alone. */
    whole: async (visitor: Visitor, seat: Seat, id: SessionId | null): Promise<Answer> => {
      const session = id !== null && visitor.timelines.has(id) ? id : null;
      const message = session === null ? null : await desk().message(session);
      if (message === null) return done;
      return { ...done, note: seat === 'user' ? drawings.words(message) : packWords(visitor, id) };
    },
  };
};
export type Acting = ReturnType<typeof createActing>;

/** What the pack on the screen says: its text is whole, whatever a platform has room for. */
const packWords = (visitor: Visitor, session: SessionId | null): string | null => {
  const pack = [...visitor.items.values()].find(
    (item) => item.kind === 'bot' && item.thread === item.id && item.session_id === session,
  );
  return pack?.text ?? null;
};

/** Whoever else works here is nobody's business who only opened the page. */
const amongOwn = (visitor: Visitor, form: Form): Form => ({
  ...form,
  fields: form.fields.map((field) => ({
    ...field,
    options: field.options.filter(({ value }) => value.startsWith(visitor.person)),
  })),
});

export const done: Answer = { kind: 'accepted', note: null, fields: {}, locale: null };

export const answerOf = (receipt: Receipt): Answer => {
  switch (receipt.kind) {
    case 'accepted':
      return { kind: receipt.kind, note: receipt.note, fields: {}, locale: receipt.session.locale };
    case 'refused':
      return { kind: receipt.kind, note: receipt.note, fields: receipt.fields, locale: null };
    case 'told':
      // It is on the screen.
      return { kind: 'accepted', note: null, fields: {}, locale: null };
    case 'duplicate':
    case 'ignored':
      return { kind: receipt.kind, note: null, fields: {}, locale: null };
  }
};
