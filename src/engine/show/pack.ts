import { placeOf, threadOf } from '../hand-off.ts';
import type { Escalation } from '../escalation.ts';
import type { Action, Message, Part } from '../message.ts';
import { packOf } from '../pack.ts';
import type { Pack } from '../pack.ts';
import { isOver } from '../session.ts';
import type { Session } from '../session.ts';
import type { Locale } from '../template.ts';
import { action } from './context.ts';
import type { Say } from './context.ts';

/** Somebody's words as the other side reads them. */
export interface Line {
  readonly author: string;
  readonly text: string;
}

/** What a pack is drawn with beside the session: it speaks the agents' language. */
export interface PackContext {
  readonly say: Say;
  readonly locale: Locale;
  /** The latest words that crossed, the newest last. */
  readonly tail: readonly Line[];
}

/** A hand-off as its agents see it: everything that was tried, how it stands, and what can be done about it. */
export const showPack = (session: Session, context: PackContext): Message => {
  const pack = packOf(session);
  const { escalation } = session;
  if (pack === null || escalation === null) throw new Error('A pack of what was never handed over');
  const { say, locale, tail } = context;
  const status = statusPart(session, escalation, say);
  const open = session.phase.name === 'escalated';
  return {
    summary: `${say('pack.title', { name: nameOf(pack) })} · ${status.text}`,
    locale,
    parts: [
      { type: 'title', text: say('pack.title', { name: nameOf(pack) }) },
      status,
      ...(pack.problem === null ? [] : [{ type: 'quote', text: pack.problem } as const]),
      ...facts(session, pack, escalation, say),
      ...variables(pack, say),
      ...tried(pack, say),
      ...(tail.length > 0 ? [{ type: 'said', label: say('pack.said'), items: tail } as const] : []),
      ...(open ? [{ type: 'hint', text: howToAnswer(pack, escalation, say) } as const] : []),
    ],
    actions: open ? actionsFor(session, escalation, say) : [],
  };
};

/** What stays of a pack where the hand-off has moved on to another place. */
export const showPackMoved = (session: Session, to: string | null, context: PackContext): Message => {
  const { say } = context;
  const whole = showPack(session, context);
  const text = to === null ? say('pack.moved') : say('pack.moved_to', { place: to });
  return {
    summary: `${whole.parts[0]?.type === 'title' ? whole.parts[0].text : ''} · ${text}`,
    locale: whole.locale,
    parts: whole.parts
      .filter(({ type }) => type !== 'hint')
      .map((part) => (part.type === 'status' ? { ...part, tone: 'closed' as const, text } : part)),
    actions: [],
  };
};

/** Told in a hand-off's place that nobody has claimed it yet. */
export const showReminder = (session: Session, minutes: number, { say, locale }: PackContext): Message => {
  const pack = packOf(session);
  if (pack === null) throw new Error('A reminder of what was never handed over');
  const text = say('pack.reminder', { name: nameOf(pack), count: minutes });
  return {
    summary: text,
    locale,
    parts: [
      { type: 'status', tone: 'warning', text },
      ...(pack.problem === null ? [] : [{ type: 'quote', text: pack.problem } as const]),
    ],
    actions: [
      action(session, 'claim', say('agent.claim'), { style: 'primary' }),
      action(session, 'pass_on', say('agent.pass_on'), { place: 'more' }),
    ],
  };
};

export type ThreadNews =
  'now_open' | 'now_closed' | 'now_over' | 'taken_back' | 'solved_meanwhile' | 'given_up';

/** Told in a hand-off's thread, to whoever is talking there: the pack above may be out of sight. */
export const showThreadNews = (
  { user }: Session,
  news: ThreadNews,
  { say, locale }: PackContext,
): Message => {
  const text = say(`pack.${news}`, { name: nameOf({ user }) });
  return { summary: text, locale, parts: [{ type: 'status', tone: 'closed', text }], actions: [] };
};

type Status = Extract<Part, { type: 'status' }>;

