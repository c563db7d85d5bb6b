import { describe, expect, it } from '@jest/globals';
import { isCurrent, isOfThisHandOff, isWithin, placeOf, threadOf } from '../../../src/engine/hand-off.ts';
import { commandsOf, isOver } from '../../../src/engine/session.ts';
import type { ConversationId, MessageId } from '../../../src/ids.ts';
import { everything, printer, vpn } from '../guides.ts';
import {
  agentOf,
  amend,
  ana,
  arriveAt,
  assignTo,
  cancel,
  claimBy,
  close,
  closeLine,
  completed,
  confirmed,
  displace,
  done,
  fromAna,
  fromLuis,
  given,
  human,
  luis,
  marta,
  openLine,
  overTheLine,
  passOn,
  placeAt,
  prioritise,
  remindAgents,
  remindLater,
  resolve,
  returnTo,
  secondLine,
  sessionAfter,
  shown,
  startGuide,
  startWith,
  support,
  takeBack,
} from '../support.ts';

const begins = startWith(printer);
const told = [begins, human, placeAt(support), arriveAt(support)] as const;
const thread = `${support.conversation}:1.1`;

describe('a hand-off finds its place', () => {
  it('goes where the route says, and has arrived once people can talk below it', () => {
    given([begins, human])
      .when(placeAt(support))
      .then([{ type: 'escalation_placed', destination: support }]);
    const posted = sessionAfter(begins, human, placeAt(support));
    expect([placeOf(posted)?.name, threadOf(posted)]).toEqual(['#SOPORTE', null]);
    expect(threadOf(sessionAfter(...told))).toBe(thread);
  });

  it('once: a second replica that places it too is late', () => {
    given([begins, human, placeAt(support)])
      .when(placeAt(secondLine))
      .thenRefused('already_done');
  });

  it('arrives where it was sent, not where it was before', () => {
    given([begins, human, placeAt(support)])
      .when(arriveAt(secondLine))
      .thenRefused('already_done');
  });

  it('moves on when the place can no longer be written to, and stays with whoever has it', () => {
    const session = sessionAfter(...told, claimBy(luis), displace(support));
    expect(session.escalation).toMatchObject({
      status: 'claimed',
      assignee: luis,
      placement: { state: 'looking', tried: ['slack:SOPORTE'] },
    });
    given([...told, displace(support)])
      .when(displace(support))
      .thenRefused('already_done');
  });

  it('that is nowhere is tried again from the beginning', () => {
    const nowhere = [...told, displace(support), placeAt(null)] as const;
    expect(sessionAfter(...nowhere).escalation?.placement).toEqual({ state: 'nowhere', tried: [] });
    given(nowhere).when(placeAt(null)).thenRefused('already_done');
    given(nowhere)
      .when(placeAt(support))
      .then([{ type: 'escalation_placed', destination: support }]);
  });

  it('knows its place’s threads by their ids, and no other place’s', () => {
    const place = 'slack:T1:C1' as ConversationId;
    expect(isWithin('slack:T1:C1:17.1' as ConversationId, place)).toBe(true);
    expect(isWithin(place, place)).toBe(true);
    expect(isWithin('slack:T1:C12:17.1' as ConversationId, place)).toBe(false);
  });
});

describe('agents decide', () => {
  it('who has it: given to somebody, whoever had it', () => {
    given([...told, claimBy(luis)])
      .when(assignTo(marta))
      .then([{ type: 'escalation_claimed', assignee: agentOf(marta), by: agentOf(luis) }]);
    given([...told, claimBy(marta)])
      .when(assignTo(marta))
      .thenRefused('already_done');
  });

  it('how urgent it is', () => {
    given(told)
      .when(prioritise('urgent'))
      .then([{ type: 'escalation_prioritised', by: agentOf(luis), priority: 'urgent' }]);
    given(told).when(prioritise('normal')).thenRefused('already_done');
    expect(sessionAfter(...told, prioritise('urgent')).escalation?.priority).toBe('urgent');
  });

  it('that another team should have it: the claim is released and the place is left', () => {
    const session = sessionAfter(...told, claimBy(luis), openLine, passOn(luis));
    expect(session.escalation).toMatchObject({
      status: 'open',
      assignee: null,
      line_open: false,
      placement: { state: 'looking', tried: ['slack:SOPORTE'] },
    });
    given(told).when(passOn(luis, false)).thenRefused('no_further_place');
  });

  it('that another guide fits: it begins with what it must know', () => {
    given([...told, claimBy(luis)])
      .when(startGuide(vpn))
      .then([
        { type: 'escalation_returned', by: agentOf(luis) },
        confirmed(vpn, { name: 'Conectar con la VPN de …', missing: ['oficina', 'correo', 'clave'] }),
      ]);
    expect(sessionAfter(...told, startGuide(printer)).phase).toEqual({ name: 'step', step_number: 1 });
    given(told).when(startGuide(null)).thenRefused('not_a_candidate');
  });

  it('what was tried before stays known, whatever guide follows', () => {
    const session = sessionAfter(startWith(vpn, everything), done, human, startGuide(printer), done);
    expect(session.results.map(({ title }) => title)).toHaveLength(2);
  });
});

