import { describe, expect, it } from '@jest/globals';
import { everything, patience, printer, vpn } from '../guides.ts';
import {
  answer,
  back,
  completed,
  done,
  doneAndSolved,
  doneNoting,
  failed,
  failedNoting,
  failure,
  given,
  handedOver,
  notSolved,
  resolve,
  resolvedAs,
  restart,
  sessionAfter,
  shown,
  solved,
  start,
  startWith,
} from '../support.ts';

const beginsPrinter = startWith(printer);
const beginsVpn = startWith(vpn, everything);

describe('steps, where the guide says nothing else', () => {
  it('follow each other when they work', () => {
    given([beginsPrinter])
      .when(done)
      .then([completed(1, 'Enciende la impresora'), shown(2)]);
  });

  it('follow each other when they do not work', () => {
    given([beginsPrinter])
      .when(failed)
      .then([failure(1, 'Enciende la impresora'), shown(2)]);
  });

  it('keep what the person notes', () => {
    given([beginsPrinter])
      .when(failedNoting('no tiene botón'))
      .then([failure(1, 'Enciende la impresora', 'no tiene botón'), shown(2)]);
    given([beginsPrinter])
      .when(doneNoting('estaba apagada'))
      .then([completed(1, 'Enciende la impresora', { notes: 'estaba apagada' }), shown(2)]);
  });

  it('end with the question whether it is solved: a case is never closed on a guess', () => {
    given([beginsPrinter, done, done, done])
      .when(done)
      .then([completed(4, 'Reinicia el equipo'), { type: 'resolution_asked' }]);
  });

  it('end the session where the person says with the last one that all is solved', () => {
    given([beginsPrinter, done, done, done])
      .when(doneAndSolved)
      .then([completed(4, 'Reinicia el equipo'), resolvedAs('confirmed')]);
  });

  it('go on where the person says so too early: only the last one can solve it', () => {
    given([beginsPrinter])
      .when(doneAndSolved)
      .then([completed(1, 'Enciende la impresora'), shown(2)]);
  });

  it('end with a human when the last one fails', () => {
    given([beginsPrinter, done, done, done])
      .when(failed)
      .then([failure(4, 'Reinicia el equipo'), handedOver('guide_exhausted')]);
  });
});

describe('steps with branches', () => {
  it('go where success leads', () => {
    given([beginsVpn, done, answer('vieja')])
      .when(done)
      .then([completed(3, 'Actualiza la aplicación'), { type: 'resolution_asked' }]);
  });

  it('go where failure leads', () => {
    given([beginsVpn, done, answer('vieja')])
      .when(failed)
      .then([failure(3, 'Actualiza la aplicación'), shown(4)]);
  });

  it('hand over where failure calls a human', () => {
    given([beginsVpn, done, answer('nueva'), done])
      .when(failed)
      .then([failure(5, 'Pide un certificado'), handedOver('step_failed')]);
  });

  it('may come back to the same step', () => {
    given([startWith(patience)])
      .when(failed)
      .then([failure(1, 'Espera un minuto'), shown(1)]);
  });
});

describe('a question', () => {
  it('leads where its answer says', () => {
    given([beginsVpn, done])
      .when(answer('nueva'))
      .then([completed(2, '¿Qué aplicación usas?', { choice: 'nueva' }), shown(4)]);
  });

  it('may have an answer that only a human can help with', () => {
    given([beginsVpn, done])
      .when(answer('ninguna'))
      .then([completed(2, '¿Qué aplicación usas?', { choice: 'ninguna' }), handedOver('guide_exhausted')]);
  });

  it('is not answered by "it worked"', () => {
    given([beginsVpn, done])
      .when(done)
      .thenRefused('invalid_choice', [{ path: 'choice', code: 'invalid' }]);
  });

  it('is not answered by what is not among the choices', () => {
    given([beginsVpn, done])
      .when(answer('otra'))
      .thenRefused('invalid_choice', [{ path: 'choice', code: 'invalid' }]);
  });

  it('can be given up: then it leads on', () => {
    given([beginsVpn, done])
      .when(failed)
      .then([failure(2, '¿Qué aplicación usas?'), shown(3)]);
  });

  it('is the only step with choices', () => {
    given([beginsVpn]).when(answer('vieja')).thenRefused('invalid_choice');
  });
});

describe('three failures in a row', () => {
  it('bring a human, whatever steps are left', () => {
    given([beginsPrinter, failed, failed])
      .when(failed)
      .then([failure(3, 'Revisa el cable'), handedOver('failures_in_a_row')]);
  });

  it('are not in a row where something worked between them', () => {
    given([beginsVpn, failed, answer('vieja'), failed])
      .when(failed)
      .then([failure(4, 'Entra otra vez'), shown(5)]);
  });

  it('count anew when the guide is begun again', () => {
    given([beginsPrinter, failed, failed, restart])
      .when(failed)
      .then([failure(1, 'Enciende la impresora'), shown(2)]);
  });
});

