import type { PersonId } from '../../src/ids.ts';
import { createTestChannel, decode, draw } from '../support/test-channel.ts';
import { ChatError, createTestChat, limits } from '../support/test-chat.ts';
import type { ChatAnswer, ChatEvent, Content } from '../support/test-chat.ts';
import { describeAdapter } from './adapter-contract.ts';
import type { Act, AdapterHarness, Drawn, Person, Place, Shown, ShownForm } from './harness.ts';

/** How a new channel is held to the contract: this file is what its author writes beside the adapter. */
interface Room extends Place {
  readonly room: string;
}

type Press = Extract<ChatEvent, { kind: 'press' }>;

const read = ({ text, buttons }: Content): Omit<Drawn, 'problems'> => ({
  text,
  effects: [],
  buttons: buttons.flatMap(({ label, value }) => {
    const carried = decode(value);
    return carried ? [{ label, ...carried }] : [];
  }),
});

const judge = ({ text, buttons }: Content): readonly string[] => [
  ...(text.length > 0 && text.length <= limits.text ? [] : [`text of ${text.length}`]),
  ...(buttons.length > limits.buttons ? [`${buttons.length} buttons`] : []),
  ...buttons.flatMap(({ label }) => (label.length > limits.label ? [`label of ${label.length}`] : [])),
];

const harness: AdapterHarness = {
  channel: 'web',
  lacks: {
    commands: 'the chat has none',
    shortcuts: 'the chat has none',
    late_forms: 'a form is the answer to its press',
    deadline: 'the chat waits',
    forgery: 'nothing comes from outside',
    workspaces: 'the chat has none',
    removal: 'nothing is installed',
  },
  mayPostTwice: false,
  draw: (message) => ({ ...read(draw(message)), problems: judge(draw(message)) }),
  drawForm: () => [],

  start: async (inside) => {
    const stage = createTestChat();
    const channel = createTestChannel(stage.chat, inside.log);
    channel.connect(await inside.deskFor(channel));
    await channel.start();
    const locales = new Map<string, string>();
    /** The first message of the thread in each room of several people. */
    const threads = new Map<string, string>();
    const forms = new Map<string, { readonly pressed: Press; readonly answer: ChatAnswer }>();
    let serial = 0;
    const next = (): string => String((serial += 1));

    const act = (event: ChatEvent, answered: (answer: ChatAnswer) => void = () => {}): Act => {
      const deliver = async (): Promise<boolean> => {
        try {
          answered(await stage.deliver(event));
          return true;
        } catch (error) {
          inside.log.error({ error: String(error) }, 'an event was not answered');
          return false;
        }
      };
      return { deliver, redeliver: deliver, forge: deliver };
    };
    const roomOf = (at: Place): Room => at as Room;
    const userOf = ({ id, name }: Person) => ({
      id: id.slice('web:'.length),
      name,
      locale: locales.get(id) ?? 'en',
    });
    const missing = (what: string) => (): never => {
      throw new Error(`The chat has no ${what}`);
    };

    return {
      channel,
      person: (name, locale = 'en') => {
        const id = `web:${name}` as PersonId;
        locales.set(id, locale);
        return { id, name };
      },
      outsider: missing('workspaces'),
      direct: (person): Room => ({ kind: 'direct', room: `with-${person.name}` }),
      shared: (): Room => ({ kind: 'shared', room: `room${next()}` }),

      say: (by, at, text, { addressed = true } = {}) => {
        const { kind, room } = roomOf(at);
        const id = next();
        const thread = kind === 'shared' ? (threads.get(room) ?? id) : null;
        if (thread !== null) threads.set(room, thread);
        return act({ kind: 'message', id, room, thread, user: userOf(by), text, toBot: addressed });
      },
      command: missing('commands'),
      shortcut: missing('shortcuts'),
      press: (by, on, button) => {
        const message = stage.posted.find(({ id }) => id === on.id);
        const value = message?.buttons.find(({ label }) => label === button.label)?.value ?? '';
        const room = on.id.split('#')[0] ?? '';
        const thread = threads.get(room) ?? null;
        const pressed: Press = { kind: 'press', room, thread, user: userOf(by), value };
        return act(pressed, (answer) => {
          if (answer.form) forms.set(by.id, { pressed, answer });
        });
      },
      submit: (by, form, values) => {
        const open = forms.get(by.id);
        if (!open) throw new Error(`No form is open before ${by.name}: ${form.title}`);
        return act({ ...open.pressed, kind: 'submit', values }, ({ errors = {} }) => {
          if (Object.keys(errors).length === 0) forms.delete(by.id);
          else forms.set(by.id, { ...open, answer: { ...open.answer, errors } });
        });
      },

      shown: (at) =>
        stage.posted
          .filter(({ room }) => room === roomOf(at).room)
          .map((message): Shown => ({ ...read(message), id: message.id, edits: message.edits })),
      notes: (person) =>
        stage.whispers
          .filter(({ user }) => user === userOf(person).id)
          .map(({ content }, index): Shown => ({ ...read(content), id: `note${index}`, edits: 0 })),
      form: (person): ShownForm | null => {
        const { form, errors = {} } = forms.get(person.id)?.answer ?? {};
        return form ? { title: form.title, fields: form.fields, errors, text: form.intro ?? '' } : null;
      },

      fault: (...faults) => {
        for (const fault of faults) {
          stage.faults.push(
            fault.meets === 'limit'
              ? { error: new ChatError('limited', fault.retryAfterSeconds * 1000), through: false }
              : { error: new ChatError('broken'), through: fault.through },
          );
        }
      },
      deleteMessage: async ({ id }) => stage.delete(id),
      close: async (at) => void stage.closed.add(roomOf(at).room),
      remove: missing('installation'),
      problems: () => [...stage.posted, ...stage.whispers.map(({ content }) => content)].flatMap(judge),
      stop: () => channel.stop(),
    };
  },
};

describeAdapter(harness);
