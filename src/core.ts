import { createAdministration } from './administration.ts';
import { createBeforeStart } from './app/advice/before-start.ts';
import { createPicking } from './app/advice/picking.ts';
import { createSettle } from './app/advice/settle.ts';
import { createChannelWatch } from './app/admin/channel-watch.ts';
import { createAlerts } from './app/admin/alerts.ts';
import { createFrontDesk } from './app/admin/front-desk.ts';
import { createDesk } from './app/desk/index.ts';
import { createLinks } from './app/links.ts';
import { createFindPlace } from './app/hand-off/routes.ts';
import type { AfterCommit, Ground } from './app/ports.ts';
import { createRestSessions } from './app/rest-sessions.ts';
import { createGuides, createScreen } from './app/screen.ts';
import { createSessions } from './app/sessions.ts';
import { createLiveSettings } from './app/settings.ts';
import { bytes, newIds, systemClock, token } from './chance.ts';
import { createBrooms } from './brooms.ts';
import type { CoreOptions } from './core-options.ts';
import { createDelivery } from './delivery.ts';
import { show } from './engine/show/index.ts';
import type { Locale } from './engine/template.ts';
import { createModel } from './model.ts';
import { createSenders } from './senders.ts';
import { createHandOff } from './hand-off.ts';
import { loadCatalogue } from './guides/catalogue.ts';
import { createTemplateEditor } from './guides/editor.ts';
import { createTemplateLibrary } from './guides/library.ts';
import { TemplateManager } from './guides/manager.ts';
import { createAsker } from './outbox/asker.ts';
import { createHousekeeping } from './outbox/housekeeping.ts';
import { createPicker } from './picker/live.ts';
import { createBell } from './store/bell.ts';
import { createChannelHealth } from './store/channel-health.ts';
import { createVault } from './store/crypto.ts';
import { createDecisions } from './store/decisions.ts';
import { createEscalations } from './store/escalations.ts';
import { createIdempotencyStore } from './store/idempotency.ts';
import { createLinkStore } from './store/links.ts';
import { createKeep, createLeadership } from './store/keep.ts';
import { createMessageQueue } from './store/message-queue.ts';
import { createPeople } from './store/people.ts';
import { createSettingsStore } from './store/settings.ts';
import { createSessionStore } from './store/sessions.ts';
import { createTemplateStore } from './store/templates.ts';
import { createWebhookStore } from './store/webhooks.ts';
import { loadTexts } from './texts.ts';

/** What was missed at the commit (a retry, the rest of a replica that died) is found this often. */
const sweepMs = 1_000;

