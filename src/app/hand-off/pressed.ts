import { priorities } from '../../engine/escalation.ts';
import { isCurrent, isOfThisHandOff } from '../../engine/hand-off.ts';
import type { Press, PressMove } from '../../engine/message.ts';
import { asItStood } from '../../engine/show/agent-forms.ts';
import type { Session } from '../../engine/session.ts';
import { parseMessageId, parsePersonId, parseTemplateId } from '../../ids.ts';
import type { Input, Receipt } from '../channel.ts';
import type { Clock, Ground } from '../ports.ts';
import { wordsOf } from '../words.ts';
import type { Answers } from './answers.ts';
import type { Crossing } from './crossing.ts';
import type { Deed, Deeds } from './deeds.ts';
import type { Relay, Relays } from './ports.ts';
import type { Rights } from './rights.ts';

type Pressing = Extract<Input, { type: 'press' | 'submit' }>;
type Values = Readonly<Record<string, string>>;

/** Moves that would do something else the second time: pressed twice, they are done once. */
const onlyAsDrawn: readonly PressMove[] = ['pass_on'];

/** The buttons below a hand-off, and the forms behind them. */
export const createAgentPressed = (
  { store, clock }: Pick<Ground, 'store'> & { readonly clock: Clock },
  parts: {
    readonly rights: Rights;
    readonly answers: Answers;
    readonly deeds: Deeds;
    readonly crossing: Crossing;
    readonly relays: Relays;
    /** Words wait to be sent once more. */
    readonly wake: (relay: Relay) => void;
  },
) => {
  const { rights, answers, deeds, crossing, relays, wake } = parts;

  /** What a press asks for; `null` where what the form brought makes no sense any more. */
  const deedOf = ({ move }: Press, values: Values): Deed | null => {
    switch (move) {
      case 'claim':
      case 'release':
      case 'pass_on':
        return { do: move };
      case 'close_solved':
        return { do: 'close', solved: true };
      case 'close_unsolved':
        return { do: 'close', solved: false };
      case 'open_line':
        return { do: 'line', open: true };
      case 'close_line':
        return { do: 'line', open: false };
      case 'send_back': {
        const step = values['step'] ?? '';
        if (step === asItStood) return { do: 'return', step: null };
        return /^\d{1,3}$/.test(step) ? { do: 'return', step: Number(step) } : null;
      }
      case 'other_guide': {
        const template_id = parseTemplateId(values['guide'] ?? '');
        return template_id && { do: 'start_guide', template_id };
      }
      case 'priority': {
        const priority = priorities.find((one) => one === values['priority']);
        return priority ? { do: 'prioritise', priority } : null;
      }
      case 'assign': {
        const id = parsePersonId(values['agent'] ?? '');
        return id && { do: 'assign', to: { id, name: null } };
      }
      default:
        return null;
    }
  };

  const reply = async (input: Pressing, session: Session, text: string): Promise<Receipt> => {
    const { id, name } = input.user;
    if (text === '') {
      const empty = answers.say(input.user.locale, 'agent.empty');
      return { kind: 'refused', code: 'empty', note: empty, fields: { text: empty } };
    }
    const { outcome } = await crossing.say(
      session.session_id,
      { direction: 'to_person', author: { id, name }, text, seen: input.key },
      (now) => isOfThisHandOff(now, input.press.version),
    );
    return answers.of(outcome, input.user.locale);
  };

  /** The author of the words, or any agent. */
  const tryAgain = async (input: Pressing, session: Session): Promise<Receipt> => {
    const { locale } = input.user;
    const id = parseMessageId(input.press.arg ?? '');
    const relay = id && (await relays.find(id));
    if (relay?.session_id !== session.session_id) return answers.stale(locale);
    const again = await relays.retry(relay.message_id, clock.now());
    if (again) wake(relay);
    return {
      kind: 'accepted',
      session,
      note: answers.say(locale, again ? 'agent.trying_again' : 'agent.arrived_already'),
    };
  };

  return async (input: Pressing, values: Values): Promise<Receipt> => {
    const { press, user } = input;
    const loaded = press.session_id === null ? null : await store.load(press.session_id);
    if (!loaded) return answers.unknown(user.locale);
    const { session } = loaded;
    if (press.move === 'try_again' && session.user.id === user.id) return await tryAgain(input, session);
    if (!(await rights.mayAct(user.id, input.conversation, session))) return answers.mayNot(user.locale);
    if (press.move === 'try_again') return await tryAgain(input, session);
    if (press.move === 'reply') return await reply(input, session, wordsOf(values['text'] ?? ''));
    const deed = deedOf(press, values);
    if (!deed) return answers.stale(user.locale);
    const fits = onlyAsDrawn.includes(press.move) ? isCurrent : isOfThisHandOff;
    const outcome = await deeds(
      session.session_id,
      deed,
      { id: user.id, name: user.name },
      { seen: input.key, fits: (now) => fits(now, press.version) },
    );
    return answers.of(outcome, user.locale);
  };
};
