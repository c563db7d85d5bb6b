import type { Receipt } from '../../src/app/channel.ts';
import { isAgentMove } from '../../src/engine/agent-moves.ts';
import type { Form, Message, Press } from '../../src/engine/message.ts';
import type { Carried } from './action-data.ts';
import type { Reply } from './bot.ts';
import { asksForSecrets, formCard, formDialog, noteDialog } from './forms.ts';
import type { Opening } from './forms.ts';
import { timing } from './limits.ts';
import { noteOf } from './notes.ts';
import { from, toldBy } from './receiving.ts';
import type { ArrivalOf, Handling } from './receiving.ts';
import { renderCard } from './render.ts';
import { acknowledged, cardReply, dialogLine, dialogReply, lineReply } from './replies.ts';
import { within } from './within.ts';
import { words } from './words.ts';

type Pressed = ArrivalOf<'button'>;
type Asking<Asks extends Carried['asks']> = Extract<Carried, { asks: Asks }>;

/** How long the answer to a button waits for the commit, with what is left for the way back. */
const decidingMs = timing.invokeMs.max * 0.8;

/** Answers pressed buttons, opened forms and sent ones, each the way Teams waits for it. */
export function createButtons(handling: Handling): (arrival: Pressed) => Promise<Reply> {
  const { desk, people, notes, background } = handling;
  return async (arrival) => {
    const { author, answering, carried } = arrival;
    const user = people.userOf(author);

    const say = (key: string): string => desk.text(user.locale, key);

    /** Tells the presser alone. */
    const line = (text: string): Reply => {
      switch (answering) {
        case 'card':
          return lineReply(text);
        case 'dialog':
        case 'extension':
          return dialogLine(text);
        case 'message':
          notes.later(author, noteOf(text, user.locale));
          return acknowledged;
      }
    };

    /**
     * What the desk says, in time. Later, Teams has given up: the person is told to wait, and afterwards what came
     * of it; the session's message shows it by itself.
     */
    const inTime = async (deciding: Promise<Receipt>, answer: (receipt: Receipt) => Promise<Reply>) => {
      if (answering === 'message') return answer(await deciding);
      const receipt = await within(deciding, decidingMs);
      if (receipt !== 'late') return answer(receipt);
      background.run('a late answer', async () => {
        const told = toldBy(await deciding, user);
        if (told !== null) notes.later(author, told);
      });
      return line(say(words.stillWorking));
    };

    /**
     * The session as it stands, or how to begin one, in the place of what was pressed. A hand-off's own message is
     * redrawn for all who see it, and is none of the session's.
     */
    const inPlace = async ({ session_id, move }: Press, otherwise: string): Promise<Reply> => {
      if (answering !== 'card') return acknowledged;
      if (isAgentMove(move)) return lineReply(otherwise);
      const message = session_id === null ? (await desk.home(user)).greeting : await desk.message(session_id);
      return message === null ? lineReply(otherwise) : cardReply(renderCard(message));
    };

    const press = (pressing: Asking<'press'>): Promise<Reply> => {
      const key = pressing.press.session_id === null ? arrival.key : null;
      const input = { ...from({ ...arrival, key }, user), type: 'press', press: pressing.press } as const;
      return inTime(desk.receive(input), async (receipt) => {
        if (receipt.kind === 'told') return answerAlone(receipt.message, pressing.aside);
        const told = toldBy(receipt, user);
        if (told !== null) return line(told.summary);
        return pressing.aside && answering === 'card'
          ? lineReply(say(words.done))
          : inPlace(pressing.press, say(words.done));
      });
    };

    /** Lines and buttons for the presser alone: in the place of what was for them alone, else in their own chat. */
    const answerAlone = (message: Message, aside: boolean): Reply => {
      if (answering === 'card' && aside) return cardReply(renderCard(message, 'aside'));
      notes.later(author, message);
      return answering === 'message' ? acknowledged : line(say(words.goesOn));
    };

    const show = (form: Form, more: Partial<Opening> = {}): Reply => {
      const opening: Opening = { id: arrival.id, required: say(words.required), ...more };
      switch (answering) {
        case 'dialog':
        case 'extension':
          return dialogReply(formDialog(form, opening));
        case 'card':
          return asksForSecrets(form)
            ? lineReply(say(words.needsDialog))
            : cardReply(formCard(form, opening));
        case 'message':
          if (asksForSecrets(form)) return line(say(words.needsDialog));
          notes.formLater(author, formCard(form, opening));
          return acknowledged;
      }
    };

    const open = async (asking: Asking<'open'>): Promise<Reply> => {
      const asked = await desk.form(asking.press, asking.form, user);
      return 'refused' in asked ? line(asked.note) : show(asked.form);
    };

    const submit = (sent: Asking<'submit'>): Promise<Reply> => {
      const key = `${author.id}:form:${sent.opening}`;
      const input = from({ ...arrival, key }, user);
      const { values } = arrival;
      const deciding =
        answering === 'extension'
          ? desk.receive({ ...input, type: 'troubleshoot', problem: values['problem'] ?? null })
          : desk.receive({ ...input, type: 'submit', press: sent.press, form: sent.form, values });
      return inTime(deciding, async (receipt) => {
        if (receipt.kind === 'refused') return putRight(sent, receipt);
        const told = toldBy(receipt, user);
        if (answering === 'extension') {
          return dialogReply(noteDialog('Unstuck', told?.summary ?? say(words.goesOn), [openChat()]));
        }
        // The form goes away: what is to be said beside it comes by itself.
        if (told !== null) notes.later(author, told);
        return inPlace(sent.press, say(words.done));
      });
    };

    /** The form again, with what is wrong where it is wrong; nothing typed is lost, save for secrets. */
    const putRight = async (
      sent: Asking<'submit'>,
      refusal: Extract<Receipt, { kind: 'refused' }>,
    ): Promise<Reply> => {
      const { values } = arrival;
      const asked =
        Object.keys(refusal.fields).length === 0 ? null : await desk.form(sent.press, sent.form, user);
      const named =
        asked !== null &&
        'form' in asked &&
        asked.form.fields.some(({ name }) => Object.hasOwn(refusal.fields, name));
      return named
        ? show(asked.form, { id: sent.opening, values, errors: refusal.fields })
        : line(refusal.note);
    };

    const openChat = () =>
      ({
        type: 'Action.OpenUrl',
        title: say(words.openChat),
        url: `https://teams.microsoft.com/l/chat/0/0?${new URLSearchParams({ users: arrival.here.bot }).toString()}`,
      }) as const;

    switch (carried.asks) {
      case 'press':
        return press(carried);
      case 'open':
        return open(carried);
      case 'submit':
        return submit(carried);
      case 'close':
        return inPlace(carried.press, say(words.done));
    }
  };
}
