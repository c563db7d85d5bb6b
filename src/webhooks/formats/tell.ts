import { webhookTestEvent, type OperationalEventName } from '../../app/webhooks.ts';
import type { OutwardEventName } from '../../engine/outward.ts';
import type { SignedPayload } from '../sign.ts';
import { own, reader, type Names, type Reader, type Say } from './reader.ts';
import type { Fact, FactList, Story, Tone } from './story.ts';

/** Where people can look at a session; `null`: nowhere. */
export type LinkToSession = (sessionId: string) => string | null;

/**
 * What an event says to people. Its data is as much as the webhook gets to see, so everything in it may be missing;
 * an event that has no words of its own yet is told by its name and its plain values.
 */
export const tell = ({ event, timestamp, data }: SignedPayload, say: Say, linkTo: LinkToSession): Story => {
  const read = reader(data, say);
  const { tone, title, facts = [], lists = [] } = (own(tellers, event) ?? untold(event))(read);
  const session = read.text('session_id');
  const url = session === null || event === webhookTestEvent ? null : linkTo(session);
  return {
    tone,
    title,
    facts: facts.filter((fact) => fact !== null),
    lists: lists.filter((list) => list !== null),
    link: url === null ? null : { label: say('webhook.open'), url },
    foot: [`${timestamp.slice(0, 16).replace('T', ' ')} UTC`, session, read.text('escalation_id')]
      .filter((part) => part !== null)
      .join(' · '),
  };
};

interface Told {
  readonly tone: Tone;
  readonly title: string;
  readonly facts?: readonly (Fact | null)[];
  readonly lists?: readonly (FactList | null)[];
}
type Teller = (read: Reader) => Told;
type KnownEvent = OutwardEventName | OperationalEventName | typeof webhookTestEvent;