describe('"is it solved?"', () => {
  const atTheEnd = [beginsPrinter, done, done, done, done];

  it('yes: resolved, because the person said so', () => {
    given(atTheEnd)
      .when(solved)
      .then([resolvedAs('confirmed')]);
  });

  it('no: the guide has nothing more, a human takes over', () => {
    given(atTheEnd)
      .when(notSolved)
      .then([handedOver('guide_exhausted')]);
  });

  it('is answered by completing the last step once more as solved', () => {
    given(atTheEnd)
      .when(doneAndSolved)
      .then([resolvedAs('confirmed')]);
  });

  it('is answered by failing the last step once more: not solved, and the notes go to the human', () => {
    given(atTheEnd)
      .when(failed)
      .then([handedOver('guide_exhausted')]);
    given(atTheEnd)
      .when(failedNoting('ahora hace ruido'))
      .then([handedOver('guide_exhausted', { reason: 'ahora hace ruido' })]);
  });

  it('is not answered by a second click on "it worked"', () => {
    given(atTheEnd).when(done).thenRefused('already_done');
  });
});

describe('a step counts as completed once for each time it is shown', () => {
  it('so going back and doing it again counts twice', () => {
    const { results } = sessionAfter(beginsPrinter, done, back, done);
    expect(results.map(({ step_number, result }) => [step_number, result])).toEqual([
      [1, 'completed'],
      [1, 'completed'],
    ]);
  });

  it('and restarting keeps what was tried before', () => {
    const { results, path } = sessionAfter(beginsPrinter, failed, restart, done);
    expect(results.map(({ step_number, result }) => [step_number, result])).toEqual([
      [1, 'failed'],
      [1, 'completed'],
    ]);
    expect(path).toEqual([1, 2]);
  });
});

describe('back', () => {
  it('goes to the step before', () => {
    given([beginsPrinter, done, failed])
      .when(back)
      .then([{ type: 'went_back', step_number: 2 }]);
  });

  it('follows the way that was gone, not the order of the guide', () => {
    given([beginsVpn, done, answer('nueva')])
      .when(back)
      .then([{ type: 'went_back', step_number: 2 }]);
  });

  it('leads further back each time', () => {
    given([beginsPrinter, done, done, back])
      .when(back)
      .then([{ type: 'went_back', step_number: 1 }]);
  });

  it('leads out of a step that was shown again and again', () => {
    expect(sessionAfter(startWith(patience), failed, failed).path).toEqual([1, 1, 1]);
    expect(sessionAfter(startWith(patience), failed, failed, back).path).toEqual([1, 1]);
    given([startWith(patience), failed, failed, back, back])
      .when(back)
      .thenRefused('nothing_to_go_back_to');
  });

  it('from the question at the end leads to the last step shown', () => {
    given([beginsVpn, done, answer('vieja'), done])
      .when(back)
      .then([{ type: 'went_back', step_number: 3 }]);
    expect(sessionAfter(beginsVpn, done, answer('vieja'), done, back).path).toEqual([1, 2, 3]);
  });

  it('has nowhere to go from the first step', () => {
    given([beginsPrinter]).when(back).thenRefused('nothing_to_go_back_to');
  });

  it('has nowhere to go before there is a guide', () => {
    given([start()]).when(back).thenRefused('no_guide_yet');
  });
});

describe('restart', () => {
  it('shows the first step again', () => {
    given([beginsPrinter, done, done])
      .when(restart)
      .then([{ type: 'guide_restarted' }, shown(1)]);
  });

  it('works from the question at the end too', () => {
    given([beginsPrinter, done, done, done, done])
      .when(restart)
      .then([{ type: 'guide_restarted' }, shown(1)]);
  });

  it('leaves nothing to go back to', () => {
    given([beginsPrinter, done, done, restart]).when(back).thenRefused('nothing_to_go_back_to');
  });
});

describe('solved already', () => {
  it('ends the session at any step', () => {
    given([beginsPrinter, failed])
      .when(resolve)
      .then([resolvedAs('confirmed')]);
  });

  it('ends it before there is a guide, and while something is asked', () => {
    given([start()])
      .when(resolve)
      .then([resolvedAs('confirmed')]);
    given([startWith(vpn)])
      .when(resolve)
      .then([resolvedAs('confirmed')]);
  });

  it('twice is once', () => {
    given([beginsPrinter, resolve]).when(resolve).thenRefused('already_done');
  });
});
