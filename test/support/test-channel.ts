import type { Channel, Desk, Input, Outgoing, Receipt, Sent } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import { decodePress, encodePress, formNames } from '../../src/engine/message.ts';
import type { Action, FormName, Message, Part, Press } from '../../src/engine/message.ts';
import { cut, isBlank, line, lines, mark } from '../../src/engine/shown-text.ts';
import { parseConversationId, parsePersonId } from '../../src/ids.ts';
import type { Log } from '../contract/harness.ts';
import { ChatError, limits } from './test-chat.ts';
import type { Chat, ChatAnswer, ChatEvent, Content } from './test-chat.ts';

/**
 * The least that is a channel: every member of the port, for a chat in memory. What a real adapter has beyond it is
 * its platform's. It goes by the web's name, since the database knows no other.
 */
export const createTestChannel = (chat: Chat, log: Log): Channel & { connect(desk: Desk): void } => ({
  name: 'web',
  connect: (desk) => chat.serve((event) => answer(desk, chat, event)),
  start: async () => {},
  stop: async () => {},
  send: async (outgoing) => {
    try {
      return await put(chat, outgoing);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      log.warn({ code: error.code, message_id: outgoing.message_id }, 'the chat did not take a message');
      return sentOf(error);
    }
  },
});

/** Posts under the message's own id, so that a post that went through unnoticed is found and not repeated. */
async function put(chat: Chat, { conversation, message, message_id, ref, attempt }: Outgoing): Promise<Sent> {
  const [, room] = /^web:([^/]+)/.exec(conversation) ?? [];
  if (room === undefined) return { gone: 'conversation', reason: 'not a conversation of this chat' };
  const content = draw(message);
  const id = typeof ref?.['id'] === 'string' ? ref['id'] : await chat.post(room, message_id, content);
  if (ref !== null || attempt > 0) await chat.edit(id, content);
  return { sent: { id } };
}

function sentOf({ code, retryAfterMs }: ChatError): Sent {
  switch (code) {
    case 'limited':
    case 'broken':
      return { retry: code, after_ms: retryAfterMs };
    case 'no_message':
      return { gone: 'message' };
    case 'no_room':
      return { gone: 'conversation', reason: code };
  }
}

/** What a person did, given to the desk; the chat has its answer when this resolves. */
async function answer(desk: Desk, chat: Chat, event: ChatEvent): Promise<ChatAnswer> {
  const person = parsePersonId(`web:${event.user.id}`);
  const conversation = parseConversationId(
    `web:${event.room}${event.thread === null ? '' : `/${event.thread}`}`,
  );
  if (!person || !conversation) return {};
  const user: User = { id: person, name: event.user.name, locale: event.user.locale };
  const from = { channel: 'web', conversation, user, key: null } as const;
  const receive = async (input: Input): Promise<ChatAnswer> => {
    const receipt = await desk.receive(input);
    const note = noteOf(receipt);
    const errors = receipt.kind === 'refused' ? receipt.fields : {};
    if (note) chat.whisper(event.user.id, draw(note));
    return { errors };
  };

  if (event.kind === 'message') {
    const { id, text, toBot } = event;
    return receive({ ...from, type: 'say', key: `web:${id}`, text, addressed: toBot });
  }
  const carried = decode(event.value);
  if (!carried) return {};
  const { press, form } = carried;
  if (event.kind === 'press' && form === null) return receive({ ...from, type: 'press', press });
  if (form === null) return {};
  if (event.kind === 'submit') return receive({ ...from, type: 'submit', press, form, values: event.values });
  const asked = await desk.form(press, form, user);
  if ('form' in asked) return { form: asked.form };
  chat.whisper(event.user.id, { text: asked.note, buttons: [] });
  return {};
}

function noteOf(receipt: Receipt): Message | null {
  switch (receipt.kind) {
    case 'told':
      return receipt.message;
    case 'accepted':
    case 'refused':
      return receipt.note === null
        ? null
        : { summary: '', locale: '', parts: [{ type: 'text', text: receipt.note }], actions: [] };
    case 'duplicate':
    case 'ignored':
      return null;
  }
}

/** What a button carries: the form it opens, if any, before the press. */
const encode = ({ press, form }: Action): string => `${form ?? ''}>${encodePress(press)}`;
export function decode(value: string): { readonly press: Press; readonly form: FormName | null } | null {
  const [name = '', ...rest] = value.split('>');
  const press = decodePress(rest.join('>'));
  return press && { press, form: formNames.find((known) => known === name) ?? null };
}

/** Words and buttons within the chat's limits; its texts are plain, so there is nothing to escape. */
export function draw({ parts, actions }: Message): Content {
  const said = parts.flatMap(wordsOf).filter((words) => !isBlank(words));
  const shown = actions.length > limits.buttons ? [...said, mark] : said;
  return {
    text: cut(shown.map(lines).join('\n') || mark, limits.text),
    buttons: actions.slice(0, limits.buttons).map((action) => ({
      label: cut(line(action.label), limits.label),
      value: encode(action),
    })),
  };
}

function wordsOf(part: Part): readonly string[] {
  switch (part.type) {
    case 'title':
    case 'progress':
    case 'text':
    case 'quote':
    case 'status':
    case 'hint':
      return [part.text];
    case 'instructions':
      return part.items.map((item, index) => `${(part.first ?? 1) + index}. ${item}`);
    case 'picture':
      return [`${part.alt}: ${part.url}`];
    case 'expected':
      return [part.label, part.text];
    case 'warnings':
      return [part.label, ...part.items];
    case 'resources':
      return [part.label, ...part.items.map((item) => (typeof item === 'string' ? item : item.title))];
    case 'options':
      return part.items.flatMap(({ label, detail }) => [label, detail]);
    case 'tried':
      return [part.label, ...part.items.flatMap(({ title, notes }) => [title, notes ?? ''])];
    case 'facts':
      return [part.label ?? '', ...part.items.map(({ name, value }) => `${name}: ${value}`)];
    case 'said':
      return [part.label ?? '', ...part.items.map(({ author, text }) => `${author}: ${text}`)];
  }
}
