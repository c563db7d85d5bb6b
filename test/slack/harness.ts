import { renderForm } from '../../adapters/slack/forms.ts';
import { createSlackChannel } from '../../adapters/slack/index.ts';
import { renderMessage } from '../../adapters/slack/render.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import type { AgentsHarness, AgentsPlatform, Below, Written } from '../contract/agents.ts';
import type { Act, Inside, Person, Place, Shown } from '../contract/harness.ts';
import { messageProblems, viewProblems } from '../support/slack-check.ts';
import { readMessage, readView } from '../support/slack-read.ts';
import * as slack from '../support/slack-requests.ts';
import { signed, signingSecret } from '../support/slack-requests.ts';
import type { Person as SlackPerson, SlackRequest } from '../support/slack-requests.ts';
import { serveSlack } from '../support/slack-server.ts';
import { appToken, startSlackSocket } from '../support/slack-socket.ts';
import { botToken, startSlackStandIn } from '../support/slack-stand-in.ts';
import type { Fault as SlackFault, StandInMessage } from '../support/slack-stand-in.ts';

const allowed = 'T1';
const notAllowed = 'T9';

interface SlackPlace extends Place {
  readonly channel: string;
  /** The message that began the thread; `null` until there is one. */
  thread: string | null;
}

type Json = Readonly<Record<string, unknown>>;

/** By HTTP, or by Socket Mode. */
export const slackHarness = (by: 'http' | 'socket'): AgentsHarness => ({
  channel: 'slack',
  teamLacks: {},
  lacks: by === 'http' ? {} : { forgery: 'nobody can reach a connection that we open' },
  mayPostTwice: false,
  draw: (message) => {
    const content = renderMessage(message);
    return { ...readMessage(content), problems: messageProblems({ ...content }) };
  },
  drawForm: (form) => viewProblems(renderForm(form, 'slack:T1:dm:U1' as ConversationId, 'message')),
  start: (inside) => start(inside, by),
});

