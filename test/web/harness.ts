import { randomBytes } from 'node:crypto';
import { encodeAction } from '../../adapters/slack/action-value.ts';
import { renderMessage } from '../../adapters/slack/render.ts';
import type { Answer, BotItem, PressAnswer, ThreadItem } from '../../adapters/web/protocol.ts';
import { createVisitors } from '../../adapters/web/visitors.ts';
import type { Form } from '../../src/engine/message.ts';
import type { Act, AdapterHarness, Inside, Person, Place, Platform, Shown } from '../contract/harness.ts';
import { messageProblems } from '../support/slack-check.ts';
import { readMessage } from '../support/slack-read.ts';
import { newVisitor, openPlayground } from './house.ts';

/** A browser with the page open: what it was told, and what stands on its screen. */
interface Browser {
  readonly person: Person;
  readonly locale: string;
  readonly post: ReturnType<typeof newVisitor>['post'];
  readonly cookie: () => string;
  readonly items: Map<string, ThreadItem>;
  readonly edits: Map<string, number>;
  readonly notes: Shown[];
  form: { readonly asked: Form; readonly value: string; errors: Readonly<Record<string, string>> } | null;
}

interface WebPlace extends Place {
  readonly of: Person;
}

/** The playground, by what its page asks for and listens to. */
export const webHarness: AdapterHarness = {
  channel: 'web',
  lacks: {
    shared: 'the page is for one person',
    commands: 'the page has none',
    shortcuts: 'the page has no other messages',
    late_forms: 'a form is the answer to its press',
    deadline: 'the page waits',
    workspaces: 'the page belongs to nobody',
    outages: 'the screen is in memory',
    deleting: 'nobody deletes from the screen',
    closing: 'a visitor who is gone may come back',
    removal: 'it is part of the program',
  },
  mayPostTwice: false,
  // What Slack would get is what the page draws.
  draw: (message) => {
    const content = renderMessage(message);
    return { ...readMessage(content), problems: messageProblems({ ...content }) };
  },
  drawForm: () => [],
  start,
};

const slackPayload = ({ payloads }: BotItem): ReturnType<typeof renderMessage> =>
  payloads.slack as ReturnType<typeof renderMessage>;

async function start(inside: Inside): Promise<Platform> {
  const playground = await openPlayground(inside);
  const browsers = new Map<string, Browser>();
  const listening: Promise<void>[] = [];
  const streams: { close: () => Promise<void> }[] = [];

  const open = (person: Person, secret: string, locale: string): Browser => {
    const visitor = newVisitor(playground.url, `unstuck_visitor=${secret}`);
    const browser: Browser = {
      person,
      locale,
      post: visitor.post,
      cookie: visitor.cookie,
      items: new Map(),
      edits: new Map(),
      notes: [],
      form: null,
    };
    const listen = async (): Promise<void> => {
      const stream = await visitor.listen(locale);
      streams.push(stream);
      for (const item of (await stream.next('snapshot')).items) browser.items.set(item.id, item);
      for (;;) {
        const item = await stream.next('item');
        if (browser.items.has(item.id)) browser.edits.set(item.id, (browser.edits.get(item.id) ?? 0) + 1);
        browser.items.set(item.id, item);
      }
    };
    // The stream ends with the server; nothing else ends it.
    listening.push(listen().catch((error: unknown) => void error));
    return browser;
  };

  const browserOf = (person: Person): Browser => {
    const browser = browsers.get(person.id);
    if (!browser) throw new Error(`${person.name} has no browser`);
    return browser;
  };

  const newPerson = (name: string, locale = 'en'): Person => {
    const secret = randomBytes(32).toString('base64url');
    const person = { id: createVisitors().bySecret(secret).person, name };
    browsers.set(person.id, open(person, secret, locale.split('-')[0] ?? 'en'));
    return person;
  };

  const act = (
    by: Person,
    route: string,
    body: object,
    answered: (answer: Answer | PressAnswer, browser: Browser) => void = () => {},
  ): Act => {
    const deliver = async (): Promise<boolean> => {
      const browser = browserOf(by);
      const { status, answer } = await browser.post(route, { ...body, locale: browser.locale });
      if (status !== 200) return false;
      const told = answer as Answer | PressAnswer;
      if ('note' in told && told.note !== null) {
        const id = `note:${browser.notes.length}`;
        browser.notes.push({ id, text: told.note, buttons: [], effects: [], edits: 0 });
      }
      answered(told, browser);
      return true;
    };
    return {
      deliver,
      redeliver: deliver,
      forge: async () => {
        const response = await fetch(`${playground.url}/playground/${route}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            cookie: browserOf(by).cookie(),
            origin: 'https://evil.example',
          },
          body: JSON.stringify({ ...body, locale: browserOf(by).locale }),
        });
        await response.text();
        return response.ok;
      },
    };
  };

  const missing = (what: string) => (): never => {
    throw new Error(`The playground has no ${what}`);
  };

  return {
    channel: playground.channel,
    person: newPerson,
    outsider: missing('workspaces'),
    direct: (person): WebPlace => ({ kind: 'direct', of: person }),
    shared: missing('shared places'),

    say: (by, _at, text) => act(by, 'say', { text, key: randomBytes(12).toString('base64url') }),
    command: missing('commands'),
    shortcut: missing('shortcuts'),
    press: (by, _on, button) => {
      const value = encodeAction(button);
      return act(by, 'press', { platform: 'slack', value }, (answer, browser) => {
        if (answer.kind === 'form') browser.form = { asked: answer.form, value, errors: {} };
      });
    },
    submit: (by, _form, values) => {
      const { form } = browserOf(by);
      return act(by, 'submit', { platform: 'slack', value: form?.value, values }, (answer, browser) => {
        if (answer.kind === 'form') return;
        const errors = answer.kind === 'refused' ? answer.fields : {};
        browser.form = form && Object.keys(errors).length > 0 ? { ...form, errors } : null;
      });
    },

    shown: (at) => {
      const { items, edits } = browserOf((at as WebPlace).of);
      return [...items.values()].flatMap((item) =>
        item.kind === 'bot'
          ? [{ ...readMessage(slackPayload(item)), id: item.id, edits: edits.get(item.id) ?? 0 }]
          : [],
      );
    },
    notes: (person) => browserOf(person).notes,
    form: (person) => {
      const { form } = browserOf(person);
      if (!form) return null;
      const { title, intro, fields } = form.asked;
      const text = [title, intro ?? '', ...fields.flatMap(({ label, hint }) => [label, hint ?? ''])];
      return { title, fields, errors: form.errors, text: text.join('\n') };
    },

    fault: missing('outages'),
    deleteMessage: missing('deleting'),
    close: missing('closing'),
    remove: missing('removal'),
    problems: () => [],
    stop: async () => {
      await playground.close();
      await Promise.all(streams.map((stream) => stream.close()));
      await Promise.all(listening);
    },
  };
}
