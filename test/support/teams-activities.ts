import type { Json } from './teams-stand-in.ts';
import { appId, tenant } from './teams-stand-in.ts';

/** Activities as Teams sends them, built small. */
export interface Person {
  readonly user: string;
  readonly name: string;
  readonly locale: string;
  readonly tenant: string;
}
const person = (name: string, number: number): Person => ({
  user: `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`,
  name,
  locale: 'en-US',
  tenant,
});
export const ana = person('Ana', 1);
export const ben = person('Ben', 2);

export const bot = `28:${appId}`;
const botName = 'Unstuck';

export interface Chat {
  readonly id: string;
  readonly type: 'personal' | 'groupChat' | 'channel';
}
export const personal = ({ user }: Person): Chat => ({ id: `a:with-29:${user}`, type: 'personal' });
export const group: Chat = { id: '19:group@thread.v2', type: 'groupChat' };
export const thread: Chat = { id: '19:channel@thread.tacv2;messageid=1767000000001', type: 'channel' };

let serial = 0;
const next = (): number => (serial += 1);

export const personOf = ({ tenant: of, user }: Person): string => `teams:${of}:${user}`;

const activity = (by: Person, at: Chat, more: Json): Json => ({
  id: String(1_767_300_000_000 + next()),
  timestamp: new Date(1_767_300_000_000 + next()).toISOString(),
  localTimestamp: new Date(1_767_300_000_000 + next()).toISOString(),
  channelId: 'msteams',
  from: { id: `29:${by.user}`, name: by.name, aadObjectId: by.user },
  conversation: {
    id: at.id,
    conversationType: at.type,
    tenantId: by.tenant,
    ...(at.type === 'personal' ? {} : { isGroup: true }),
  },
  recipient: { id: bot, name: botName },
  channelData: { tenant: { id: by.tenant } },
  locale: by.locale,
  ...more,
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Words; `mention` puts the bot's name before them. */
export const message = (
  by: Person,
  at: Chat,
  text: string,
  more: Json & { mention?: boolean } = {},
): Json => {
  const { mention = at.type !== 'personal', ...rest } = more;
  const marked = `<at>${botName}</at>`;
  return activity(by, at, {
    type: 'message',
    textFormat: 'plain',
    text: mention ? `${marked} ${escaped(text)}` : escaped(text),
    entities: mention ? [{ type: 'mention', mentioned: { id: bot, name: botName }, text: marked }] : [],
    ...rest,
  });
};

/** `Action.Submit`: as a message with what the button holds. */
export const submitted = (by: Person, at: Chat, value: Json, more: Json = {}): Json =>
  activity(by, at, { type: 'message', value, replyToId: '1', ...more });

export const invoke = (by: Person, at: Chat, name: string, value: Json, more: Json = {}): Json =>
  activity(by, at, { type: 'invoke', name, value, id: `f:${next()}`, ...more });

/** `Action.Execute`. */
export const executed = (by: Person, at: Chat, data: Json, more: Json = {}): Json =>
  invoke(
    by,
    at,
    'adaptiveCard/action',
    { action: { type: 'Action.Execute', verb: 'unstuck', data }, trigger: 'manual' },
    more,
  );

export const fetched = (by: Person, at: Chat, data: Json): Json =>
  invoke(by, at, 'task/fetch', { data, context: { theme: 'default' } });

export const sent = (by: Person, at: Chat, data: Json): Json =>
  invoke(by, at, 'task/submit', { data, context: { theme: 'default' } });

/** "Troubleshoot this message" was chosen on a message with this HTML. */
export const extensionOpened = (by: Person, at: Chat, content: string): Json =>
  invoke(by, at, 'composeExtension/fetchTask', {
    commandId: 'troubleshoot_message',
    commandContext: 'message',
    messagePayload: { id: '1', body: { contentType: 'html', content } },
  });

export const extensionSent = (by: Person, at: Chat, data: Json): Json =>
  invoke(by, at, 'composeExtension/submitAction', {
    commandId: 'troubleshoot_message',
    commandContext: 'message',
    data,
  });

export const installation = (by: Person, at: Chat, action: 'add' | 'remove'): Json =>
  activity(by, at, { type: 'installationUpdate', action });
