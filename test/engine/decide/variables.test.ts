import { describe, expect, it } from '@jest/globals';
import { everything, printer, vpn } from '../guides.ts';
import {
  back,
  changeAnswers,
  confirmed,
  failed,
  given,
  human,
  provide,
  restart,
  returnTo,
  sessionAfter,
  shown,
  startWith,
  takeBack,
} from '../support.ts';

const started = expect.objectContaining({ type: 'session_started' }) as never;

const provided = (name: string, variables: Record<string, string>, missing: readonly string[]) => ({
  type: 'variables_provided' as const,
  name,
  variables,
  missing,
});

describe('a guide that needs to know something', () => {
  it('begins at once where all of it is given', () => {
    given([])
      .when(startWith(vpn, everything))
      .then([
        started,
        confirmed(vpn, { name: 'Conectar con la VPN de Madrid', variables: everything }),
        shown(1),
      ]);
  });

  it('asks for what is missing, in its own order', () => {
    given([])
      .when(startWith(vpn, { correo: 'ana@ejemplo.com' }))
      .then([
        started,
        confirmed(vpn, {
          name: 'Conectar con la VPN de …',
          variables: { correo: 'ana@ejemplo.com' },
          missing: ['oficina', 'clave'],
        }),
      ]);
  });

  it('takes values as people write them', () => {
    const { chosen } = sessionAfter(startWith(vpn, { ...everything, oficina: ' MADRID ', equipo: '' }));
    expect(chosen?.variables).toEqual(everything);
  });

  it('ignores values it did not ask for', () => {
    const { chosen } = sessionAfter(startWith(printer, { color: 'azul' }));
    expect(chosen?.variables).toEqual({});
  });

  it('refuses to begin with wrong values, naming each', () => {
    given([])
      .when(startWith(vpn, { oficina: 'París', correo: 'ana' }))
      .thenRefused('invalid_variables', [
        { path: 'variables.oficina', code: 'invalid' },
        { path: 'variables.correo', code: 'invalid' },
      ]);
  });
});

describe('giving the details', () => {
  it('one by one: the next is asked, and after the last the first step is shown', () => {
    given([startWith(vpn)])
      .when(provide({ oficina: 'Lima' }))
      .then([provided('Conectar con la VPN de Lima', { oficina: 'Lima' }, ['correo', 'clave'])]);

    given([startWith(vpn), provide({ oficina: 'Lima' }), provide({ correo: 'ana@ejemplo.com' })])
      .when(provide({ clave: 'abracadabra' }))
      .then([provided('Conectar con la VPN de Lima', { clave: 'abracadabra' }, []), shown(1)]);
  });

  it('all together, by the form: the first step is shown', () => {
    given([startWith(vpn)])
      .when(provide({ ...everything, equipo: 'portátil' }))
      .then([provided('Conectar con la VPN de Madrid', { ...everything, equipo: 'portátil' }, []), shown(1)]);
  });

  it('can change what was said before', () => {
    const session = sessionAfter(startWith(vpn), provide({ oficina: 'Lima' }), provide(everything));
    expect(session.chosen).toMatchObject({
      name: 'Conectar con la VPN de Madrid',
      variables: { oficina: 'Madrid' },
    });
  });

  it('may leave out what is optional, and may bring only that', () => {
    given([startWith(vpn, { ...everything, clave: '' })])
      .when(provide({ equipo: 'portátil' }))
      .then([provided('Conectar con la VPN de Madrid', { equipo: 'portátil' }, ['clave'])]);
  });

  it('wrong: is refused, naming the field, and nothing of it is kept', () => {
    given([startWith(vpn)])
      .when(provide({ oficina: 'Lima', correo: 'ana arroba ejemplo' }))
      .thenRefused('invalid_variables', [{ path: 'variables.correo', code: 'invalid' }]);
  });

  it('with nothing in them: is refused, naming what is missing', () => {
    given([startWith(vpn, { oficina: 'Lima' })])
      .when(provide({ correo: '  ' }))
      .thenRefused('invalid_variables', [
        { path: 'variables.correo', code: 'missing' },
        { path: 'variables.clave', code: 'missing' },
      ]);
  });

  it('again after a restart: they are known, so the guide begins at once', () => {
    given([startWith(vpn, everything), failed])
      .when(restart)
      .then([{ type: 'guide_restarted' }, shown(1)]);
  });

  it('after a restart in the middle of asking: what is missing is asked again', () => {
    given([startWith(vpn, { oficina: 'Lima' })])
      .when(restart)
      .then([{ type: 'guide_restarted' }, provided('Conectar con la VPN de Lima', {}, ['correo', 'clave'])]);
  });

  it('goes on where it was when a human is taken back', () => {
    const session = sessionAfter(startWith(vpn, { oficina: 'Lima' }), human, takeBack);
    expect(session.phase).toEqual({ name: 'collecting', missing: ['correo', 'clave'] });
  });

  it('comes before any step: nobody is sent to a step that cannot be shown yet', () => {
    given([startWith(vpn), human])
      .when(returnTo(2))
      .thenRefused('no_guide_yet');
  });
});

describe('taking an answer back', () => {
  const withdrawn = (name: string, variables: readonly string[], missing: readonly string[]) => ({
    type: 'answers_withdrawn' as const,
    name,
    variables,
    missing,
  });
  const begun = [startWith(vpn), provide({ oficina: 'Lima' }), provide({ correo: 'ana@ejemplo.com' })];

  it('goes back one question: what was answered there is forgotten, the rest is kept', () => {
    given(begun)
      .when(back)
      .then([withdrawn('Conectar con la VPN de Lima', ['correo'], ['correo', 'clave'])]);
    expect(sessionAfter(...begun, back).chosen?.variables).toEqual({ oficina: 'Lima' });
  });

  it('again goes back one more, until there is none before', () => {
    const session = sessionAfter(...begun, back, back);
    expect(session.phase).toEqual({ name: 'collecting', missing: ['oficina', 'correo', 'clave'] });
    given([...begun, back, back])
      .when(back)
      .thenRefused('nothing_to_go_back_to');
  });

  it('and giving another goes on as if it had been the first', () => {
    const session = sessionAfter(...begun, back, provide({ correo: 'luis@ejemplo.com', clave: 'ábrete' }));
    expect(session).toMatchObject({
      phase: { name: 'step', step_number: 1 },
      path: [1],
      chosen: { variables: { oficina: 'Lima', correo: 'luis@ejemplo.com', clave: 'ábrete' } },
    });
  });

  it('from the steps asks for all that the guide asks for, and keeps what was tried', () => {
    const session = sessionAfter(
      startWith(vpn, { ...everything, equipo: 'portátil' }),
      failed,
      changeAnswers,
    );
    expect(session).toMatchObject({
      phase: { name: 'collecting', missing: ['oficina', 'correo', 'clave'] },
      path: [],
      results: [{ step_number: 1, result: 'failed' }],
    });
    expect(session.chosen?.variables).toEqual({ equipo: 'portátil' });
  });

  it('is refused by a guide that asks for nothing', () => {
    given([startWith(printer)])
      .when(changeAnswers)
      .thenRefused('nothing_to_go_back_to');
  });
});
