import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moves, understand } from '../../src/engine/understand.ts';
import type { Allowed, Move } from '../../src/engine/understand.ts';

const everywhere: readonly Move[] = ['human', 'cancel', 'help', 'language_es', 'language_en'];
const atStep: Allowed = { moves: ['done', 'failed', 'solved', 'back', 'restart', ...everywhere] };
const askedIfSolved: Allowed = { moves: ['solved', 'not_solved', 'back', 'restart', ...everywhere] };
const contexts: readonly Allowed[] = [
  atStep,
  askedIfSolved,
  { moves: ['yes', 'no', 'none_of_these', ...everywhere], options: ['Sí', 'No', 'La impresora no imprime'] },
  { moves: [], rating: true },
  { moves },
];

const everything: Allowed = { moves, options: ['Sí', 'No'], rating: true };

const positive =
  `listo, hecho, ya está, sí, siiii, funciona, ya funciona, me sirvió, todo funciona, ya no falla, pude,
  la impresora ya funciona, solucionado, problema resuelto, ya está solucionado, fnciona, done, it works, it works now,
  yes, yep, that worked, i did it, it helped, next, finished, it no longer fails, fixed, solved, it is fixed, wroks,
  did the trick, up and running, quiero hablar con una persona, quiero un agente, agente, persona real, pásame con un humano,
  llámame, human, talk to a human, call me, atrás, volver, back, go back, empezar de nuevo, restart, start over, cancelar,
  cancel, stop, olvídalo, ayuda, help, español, english, eso es, correcto, that's it, exactly, ok, la 1, the first one`
    .split(',')
    .map((phrase) => phrase.trim());
const negations =
  `no, nooo, No, nunca, jamás, tampoco, sin, ni, nada, aún no, todavía no, ya no, not, never, don't, doesn't,
  isn't, didn't, won't, nor, without, not yet`
    .split(',')
    .map((word) => word.trim());
const negative: readonly string[] = ['no', 'failed', 'not_solved', 'none_of_these'];

const words = [...positive, ...negations].flatMap((phrase) => phrase.split(' '));
const sentence = fc
  .array(fc.constantFrom(...words, ',', '?', 'pero', 'but', 'impresora', 'wifi', '👍', '2'), {
    maxLength: 14,
  })
  .map((parts) => parts.join(' '));
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  sentence,
);
const context = fc.constantFrom(...contexts);

const moveOf = (text: string, allowed: Allowed): Move | null => {
  const meant = understand(text, allowed);
  return meant.kind === 'move' ? meant.move : null;
};

describe('Whatever is typed', () => {
  it('is answered with something that is allowed now', () => {
    fc.assert(
      fc.property(anyText, context, (text, allowed) => {
        const meant = understand(text, allowed);
        if (meant.kind === 'move') expect(allowed.moves).toContain(meant.move);
        if (meant.kind === 'unsure') for (const move of meant.moves) expect(allowed.moves).toContain(move);
        if (meant.kind === 'pick') expect(meant.index).toBeLessThan(allowed.options?.length ?? 0);
        if (meant.kind === 'rating') expect(allowed.rating).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is cut before it is looked at: of 40,000 characters the first page counts', () => {
    const units = [
      'a',
      'ñ',
      '\0',
      '😀',
      'م',
      'no ',
      'ya funciona. ',
      'human ',
      '\u202e',
      '5',
      '⭐',
      ' ',
      '\n',
      '¿',
      '﷽',
    ];
    for (const unit of units) {
      const long = understand(unit.repeat(40_000), everything);
      expect([unit, long]).toEqual([unit, understand(unit.repeat(2_000), everything)]);
      if (long.kind === 'move') expect(long.move).toBe('human');
    }
  });
});

describe('A negation in front', () => {
  it('never leaves a positive answer what it was', () => {
    for (const phrase of positive) {
      for (const allowed of contexts) {
        const bare = understand(phrase, allowed);
        for (const negation of negations) {
          const denied = understand(`${negation} ${phrase}`, allowed);
          if (bare.kind === 'move' && !negative.includes(bare.move)) {
            expect([negation, phrase, denied]).not.toEqual([negation, phrase, bare]);
          }
          if (bare.kind === 'pick') expect([negation, phrase, denied]).not.toEqual([negation, phrase, bare]);
        }
      }
    }
  });

  it('never closes a case, wherever it stands in the answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...positive), fc.constantFrom(...negations), (phrase, negation) => {
        fc.pre(!/no falla|no longer/u.test(phrase));
        expect(moveOf(`${phrase} ${negation}`, askedIfSolved)).not.toBe('solved');
        expect(moveOf(`${negation} ${phrase}`, askedIfSolved)).not.toBe('solved');
        expect(moveOf(`${negation}${phrase}`, askedIfSolved)).not.toBe('solved');
      }),
    );
  });
});

describe('How it is typed', () => {
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

  it('does not matter: accents, case, Unicode form, spaces', () => {
    fc.assert(
      fc.property(sentence, context, (text, allowed) => {
        const meant = understand(text, allowed);
        for (const other of [plain(text), text.toUpperCase(), text.normalize('NFD'), ` ${text}\n`]) {
          const found = understand(other, allowed);
          // A comment is kept as it was written.
          expect([other, { ...found, comment: null }]).toEqual([other, { ...meant, comment: null }]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('may drag letters out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...positive), context, (phrase, allowed) => {
        const dragged = phrase.replace(/\p{L}$/u, (letter) => letter.repeat(4));
        expect([dragged, understand(dragged, allowed)]).toEqual([dragged, understand(phrase, allowed)]);
      }),
    );
  });

  it('may hold a slip, which never makes a bad answer a good one', () => {
    const bad =
      `no funciona, sigue igual, not working, still broken, no está solucionado, it does not work, not done,
      aún no funciona, no ha servido, ya no funciona, not fixed, not solved, no sirve, doesnt work, didnt help, not yet,
      todavía no, no del todo, never worked, nada funciona, sin solucionar, no lo hice, no está listo, cant, no pude,
      it no longer works, tampoco funciona, no va, no anda, isnt fixed`
        .split(',')
        .map((phrase) => phrase.trim());
    const slip = fc.tuple(
      fc.constantFrom(...bad),
      fc.nat(30),
      fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz '.split('')),
      fc.nat(2),
    );
    fc.assert(
      fc.property(slip, ([phrase, at, letter, how]) => {
        const place = at % phrase.length;
        const rest = phrase.slice(how === 0 ? place : place + 1);
        const typed = phrase.slice(0, place) + (how === 2 ? '' : letter) + rest;
        expect([typed, 'done', 'solved']).not.toContain(moveOf(typed, atStep));
        expect([typed, 'done', 'solved']).not.toContain(moveOf(typed, askedIfSolved));
      }),
      { numRuns: 1_000 },
    );
  });
});
