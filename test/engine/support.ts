import { expect } from '@jest/globals';
import { createGuides } from '../../src/app/screen.ts';
import { apply } from '../../src/engine/apply.ts';
import type { Entry } from '../../src/engine/apply.ts';
import type {
  Candidate,
  Command,
  Facts,
  FieldError,
  Offer,
  Refusal,
  StartCommand,
} from '../../src/engine/command.ts';
import type { Agent, Destination, Priority, Relayed } from '../../src/engine/escalation.ts';
import { decide, decideStart } from '../../src/engine/decide.ts';
import type { Decision } from '../../src/engine/decide.ts';
import type { SessionEvent } from '../../src/engine/event.ts';
import { previewTemplate } from '../../src/engine/render-template.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Template } from '../../src/engine/template.ts';
import type { ConversationId, EscalationId, MessageId, PersonId, SessionId } from '../../src/ids.ts';
import { newVpn, patience, printer, vpn, vpnInEnglish } from './guides.ts';

/** Something that happens beside the session: the guide it is pinned to is taken back. */
export interface Withdrawal {
  readonly type: 'withdraw';
  readonly replacement: Template | null;
}
export type Happening = StartCommand | Command | Withdrawal;

/** Where a session stands, and all that the decider may look up for it. */
export interface Scene {
  readonly session: Session | null;
  readonly entries: readonly Entry[];
  readonly templates: readonly Template[];
  readonly withdrawn: Facts['withdrawn'];
}

export const emptyScene: Scene = {
  session: null,
  entries: [],
  templates: [vpn, vpnInEnglish, newVpn, printer, patience],
  withdrawn: null,
};

export const guideOf = createGuides();

const escalationId = 'esc_1' as EscalationId;
export const ana = 'slack:T1:U1' as PersonId;
export const luis = 'slack:T1:U2' as PersonId;
export const marta = 'discord:3' as PersonId;

/** Each command comes a minute after the one before. */
const minute = (number: number): string => new Date(Date.UTC(2026, 2, 1, 9, number)).toISOString();

export const templateIn = ({ session, templates }: Scene): Template | null => {
  const pin = session?.chosen?.pin;
  return (
    templates.find(
      ({ template_id, version, locale }) =>
        template_id === pin?.template_id && version === pin.version && locale === pin.locale,
    ) ?? null
  );
};

const factsOf = (scene: Scene, session: Session): Facts => {
  const template = templateIn(scene);
  const pin = session.chosen?.pin;
  return {
    now: minute(session.version),
    template,
    guide: template && guideOf(template, session),
    // A replacement is not withdrawn itself.
    withdrawn: pin?.version === scene.withdrawn?.replacement?.version ? null : scene.withdrawn,
    translations: scene.templates
      .filter(({ template_id, version }) => template_id === pin?.template_id && version === pin.version)
      .map(({ locale }) => locale),
    newEscalationId: escalationId,
  };
};

export const decideIn = (scene: Scene, command: StartCommand | Command): Decision => {
  if (command.type === 'start') return decideStart(command);
  if (!scene.session) throw new Error(`There is no session yet for ${command.type}`);
  return decide(command, scene.session, factsOf(scene, scene.session));
};

/** The scene after an accepted command. */
export const after = (scene: Scene, { events }: Extract<Decision, { events: unknown }>): Scene => {
  const { session, entries } = apply(scene.session, events, minute(scene.session?.version ?? 0));
  return { ...scene, session, entries: [...scene.entries, ...entries] };
};

/** Everything that happens, one after another; each command must be accepted. */
export const play = (happenings: readonly Happening[], scene: Scene = emptyScene): Scene =>
  happenings.reduce((now, happening) => {
    if (happening.type === 'withdraw') return { ...now, withdrawn: { replacement: happening.replacement } };
    const decision = decideIn(now, happening);
    if ('refused' in decision) throw new Error(`${happening.type} was refused: ${decision.refused}`);
    return after(now, decision);
  }, scene);

/** The session that the happenings lead to. */
export const sessionAfter = (...happenings: readonly Happening[]): Session => {
  const { session } = play(happenings);
  if (!session) throw new Error('Nothing happened');
  return session;
};

