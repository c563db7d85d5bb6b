import { describe, expect, it } from '@jest/globals';
import { renderTemplate } from '../../../src/engine/render-template.ts';
import { showForm } from '../../../src/engine/show/forms.ts';
import { show } from '../../../src/engine/show/index.ts';
import { everything, printer, vpn } from '../guides.ts';
import { messageAfter, movesOf, screenOf } from '../screen.ts';
import {
  answer,
  done,
  noneOfThese,
  nothing,
  play,
  provide,
  speak,
  start,
  startSaying,
  startWith,
  sureOf,
  unsureBetween,
} from '../support.ts';
import { labels, part, primary, textOf } from './parts.ts';

const begins = startWith(vpn, everything);

describe('a step', () => {
  const message = messageAfter(begins);

  it('says what to do, what should be seen then, and what to mind', () => {
    expect(message.parts).toEqual([
      { type: 'title', text: 'Revisa la conexión' },
      { type: 'progress', current: 1, total: 5, text: 'Paso 1 de 5' },
      { type: 'text', text: 'Sin internet no hay VPN.' },
      { type: 'warnings', label: 'Atención', items: ['No uses una red pública.'] },
      { type: 'instructions', items: ['Abre cualquier página.', 'Espera a que cargue.'] },
      { type: 'expected', label: 'Lo que deberías ver', text: 'La página se ve entera.' },
      {
        type: 'resources',
        label: 'Más ayuda',
        items: ['Extensión 4321', { title: 'Estado de la red', url: 'https://estado.ejemplo.com' }],
      },
      {
        type: 'hint',
        text: 'También puedes escribir «listo», «no funciona», «atrás» o «persona».',
      },
    ]);
    expect(message.summary).toBe('Paso 1 de 5: Revisa la conexión');
  });

  it('shows a picture where its guide puts it, and goes on counting after it', () => {
    const [first, ...rest] = vpn.steps_template;
    const pictured = {
      ...vpn,
      steps_template: [
        {
          ...first!,
          instructions: ['Uno.', { image: 'https://ejemplo.com/a.png', alt: 'El botón' }, 'Dos.', 'Tres.'],
          resources: [{ image: 'https://ejemplo.com/mapa.png', alt: 'El mapa' }],
        },
        ...rest,
      ],
    };
    const { session, context } = screenOf(play([begins]));
    const rendered = renderTemplate(pictured, everything);
    const { parts } = show(session, { ...context, guide: rendered.ok ? rendered.guide : null });
    expect(parts.filter(({ type }) => ['instructions', 'picture', 'resources'].includes(type))).toEqual([
      { type: 'instructions', items: ['Uno.'] },
      { type: 'picture', url: 'https://ejemplo.com/a.png', alt: 'El botón' },
      { type: 'instructions', items: ['Dos.', 'Tres.'], first: 2 },
      { type: 'picture', url: 'https://ejemplo.com/mapa.png', alt: 'El mapa' },
    ]);
  });

  it('has first the button that says it worked, the only one that stands out', () => {
    expect(labels(message)).toEqual([
      'Funcionó',
      'No funcionó',
      'Ya está resuelto',
      'Hablar con una persona',
      'Cambiar mis datos',
      'Recuérdamelo más tarde',
      'English',
      'Cancelar',
    ]);
    expect(primary(message)).toEqual(['Funcionó']);
    expect(movesOf(message, 'row')).toEqual(['done', 'failed', 'solved', 'human']);
  });

  it('has ways back as soon as there is something to go back to', () => {
    expect(movesOf(messageAfter(startWith(printer), done), 'more')).toEqual([
      'back',
      'restart',
      'later',
      'language',
      'cancel',
    ]);
  });

  it('speaks English where the person does and the guide can', () => {
    const spoken = messageAfter(begins, speak('en'));
    expect(spoken.locale).toBe('en');
    expect(spoken.summary).toBe('Step 1 of 5: Check the connection');
    expect(labels(spoken)).toEqual([
      'It worked',
      "It didn't work",
      'Already solved',
      'Talk to a person',
      'Change my details',
      'Remind me later',
      'Español',
      'Cancel',
    ]);
  });

  it('keeps its own language where it has no other, between buttons in the person’s', () => {
    const spoken = messageAfter(startWith(printer), speak('en'));
    expect(spoken.summary).toBe('Step 1 of 4: Enciende la impresora');
    expect(primary(spoken)).toEqual(['It worked']);
  });

  it('that is a question has its answers for buttons', () => {
    const question = messageAfter(begins, done);
    expect(labels(question).slice(0, 4)).toEqual([
      'La vieja',
      'La nueva',
      'Ninguna',
      'Hablar con una persona',
    ]);
    expect(movesOf(question, 'more')).toEqual([
      'solved',
      'back',
      'restart',
      'change_answers',
      'later',
      'language',
      'cancel',
    ]);
    expect(part(question, 'hint')?.text).toBe('También puedes escribir tu respuesta, «atrás» o «persona».');
  });

  it('never shows a secret', () => {
    expect(part(messageAfter(begins, done, answer('nueva')), 'instructions')?.items).toEqual([
      'Entra como ana@ejemplo.com con la clave ••••••.',
    ]);
  });
});