/** Everything between the doors: one engine, one store, what goes out. */
export const createCore = (options: CoreOptions) => {
  const { database, channels, log, metrics } = options;
  const { dataSource } = database;
  const clock = options.clock ?? systemClock;
  const vault = createVault(options.encryptionKey);
  let houseLanguage = options.defaultLocale;
  const defaultLocale = (): Locale => houseLanguage;
  const live = createLiveSettings(createSettingsStore(dataSource), clock, ({ locale }) => {
    houseLanguage = locale ?? options.defaultLocale;
  });
  const settings = live.read;
  const texts = loadTexts(options.localesDir, options.defaultLocale, defaultLocale);
  const store = createSessionStore(dataSource, vault, clock);
  const queue = createMessageQueue(dataSource);
  const people = createPeople(dataSource);
  const templateStore = createTemplateStore(dataSource);
  const library = createTemplateLibrary({ store: templateStore, clock, defaultLocale });
  const byWords = createPicker(library);
  const { adviser, mayAsk } = createModel(options.model ?? null, {
    dataSource,
    settings,
    clock,
    log,
    metrics,
  });
  const picker = createPicking({ picker: byWords, mayAsk, ids: newIds });
  const decisions = createDecisions(dataSource);

  const webhookStore = createWebhookStore(dataSource);
  const bell = createBell(database, { name: token(), log });
  const { manager: webhooks, worker } = createDelivery(options, {
    store: webhookStore,
    vault,
    clock,
    texts,
    onHealth: (alert) => alerts.webhook(alert),
    onQueued: () => bell.ring(),
  });

  const guideOf = createGuides();
  const { continueAt } = options;
  const links = continueAt
    ? createLinks(createLinkStore(dataSource), {
        clock,
        newToken: () => bytes(32).toString('base64url'),
        at: continueAt,
      })
    : null;
  const screen = createScreen(library, texts, guideOf, links !== null);
  const { senders, senderOf } = createSenders({
    channels,
    queue,
    store,
    draw: async (session, role) =>
      role === 'pack' ? await handOff.drawing.pack(session) : show(session, await screen.context(session)),
    packed: (row, result) => handOff.packed(row, result),
    clock,
    log,
    metrics,
  });

  const after: AfterCommit = {
    send: (rows, session, lease) => {
      const [first] = rows;
      if (first) senderOf(first)?.send(rows, session, lease);
    },
    handOff: (change) => handOff.changed(change),
    holds: (session) => senders.get(session.channel)?.holds(session) ?? null,
    newer: (session) => senders.get(session.channel)?.newer(session),
    webhooks: () => {
      worker.wake();
      bell.ring();
    },
    asks: (asking, lease) => asker.take(asking, lease),
  };

  const ground: Ground = {
    store,
    templates: library,
    picker,
    mayAsk,
    people,
    guideOf,
    texts,
    clock,
    ids: newIds,
    after,
    links,
  };
  const sessions = createSessions(ground);
  const settle = createSettle(ground, { sessions, decisions, adviser, picker: byWords });
  const asker = createAsker({ decisions, settle, clock, token, log });
  const beforeStart = createBeforeStart({
    picker: byWords,
    templates: library,
    adviser,
    mayAsk,
    ids: newIds,
    log,
  });
  const rest = createRestSessions(ground, sessions, { beforeStart, decisions });
  const templates = new TemplateManager({ store: templateStore, library, clock, defaultLocale });
  const findPlace = createFindPlace(channels);
  const administration = createAdministration({
    settings: live.store,
    vault,
    chartAt: options.chartAt ?? (() => null),
    findPlace,
    dataSource,
    clock,
    adminUsers: options.adminUsers ?? [],
    letIn: options.letIn,
    webhooks,
    rest,
    templates,
    editor: createTemplateEditor({ store: templateStore, library, clock, defaultLocale }),
    texts,
  });

  const alerts = createAlerts({
    chat: administration.chat,
    channels,
    settings,
    store,
    keep: createKeep(dataSource, 'api', clock),
    after,
    texts,
    clock,
    ids: newIds,
    defaultLocale,
    log,
  });

  const channelWatch = createChannelWatch({
    health: createChannelHealth(dataSource),
    alerts,
    leadership: createLeadership(dataSource, token()),
    clock,
    log,
  });

  const handOff = createHandOff(ground, sessions, {
    dataSource,
    channels,
    findPlace,
    settings,
    escalations: createEscalations(dataSource),
    roles: administration.book,
    alarm: {
      unplaced: (escalation_id, session_id, reasons) => {
        metrics?.handOff(reasons === null ? 'placed_late' : 'unplaced');
        if (reasons === null)
          log.warn({ escalation_id, session_id }, 'an escalation found its place in the end');
        else
          log.error(
            { escalation_id, session_id, reasons },
            'an escalation cannot be placed: nobody was told of it',
          );
        options.onHandOffAlarm?.({ escalation_id, session_id, reasons });
        alerts.handOff({ escalation_id, session_id, reasons });
      },
    },
    defaultLocale: options.defaultLocale,
    log,
    record: (channel, result, seconds) => metrics?.message(channel, result, seconds),
    sweep: (channel) => {
      senders
        .get(channel)
        ?.sweep()
        .catch((error: unknown) =>
          log.warn({ err: error }, 'looking for unsent messages failed; again soon'),
        );
    },
  });

  const idempotency = createIdempotencyStore(dataSource);
  const housekeeping = createHousekeeping({
    brooms: createBrooms({ dataSource, idempotency, settings, privacy: administration.privacy }),
    clock,
    log,
  });

  const timers: NodeJS.Timeout[] = [];
  const sweepAll = async (): Promise<void> => {
    // So that what an admin sets at another replica holds here too, whoever asks.
    await settings();
    for (const sender of senders.values()) await sender.sweep();
    await asker.sweep();
    await handOff.sweep();
  };

  return {
    clock,
    vault,
    texts,
    store,
    queue,
    library,
    webhooks,
    templates,
    sessions,
    desk: createFrontDesk(
      createDesk(ground, sessions, administration.chat, handOff.desk, createKeep(dataSource, 'api', clock)),
      {
        admin: administration.chat,
        settings,
        texts,
        clock,
      },
    ),
    handOff,
    alerts,
    channelWatch,
    rest,
    links,
    administration,
    sweep: sweepAll,
    idempotency,

    /** How long the oldest work that is due has waited, in seconds; 0 while none is. */
    async outboxAge(): Promise<{ readonly messages: number; readonly webhook_events: number }> {
      const now = clock.now();
      const since = await webhookStore.overdueSince(now);
      return {
        messages: (await queue.backlog(now)).oldest_seconds,
        webhook_events: since === null ? 0 : (now.getTime() - since.getTime()) / 1000,
      };
    },

    async start(): Promise<void> {
      await settings();
      await templates.seed(loadCatalogue());
      // The first question need not wait until the guides are read: with thousands of them that takes seconds.
      await byWords.nearest('', defaultLocale(), 1);
      worker.start();
      bell.start(() => worker.wake());
      housekeeping.start();
      await handOff.start();
      channelWatch.start();
      let sweeping = false;
      timers.push(
        setInterval(() => {
          if (sweeping) return;
          sweeping = true;
          sweepAll()
            .catch((error: unknown) =>
              log.warn({ err: error }, 'looking for unsent messages failed; again soon'),
            )
            .finally(() => {
              sweeping = false;
            });
        }, sweepMs),
      );
    },

    /** Ends when what is being sent has been sent. */
    async stop(): Promise<void> {
      for (const timer of timers) clearInterval(timer);
      channelWatch.stop();
      await Promise.all([
        worker.stop(),
        bell.stop(),
        housekeeping.stop(),
        asker.idle(),
        alerts.idle(),
        handOff.stop(),
        ...[...senders.values()].map((sender) => sender.idle()),
      ]);
    },
  };
};
export type Core = ReturnType<typeof createCore>;
