import { describe, expect, it } from '@jest/globals';
import type { Command, Refusal } from '../../../src/engine/command.ts';
import type { DecisionId } from '../../../src/ids.ts';
import { printer, vpn } from '../guides.ts';
import {
  amend,
  assignTo,
  cancel,
  choose,
  claimBy,
  close,
  decideIn,
  describeAs,
  done,
  expire,
  failed,
  fromAna,
  fromLuis,
  human,
  luis,
  marta,
  noneOfThese,
  notSolved,
  openLine,
  passOn,
  placeAt,
  play,
  prioritise,
  provide,
  rate,
  release,
  remindAgents,
  remindLater,
  resolve,
  restart,
  returnTo,
  back,
  changeAnswers,
  solved,
  speak,
  start,
  startGuide,
  startWith,
  support,
  sureOf,
  takeBack,
  withdraw,
} from '../support.ts';

const reoffer: Command = { type: 'reoffer', decision: 'dec_1' as DecisionId, offer: sureOf(vpn) };

const phases = {
  choosing: [start({ problem: 'no va', offer: sureOf(vpn) })],
  collecting: [startWith(vpn)],
  step: [startWith(printer), done],
  confirming: [startWith(printer), done, done, done, done],
  withdrawn: [startWith(printer), withdraw(null), done],
  escalated: [startWith(printer), done, human],
  resolved: [startWith(printer), done, resolve],
  closed: [startWith(printer), done, cancel],
} as const;

type Expected = 'yes' | Refusal;
type Row = readonly [
  name: string,
  command: Command,
  ...inPhase: readonly [
    choosing: Expected,
    collecting: Expected,
    step: Expected,
    confirming: Expected,
    withdrawn: Expected,
    escalated: Expected,
    resolved: Expected,
    closed: Expected,
  ],
];

const over = ['session_closed', 'session_closed'] as const;
const withPeople = ['already_escalated', ...over] as const;
const no = 'not_escalated';
const notWithPeople = [no, no, no, no, no] as const;
const chosen = ['not_choosing', 'not_choosing', 'not_choosing', 'guide_withdrawn'] as const;
const early = 'not_rateable';
const notRateable = [early, early, early, early, early, early] as const;

// prettier-ignore
const table: readonly Row[] = [
  ['describe',          describeAs('no va', sureOf(vpn)), 'yes',           ...chosen, ...withPeople],
  ['reoffer',           reoffer,                          'already_done',  ...chosen, ...withPeople],
  ['choose',            choose(printer),                  'yes',           ...chosen, ...withPeople],
  ['none of these',     noneOfThese,                      'yes',           ...chosen, ...withPeople],
  ['provide variables', provide({ oficina: 'Lima' }),     'not_collecting', 'yes', 'not_collecting', 'not_collecting', 'guide_withdrawn', ...withPeople],
  ['done',              done,                             'no_guide_yet', 'no_guide_yet', 'yes', 'already_done', 'guide_withdrawn', 'already_escalated', 'already_done', 'session_closed'],
  ['failed',            failed,                           'no_guide_yet', 'no_guide_yet', 'yes', 'yes', 'guide_withdrawn', 'already_escalated', 'already_done', 'session_closed'],
  ['solved',            solved,                           'not_confirming', 'not_confirming', 'not_confirming', 'yes', 'guide_withdrawn', 'already_escalated', 'already_done', 'session_closed'],
  ['not solved',        notSolved,                        'not_confirming', 'not_confirming', 'not_confirming', 'yes', 'guide_withdrawn', 'already_escalated', 'already_done', 'session_closed'],
  ['back',              back,                             'no_guide_yet', 'nothing_to_go_back_to', 'yes', 'yes', 'guide_withdrawn', ...withPeople],
  ['change answers',    changeAnswers,                    'no_guide_yet', 'no_guide_yet', 'nothing_to_go_back_to', 'nothing_to_go_back_to', 'guide_withdrawn', ...withPeople],
  ['restart',           restart,                          'no_guide_yet', 'yes', 'yes', 'yes', 'guide_withdrawn', ...withPeople],
  ['solved already',    resolve,                          'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'already_done', 'session_closed'],
  ['human',             human,                            'yes', 'yes', 'yes', 'yes', 'yes', ...withPeople],
  ['take back',         takeBack,                         ...notWithPeople, 'yes', ...over],
  ['claim',             claimBy(luis),                    ...notWithPeople, 'yes', ...over],
  ['release',           release,                          ...notWithPeople, 'already_done', ...over],
  ['return',            returnTo(1),                      ...notWithPeople, 'yes', ...over],
  ['assign',            assignTo(marta),                  ...notWithPeople, 'yes', ...over],
  ['priority',          prioritise('urgent'),             ...notWithPeople, 'yes', ...over],
  ['another guide',     startGuide(vpn),                  ...notWithPeople, 'yes', ...over],
  ['open line',         openLine,                         ...notWithPeople, 'yes', ...over],
  ['pass on',           passOn(luis),                     ...notWithPeople, 'yes', ...over],
  ['to the agents',     fromAna('sigue igual'),           ...notWithPeople, 'yes', ...over],
  ['to the person',     fromLuis('hola'),                 ...notWithPeople, 'yes', ...over],
  ['an edit',           amend('hola, Ana'),               ...notWithPeople, 'yes', ...over],
  ['a place',           placeAt(support),                 ...notWithPeople, 'yes', ...over],
  ['nowhere',           placeAt(null),                    ...notWithPeople, 'yes', ...over],
  ['a reminder',        remindAgents(1),                  ...notWithPeople, 'yes', ...over],
  ['remind me later',   remindLater(60),                  'yes', 'yes', 'yes', 'yes', 'yes', ...withPeople],
  ['close',             close(true),                      ...notWithPeople, 'yes', ...over],
  ['feedback',          rate(5),                          ...notRateable, 'yes', 'not_rateable'],
  ['cancel',            cancel,                           'yes', 'yes', 'yes', 'yes', 'yes', 'yes', ...over],
  ['expire',            expire,                           'yes', 'yes', 'yes', 'yes', 'yes', ...withPeople],
  ['change language',   speak('en'),                      'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
];

describe.each(table)('%s', (_, command, ...expected) => {
  it.each(Object.keys(phases).map((phase, index) => [phase, expected[index]] as const))(
    'while %s: %s',
    (phase, answer) => {
      const decision = decideIn(play(phases[phase as keyof typeof phases]), command);
      expect('refused' in decision ? decision.refused : 'yes').toBe(answer);
    },
  );
});
