import type { Receipt } from '../../src/app/channel.ts';
import type { Action, Form, Message } from '../../src/engine/message.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import type { Core } from '../../src/core.ts';
import { textOf } from '../app/conversation.ts';

/** An admin in a chat of no platform: the words they type, the buttons they press, the forms they fill in. */
export class AdminChatter {
  readonly #core: Core;
  readonly #person: PersonId;
  readonly #locale: string;
  #page: Message | null = null;

  constructor(core: Core, person: string, locale = 'en') {
    this.#core = core;
    this.#person = person as PersonId;
    this.#locale = locale;
  }

  get text(): string {
    return this.#page === null ? '' : textOf(this.#page);
  }

  /** What is to be copied. */
  get quote(): string {
    const part = this.#page?.parts.find(({ type }) => type === 'quote');
    return part?.type === 'quote' ? part.text : '';
  }

  get labels(): readonly string[] {
    return this.#page?.actions.map(({ label }) => label) ?? [];
  }

  async type(words: string): Promise<Receipt> {
    return this.#read(await this.#core.desk.receive({ ...this.#from, type: 'admin', words }));
  }

  async press(label: string): Promise<Receipt> {
    const { press } = this.#button(label);
    return this.#read(await this.#core.desk.receive({ ...this.#from, type: 'press', press }));
  }

  async form(label: string): Promise<Form> {
    const { press } = this.#button(label);
    const asked = await this.#core.desk.form(press, 'admin', this.#from.user);
    if ('refused' in asked) throw new Error(asked.note);
    return asked.form;
  }

  /** Opens the form, leaves in it what stands there, and sends it. */
  async fill(label: string, values: Readonly<Record<string, string>>): Promise<Receipt> {
    return await this.send(await this.form(label), values);
  }

  async send(form: Form, values: Readonly<Record<string, string>>): Promise<Receipt> {
    const standing = form.fields.flatMap(({ name, initial }) => (initial === null ? [] : [[name, initial]]));
    return this.#read(
      await this.#core.desk.receive({
        ...this.#from,
        type: 'submit',
        press: form.press,
        form: form.name,
        values: { ...(Object.fromEntries(standing) as Record<string, string>), ...values },
      }),
    );
  }

  #button(label: string): Action {
    const found = this.#page?.actions.find((one) => one.label === label);
    if (!found) throw new Error(`No button says “${label}”: ${this.labels.join(', ')}`);
    return found;
  }

  #read(receipt: Receipt): Receipt {
    if (receipt.kind === 'told') this.#page = receipt.message;
    return receipt;
  }

  get #from() {
    return {
      key: null,
      channel: 'web' as const,
      conversation: this.#person as string as ConversationId,
      user: { id: this.#person, name: null, locale: this.#locale },
    };
  }
}
