import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TemplateId } from '../../src/ids.ts';
import { buildIndex, pick } from '../../src/picker/index.ts';
import type { Pick, PickerEntry } from '../../src/picker/index.ts';
import { asked, campus, empty, strange } from './campus.ts';

const index = buildIndex(campus);
const ask = (text: string, locale = 'es', limit = 3): Pick => pick(index, text, { locale, limit });
const bestOf = (answer: Pick): string | undefined => answer.candidates[0]?.template_id;

describe('A problem in words of one’s own', () => {
  it('finds its guide, first or among the first three', () => {
    const missed = asked.filter(([guide, locale, text]) => bestOf(ask(text, locale)) !== guide);
    const lost = missed.filter(
      ([guide, locale, text]) =>
        !ask(text, locale).candidates.some(({ template_id }) => template_id === guide),
    );
    expect(missed.length / asked.length).toBeLessThanOrEqual(0.1);
    expect(lost.length / asked.length).toBeLessThanOrEqual(0.05);
  });

  it('is right where it is sure', () => {
    const sure = asked.filter(([, locale, text]) => ask(text, locale).confidence === 'sure');
    expect(sure.filter(([guide, locale, text]) => bestOf(ask(text, locale)) !== guide)).toEqual([]);
    expect(sure.length).toBeGreaterThan(asked.length / 3);
  });

  it.each([
    ['the accents left out', 'se me ha caducado el carne'],
    ['capitals', 'SE ME HA CADUCADO EL CARNÉ'],
    ['letters swapped, missing and doubled', 'se me ah caducdo el carrné'],
    ['words run in a different order', 'el carné se me ha caducado'],
    ['a greeting before it and thanks behind it', 'Hola, buenas! Se me ha caducado el carné, gracias'],
  ])('is found with %s', (_, text) => {
    expect([ask(text).confidence, bestOf(ask(text))]).toEqual(['sure', 'card']);
  });

  it('is found by what it means, in a language that the guide does not have', () => {
    const english = buildIndex([
      entry('password', 'en', 'Reset your password', 'forgot my password'),
      entry('printer', 'en', 'Printer does not print', 'paper jam'),
    ]);
    expect(pick(english, 'olvidé la contraseña', { locale: 'es' })).toMatchObject({
      confidence: 'unsure',
      candidates: [{ template_id: 'password', name: 'Reset your password' }, {}],
    });
  });
});

describe('What tells nothing', () => {
  it.each(empty)('is none: %s', (text) => {
    expect([ask(text, 'es').confidence, ask(text, 'en').confidence]).toEqual(['none', 'none']);
  });

  it('is never sure where no guide is about it, and mostly none', () => {
    const confidences = strange.map(([locale, text]) => ask(text, locale).confidence);
    expect(confidences).not.toContain('sure');
    expect(confidences.filter((one) => one === 'none').length).toBeGreaterThan(strange.length / 2);
  });
});

describe('Languages', () => {
  it('names the guide in the one nearest to the person', () => {
    const name = (locale: string): string | undefined =>
      ask('calefacción radiador heating', locale).candidates[0]?.name;
    expect(name('es')).toBe('La calefacción de la habitación no calienta');
    expect(name('es-MX')).toBe('La calefacción de la habitación no calienta');
    expect(name('en-GB')).toBe('No heating in the room');
    expect(name('fr')).toBe('La calefacción de la habitación no calienta');
  });

  it('prefers the exact form of a language', () => {
    const forms = buildIndex([
      entry('bill', 'es', 'Factura con error', 'mi factura tiene un error'),
      entry('bill', 'es-MX', 'Factura con falla', 'mi factura trae una falla'),
    ]);
    expect(pick(forms, 'mi factura', { locale: 'es-MX' }).candidates[0]?.name).toBe('Factura con falla');
    expect(pick(forms, 'mi factura', { locale: 'es-AR' }).candidates[0]?.name).toBe('Factura con error');
  });

  it('offers a guide in another language when nothing nearer fits', () => {
    expect(ask('the campus bike has a flat tyre', 'es').candidates[0]).toMatchObject({
      template_id: 'bike',
      name: 'Borrow a campus bike',
    });
  });

  it('puts the one in the person’s language first where two fit alike', () => {
    const twins = buildIndex([
      entry('english', 'en', 'VPN', 'vpn error 809'),
      entry('spanish', 'es', 'VPN', 'vpn error 809'),
    ]);
    expect(bestOf(pick(twins, 'vpn error 809', { locale: 'es' }))).toBe('spanish');
    expect(bestOf(pick(twins, 'vpn error 809', { locale: 'en' }))).toBe('english');
  });

  it('understands either language from anyone', () => {
    expect(bestOf(ask('I lost my keys', 'es'))).toBe('lost');
    expect(bestOf(ask('he perdido mis llaves', 'en'))).toBe('lost');
  });

  it('reads scripts without spaces between words', () => {
    const scripts = buildIndex([
      entry('password', 'ja', 'パスワードを忘れた', 'パスワードをリセットしたい'),
      entry('printer', 'ja', 'プリンターが印刷できない', '印刷できません'),
      entry('wifi', 'he', 'אין אינטרנט', 'הוויי פיי לא עובד'),
    ]);
    expect(bestOf(pick(scripts, 'パスワード忘れました', { locale: 'ja' }))).toBe('password');
    expect(bestOf(pick(scripts, 'אין לי אינטרנט', { locale: 'he' }))).toBe('wifi');
  });
});

