import { expect } from '@jest/globals';
import type { Input, MessageRef, Outgoing, Sent } from '../../src/app/channel.ts';
import type { Action, Message, Press } from '../../src/engine/message.ts';
import type { MessageId, SessionId } from '../../src/ids.ts';
import { eventually } from '../support/eventually.ts';
import { accepted, emptyForm, plainMessage, scriptedDesk } from '../support/scripted-desk.ts';
import type { AdapterHarness, Button, Person, Place, Platform, Shown } from './harness.ts';
import { recordingLog, scriptedInside } from './inside.ts';

/** One platform for many tests: each has people of its own, and the desk answers as if nothing had happened. */
export const openStage = async (harness: AdapterHarness) => {
  const { log, lines } = recordingLog();
  const desk = scriptedDesk();
  const platform = await harness.start(scriptedInside(desk, log));
  let serial = 0;

  /** What came from this person, in the order in which it came. */
  const inputsOf = (person: Person): readonly Input[] =>
    desk.inputs.filter(({ user }) => user.id === person.id);

  return {
    desk,
    platform,
    lines,
    inputsOf,

    /** Between tests: the desk takes everything again. */
    reset(): void {
      desk.answer(() => accepted());
      desk.answerForm({ form: emptyForm });
    },

    person: (locale?: string): Person => platform.person(`person${(serial += 1)}`, locale),

    /** The person has said something there, so that the bot may answer; the conversation it was said in. */
    async meet(person: Person, at: Place): Promise<Input['conversation']> {
      expect(await platform.say(person, at, 'hello').deliver()).toBe(true);
      const input = await eventually(() => inputsOf(person).at(-1));
      return input.conversation;
    },

    /** A message as the application would have it sent; each call is another message. */
    outgoing: (
      to: Pick<Outgoing, 'conversation' | 'person'>,
      message: Message | string,
      more: Partial<Outgoing> = {},
    ): Outgoing => ({
      message_id: `msg_${(serial += 1)}` as MessageId,
      conversation: to.conversation,
      person: to.person,
      session_id: 'ses_1' as SessionId,
      version: 1,
      message: typeof message === 'string' ? plainMessage(message) : message,
      ref: null,
      attempt: 0,
      ...more,
    }),

    stop: () => platform.stop(),
  };
};
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Where it was posted. */
export const refOf = (sent: Sent): MessageRef => {
  if (!('sent' in sent)) throw new Error(`not sent: ${JSON.stringify(sent)}`);
  return sent.sent;
};

export const pressOf = (move: Press['move'], more: Partial<Press> = {}): Press => ({
  session_id: 'ses_1' as SessionId,
  version: 3,
  move,
  arg: null,
  ...more,
});

export const actionOf = (label: string, press: Press, more: Partial<Action> = {}): Action => ({
  label,
  press,
  style: 'plain',
  place: 'row',
  form: null,
  ...more,
});

/** The newest message in the place that has a button for this. */
export const withButton = (
  platform: Platform,
  at: Place,
  fits: (button: Button) => boolean,
): { readonly message: Shown; readonly button: Button } | null => {
  const message = platform.shown(at).findLast(({ buttons }) => buttons.some(fits));
  const button = message?.buttons.find(fits);
  return message && button ? { message, button } : null;
};