/** `given([what happened before]).when(command).then([events])`, or `.thenRefused(why)`. */
export const given = (happenings: readonly Happening[]) => ({
  when(command: StartCommand | Command) {
    const decision = decideIn(play(happenings), command);
    return {
      then(events: readonly SessionEvent[]): void {
        expect(decision).toEqual({ events });
      },
      thenRefused(refused: Refusal, fields?: readonly Pick<FieldError, 'path' | 'code'>[]): void {
        expect(decision).toMatchObject(fields ? { refused, errors: fields } : { refused });
      },
    };
  },
});

export const candidate = (template: Template, score = 0.9): Candidate => ({
  template_id: template.template_id,
  score,
  ...previewTemplate(template, {}),
});
export const sureOf = (...templates: readonly Template[]): Offer => ({
  confidence: 'sure',
  candidates: templates.map((template) => candidate(template)),
});
export const unsureBetween = (...templates: readonly Template[]): Offer => ({
  confidence: 'unsure',
  candidates: templates.map((template) => candidate(template, 0.4)),
});
export const nothing: Offer = { confidence: 'none', candidates: [] };

/** Ana says that the VPN does not work, on Slack, in Spanish. */
export const start = (extra: Partial<StartCommand> = {}): StartCommand => ({
  type: 'start',
  session_id: 'ses_1' as SessionId,
  channel: 'slack',
  conversation: 'slack:T1:D1' as ConversationId,
  user: { id: ana, name: 'Ana', locale: 'es' },
  problem: null,
  offer: null,
  template: null,
  variables: {},
  previous: null,
  ...extra,
});
export const startWith = (
  template: Template,
  variables: Readonly<Record<string, unknown>> = {},
): StartCommand => start({ template, variables });
export const startSaying = (problem: string, offer: Offer): StartCommand => start({ problem, offer });