describe('choosing a guide', () => {
  it('begins with a question and the popular guides', () => {
    const message = messageAfter(start({ offer: unsureBetween(printer) }));
    expect(textOf(message)).toEqual([
      'Cuéntame qué no funciona, con tus palabras, y lo vemos paso a paso.',
      'O empieza por una de las guías más usadas:',
    ]);
    expect(labels(message)).toEqual([
      'Contar el problema',
      'La impresora no imprime',
      'Hablar con una persona',
      'English',
      'Cancelar',
    ]);
  });

  it('asks "is it this?" where one guide fits, with the words it was asked with', () => {
    const message = messageAfter(startSaying('no sale papel', sureOf(printer)));
    expect(message.parts).toEqual([
      { type: 'quote', text: 'no sale papel' },
      { type: 'text', text: 'Creo que esta guía te puede ayudar. ¿Es esto lo que te pasa?' },
      { type: 'options', items: [{ label: 'La impresora no imprime', detail: 'Cuando no sale el papel.' }] },
    ]);
    expect(labels(message).slice(0, 3)).toEqual([
      'Sí, es esto',
      'No, es otra cosa',
      'Hablar con una persona',
    ]);
    expect(primary(message)).toEqual(['Sí, es esto']);
    expect(message.summary).toBe('¿Es esto? La impresora no imprime');
  });

  it('offers at most three, and none of these', () => {
    const message = messageAfter(startSaying('no va', unsureBetween(printer, vpn, printer, vpn)));
    expect(movesOf(message, 'row')).toEqual(['choose', 'choose', 'choose', 'none_of_these', 'human']);
    expect(part(message, 'options')?.items.map(({ label }) => label)).toEqual([
      'La impresora no imprime',
      'Conectar con la VPN de …',
      'La impresora no imprime',
    ]);
  });

  it('asks for other words, with an example of what helps', () => {
    const message = messageAfter(startSaying('mi gato', nothing));
    expect(textOf(message)[1]).toBe('No encontré una guía para eso. ¿Me lo cuentas de otra manera?');
    expect(part(message, 'hint')?.text).toMatch(/^Ayuda decir qué querías hacer/);
    expect(primary(message)).toEqual(['Contar el problema']);
  });

  it('offers a human first the second time', () => {
    const message = messageAfter(startSaying('mi gato', nothing), noneOfThese);
    expect(labels(message)[0]).toBe('Hablar con una persona');
    expect(primary(message)).toEqual(['Hablar con una persona']);
  });
});

describe('asking for details', () => {
  it('asks one at a time, says how many there are, and takes a press where it can', () => {
    const message = messageAfter(startWith(vpn));
    expect(textOf(message)).toEqual([
      'Conectar con la VPN de …',
      'Antes de empezar necesito 3 datos. El primero:',
      '¿De qué oficina eres?',
      'Escríbelo aquí o usa el formulario.',
    ]);
    expect(labels(message).slice(0, 4)).toEqual([
      'Madrid',
      'Lima',
      'Rellenar los datos',
      'Hablar con una persona',
    ]);
  });

  it('knows the name of the guide better with each answer, in either language', () => {
    const known = [startWith(vpn), provide({ oficina: 'Lima', correo: 'ana@ejemplo.com' })];
    expect(textOf(messageAfter(...known)).slice(0, 2)).toEqual([
      'Conectar con la VPN de Lima',
      'Antes de empezar necesito un dato:',
    ]);
    expect(textOf(messageAfter(...known, speak('en')))).toEqual([
      'Connect to the VPN of Lima',
      'Before we begin I need one detail:',
      'The access key',
      'This is a secret: put it only into the form, never into the chat.',
    ]);
  });

  it('asks for everything at once in the form, hiding what is secret', () => {
    const { session, context } = screenOf(play([startWith(vpn, { oficina: 'Lima' })]));
    const form = showForm('variables', session, context);
    expect(form?.intro).toBe('Conectar con la VPN de Lima');
    expect(form?.fields.map(({ name, type, required }) => [name, type, required])).toEqual([
      ['correo', 'email', true],
      ['clave', 'secret', true],
      ['equipo', 'text', false],
    ]);
    expect(form?.press).toEqual({ session_id: 'ses_1', version: 1, move: 'fill_in', arg: null });
  });

  it('asks for nothing twice: what was given before is not in the form, needed or not', () => {
    const some = [startWith(vpn), provide({ oficina: 'Lima', equipo: 'Portátil' })];
    const { session, context } = screenOf(play(some));
    expect(showForm('variables', session, context)?.fields.map(({ name }) => name)).toEqual([
      'correo',
      'clave',
    ]);
  });
});
