import type { Action, Message, PressMove } from '../../engine/message.ts';
import { action } from '../../engine/show/context.ts';
import type { Session } from '../../engine/session.ts';
import type { Locale } from '../../engine/template.ts';
import type { Move } from '../../engine/understand.ts';
import type { MessageId } from '../../ids.ts';
import type { Texts } from '../ports.ts';

/** Things said once, beside the message that shows the session. */

const pressable: Readonly<Partial<Record<Move, { move: PressMove; label: string }>>> = {
  yes: { move: 'yes', label: 'action.yes_this' },
  no: { move: 'none_of_these', label: 'action.not_this' },
  none_of_these: { move: 'none_of_these', label: 'action.none_of_these' },
  done: { move: 'done', label: 'action.done' },
  failed: { move: 'failed', label: 'action.failed' },
  solved: { move: 'solved', label: 'action.solved' },
  not_solved: { move: 'not_solved', label: 'action.solved_no' },
  back: { move: 'back', label: 'action.back' },
  restart: { move: 'restart', label: 'action.restart' },
  human: { move: 'human', label: 'action.human' },
  cancel: { move: 'cancel', label: 'action.cancel' },
};

/** "Did you mean …?": nothing is decided on a guess. */
export const unsureNote = (session: Session, said: string, moves: readonly Move[], texts: Texts): Message => {
  const say = (key: string): string => texts.say(session.locale, key);
  const actions: Action[] = moves.flatMap((move) => {
    const button = pressable[move];
    return button ? [action(session, button.move, say(button.label))] : [];
  });
  const question = say(actions.length > 0 ? 'unsure.question' : 'unsure.none');
  return {
    summary: question,
    locale: session.locale,
    parts: [
      { type: 'quote', text: said },
      { type: 'text', text: question },
    ],
    actions:
      actions.length === 0 || moves.includes('human')
        ? actions
        : [...actions, action(session, 'human', say('action.human'))],
  };
};

/** A reply that a model is reading. */
export const readingNote = (session: Session, said: string, texts: Texts): Message => {
  const text = texts.say(session.locale, 'reading.wait');
  return {
    summary: text,
    locale: session.locale,
    parts: [
      { type: 'quote', text: said },
      { type: 'text', text },
    ],
    actions: [],
  };
};

/** How it was read. */
export const readAsNote = (session: Session, said: string, as: ReadAs, texts: Texts): Message => {
  const say = (key: string): string => texts.say(session.locale, key);
  const button = 'move' in as ? pressable[as.move] : undefined;
  const meant = 'answer' in as ? as.answer : button ? say(button.label) : '';
  const text = texts.say(session.locale, 'reading.took_as', { meant });
  return {
    summary: text,
    locale: session.locale,
    parts: [
      { type: 'quote', text: said },
      { type: 'text', text },
    ],
    actions: [],
  };
};
type ReadAs = { readonly move: Move } | { readonly answer: string };

/** "You have an open guide": go on, or start anew with what was just said. `note` finds those words again. */
export const openNote = (
  session: Session,
  problem: string | null,
  note: MessageId,
  texts: Texts,
): Message => {
  const say = (key: string): string => texts.say(session.locale, key);
  return {
    summary: say('open.summary'),
    locale: session.locale,
    parts: [
      { type: 'text', text: say('open.question') },
      ...(problem === null ? [] : [{ type: 'quote', text: problem } as const]),
    ],
    actions: [
      action(session, 'go_on', say('action.go_on'), { style: 'primary' }),
      action(session, 'start_new', say('action.start_new'), { arg: note }),
    ],
  };
};

/** The words that an `openNote` kept. */
export const problemIn = (message: Message | null): string | null => {
  const quote = message?.parts.find((part) => part.type === 'quote');
  return quote?.type === 'quote' ? quote.text : null;
};

export const plainNote = (locale: Locale, text: string): Message => ({
  summary: text,
  locale,
  parts: [{ type: 'text', text }],
  actions: [],
});