export const describeAs = (problem: string, offer: Offer): Command => ({ type: 'describe', problem, offer });
export const choose = (template: Template): Command => ({
  type: 'choose',
  template_id: template.template_id,
  template,
});
export const noneOfThese: Command = { type: 'choose', template_id: null, template: null };
export const provide = (values: Readonly<Record<string, unknown>>): Command => ({
  type: 'provide_variables',
  values,
});
const complete = (extra: Partial<Extract<Command, { type: 'complete_step' }>>): Command => ({
  type: 'complete_step',
  success: true,
  notes: null,
  choice: null,
  solved: false,
  ...extra,
});
export const done: Command = complete({});
export const failed: Command = complete({ success: false });
export const doneAndSolved: Command = complete({ solved: true });
export const doneNoting = (notes: string): Command => complete({ notes });
export const failedNoting = (notes: string): Command => complete({ success: false, notes });
export const answer = (choice: string): Command => complete({ choice });
export const solved: Command = { type: 'confirm', solved: true };
export const notSolved: Command = { type: 'confirm', solved: false };
export const back: Command = { type: 'back' };
export const changeAnswers: Command = { type: 'change_answers' };
export const restart: Command = { type: 'restart' };
export const resolve: Command = { type: 'resolve' };
export const human: Command = { type: 'escalate', reason: null, priority: 'normal' };
export const takeBack: Command = { type: 'take_back' };
export const agentOf = (id: PersonId): Agent => ({ id, name: null });
export const claimBy = (agent: PersonId): Command => ({ type: 'claim', agent: agentOf(agent) });
export const release: Command = { type: 'release' };
export const returnTo = (step: number | null): Command => ({ type: 'return', agent: agentOf(luis), step });
export const close = (isSolved: boolean): Command => ({
  type: 'close',
  agent: agentOf(luis),
  solved: isSolved,
});
export const assignTo = (agent: PersonId): Command => ({
  type: 'assign',
  agent: agentOf(luis),
  to: agentOf(agent),
});
export const prioritise = (priority: Priority): Command => ({
  type: 'prioritise',
  agent: agentOf(luis),
  priority,
});
export const startGuide = (template: Template | null): Command => ({
  type: 'start_guide',
  agent: agentOf(luis),
  template,
});
const switchLine = (open: boolean): Command => ({ type: 'open_line', agent: agentOf(luis), open });
export const openLine = switchLine(true);
export const closeLine = switchLine(false);
export const passOn = (by: PersonId | null, further = true): Command => ({
  type: 'pass_on',
  agent: by && agentOf(by),
  further,
});
const words = (
  direction: Relayed['direction'],
  author: PersonId,
  text: string,
  over_line = false,
): Relayed => ({
  message_id: 'msg_1' as MessageId,
  direction,
  author: agentOf(author),
  text,
  files: [],
  over_line,
  source: null,
});
export const fromAna = (text: string): Command => ({
  type: 'relay',
  message: words('to_agents', ana, text),
});
export const fromLuis = (text: string): Command => ({
  type: 'relay',
  message: words('to_person', luis, text),
});
export const overTheLine = (by: PersonId, text: string): Command => ({
  type: 'relay',
  message: words('to_person', by, text, true),
});
export const amend = (text: string | null): Command => ({
  type: 'amend',
  message: words('to_person', luis, 'hola'),
  text,
});
const placeNamed = (name: string): Destination => ({
  key: `slack:${name}`,
  conversation: `slack:T1:${name}` as ConversationId,
  name: `#${name}`,
  locale: 'es',
  hours: null,
  usual_wait_minutes: null,
});
export const support = placeNamed('SOPORTE');
export const secondLine = placeNamed('REDES');
export const placeAt = (destination: Destination | null): Command => ({ type: 'place', destination });
export const arriveAt = ({ key, conversation }: Destination): Command => ({
  type: 'arrive',
  key,
  thread: `${conversation}:1.1` as ConversationId,
});
export const displace = ({ key }: Destination): Command => ({ type: 'displace', key, reason: 'is_archived' });
export const remindAgents = (reminder: number): Command => ({ type: 'remind_agents', reminder });
export const remindLater = (minutes: number): Command => ({ type: 'remind_later', minutes });
export const rate = (rating: number, comment: string | null = null): Command => ({
  type: 'feedback',
  rating,
  comment,
});
export const cancel: Command = { type: 'cancel' };
export const expire: Command = { type: 'expire' };
export const speak = (locale: string): Command => ({ type: 'change_language', locale });
export const withdraw = (replacement: Template | null): Withdrawal => ({ type: 'withdraw', replacement });

/** Events, as the tests expect them. */
export const shown = (step_number: number): SessionEvent => ({ type: 'step_shown', step_number });
export const completed = (
  step_number: number,
  title: string,
  extra: { notes?: string; choice?: string } = {},
): SessionEvent => ({ type: 'step_completed', step_number, title, notes: null, choice: null, ...extra });
export const failure = (step_number: number, title: string, notes: string | null = null): SessionEvent => ({
  type: 'step_failed',
  step_number,
  title,
  notes,
});
export const offered = (
  mode: Extract<SessionEvent, { type: 'guides_offered' }>['mode'],
  ...candidates: readonly Candidate[]
): SessionEvent => ({ type: 'guides_offered', mode, candidates });
export const confirmed = (
  template: Template,
  extra: Partial<Extract<SessionEvent, { type: 'guide_confirmed' }>> = {},
): SessionEvent => ({
  type: 'guide_confirmed',
  pin: { template_id: template.template_id, version: template.version, locale: template.locale },
  name: template.name,
  category: template.category,
  total_steps: template.steps_template.length,
  variables: {},
  secrets: template.variables.filter(({ type }) => type === 'secret').map(({ name }) => name),
  missing: [],
  ...extra,
});
export const handedOver = (
  cause: Extract<SessionEvent, { type: 'session_escalated' }>['cause'],
  extra: Partial<Extract<SessionEvent, { type: 'session_escalated' }>> = {},
): SessionEvent => ({
  type: 'session_escalated',
  escalation_id: escalationId,
  cause,
  reason: null,
  priority: 'normal',
  ...extra,
});
export const resolvedAs = (
  outcome: Extract<SessionEvent, { type: 'session_resolved' }>['outcome'],
): SessionEvent => ({ type: 'session_resolved', outcome });
