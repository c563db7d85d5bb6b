import { describe, expect, it } from '@jest/globals';
import { statusOf, outcomeOf } from '../../../src/engine/session.ts';
import { everything, printer, vpn } from '../guides.ts';
import {
  agentOf,
  ana,
  answer,
  cancel,
  claimBy,
  close,
  done,
  failed,
  failure,
  given,
  handedOver,
  human,
  luis,
  marta,
  release,
  resolve,
  resolvedAs,
  returnTo,
  sessionAfter,
  shown,
  start,
  startWith,
  takeBack,
} from '../support.ts';

const begins = startWith(printer);
const named = (id: typeof ana) => (id === ana ? { id, name: 'Ana' } : agentOf(id));
const returnedBy = (by: typeof ana) => ({ type: 'escalation_returned' as const, by: named(by) });
const takenBy = (assignee: typeof ana) => ({
  type: 'escalation_claimed' as const,
  assignee: agentOf(assignee),
  by: null,
});
const closedBy = (by: typeof ana | null, isSolved: boolean) => ({
  type: 'escalation_closed' as const,
  by: by && agentOf(by),
  solved: isSolved,
});

describe('a human, please', () => {
  it.each([
    ['before anything is known', [start()]],
    ['while details are asked', [startWith(vpn)]],
    ['at a step', [begins, done]],
    ['at the question whether it is solved', [begins, done, done, done, done]],
  ])('is there %s', (_, happened) => {
    given(happened)
      .when(human)
      .then([handedOver('asked')]);
  });

  it('may be told why, and how urgent it is', () => {
    given([begins])
      .when({ type: 'escalate', reason: 'tengo una reunión', priority: 'urgent' })
      .then([handedOver('asked', { reason: 'tengo una reunión', priority: 'urgent' })]);
  });

  it('leaves the session open, with people', () => {
    const session = sessionAfter(begins, human);
    expect([statusOf(session), outcomeOf(session)]).toEqual(['escalated', 'escalated']);
    expect(session.escalation).toMatchObject({ status: 'open', assignee: null });
  });

  it('twice is once', () => {
    given([begins, human]).when(human).thenRefused('already_escalated');
  });

  it('comes when the session has ended only with a new one', () => {
    given([begins, resolve]).when(human).thenRefused('session_closed');
  });
});

describe('while people have it', () => {
  it('steps wait', () => {
    given([begins, human]).when(done).thenRefused('already_escalated');
  });

  it('the person can take it back, to the very place where it was', () => {
    given([begins, done, human])
      .when(takeBack)
      .then([returnedBy(ana)]);
    expect(sessionAfter(begins, done, human, takeBack).phase).toEqual({ name: 'step', step_number: 2 });
  });

  it('three failures count anew once it is taken back', () => {
    given([begins, failed, failed, failed, takeBack])
      .when(failed)
      .then([failure(3, 'Revisa el cable'), shown(4)]);
  });

  it('the person can say that it is solved by now', () => {
    given([begins, human])
      .when(resolve)
      .then([closedBy(null, true), resolvedAs('escalated_solved')]);
  });

  it('the person can cancel', () => {
    given([begins, human])
      .when(cancel)
      .then([closedBy(null, false), { type: 'session_cancelled' }]);
    expect(outcomeOf(sessionAfter(begins, human, cancel))).toBe('abandoned');
  });
});

describe('claiming is a race that exactly one wins', () => {
  it('the first has it', () => {
    given([begins, human])
      .when(claimBy(luis))
      .then([takenBy(luis)]);
  });

  it('the second is told that another has it', () => {
    given([begins, human, claimBy(luis)])
      .when(claimBy(marta))
      .thenRefused('claimed_by_another');
  });

  it('the first, clicking twice, has it already', () => {
    given([begins, human, claimBy(luis)])
      .when(claimBy(luis))
      .thenRefused('already_done');
  });

  it('released, the second can have it', () => {
    given([begins, human, claimBy(luis)])
      .when(release)
      .then([{ type: 'escalation_released' }]);
    given([begins, human, claimBy(luis), release])
      .when(claimBy(marta))
      .then([takenBy(marta)]);
  });

  it('what nobody claimed cannot be released', () => {
    given([begins, human]).when(release).thenRefused('already_done');
  });

  it('what was taken back cannot be claimed', () => {
    given([begins, human, takeBack]).when(claimBy(luis)).thenRefused('not_escalated');
  });

  it('handed over again, it is free again', () => {
    const { escalation } = sessionAfter(begins, human, claimBy(luis), takeBack, human);
    expect(escalation).toMatchObject({ status: 'open', assignee: null });
  });
});

describe('an agent sends it back', () => {
  it('to where it was', () => {
    given([begins, done, human, claimBy(luis)])
      .when(returnTo(null))
      .then([returnedBy(luis)]);
  });

  it('to a step of the guide', () => {
    given([begins, human, claimBy(luis)])
      .when(returnTo(3))
      .then([returnedBy(luis), shown(3)]);
  });

  it('to a step that there is not: is refused', () => {
    given([begins, human]).when(returnTo(9)).thenRefused('no_such_step');
  });

  it('to a step when no guide was chosen: is refused', () => {
    given([start(), human]).when(returnTo(1)).thenRefused('no_guide_yet');
  });

  it('and from there the guide goes on', () => {
    given([startWith(vpn, everything), done, answer('ninguna'), returnTo(4)])
      .when(failed)
      .then([failure(4, 'Entra otra vez'), shown(5)]);
  });
});

describe('an agent closes it', () => {
  it('as solved', () => {
    given([begins, human, claimBy(luis)])
      .when(close(true))
      .then([closedBy(luis, true), resolvedAs('escalated_solved')]);
    const session = sessionAfter(begins, human, close(true));
    expect([statusOf(session), outcomeOf(session)]).toEqual(['resolved', 'escalated_solved']);
  });

  it('as not solved, which is never counted as solved', () => {
    given([begins, human, claimBy(luis)])
      .when(close(false))
      .then([closedBy(luis, false)]);
    const session = sessionAfter(begins, human, close(false));
    expect([statusOf(session), outcomeOf(session)]).toEqual(['escalated', 'escalated_unsolved']);
  });

  it('once', () => {
    given([begins, human, close(true)])
      .when(close(true))
      .thenRefused('session_closed');
    given([begins, human, close(false)])
      .when(close(true))
      .thenRefused('session_closed');
  });
});
