import { createHmac } from 'node:crypto';

/**
 * Requests as Slack sends them, built small and signed.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
export const signingSecret = 'a-signing-secret-of-the-stand-in';

export interface Person {
  readonly team: string;
  readonly user: string;
  readonly name: string;
}
export const ana: Person = { team: 'T1', user: 'UANA', name: 'ana' };
export const ben: Person = { team: 'T1', user: 'UBEN', name: 'ben' };

const bot = 'UBOT';
const app = 'A1';

export interface SlackRequest {
  readonly body: string;
  readonly contentType: string;
}

type Json = Readonly<Record<string, unknown>>;

const json = (body: Json): SlackRequest => ({ body: JSON.stringify(body), contentType: 'application/json' });
const form = (fields: Readonly<Record<string, string>>): SlackRequest => ({
  body: new URLSearchParams(fields).toString(),
  contentType: 'application/x-www-form-urlencoded',
});
const payload = (body: Json): SlackRequest => form({ payload: JSON.stringify(body) });

let serial = 0;
const next = (): number => (serial += 1);
/** A message's own id. */
const newTs = (): string => `1700000000.${String(next()).padStart(6, '0')}`;
const newTrigger = (): string => `${next()}.${next()}.trigger`;

export const event = (team: string, what: Json, eventId = `Ev${next()}`): SlackRequest =>
  json({
    type: 'event_callback',
    team_id: team,
    api_app_id: app,
    event_id: eventId,
    authorizations: [{ team_id: team, user_id: bot, is_bot: true, is_enterprise_install: false }],
    event: what,
  });

export const directMessage = (by: Person, text: string, more: Json = {}): SlackRequest =>
  event(by.team, {
    type: 'message',
    channel_type: 'im',
    channel: `D${by.user}`,
    user: by.user,
    text,
    ts: newTs(),
    ...more,
  });

export const channelMessage = (by: Person, text: string, more: Json = {}): SlackRequest =>
  event(by.team, {
    type: 'message',
    channel_type: 'channel',
    channel: 'C1',
    user: by.user,
    text,
    ts: newTs(),
    ...more,
  });

export const mention = (by: Person, text: string, more: Json = {}): SlackRequest =>
  event(by.team, {
    type: 'app_mention',
    channel: 'C1',
    user: by.user,
    text: `<@${bot}> ${text}`,
    ts: newTs(),
    ...more,
  });

export const homeOpened = (by: Person, tab = 'home'): SlackRequest =>
  event(by.team, { type: 'app_home_opened', user: by.user, channel: `D${by.user}`, tab });

export const slashCommand = (
  by: Person,
  command: string,
  text = '',
  more: Readonly<Record<string, string>> = {},
): SlackRequest =>
  form({
    team_id: by.team,
    channel_id: 'C1',
    user_id: by.user,
    user_name: by.name,
    command,
    text,
    api_app_id: app,
    trigger_id: newTrigger(),
    ...more,
  });

const interaction = (by: Person, type: string, more: Json): SlackRequest =>
  payload({
    type,
    team: { id: by.team, domain: 'acme' },
    user: { id: by.user, username: by.name, name: by.name, team_id: by.team },
    api_app_id: app,
    trigger_id: newTrigger(),
    ...more,
  });

export const messageShortcut = (by: Person, message: Json, more: Json = {}): SlackRequest =>
  interaction(by, 'message_action', {
    callback_id: 'troubleshoot_message',
    channel: { id: 'C1', name: 'general' },
    message: { type: 'message', user: 'USOMEONE', ts: newTs(), ...message },
    ...more,
  });

/** Where a button was pressed: a posted message, or the home page. */
export interface Spot {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | null;
}

export const click = (by: Person, spot: Spot | 'home', action: Json, more: Json = {}): SlackRequest =>
  interaction(by, 'block_actions', {
    ...(spot === 'home'
      ? { container: { type: 'view', view_id: 'V1' }, view: { id: 'V1', type: 'home' } }
      : {
          container: {
            type: 'message',
            channel_id: spot.channel,
            message_ts: spot.ts,
            is_ephemeral: false,
            ...(spot.thread_ts ? { thread_ts: spot.thread_ts } : {}),
          },
          channel: { id: spot.channel, name: 'somewhere' },
          message: { type: 'message', user: bot, ts: spot.ts },
        }),
    actions: [{ type: 'button', action_id: 'press_0', block_id: 'b', ...action }],
    ...more,
  });

export const clickButton = (by: Person, spot: Spot | 'home', value: string, more: Json = {}): SlackRequest =>
  click(by, spot, { value }, more);

export const submitView = (by: Person, view: Json, values: Readonly<Record<string, Json>>): SlackRequest =>
  interaction(by, 'view_submission', {
    view: {
      ...view,
      state: {
        values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
      },
    },
  });

/** The headers that Slack signs a request with. */
export function signed(
  { body, contentType }: SlackRequest,
  { secret = signingSecret, at = Date.now() }: { secret?: string; at?: number } = {},
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
}