describe('what nobody claims', () => {
  it('is reminded of, each time once', () => {
    given(told)
      .when(remindAgents(1))
      .then([{ type: 'agents_reminded', reminder: 1 }]);
    given([...told, remindAgents(1)])
      .when(remindAgents(1))
      .thenRefused('already_done');
  });

  it('is passed on', () => {
    given(told)
      .when(passOn(null))
      .then([{ type: 'escalation_passed_on', by: null }]);
  });

  it('stays where it is from the moment it is claimed', () => {
    given([...told, claimBy(luis)])
      .when(remindAgents(1))
      .thenRefused('already_done');
    given([...told, claimBy(luis)])
      .when(passOn(null))
      .thenRefused('already_done');
  });
});

describe('words cross', () => {
  it('to the agents from the moment of the hand-off', () => {
    given([begins, human])
      .when(fromAna('sigue igual'))
      .then([
        {
          type: 'message_relayed',
          message_id: 'msg_1' as MessageId,
          direction: 'to_agents',
          author: agentOf(ana),
          text: 'sigue igual',
          files: [],
          over_line: false,
          source: null,
        },
      ]);
  });

  it('to the person from whoever has it', () => {
    expect(sessionAfter(...told, claimBy(luis), fromLuis('hola')).sequence).toBe(5);
    given([...told, claimBy(marta)])
      .when(fromLuis('hola'))
      .thenRefused('claimed_by_another');
  });

  it('and whoever answers what nobody has, has it', () => {
    expect(sessionAfter(...told, fromLuis('hola')).escalation).toMatchObject({
      status: 'claimed',
      assignee: luis,
    });
  });

  it('over the line from everybody in the thread, while it is open', () => {
    given(told).when(overTheLine(marta, 'hola')).thenRefused('line_closed');
    expect(
      sessionAfter(...told, claimBy(luis), openLine, overTheLine(marta, 'hola')).escalation,
    ).toMatchObject({ assignee: luis, line_open: true });
    given([...told, openLine, closeLine])
      .when(overTheLine(marta, 'hola'))
      .thenRefused('line_closed');
    given(told).when(closeLine).thenRefused('already_done');
  });

  it('and may be changed or taken back, after the end too', () => {
    const takenBack = {
      type: 'message_amended',
      message: { message_id: 'msg_1' as MessageId, direction: 'to_person', author: agentOf(luis) },
      text: null,
    } as const;
    given([...told, fromLuis('hola')])
      .when(amend(null))
      .then([takenBack]);
    const solved = [...told, fromLuis('hola'), close(true)] as const;
    given(solved).when(amend(null)).then([takenBack]);
    // Whoever rates the help meanwhile is not told that their button is old.
    const { version } = sessionAfter(...solved);
    expect(isCurrent(sessionAfter(...solved, amend(null)), version)).toBe(true);
  });

  it.each([
    ['closed', close(true)],
    ['taken back', takeBack],
    ['given up', cancel],
    ['solved meanwhile', resolve],
    ['returned', returnTo(1)],
  ])('no more once it is %s', (_, end) => {
    const session = sessionAfter(...told, end);
    expect(isOfThisHandOff(session, session.version)).toBe(false);
    given([...told, end])
      .when(fromLuis('hola'))
      .thenRefused(isOver(session) ? 'session_closed' : 'not_escalated');
  });
});

it('counts for the outside what people and programs asked for, not what it does by itself', () => {
  const session = sessionAfter(...told, remindAgents(1), claimBy(luis), displace(support), fromAna('¿hola?'));
  expect([session.version, commandsOf(session)]).toEqual([8, 4]);
});

describe('buttons below a hand-off', () => {
  it('stay good while people only talk', () => {
    const session = sessionAfter(...told, claimBy(luis), fromAna('¿hola?'), fromLuis('hola'));
    expect(session.version).toBe(7);
    expect([4, 5, 6, 7, 8].map((drawn) => isCurrent(session, drawn))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('stay good while it finds its place and reminds; where it had to leave a place, those there do not', () => {
    const { version } = sessionAfter(begins, human);
    const reminded = sessionAfter(...told, remindAgents(1));
    expect(isCurrent(reminded, version)).toBe(true);
    expect(isCurrent(sessionAfter(...told, displace(support)), version)).toBe(false);
  });

  it('of an earlier hand-off never act on the next one', () => {
    const session = sessionAfter(...told, takeBack, human);
    expect([3, 5, 6].map((drawn) => isOfThisHandOff(session, drawn))).toEqual([false, false, true]);
  });
});

describe('remind me later', () => {
  it('says when, and nothing else changes', () => {
    given([begins, done])
      .when(remindLater(60))
      .then([{ type: 'reminder_set', at: '2026-03-01T10:02:00.000Z' }]);
    expect(sessionAfter(begins, done, remindLater(60)).phase).toEqual({ name: 'step', step_number: 2 });
  });
});

it('a step can be done after the hand-off came back to it', () => {
  given([...told, returnTo(2)])
    .when(done)
    .then([completed(2, 'Revisa el papel'), shown(3)]);
});
