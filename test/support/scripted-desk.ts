import { setTimeout as pause } from 'node:timers/promises';
import type { Desk, Home, Input, Receipt } from '../../src/app/channel.ts';
import type { Form, Message } from '../../src/engine/message.ts';
import type { Session } from '../../src/engine/session.ts';
import type { TemplateId } from '../../src/ids.ts';

export type FormAnswer = Awaited<ReturnType<Desk['form']>>;

/** A desk that records what it is given and answers as told; what an adapter does is seen without an engine. */
export interface ScriptedDesk extends Desk {
  readonly inputs: readonly Input[];
  readonly forms: readonly Parameters<Desk['form']>[];
  /** Answers from now on. */
  answer(answer: (input: Input) => Receipt | Promise<Receipt>): void;
  answerForm(answer: FormAnswer): void;
  answerHome(home: Home): void;
  answerMessage(message: Message): void;
  /** Forms take so long from now on. */
  delayForm(ms: number): void;
}

/** Adapters look at no more of it. */
const session = { phase: { name: 'escalated' } } as Session;

export const accepted = (note: string | null = null): Receipt => ({ kind: 'accepted', session, note });

export const refused = (note: string, fields: Readonly<Record<string, string>> = {}): Receipt => ({
  kind: 'refused',
  code: 'not_yours',
  note,
  fields,
});

export const plainMessage = (summary: string, more: Partial<Message> = {}): Message => ({
  summary,
  locale: 'en',
  parts: [{ type: 'text', text: summary }],
  actions: [],
  ...more,
});

/** What the desk has guides for. */
const suggestions = [
  { template_id: 'printer' as TemplateId, name: 'The printer does not print' },
  { template_id: 'vpn' as TemplateId, name: 'The VPN does not connect' },
];

export const emptyForm: Form = {
  name: 'describe',
  title: 'Your problem',
  intro: null,
  submit: 'Send',
  cancel: 'Cancel',
  fields: [],
  press: { session_id: null, version: 0, move: 'start', arg: null },
};

export function scriptedDesk(): ScriptedDesk {
  const inputs: Input[] = [];
  const forms: Parameters<Desk['form']>[] = [];
  let answer: (input: Input) => Receipt | Promise<Receipt> = () => accepted();
  let form: FormAnswer = { form: emptyForm };
  let home: Home = { locale: 'en', sessions: [], greeting: plainMessage('Hello') };
  let message: Message | null = null;
  let formDelay = 0;
  return {
    inputs,
    forms,
    answer: (next) => {
      answer = next;
    },
    answerForm: (next) => {
      form = next;
    },
    answerHome: (next) => {
      home = next;
    },
    answerMessage: (next) => {
      message = next;
    },
    delayForm: (ms) => {
      formDelay = ms;
    },
    receive: async (input) => {
      inputs.push(input);
      return answer(input);
    },
    form: async (...asked) => {
      forms.push(asked);
      if (formDelay > 0) await pause(formDelay, null, { ref: false });
      return form;
    },
    home: () => Promise.resolve(home),
    suggest: (typed) => {
      const all = suggestions.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));
      return Promise.resolve(all);
    },
    suggestWords: (command, typed) =>
      Promise.resolve(
        typed === 'no' ? [] : [{ words: `${command} ${typed}`.trim(), what: 'what it is about' }],
      ),
    message: () => Promise.resolve(message),
    text: (locale, key) => `${key} (${locale})`,
  };
}
