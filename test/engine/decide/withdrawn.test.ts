import { describe, expect, it } from '@jest/globals';
import { everything, newVpn, printer, vpn } from '../guides.ts';
import {
  back,
  cancel,
  confirmed,
  done,
  failed,
  given,
  handedOver,
  human,
  notSolved,
  provide,
  resolve,
  resolvedAs,
  restart,
  sessionAfter,
  shown,
  solved,
  startWith,
  takeBack,
  withdraw,
} from '../support.ts';

const begins = startWith(vpn, everything);
const gone = { type: 'guide_withdrawn' as const, replacement: null };
const replaced = { type: 'guide_withdrawn' as const, replacement: newVpn.template_id };

describe('a guide that is taken back while somebody is in it', () => {
  it.each([
    ['doing a step', [begins, done], failed],
    ['going back', [begins, done], back],
    ['giving details', [startWith(vpn)], provide({ oficina: 'Lima' })],
    ['beginning again', [begins, done], restart],
    ['saying that it is not solved', [startWith(printer), done, done, done, done], notSolved],
  ])('is not followed any further: %s, the person is told', (_, happened, command) => {
    given([...happened, withdraw(null)])
      .when(command)
      .then([gone]);
  });

  it('is not in the way of being solved, of a human, of giving up', () => {
    given([begins, withdraw(null)])
      .when(resolve)
      .then([resolvedAs('confirmed')]);
    given([startWith(printer), done, done, done, done, withdraw(null)])
      .when(solved)
      .then([resolvedAs('confirmed')]);
    given([begins, withdraw(null)])
      .when(human)
      .then([handedOver('asked')]);
    given([begins, withdraw(null)])
      .when(cancel)
      .then([{ type: 'session_cancelled' }]);
  });
});

describe('when there is a new version', () => {
  it('the person is told of it', () => {
    given([begins, done, withdraw(newVpn)])
      .when(failed)
      .then([replaced]);
  });

  it('and may start it: what no longer fits is asked again', () => {
    given([begins, done, withdraw(newVpn), failed])
      .when(restart)
      .then([
        { type: 'guide_restarted' },
        confirmed(newVpn, {
          name: 'Conectar con la VPN de …',
          variables: { correo: 'ana@ejemplo.com', clave: 'abracadabra' },
          missing: ['oficina', 'telefono'],
        }),
      ]);
  });

  it('and from there it goes on as any guide', () => {
    given([begins, withdraw(newVpn), failed, restart])
      .when(provide({ oficina: 'Quito', telefono: '123' }))
      .then([
        {
          type: 'variables_provided',
          name: 'Conectar con la VPN de Quito',
          variables: { oficina: 'Quito', telefono: '123' },
          missing: [],
        },
        shown(1),
      ]);
  });

  it('that no longer takes a value for a secret: it is asked again, not shown', () => {
    const open = {
      ...newVpn,
      variables: newVpn.variables.map((one) => ({ ...one, type: 'string' as const, choices: [] })),
    };
    const session = sessionAfter(begins, withdraw(open), failed, restart);
    expect(session.chosen?.variables).toEqual({ oficina: 'Madrid', correo: 'ana@ejemplo.com' });
    expect(session.phase).toEqual({ name: 'collecting', missing: ['clave', 'telefono'] });
  });

  it('that is taken back too before it was started: the person is told', () => {
    given([begins, withdraw(newVpn), failed, withdraw(null)])
      .when(restart)
      .then([gone]);
  });
});

describe('when there is none', () => {
  it('nothing is left to start', () => {
    given([begins, withdraw(null), failed])
      .when(restart)
      .thenRefused('guide_withdrawn');
  });

  it('steps are refused, saying why', () => {
    given([begins, withdraw(null), failed])
      .when(done)
      .thenRefused('guide_withdrawn');
  });

  it('a human still helps, and can be taken back', () => {
    expect(sessionAfter(begins, withdraw(null), failed, human, takeBack).phase).toEqual({
      name: 'withdrawn',
      replacement: null,
    });
  });
});