const statusPart = (session: Session, escalation: Escalation, say: Say): Status => {
  const who = escalation.assignee_name ?? escalation.assignee ?? '';
  const priority = say(`priority.${escalation.priority}`);
  if (session.phase.name === 'escalated') {
    return escalation.status === 'claimed'
      ? { type: 'status', tone: 'success', text: say('pack.claimed', { name: who, priority }) }
      : { type: 'status', tone: 'waiting', text: say('pack.open', { priority }) };
  }
  if (!isOver(session)) return { type: 'status', tone: 'closed', text: say('pack.returned') };
  return session.phase.name === 'resolved'
    ? { type: 'status', tone: 'success', text: say('pack.solved') }
    : { type: 'status', tone: 'closed', text: say('pack.unsolved') };
};

const nameOf = ({ user }: Pick<Pack, 'user'>): string => user.name ?? user.id;

const facts = (session: Session, pack: Pack, escalation: Escalation, say: Say): Part[] => {
  const { guide } = pack;
  const fact = (key: string, value: string | null) =>
    value === null ? [] : [{ name: say(`pack.${key}`), value }];
  return [
    {
      type: 'facts',
      label: null,
      items: [
        ...fact('person', pack.user.name === null ? pack.user.id : `${pack.user.name} (${pack.user.id})`),
        ...fact('channel', `${say(`channel.${pack.channel}`)} · ${pack.user.locale}`),
        ...fact('why', say(`cause.${pack.cause}`)),
        ...fact('reason', pack.reason),
        ...fact('guide', guide && `${guide.name} · v${guide.template_version}`),
        ...fact(
          'step',
          guide?.current_step == null
            ? null
            : say('pack.step_of', { step: guide.current_step, total: guide.total_steps }),
        ),
        ...fact('spent', say('pack.minutes', { count: Math.max(1, Math.round(pack.seconds_spent / 60)) })),
        ...fact('since', `${escalation.opened_at.slice(0, 16).replace('T', ' ')} UTC`),
        ...fact('before', pack.previous_session_id),
        ...fact('reference', `${escalation.escalation_id} · ${session.session_id}`),
      ],
    },
  ];
};

const variables = (pack: Pack, say: Say): Part[] => {
  const items = Object.entries(pack.variables).map(([name, value]) => ({ name, value: String(value) }));
  return items.length === 0 ? [] : [{ type: 'facts', label: say('pack.variables'), items }];
};

const tried = ({ steps }: Pack, say: Say): Part[] =>
  steps.length === 0
    ? []
    : [
        {
          type: 'tried',
          label: say('pack.tried'),
          items: steps.map(({ result, title, notes, step_number }) => ({
            result,
            title: `${step_number}. ${title}`,
            notes,
          })),
        },
      ];

const howToAnswer = (pack: Pack, { line_open }: Escalation, say: Say): string => {
  const name = nameOf(pack);
  return say(line_open ? 'pack.line_open' : 'pack.line_closed', { name });
};

const actionsFor = (session: Session, escalation: Escalation, say: Say): Action[] => {
  const claimed = escalation.status === 'claimed';
  const more = { place: 'more' } as const;
  return [
    ...(claimed ? [] : [action(session, 'claim', say('agent.claim'), { style: 'primary' })]),
    action(session, 'reply', say('agent.reply'), {
      form: 'reply',
      style: claimed ? 'primary' : 'plain',
    }),
    action(session, 'close_solved', say('agent.close_solved')),
    action(session, 'close_unsolved', say('agent.close_unsolved')),
    ...(claimed ? [action(session, 'release', say('agent.release'), more)] : []),
    ...(threadOf(session) === null || session.channel === 'api'
      ? []
      : [
          escalation.line_open
            ? action(session, 'close_line', say('agent.close_line'), more)
            : action(session, 'open_line', say('agent.open_line'), more),
        ]),
    action(session, 'send_back', say('agent.send_back'), { ...more, form: 'send_back' }),
    action(session, 'other_guide', say('agent.other_guide'), { ...more, form: 'other_guide' }),
    action(session, 'priority', say('agent.priority'), { ...more, form: 'priority' }),
    action(session, 'assign', say('agent.assign'), { ...more, form: 'assign' }),
    ...(placeOf(session) === null ? [] : [action(session, 'pass_on', say('agent.pass_on'), more)]),
  ];
};
