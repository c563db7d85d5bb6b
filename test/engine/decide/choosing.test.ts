import { describe, it } from '@jest/globals';
import type { SessionId } from '../../../src/ids.ts';
import { printer, vpn } from '../guides.ts';
import {
  ana,
  candidate,
  choose,
  confirmed,
  describeAs,
  given,
  noneOfThese,
  nothing,
  offered,
  shown,
  start,
  startSaying,
  sureOf,
  unsureBetween,
} from '../support.ts';

const started = (problem: string | null, previous: SessionId | null = null) => ({
  type: 'session_started' as const,
  session_id: 'ses_1' as SessionId,
  channel: 'slack' as const,
  conversation: start().conversation,
  user: { id: ana, name: 'Ana', locale: 'es' },
  problem,
  previous,
});

describe('somebody begins', () => {
  it('without a problem: is asked for it, and shown the popular guides', () => {
    given([])
      .when(start({ offer: unsureBetween(printer, vpn) }))
      .then([started(null), offered('ask', candidate(printer, 0.4), candidate(vpn, 0.4))]);
  });

  it('with a problem that fits one guide: is asked whether it is this one', () => {
    given([])
      .when(startSaying('la vpn no va', sureOf(vpn, printer)))
      .then([started('la vpn no va'), offered('confirm', candidate(vpn), candidate(printer))]);
  });

  it('with a problem that may fit several: chooses between them', () => {
    given([])
      .when(startSaying('no funciona nada', unsureBetween(vpn, printer)))
      .then([started('no funciona nada'), offered('offer', candidate(vpn, 0.4), candidate(printer, 0.4))]);
  });

  it('with a problem that fits nothing: is asked for other words', () => {
    given([])
      .when(startSaying('mi gato', nothing))
      .then([started('mi gato'), offered('ask_again')]);
  });

  it('again, because it broke again: the new session knows the old one', () => {
    const previous = 'ses_0' as SessionId;
    given([])
      .when(start({ previous, problem: 'la vpn no va', offer: sureOf(vpn) }))
      .then([started('la vpn no va', previous), offered('confirm', candidate(vpn))]);
  });

  it('with a guide that needs nothing: is at its first step at once', () => {
    given([])
      .when(start({ template: printer }))
      .then([started(null), confirmed(printer), shown(1)]);
  });
});

describe('somebody describes the problem', () => {
  it('after being asked: gets what fits, and the words are kept', () => {
    given([start()])
      .when(describeAs('no sale papel', sureOf(printer)))
      .then([
        { type: 'problem_described', problem: 'no sale papel' },
        offered('confirm', candidate(printer)),
      ]);
  });

  it('in words that fit nothing, twice: a human is offered', () => {
    given([startSaying('mi gato', nothing)])
      .when(describeAs('el gato sigue igual', nothing))
      .then([{ type: 'problem_described', problem: 'el gato sigue igual' }, offered('nothing_found')]);
  });

  it('in better words after that: gets what fits after all', () => {
    given([startSaying('mi gato', nothing), describeAs('el gato', nothing)])
      .when(describeAs('la vpn', sureOf(vpn)))
      .then([{ type: 'problem_described', problem: 'la vpn' }, offered('confirm', candidate(vpn))]);
  });

  it('instead of choosing: the new words count', () => {
    given([startSaying('la vpn', unsureBetween(vpn, printer))])
      .when(describeAs('o la impresora', sureOf(printer)))
      .then([
        { type: 'problem_described', problem: 'o la impresora' },
        offered('confirm', candidate(printer)),
      ]);
  });

  it('when a guide is chosen already: is refused', () => {
    given([start({ template: printer })])
      .when(describeAs('otra cosa', nothing))
      .thenRefused('not_choosing');
  });
});

describe('somebody chooses', () => {
  it('the guide they were asked about: it begins', () => {
    given([startSaying('no imprime', sureOf(printer))])
      .when(choose(printer))
      .then([confirmed(printer), shown(1)]);
  });

  it('one of several that needs to know something first: is asked for it', () => {
    given([startSaying('no va', unsureBetween(printer, vpn))])
      .when(choose(vpn))
      .then([
        confirmed(vpn, {
          name: 'Conectar con la VPN de …',
          missing: ['oficina', 'correo', 'clave'],
        }),
      ]);
  });

  it('a guide that is no longer there: is refused', () => {
    given([startSaying('no va', sureOf(vpn))])
      .when({ type: 'choose', template_id: vpn.template_id, template: null })
      .thenRefused('not_a_candidate');
  });
});

describe('none of these', () => {
  it('after the one we were sure of: the others are offered', () => {
    given([startSaying('no va', sureOf(vpn, printer))])
      .when(noneOfThese)
      .then([offered('offer', candidate(printer))]);
  });

  it('where there are no others: the question for other words', () => {
    given([startSaying('no va', sureOf(vpn))])
      .when(noneOfThese)
      .then([offered('ask_again')]);
  });

  it('twice: a human is offered', () => {
    given([
      startSaying('no va', unsureBetween(vpn, printer)),
      noneOfThese,
      describeAs('no va nada', unsureBetween(vpn, printer)),
    ])
      .when(noneOfThese)
      .then([offered('nothing_found')]);
  });
});