describe('An answer', () => {
  it('holds each guide once, best first, at most as many as asked for', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom(...asked.map(([, , text]) => text), ...strange.map(([, text]) => text)),
      fc
        .array(fc.constantFrom(...campus.flatMap(({ examples }) => examples.join(' ').split(' '))), {
          maxLength: 30,
        })
        .map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('es', 'en', 'fr', ''),
        fc.integer({ min: 1, max: 12 }),
        (text, locale, limit) => {
          const { candidates, confidence } = ask(text, locale, limit);
          const scores = candidates.map(({ score }) => score);
          expect(candidates.length).toBeLessThanOrEqual(limit);
          expect(new Set(candidates.map(({ template_id }) => template_id)).size).toBe(candidates.length);
          expect(scores).toEqual(scores.toSorted((one, other) => other - one));
          for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
          if (candidates.length === 0) expect(confidence).toBe('none');
        },
      ),
    );
  });

  it('is the same every time, from an index built again too', () => {
    const again = buildIndex(campus);
    for (const [, locale, text] of asked) expect(pick(again, text, { locale })).toEqual(ask(text, locale));
  });

  it('is given for anything: 40,000 characters, null bytes, right-to-left marks, lone surrogates', () => {
    for (const unit of ['a', 'carné ', '\0', '😀', 'م', '\u202e', '\ud800', '﷽', '{{', "'"]) {
      expect(ask(unit.repeat(40_000)).candidates.length).toBeLessThanOrEqual(3);
    }
  });
});

describe('A catalogue', () => {
  it('may be empty, or of one guide', () => {
    expect(pick(buildIndex([]), 'la impresora', { locale: 'es' })).toEqual({
      confidence: 'none',
      candidates: [],
    });
    const one = buildIndex([entry('printer', 'es', 'La impresora no imprime', 'no imprime')]);
    expect(pick(one, 'mi impresora no imprime', { locale: 'es' }).candidates).toHaveLength(1);
    expect(pick(one, 'quiero una pizza', { locale: 'es' }).confidence).toBe('none');
  });

  it('does not take a variable of a guide for a word of it', () => {
    const guides = buildIndex([
      entry(
        'reset',
        'es',
        'Restablecer la contraseña de {{product_name}}',
        'olvidé mi contraseña de {{product_name}}',
      ),
      entry('invoice', 'es', 'Descargar una factura', 'necesito la factura'),
    ]);
    expect(pick(guides, 'product_name', { locale: 'es' }).confidence).toBe('none');
  });

  it('too large to train on still finds guides by their words and spelling', () => {
    const many = Array.from({ length: 1_500 }, (_, i) =>
      entry(`guide${i}`, 'es', `Modelo zt${i * 7919}`, `la máquina zt${i * 7919} no arranca`),
    );
    const large = buildIndex([...many, ...campus]);
    expect(large.trained).toBeNull();
    expect(bestOf(pick(large, 'se me caducó el carné', { locale: 'es' }))).toBe('card');
    expect(pick(large, 'máquina zt7919 no arranca', { locale: 'es' })).toMatchObject({
      candidates: [{ template_id: 'guide1' }],
    });
    expect(pick(large, 'hola', { locale: 'es' }).confidence).toBe('none');
  });
});

function entry(id: string, locale: string, name: string, example: string): PickerEntry {
  return { template_id: id as TemplateId, locale, name, description: '', keywords: [], examples: [example] };
}
