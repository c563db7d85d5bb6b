import { describe, expect, it } from '@jest/globals';
import { fold } from '../../../src/engine/show/fold.ts';
import { everything, newVpn, printer, vpn } from '../guides.ts';
import { messageAfter, movesOf, screenOf } from '../screen.ts';
import {
  answer,
  arriveAt,
  cancel,
  claimBy,
  close,
  done,
  expire,
  failed,
  failedNoting,
  human,
  luis,
  placeAt,
  play,
  rate,
  resolve,
  restart,
  speak,
  startSaying,
  startWith,
  support,
  sureOf,
  withdraw,
} from '../support.ts';
import { labels, part, primary, textOf } from './parts.ts';

const begins = startWith(vpn, everything);

describe('the end of a guide', () => {
  it('is a question, yes standing out', () => {
    const message = messageAfter(begins, done, answer('vieja'), done);
    expect(textOf(message)).toEqual([
      'Conectar con la VPN de Madrid',
      'Terminamos la guía. ¿Quedó resuelto tu problema?',
    ]);
    expect(labels(message)).toEqual([
      'Sí, resuelto',
      'No, sigue igual',
      'Hablar con una persona',
      'Volver al paso anterior',
      'Empezar la guía de nuevo',
      'English',
      'Cancelar',
    ]);
    expect(primary(message)).toEqual(['Sí, resuelto']);
  });

  it('bears the name of the guide in the language that is spoken now', () => {
    const message = messageAfter(begins, done, answer('vieja'), done, speak('en'));
    expect(part(message, 'title')?.text).toBe('Connect to the VPN of Madrid');
  });

  it('solved: asks how the help was, once, and leaves a way if it breaks again', () => {
    const solvedNow = messageAfter(begins, resolve);
    expect(part(solvedNow, 'status')).toEqual({
      type: 'status',
      tone: 'success',
      text: '¡Resuelto! Me alegra que vuelva a funcionar.',
    });
    expect(movesOf(solvedNow)).toEqual(['rate', 'rate', 'rate', 'rate', 'rate', 'comment', 'reopen']);

    const rated = messageAfter(begins, resolve, rate(4));
    expect(part(rated, 'text')?.text).toBe('Gracias por tu valoración: 4 de 5.');
    expect(movesOf(rated)).toEqual(['reopen']);
  });
});

describe('with people', () => {
  it('says what happens now, what they know, and how to take it back', () => {
    const message = messageAfter(
      startSaying('no va', sureOf(printer)),
      { type: 'choose', template_id: printer.template_id, template: printer },
      failedNoting('no tiene botón'),
      human,
    );
    expect(message.parts).toEqual([
      {
        type: 'status',
        tone: 'waiting',
        text: 'Estoy pasando tu caso al equipo de soporte, con todo lo que ya probaste.',
      },
      { type: 'quote', text: 'no va' },
      {
        type: 'tried',
        label: 'Lo que ya probaste',
        items: [{ result: 'failed', title: 'Enciende la impresora', notes: 'no tiene botón' }],
      },
      { type: 'hint', text: 'Lo que escribas aquí llega al equipo.' },
      { type: 'hint', text: 'Referencia: esc_1' },
    ]);
    expect(labels(message)).toEqual(['Ya se resolvió', 'Seguir con la guía', 'English', 'Cancelar']);
  });

  it('says who was told once they were, when they are there, and how long they take', () => {
    const staffed = { ...support, hours: 'lunes a viernes, 9 a 18', usual_wait_minutes: 10 };
    const message = messageAfter(begins, human, placeAt(staffed), arriveAt(staffed));
    expect(message.summary).toBe(
      'Avisé al equipo de soporte (#SOPORTE): tienen tu caso con todo lo que ya probaste, y una persona sigue desde aquí.',
    );
    expect(textOf(message)).toContain(
      'El equipo atiende: lunes a viernes, 9 a 18. Suelen responder en 10 minutos.',
    );
  });

  it('says so, too, when nobody could be told', () => {
    const message = messageAfter(begins, human, placeAt(null));
    expect(message.parts[0]).toMatchObject({ type: 'status', tone: 'warning' });
    expect(message.summary).toContain('no pude avisar a nadie');
  });

  it('says when somebody has it, and who', () => {
    expect(messageAfter(begins, human, claimBy(luis)).summary).toBe(
      'Una persona del equipo ya tiene tu caso y sigue contigo.',
    );
    expect(messageAfter(begins, human, { type: 'claim', agent: { id: luis, name: 'Luis' } }).summary).toBe(
      'Luis, del equipo, tiene tu caso y sigue contigo.',
    );
  });

  it('closed without a solution: is sorry, asks how the help was, and offers to begin again', () => {
    const message = messageAfter(begins, human, close(false));
    expect(message.summary).toBe(
      'El equipo cerró tu caso sin una solución. Lamentamos no haber podido ayudarte.',
    );
    expect(movesOf(message)).toEqual(['rate', 'rate', 'rate', 'rate', 'rate', 'comment', 'start']);
  });
});

describe('a guide that was taken back', () => {
  it('offers its new version', () => {
    const message = messageAfter(begins, failed, withdraw(newVpn), failed);
    expect(part(message, 'status')?.text).toBe(
      'La guía «Conectar con la VPN de Madrid» fue reemplazada por una versión nueva. Puedes empezar la nueva o hablar con una persona.',
    );
    expect(primary(message)).toEqual(['Empezar la versión nueva']);
    expect(labels(message)[1]).toBe('Hablar con una persona');
  });

  it('offers a human where there is none', () => {
    const message = messageAfter(begins, withdraw(null), restart);
    expect(primary(message)).toEqual(['Hablar con una persona']);
  });
});

describe('a session that was left', () => {
  it.each([
    ['cancelled', cancel, 'Cancelado. Cuando quieras, empezamos otra vez.'],
    [
      'expired',
      expire,
      'Cerré esta guía porque hace tiempo que no hay respuesta. Cuando quieras, empezamos otra vez.',
    ],
  ] as const)('%s: says so and offers to begin again', (_, command, text) => {
    const message = messageAfter(begins, command);
    expect(message.summary).toBe(text);
    expect(labels(message)).toEqual(['Empezar otra vez']);
  });
});

describe('what stays of a message when the conversation has gone on', () => {
  it('is what it was about and what came of it, without buttons', () => {
    const before = screenOf(play([begins]));
    const worked = screenOf(play([begins, done]));
    expect(fold(before.session, worked.session, before.context)).toEqual({
      summary: 'Paso 1 de 5: Revisa la conexión',
      locale: 'es',
      parts: [
        { type: 'title', text: 'Revisa la conexión' },
        { type: 'progress', current: 1, total: 5, text: 'Paso 1 de 5' },
        { type: 'text', text: 'Sin internet no hay VPN.' },
        { type: 'status', tone: 'success', text: 'Hecho' },
      ],
      actions: [],
    });
    const didNot = screenOf(play([begins, failed]));
    expect(fold(before.session, didNot.session, before.context).parts.at(-1)).toEqual({
      type: 'status',
      tone: 'warning',
      text: 'No funcionó',
    });
  });

  it('says nothing of a result where there was none', () => {
    const before = screenOf(play([begins]));
    const left = screenOf(play([begins, cancel]));
    expect(fold(before.session, left.session, before.context).parts.map(({ type }) => type)).toEqual([
      'title',
      'progress',
      'text',
    ]);
  });
});
