import { createAdvance } from './app/hand-off/advance.ts';
import { createAnswers } from './app/hand-off/answers.ts';
import { createArrivals } from './app/hand-off/arrivals.ts';
import { createCrossing } from './app/hand-off/crossing.ts';
import { createDeeds } from './app/hand-off/deeds.ts';
import { createDrawing } from './app/hand-off/drawing.ts';
import { createAgentForm } from './app/hand-off/form.ts';
import { createIdle } from './app/hand-off/idle.ts';
import type { HandOffAlarm, HandOffChange, RelayWork, Roles } from './app/hand-off/ports.ts';
import { createAgentPressed } from './app/hand-off/pressed.ts';
import { createRestEscalations } from './app/hand-off/rest.ts';
import { createRights } from './app/hand-off/rights.ts';
import type { FindPlace } from './app/hand-off/routes.ts';
import { createTalk } from './app/hand-off/talk.ts';
import { readAgentWords } from './app/hand-off/verbs.ts';
import { createAgentWords } from './app/hand-off/words.ts';
import type { Channel, Sent } from './app/channel.ts';
import { createNotes } from './app/desk/notes.ts';
import type { Ground, MessageRow } from './app/ports.ts';
import type { Escalations } from './app/rest.ts';
import type { Settings } from './app/settings.ts';
import type { Sessions } from './app/sessions.ts';
import { fraction, token } from './chance.ts';
import { threadOf } from './engine/hand-off.ts';
import type { ChannelName } from './engine/command.ts';
import type { Locale } from './engine/template.ts';
import type { ConversationId, EscalationId, PersonId } from './ids.ts';
import { createRelaySender } from './outbox/relay.ts';
import type { RelaySender } from './outbox/relay.ts';
import type { SenderLog } from './outbox/sender.ts';
import { createTimerWorker } from './outbox/timers.ts';
import { createHandOffs } from './store/hand-offs.ts';
import { createRelayQueue } from './store/relay-queue.ts';
import { createRelays } from './store/relays.ts';
import { createTimers } from './store/timers.ts';
import type { DataSource } from 'typeorm';

const channelOf = (conversation: ConversationId): ChannelName =>
  conversation.slice(0, conversation.indexOf(':')) as ChannelName;