/** Every event has its words; what has none yet is told by `untold`. */
const tellers: Readonly<Record<KnownEvent, Teller> & Record<string, Teller>> = {
  session_started: ({ say, who, person, channel, quote }) => ({
    tone: 'news',
    title: say('webhook.title.session_started', { who }),
    facts: [person(), channel(), quote('webhook.label.problem', 'problem')],
  }),

  problem_detected: ({ say, who, person, channel, guide, quote, details }) => ({
    tone: 'news',
    title: say('webhook.title.problem_detected', { who }),
    facts: [person(), channel(), guide(), quote('webhook.label.problem', 'problem')],
    lists: [details()],
  }),

  step_completed: ({ say, who, person, guide, step, fact, quote }) => ({
    tone: 'good',
    title: say('webhook.title.step_completed', { who }),
    facts: [
      person(),
      guide(),
      step(),
      fact('webhook.label.choice', 'choice'),
      quote('webhook.label.notes', 'notes'),
    ],
  }),

  step_failed: ({ say, who, person, guide, step, quote }) => ({
    tone: 'bad',
    title: say('webhook.title.step_failed', { who }),
    facts: [person(), guide(), step(), quote('webhook.label.notes', 'notes')],
  }),

  session_resolved: ({ say, who, person, guide, quote, named, fact, lasted }) => ({
    tone: 'good',
    title: say('webhook.title.session_resolved', { who }),
    facts: [
      person(),
      guide(),
      named('webhook.label.outcome', 'outcome', outcomes),
      fact('webhook.label.steps_completed', 'steps_completed'),
      fact('webhook.label.steps_failed', 'steps_failed'),
      lasted('webhook.label.took', 'duration_seconds'),
      quote('webhook.label.problem', 'problem'),
    ],
  }),

  session_escalated: ({ say, who, text, person, channel, guide, quote, named, lasted, steps, details }) => ({
    tone: ['high', 'urgent'].includes(text('priority') ?? '') ? 'urgent' : 'bad',
    title: say('webhook.title.session_escalated', { who }),
    facts: [
      person(),
      channel(),
      named('webhook.label.priority', 'priority', priorities),
      named('webhook.label.cause', 'cause', causes),
      guide(),
      lasted('webhook.label.took', 'duration_seconds'),
      quote('webhook.label.problem', 'problem'),
      quote('webhook.label.reason', 'reason'),
    ],
    lists: [
      steps('webhook.label.failed', 'failed'),
      steps('webhook.label.completed', 'completed'),
      details(),
    ],
  }),

  feedback_received: ({ say, who, number, person, guide, named, quote }) => {
    const rating = number('rating');
    return {
      tone: rating !== null && rating <= 2 ? 'bad' : 'news',
      title:
        rating === null
          ? say('webhook.title.feedback_received', { who })
          : say('webhook.title.feedback_rated', { who, rating }),
      facts: [
        person(),
        guide(),
        named('webhook.label.outcome', 'outcome', outcomes),
        quote('webhook.label.comment', 'comment'),
      ],
    };
  },

  escalation_claimed: ({ say, who, party, person, named, lasted }) => ({
    tone: 'news',
    title: say('webhook.title.escalation_claimed', {
      who,
      agent: party('assignee') ?? say('webhook.somebody'),
    }),
    facts: [
      person(),
      named('webhook.label.priority', 'priority', priorities),
      lasted('webhook.label.waited', 'waited_seconds'),
    ],
  }),

  escalation_returned: ({ say, who, person, by }) => ({
    tone: 'news',
    title: say('webhook.title.escalation_returned', { who }),
    facts: [person(), by('webhook.label.by', 'by')],
  }),

  escalation_closed: ({ say, who, text, person, named, by, lasted }) => ({
    tone: text('solved') === 'true' ? 'good' : 'bad',
    title: say('webhook.title.escalation_closed', { who }),
    facts: [
      person(),
      named('webhook.label.outcome', 'outcome', outcomes),
      by('webhook.label.by', 'by'),
      lasted('webhook.label.took', 'open_seconds'),
    ],
  }),

  message_relayed: ({ say, who, person, by, quote }) => ({
    tone: 'news',
    title: say('webhook.title.message_relayed', { who }),
    facts: [person(), by('webhook.label.author', 'author'), quote('webhook.label.message', 'text')],
  }),

  session_expired: ({ say, who, person, guide, fact, lasted, quote }) => ({
    tone: 'bad',
    title: say('webhook.title.session_expired', { who }),
    facts: [
      person(),
      guide(),
      fact('webhook.label.steps_completed', 'steps_completed'),
      fact('webhook.label.steps_failed', 'steps_failed'),
      lasted('webhook.label.took', 'duration_seconds'),
      quote('webhook.label.problem', 'problem'),
    ],
  }),

  webhook_test: ({ say, fact }) => ({
    tone: 'good',
    title: say('webhook.title.webhook_test'),
    facts: [fact('webhook.label.webhook', 'webhook_id')],
  }),

  webhook_failing: (read) => ({
    tone: 'bad',
    title: read.say('webhook.title.webhook_failing', { webhook: read.webhook }),
    facts: health(read),
  }),
  webhook_disabled: (read) => ({
    tone: 'urgent',
    title: read.say('webhook.title.webhook_disabled', { webhook: read.webhook }),
    facts: health(read),
  }),
  webhook_recovered: (read) => ({
    tone: 'good',
    title: read.say('webhook.title.webhook_recovered', { webhook: read.webhook }),
    facts: health(read),
  }),
};

const health = ({ fact, moment }: Reader): readonly (Fact | null)[] => [
  fact('webhook.label.description', 'description'),
  fact('webhook.label.url', 'url'),
  moment('webhook.label.failing_since', 'failing_since'),
  fact('webhook.label.attempts', 'failed_attempts'),
  fact('webhook.label.error', 'detail'),
  moment('webhook.label.disables_at', 'disables_at'),
];

const untold =
  (event: string): Teller =>
  ({ say, person, guide, plain }) => ({
    tone: 'news',
    title: say('webhook.title.other', { event: event.replaceAll('_', ' ') }),
    facts: [person(), guide(), ...plain()],
  });

const priorities: Names = {
  low: 'webhook.priority.low',
  normal: 'webhook.priority.normal',
  high: 'webhook.priority.high',
  urgent: 'webhook.priority.urgent',
};
const causes: Names = {
  asked: 'webhook.cause.asked',
  step_failed: 'webhook.cause.step_failed',
  failures_in_a_row: 'webhook.cause.failures_in_a_row',
  guide_exhausted: 'webhook.cause.guide_exhausted',
};
const outcomes: Names = {
  confirmed: 'webhook.outcome.confirmed',
  implied: 'webhook.outcome.implied',
  abandoned: 'webhook.outcome.abandoned',
  escalated: 'webhook.outcome.escalated',
  escalated_solved: 'webhook.outcome.escalated_solved',
  escalated_unsolved: 'webhook.outcome.escalated_unsolved',
};
