import type { ConversationId, EscalationId, MessageId, PersonId, SessionId } from '../../ids.ts';
import type { ChannelName } from '../../engine/command.ts';
import type { Locale } from '../../engine/template.ts';
import type { Channel, Keep } from '../channel.ts';
import { messageLeaseMs } from '../lease.ts';
import type { AfterCommit, Clock, MessageRow, NewIds, SessionStore, Texts } from '../ports.ts';
import { agentChannels } from '../settings.ts';
import type { Settings } from '../settings.ts';
import type { WebhookAlert } from '../webhooks.ts';
import type { AdminChat } from './chat/index.ts';
import { facts, hint, say as words, status } from './chat/screen.ts';
import type { Screen } from './chat/screen.ts';

/** What admins are told where they chat: one message for each matter, reworded as it goes. */
export interface Alerts {
  webhook(alert: WebhookAlert): void;
  handOff(alarm: {
    readonly escalation_id: EscalationId;
    readonly session_id: SessionId;
    /** `null`: somebody was told in the end. */
    readonly reasons: readonly string[] | null;
  }): void;
  /** A platform that nothing gets through to; `null`: it does again. */
  channel(name: ChannelName, stuck: { readonly waiting: number; readonly error: string | null } | null): void;
  /** Resolves when nothing is being told any more. */
  idle(): Promise<void>;
}

interface Told {
  readonly message_id: MessageId;
  readonly conversation: ConversationId;
}

export const createAlerts = (parts: {
  readonly chat: Pick<AdminChat, 'draw'>;
  readonly channels: readonly Channel[];
  readonly settings: () => Promise<Settings>;
  readonly store: Pick<SessionStore, 'post' | 'reword'>;
  readonly keep: Keep;
  readonly after: Pick<AfterCommit, 'send'>;
  readonly texts: Texts;
  readonly clock: Clock;
  readonly ids: NewIds;
  readonly defaultLocale: () => Locale;
  readonly log: { warn(fields: object, text: string): void };
}): Alerts => {
  const { chat, channels, settings, store, keep, after, texts, clock, ids, defaultLocale, log } = parts;
  const say = (key: string, params?: Readonly<Record<string, string | number>>): string =>
    texts.say(defaultLocale(), key, params);
  const queue: { last: Promise<void> } = { last: Promise.resolve() };

  const placeNow = async (): Promise<ConversationId | null> => {
    const { admin } = await settings();
    for (const name of agentChannels) {
      const wanted = name === 'web' ? undefined : admin?.[name]?.channel;
      const channel = channels.find((one) => one.name === name);
      if (wanted === undefined || channel?.place === undefined) continue;
      const place = await channel.place(wanted);
      if ('place' in place) return place.place;
      log.warn({ channel: name, how: place.how }, 'admins cannot be told in their channel');
    }
    return null;
  };

  const lease = () => ({
    token: ids.message(),
    until: new Date(clock.now().getTime() + messageLeaseMs),
  });

  const tell = async (matter: string, screen: Screen, isOver: boolean): Promise<void> => {
    const conversation = await placeNow();
    if (conversation === null) return;
    const message = await chat.draw(defaultLocale(), screen);
    const key = `alert:${matter}`;
    const told = (await keep.get(key)) as Told | null;
    const held = lease();
    if (told?.conversation === conversation) {
      const row = await store.reword(told.message_id, message, held);
      if (row !== null) after.send([row], null, held.token);
    } else if (!isOver) {
      const row: MessageRow = {
        message_id: ids.message(),
        session_id: null,
        conversation,
        // Nobody's in particular: of the installation.
        person: 'api:unstuck' as PersonId,
        role: 'note',
        wanted: 0,
        shown: -1,
        ref: null,
        content: message,
        attempts: 0,
      };
      await keep.put(key, { message_id: row.message_id, conversation });
      const posted = await store.post([row], null, null, held);
      if (posted !== 'duplicate' && posted.leased.length > 0) after.send([row], null, held.token);
    }
    if (isOver) await keep.remove(key);
  };

  /** One after the other: what was told last is what stands there. */
  const soon = (matter: string, screen: Screen, isOver: boolean): void => {
    queue.last = queue.last
      .then(async () => await tell(matter, screen, isOver))
      .catch((error: unknown) => log.warn({ err: error, matter }, 'admins could not be told in chat'));
  };

  return {
    webhook(alert) {
      const { webhook_id: id, event, description } = alert;
      const state = {
        webhook_failing: { tone: 'warning', text: say('admin.alert_failing', { id }) },
        webhook_disabled: { tone: 'closed', text: say('admin.alert_disabled', { id }) },
        webhook_recovered: { tone: 'success', text: say('admin.alert_recovered', { id }) },
      } as const;
      const { tone, text } = state[event];
      soon(
        `webhook:${id}`,
        {
          title: text,
          parts: [
            status(tone, text),
            facts([
              ['URL', alert.url],
              [say('admin.description'), description],
              [
                say('admin.alert_error'),
                [alert.response_status, alert.error].filter((one) => one !== null).join(' · ') || null,
              ],
              [say('admin.alert_attempts'), String(alert.failed_attempts)],
            ]),
            ...(event === 'webhook_failing' && alert.disables_at !== null
              ? [hint(say('admin.alert_disables', { at: alert.disables_at }))]
              : []),
          ],
          buttons: [
            ...(event === 'webhook_disabled'
              ? [
                  {
                    label: say('admin.resume'),
                    words: words('webhooks', 'resume', id),
                    style: 'primary' as const,
                  },
                ]
              : []),
            ...(event === 'webhook_failing'
              ? [
                  {
                    label: say('admin.test'),
                    words: words('webhooks', 'test', id),
                    style: 'primary' as const,
                  },
                ]
              : []),
            ...(event === 'webhook_recovered'
              ? [
                  {
                    label: say('admin.replay_failed'),
                    words: `${words('webhooks', 'replay', id)} status=failed`,
                    style: 'primary' as const,
                  },
                ]
              : []),
            { label: say('admin.events'), words: `${words('webhooks', 'events', id)} status=failed` },
            { label: say('admin.show'), words: words('webhooks', 'show', id) },
          ],
        },
        event === 'webhook_recovered',
      );
    },

    handOff({ escalation_id, session_id, reasons }) {
      const text = reasons === null ? say('admin.alert_placed') : say('admin.alert_unplaced');
      soon(
        `hand-off:${escalation_id}`,
        {
          title: text,
          parts: [
            status(reasons === null ? 'success' : 'warning', text),
            ...(reasons === null ? [] : [{ type: 'instructions' as const, items: reasons }]),
          ],
          buttons: [
            { label: say('admin.session'), words: words('sessions', 'show', session_id), style: 'primary' },
            { label: say('admin.settings'), words: 'settings show' },
          ],
        },
        reasons === null,
      );
    },

    channel(name, stuck) {
      const text =
        stuck === null
          ? say('admin.alert_channel_back', { channel: say(`channel.${name}`) })
          : say('admin.alert_channel_lost', { channel: say(`channel.${name}`) });
      soon(
        `channel:${name}`,
        {
          title: text,
          parts: [
            status(stuck === null ? 'success' : 'warning', text),
            ...(stuck === null
              ? []
              : [
                  facts([
                    [say('admin.waiting'), String(stuck.waiting)],
                    [say('admin.alert_error'), stuck.error],
                  ]),
                  hint(say('admin.alert_channel_how')),
                ]),
          ],
          buttons: [{ label: say('admin.sessions'), words: 'sessions list' }],
        },
        stuck === null,
      );
    },

    idle: async () => await queue.last,
  };
};