/** Everything between the person and the agents, put together. */
export const createHandOff = (
  ground: Ground,
  sessions: Sessions,
  parts: {
    readonly dataSource: DataSource;
    readonly channels: readonly Channel[];
    readonly findPlace: FindPlace;
    readonly settings: () => Promise<Settings>;
    readonly escalations: Escalations;
    readonly roles: Roles;
    readonly alarm: HandOffAlarm;
    readonly defaultLocale: Locale;
    readonly log: SenderLog;
    readonly record: (channel: ChannelName, result: 'sent' | 'retry' | 'gone', seconds: number) => void;
    /** The senders of these channels have something to send. */
    readonly sweep: (channel: ChannelName) => void;
  },
) => {
  const { dataSource, channels, settings, findPlace, escalations, alarm, defaultLocale, log } = parts;
  const { store, clock, ids, texts } = ground;
  const relays = createRelays(dataSource);
  const queue = createRelayQueue(dataSource);
  const handOffs = createHandOffs(dataSource);
  const timers = createTimers(dataSource);
  const answers = createAnswers(texts);
  const notes = createNotes(ground);
  const arrivals = createArrivals(ground, notes);
  const rights = createRights(parts.roles, settings, findPlace);
  const deeds = createDeeds(ground, sessions, settings, handOffs);
  const crossing = createCrossing(sessions, relays, ids);
  const drawing = createDrawing(ground, sessions, relays, channels, defaultLocale);
  const words = createAgentWords(ground, { rights, answers, deeds, crossing, handOffs, escalations });
  const talk = createTalk(ground, { answers, notes, crossing, handOffs, words });

  const wake = (conversation: ConversationId): void =>
    relaySenders.get(channelOf(conversation))?.wake(conversation);

  const pressed = createAgentPressed(ground, {
    rights,
    answers,
    deeds,
    crossing,
    relays,
    wake: ({ session_id, direction }) => {
      void store
        .load(session_id)
        .then((loaded) => {
          const to =
            loaded && (direction === 'to_person' ? loaded.session.conversation : threadOf(loaded.session));
          if (to) wake(to);
        })
        .catch((error: unknown) => log.warn({ err: error }, 'words wait for the next look to be sent again'));
    },
  });

  /** A sign on the message they were said in. */
  const marked = async ({ relay, part }: RelayWork, sign: 'arrived' | 'failed'): Promise<void> => {
    const main = relay.direction === 'to_person' ? 'person' : 'thread';
    if (relay.source === null || part !== main) return;
    const channel = channels.find(({ name }) => relay.author.id.startsWith(`${name}:`));
    const session = channel?.mark ? await sessions.asLastSeen(relay.session_id) : null;
    const from = session && (relay.direction === 'to_agents' ? session.conversation : threadOf(session));
    if (from) await channel?.mark?.(from, relay.source, sign);
  };
  const markedSoon = (work: RelayWork, sign: 'arrived' | 'failed'): void => {
    void marked(work, sign).catch((error: unknown) => log.warn({ err: error }, 'a message got no sign'));
  };

  /** The place that a pack or a thread is in cannot be written to: the next one has it from now on. */
  const displaced = async (
    session_id: RelayWork['relay']['session_id'],
    isThere: (at: {
      readonly conversation: ConversationId;
      readonly thread: ConversationId | null;
    }) => boolean,
    reason: string,
  ): Promise<boolean> => {
    const outcome = await sessions.command(session_id, ({ escalation }) => {
      const placement = escalation?.placement;
      return placement?.state === 'posted' &&
        isThere({ conversation: placement.at.conversation, thread: placement.thread })
        ? { type: 'displace', key: placement.at.key, reason }
        : 'stale';
    });
    return outcome.kind === 'done';
  };

  const relaySenders = new Map<ChannelName, RelaySender>(
    channels.map((channel) => [
      channel.name,
      createRelaySender({
        queue,
        channel,
        draw: drawing.relayed,
        news: {
          told: wake,
          arrived: (work) => {
            markedSoon(work, 'arrived');
            arrivals
              .arrived(work)
              .catch((error: unknown) => log.warn({ err: error }, 'nobody was told that words arrived'));
          },
          late: (work) => arrivals.tell(work, 'late'),
          failed: async (work) => {
            markedSoon(work, 'failed');
            await arrivals.tell(work, 'undelivered');
          },
          displaced: (work, reason) =>
            displaced(work.relay.session_id, ({ thread }) => thread === work.conversation, reason),
        },
        clock,
        random: fraction,
        token,
        log,
        record: (result, seconds) => parts.record(channel.name, result, seconds),
      }),
    ]),
  );

  const idle = createIdle(ground, sessions, { settings, timers });
  const timerWorker = createTimerWorker({
    timers,
    jobs: {
      hand_off: createAdvance(ground, sessions, { settings, findPlace, alarm, defaultLocale }),
      idle: idle.idle,
      later: idle.later,
      watch: idle.watch,
    },
    clock,
    random: fraction,
    token,
    log,
  });

  return {
    drawing,
    relays,
    deeds,
    crossing,
    rest: createRestEscalations(ground, { escalations, deeds, crossing, relays }),

    desk: {
      pressed,
      talk,
      form: createAgentForm(ground, handOffs),
      mayHelp: async (person: PersonId, conversation: ConversationId) =>
        await rights.mayAct(person, conversation, null),
      words: async (input: Parameters<typeof words>[0], typed: string) =>
        await words(input, readAgentWords(typed, { id: input.user.id, name: input.user.name })),
    },

    /** What a command owes elsewhere: at once. */
    changed({ posts, pack, relays: said, amended, thread, timers: times }: HandOffChange): void {
      if (times.some((one) => one.do === 'set' && Date.parse(one.due_at) <= clock.now().getTime()))
        timerWorker.wake();
      if (pack !== null) for (const { name } of channels) parts.sweep(name);
      else
        for (const name of new Set(posts.map(({ conversation }) => channelOf(conversation))))
          parts.sweep(name);
      for (const { targets } of said) {
        for (const { conversation } of targets) if (conversation) wake(conversation);
      }
      if (thread?.conversation) wake(thread.conversation);
      if (amended) for (const sender of relaySenders.values()) void sender.sweep().catch(() => undefined);
    },

    /** A pack was sent, or cannot be. */
    async packed({ session_id, conversation }: MessageRow, result: Sent): Promise<void> {
      if (session_id === null) return;
      if ('sent' in result) {
        const thread = result.thread ?? conversation;
        let found: EscalationId | null = null;
        const outcome = await sessions.command(session_id, ({ escalation }) => {
          const placement = escalation?.placement;
          found = escalation?.unreached === true ? escalation.escalation_id : null;
          return placement?.state === 'posted' &&
            placement.at.conversation === conversation &&
            placement.thread !== thread
            ? { type: 'arrive', key: placement.at.key, thread }
            : 'stale';
        });
        if (outcome.kind === 'done' && found !== null) alarm.unplaced(found, session_id, null);
      } else if ('gone' in result && result.gone === 'conversation') {
        await displaced(session_id, (at) => at.conversation === conversation, result.reason);
      }
    },

    async sweep(): Promise<void> {
      for (const sender of relaySenders.values()) await sender.sweep();
    },
    /** Resolves when no words are being sent any more. */
    async idle(): Promise<void> {
      for (const sender of relaySenders.values()) await sender.idle();
    },
    /** Does what is due; resolves when it is done. */
    runTimers: () => timerWorker.run(),

    async start(): Promise<void> {
      await timers.ensure({
        timer_id: 'watch',
        kind: 'watch',
        session_id: null,
        payload: {},
        due_at: clock.now().toISOString(),
      });
      timerWorker.start();
    },
    async stop(): Promise<void> {
      await timerWorker.stop();
      await Promise.all([...relaySenders.values()].map((sender) => sender.idle()));
    },
  };
};