async function start(inside: Inside, by: 'http' | 'socket'): Promise<AgentsPlatform> {
  const standIn = await startSlackStandIn();
  const socket = by === 'socket' ? await startSlackSocket(standIn) : null;
  const channel = createSlackChannel({
    botToken,
    ...(socket ? { appToken } : { signingSecret }),
    apiUrl: standIn.url,
    keep: inside.keep,
    log: inside.log,
    fetchTimeoutMs: 2000,
    allowedWorkspaces: [allowed],
    defaultLocale: 'en',
    now: Date.now,
  });
  channel.connect(await inside.deskFor(channel));
  const server = await serveSlack(channel);
  const url = server.events;
  await channel.start();

  /** Answers to commands, which are for the one who gave them. */
  const replies: { user: string; id: string; content: Json }[] = [];
  /** What became of a modal after it was opened. */
  const modals = new Map<string, { closed: boolean; errors: Record<string, string>; view: Json | null }>();
  let serial = 0;
  const next = (): number => (serial += 1);

  const deliver = async (request: SlackRequest, secret?: string): Promise<Json | null> => {
    if (socket) return socket.deliver(request);
    const headers = signed(request, secret === undefined ? {} : { secret });
    const response = await fetch(url, { method: 'POST', headers, body: request.body });
    const body = await response.text();
    if (response.status !== 200) return null;
    return body.startsWith('{') ? (JSON.parse(body) as Json) : {};
  };

  const act = (request: SlackRequest, answered: (answer: Json) => void = () => {}): Act => {
    const send = async (sent: SlackRequest): Promise<boolean> => {
      const answer = await deliver(sent);
      if (answer) answered(answer);
      return answer !== null;
    };
    return {
      deliver: () => send(request),
      redeliver: () => send(underNewId(request, `EvAgain${next()}`)),
      forge: async () => (await deliver(request, 'not the secret')) !== null,
    };
  };

  const slackOf = ({ id, name }: Person): SlackPerson => {
    const [, team = '', user = ''] = id.split(':');
    return { team, user, name };
  };
  const personOf = (team: string, name: string): Person => ({
    id: `slack:${team}:U${name.toUpperCase()}` as PersonId,
    name,
  });
  const placeOf = (place: Place): SlackPlace => place as SlackPlace;

  const shownOf = (message: StandInMessage): Shown => ({
    ...readMessage(message),
    id: `${message.channel}:${message.ts}`,
    edits: message.edits,
  });
  const messageOf = ({ id }: Shown): StandInMessage | undefined =>
    standIn.messages.find(({ channel: where, ts }) => `${where}:${ts}` === id);

  const openedBy = (person: Person) => {
    const mine = `trigger-${slackOf(person).user}-`;
    const opened = standIn.views.findLast(({ trigger_id: id }) => String(id).startsWith(mine));
    if (!opened) return null;
    const state = modals.get(String(opened['id']));
    return state?.closed ? null : { opened, state: state ?? { closed: false, errors: {}, view: null } };
  };

  /** Slack's place and thread of what people call a place, or the thread below a message. */
  const spotOf = (where: Place | Below): { readonly channel: string; readonly thread: string | null } => {
    if ('kind' in where) return placeOf(where);
    const { channel: at, thread_ts } = messageOf(where.below) ?? { channel: '', thread_ts: null };
    return { channel: at, thread: thread_ts ?? where.below.id.slice(where.below.id.indexOf(':') + 1) };
  };
  const botsAt = (where: Place | Below): readonly StandInMessage[] => {
    const spot = spotOf(where);
    return standIn.messages.filter(
      ({ channel: at, thread_ts, user }) =>
        at === spot.channel && user === null && ('kind' in where || thread_ts === spot.thread),
    );
  };
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  /** The message as Slack tells of it once it was changed. */
  const asSaid = ({ by: author, where, id }: Written, text: string): Json => {
    const { thread } = spotOf(where);
    const { user, team } = slackOf(author);
    return { type: 'message', user, team, text, ts: id, ...(thread === null ? {} : { thread_ts: thread }) };
  };

  const trigger = (person: Person): string => `trigger-${slackOf(person).user}-${next()}`;

  return {
    channel,
    person: (name, locale = 'en-US') => {
      const person = personOf(allowed, name);
      standIn.person(slackOf(person).user, { locale, name });
      return person;
    },
    outsider: (name) => personOf(notAllowed, name),
    direct: (person): SlackPlace => ({
      kind: 'direct',
      channel: `D${slackOf(person).user}`,
      thread: null,
    }),
    shared: (): SlackPlace => ({ kind: 'shared', channel: `C${next()}`, thread: null }),

    say: (by, at, text, { addressed = true } = {}) => {
      const place = placeOf(at);
      const typed = escaped(text);
      const more = { channel: place.channel, ...(place.thread === null ? {} : { thread_ts: place.thread }) };
      if (place.kind === 'direct') return act(slack.directMessage(slackOf(by), typed, more));
      if (!addressed) return act(slack.channelMessage(slackOf(by), typed, more));
      const ts = `1800000000.${String(next()).padStart(6, '0')}`;
      place.thread ??= ts;
      return act(slack.mention(slackOf(by), typed, { ...more, ts }));
    },
    team: () => {
      const id = `C${next()}`;
      standIn.channel(id, `team-${id.toLowerCase()}`);
      return { at: { kind: 'shared', channel: id, thread: null } as SlackPlace, written: id };
    },
    write: (by, where, text, { addressed = false, file } = {}) => {
      const { channel: at, thread } = spotOf(where);
      const ts = `1800000000.${String(next()).padStart(6, '0')}`;
      const id = file && standIn.file(file.name, Buffer.from(file.bytes));
      const files = id === undefined ? {} : { subtype: 'file_share', files: [standIn.fileOf(id)] };
      const more = { channel: at, ts, ...(thread === null ? {} : { thread_ts: thread }), ...files };
      const how = addressed ? slack.mention : at.startsWith('D') ? slack.directMessage : slack.channelMessage;
      return { ...act(how(slackOf(by), escaped(text), more)), by, where, id: ts };
    },
    change: (written, text) => {
      const { by: author, where, id } = written;
      const event = {
        type: 'message',
        hidden: true,
        channel: spotOf(where).channel,
        ts: `1800000001.${String(next()).padStart(6, '0')}`,
        previous_message: asSaid(written, 'what was there before'),
      };
      const { team: of, user } = slackOf(author);
      const edited = { edited: { user, ts: event.ts } };
      return act(
        slack.event(
          of,
          text === null
            ? { ...event, subtype: 'message_deleted', deleted_ts: id }
            : {
                ...event,
                subtype: 'message_changed',
                message: { ...asSaid(written, escaped(text)), ...edited },
              },
        ),
      );
    },
    signsOn: ({ where, id }) =>
      standIn
        .reactions(spotOf(where).channel, id)
        .map((name) => (name === 'white_check_mark' ? 'arrived' : 'failed')),
    shownBelow: (below) => botsAt(below).map(shownOf),
    filesAt: (where) =>
      botsAt(where).flatMap(({ files }) =>
        files.map(({ name, bytes }) => ({ name, bytes: bytes.toString() })),
      ),
    command: (by, at, name, text) => {
      const more = { channel_id: placeOf(at).channel, trigger_id: trigger(by) };
      return act(slack.slashCommand(slackOf(by), `/${name}`, text, more), (content) => {
        if (content['text'] !== undefined) {
          replies.push({ user: slackOf(by).user, id: `reply:${next()}`, content });
        }
      });
    },
    shortcut: (by, at, text) =>
      act(
        slack.messageShortcut(
          slackOf(by),
          { text },
          { channel: { id: placeOf(at).channel, name: 'somewhere' }, trigger_id: trigger(by) },
        ),
      ),
    press: (by, on, button, { late = false } = {}) => {
      const message = messageOf(on);
      const [where = '', ts = ''] = on.id.split(':');
      const id = trigger(by);
      if (late) standIn.expire(id);
      const value = valueOf(message?.blocks, button.label);
      const spot = { channel: where, ts, thread_ts: message?.thread_ts ?? null };
      return act(slack.clickButton(slackOf(by), spot, value, { trigger_id: id }));
    },
    submit: (by, form, values) => {
      const modal = openedBy(by);
      if (!modal) throw new Error(`No form is open before ${by.name}: ${form.title}`);
      const id = String(modal.opened['id']);
      const { fields } = readView(modal.opened);
      const filledIn = Object.fromEntries(
        fields.map(({ name, type }): [string, Json] => [
          name,
          type === 'radio_buttons' || type === 'static_select'
            ? { type, selected_option: values[name] === undefined ? null : { value: values[name] } }
            : { type, value: values[name] ?? null },
        ]),
      );
      return act(slack.submitView(slackOf(by), modal.opened, filledIn), (answer) => {
        const errors = (answer['errors'] ?? {}) as Record<string, string>;
        const view = (answer['view'] ?? null) as Json | null;
        modals.set(id, { closed: answer['response_action'] === undefined, errors, view });
      });
    },

    shown: (at) => {
      const place = placeOf(at);
      return standIn.messages
        .filter(({ channel: where, user }) => where === place.channel && user === null)
        .map(shownOf);
    },
    notes: (person) => {
      const { user } = slackOf(person);
      return [
        ...standIn.messages.filter((message) => message.user === user).map(shownOf),
        ...replies
          .filter((reply) => reply.user === user)
          .map(({ id, content }) => ({
            ...readMessage({ text: content['text'], blocks: content['blocks'] }),
            id,
            edits: 0,
          })),
      ];
    },
    form: (person) => {
      const modal = openedBy(person);
      if (!modal) return null;
      const { title, fields, text } = readView(modal.state.view ?? modal.opened);
      return { title, fields, text, errors: modal.state.errors };
    },

    fault: (...faults) =>
      standIn.fault(
        'send',
        ...faults.map((fault): SlackFault =>
          fault.meets === 'limit'
            ? { status: 429, retryAfter: fault.retryAfterSeconds }
            : { status: 503, through: fault.through },
        ),
      ),
    deleteMessage: async (shown) => {
      const message = messageOf(shown);
      if (message) standIn.remove(message);
    },
    close: async (at) => standIn.archive(placeOf(at).channel),
    remove: async () => {
      standIn.uninstall();
      await deliver(slack.event(allowed, { type: 'app_uninstalled' }));
    },
    problems: () => standIn.problems,
    stop: async () => {
      await channel.stop();
      await socket?.close();
      await server.close();
      await standIn.close();
    },
  };
}

/** Slack delivers an event again under a new id at times; interactions never. */
const underNewId = (request: SlackRequest, id: string): SlackRequest =>
  request.contentType === 'application/json'
    ? { ...request, body: JSON.stringify({ ...(JSON.parse(request.body) as Json), event_id: id }) }
    : request;

/** What the button or menu entry of this label sends when it is pressed. */
function valueOf(blocks: readonly unknown[] | undefined, label: string): string {
  const entries = (blocks ?? [])
    .flatMap((block) => (block as { elements?: unknown[] }).elements ?? [])
    .flatMap((element) => (element as { options?: unknown[] }).options ?? [element])
    .map((entry) => entry as { text?: { text?: string }; value?: string });
  return entries.find(({ text }) => text?.text === label)?.value ?? '';
}
