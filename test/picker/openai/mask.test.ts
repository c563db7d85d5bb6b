import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bankingFolder, bankingQuestions, isBankingThere } from '../../../bench/pick/banking.ts';
import { loadCatalogue } from '../../../src/guides/catalogue.ts';
import { createMask, plain } from '../../../src/picker/openai/mask.ts';

const hide = (text: string): string => createMask([]).hide(text);

describe('What leaves is without', () => {
  it.each([
    ['e-mail addresses', 'write to ana.lopez+it@example.com please', 'write to [EMAIL_1] please'],
    ['those written around', 'ana (arroba) gmail (punto) com no recibe nada', '[EMAIL_1] no recibe nada'],
    [
      'phone numbers',
      'llámame al +34 612 345 678 o al (555) 123-4567',
      'llámame al [PHONE_1] o al [PHONE_2]',
    ],
    [
      'numbers in any digits',
      'mi número es ٦١٢٣٤٥٦٧٨ o ６１２３４５６７８',
      'mi número es [NUMBER_1] o [PHONE_1]',
    ],
    ['cards', 'card 4111 1111 1111 1111, cvv 123', 'card [CARD_1], cvv [SECRET_1]'],
    ['accounts', 'la cuenta ES91 2100 0418 4502 0005 1332 no sale', 'la cuenta [ACCOUNT_1] no sale'],
    ['personal numbers', 'DNI 12345678Z, SSN 078-05-1120', 'DNI [ID_1], SSN [ID_2]'],
    ['keys', 'sk-proj-abc123def456ghi789 and AKIAIOSFODNN7EXAMPLE', '[KEY_1] and [KEY_2]'],
    ['tokens', 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc123 falla', 'Bearer [KEY_1] falla'],
    ['anything that looks random', 'it says 9fX2kLm81QzT7vBn expired', 'it says [KEY_1] expired'],
    [
      'passwords that are told',
      'my password is hunter2 and it fails',
      'my password is [SECRET_1] and it fails',
    ],
    ['in Spanish too', 'la contraseña: Perro_verde', 'la contraseña: [SECRET_1]'],
    ['codes', 'el código 123456 no entra', 'el código [SECRET_1] no entra'],
    ['links', 'https://x.example/reset?token=abc does nothing', '[URL_1] does nothing'],
    ['network addresses', 'ping 10.0.0.12, fe80::1ff:fe23:4567:890a', 'ping [IP_1], [IP_2]'],
    ['devices', 'the printer aa:bb:cc:dd:ee:0f is gone', 'the printer [DEVICE_1] is gone'],
    ['folders of people', 'C:\\Users\\maria\\x is locked', 'C:\\Users\\[NAME_1]\\x is locked'],
    ['names that are told', 'Me llamo Lucía Gómez. No imprime', 'Me llamo [NAME_1]. No imprime'],
    ['handles', '@luis me lo dijo', '[NAME_1] me lo dijo'],
    ['Spanish addresses', 'vivo en Calle Mayor 12, 3º B, 28013 Madrid', 'vivo en [ADDRESS_1]'],
    ['short ones', 'en C/ Alcalá, 45 no hay red', 'en [ADDRESS_1] no hay red'],
    ['English addresses', 'at 221B Baker Street the wifi is down', 'at [ADDRESS_1] the wifi is down'],
    ['German addresses', 'Berliner Straße 12 hat kein Netz', '[ADDRESS_1] hat kein Netz'],
    ['Portuguese addresses', 'na Rua Augusta, 1200 sem rede', 'na [ADDRESS_1] sem rede'],
    ['Italian addresses', 'in via Roma 5 niente', 'in [ADDRESS_1] niente'],
    ['French addresses', 'chez moi, 12 rue de la Paix', 'chez moi, [ADDRESS_1]'],
    ['what hides between letters', 'a\u200bna@exam\u200bple.com', '[EMAIL_1]'],
  ])('%s', (_, text, left) => {
    expect(hide(text)).toBe(left);
  });

  it('what is known to be secret, and the person’s name however it is written', () => {
    const mask = createMask([
      { kind: 'SECRET', value: 'correct horse' },
      { kind: 'NAME', value: 'José Pérez' },
    ]);
    expect(mask.hide('soy jose PEREZ y "correct horse" no entra')).toBe(
      'soy [NAME_1] y "[SECRET_1]" no entra',
    );
  });
});

describe('What says what is wrong stays', () => {
  it.each([
    'error code 403 when I pay',
    'el código de error 0x80070005 y KB5034441',
    'Windows 10.0.19045.3570 since 2024-12-01, 24/7, at 10:30',
    'my password is wrong',
    'la contraseña es incorrecta',
    'netflix.com no carga',
    'I was charged 1,250.00 for 12 items, order 12345',
    'my name is not on the list',
  ])('%s', (text) => {
    expect(hide(text)).toBe(text);
  });

  it('every text of the starter catalogue', () => {
    const texts = loadCatalogue().flatMap(({ name, description, examples, keywords }) => [
      name,
      description,
      ...examples,
      ...keywords,
    ]);
    expect(texts.filter((text) => hide(text) !== plain(text))).toEqual([]);
  });
});

(isBankingThere() ? describe : describe.skip)(`13,083 questions to a bank (${bankingFolder})`, () => {
  it('leave as they are, save where a passcode is told', () => {
    const texts = [...bankingQuestions('train'), ...bankingQuestions('test')].map(({ text }) => text);
    expect(texts.filter((text) => hide(text) !== plain(text)).length / texts.length).toBeLessThan(0.001);
  });
});

const words = fc
  .array(
    fc.constantFrom(...'no me deja entrar the printer does not print desde ayer por qué help'.split(' ')),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((some) => some.join(' '));
const digits = (from: number, to = from): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: from, maxLength: to });
const letters = (from: number, to = from): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz')),
    minLength: from,
    maxLength: to,
  });
const luhn = (digitsBefore: string): string => {
  const sum = [...`${digitsBefore}0`].toReversed().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digitsBefore}${(10 - (sum % 10)) % 10}`;
};

/** One of each kind, drawn at random. */
const personal: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'an e-mail address': fc
    .tuple(letters(1, 10), fc.constantFrom('', '.', '_', '+', '-'), letters(1, 8), letters(2, 10))
    .map(([a, sign, b, host]) => `${a}${sign}${b}@${host}.com`),
  'a phone number': fc
    .tuple(
      fc.constantFrom('', '+34 ', '+1-', '0049'),
      digits(3),
      fc.constantFrom(' ', '-', ''),
      digits(3),
      digits(3),
    )
    .map(([country, a, sign, b, c]) => `${country}${a}${sign}${b}${sign}${c}`),
  'a card': digits(15).map((number) => (luhn(number).match(/.{4}/g) ?? []).join(' ')),
  'an account': fc.tuple(digits(2), digits(20)).map(([check, number]) => `DE${check}${number}`),
  'a key': fc
    .tuple(fc.constantFrom('sk-', 'ghp_', 'xoxb-', 'glpat-', 'whsec_'), letters(8, 30), digits(4, 8))
    .map((parts) => parts.join('')),
  'a password': fc
    .tuple(
      fc.constantFrom('password: ', 'my password is ', 'contraseña: ', 'la clave es '),
      letters(4, 9),
      digits(1, 4),
    )
    .map((parts) => parts.join('')),
  'a link': fc
    .tuple(letters(3, 9), letters(3, 9), digits(2, 6))
    .map(([a, b, c]) => `https://${a}.org/${b}?u=${c}`),
  'an address': fc
    .tuple(
      fc.constantFrom('Calle', 'Avenida', 'Plaza', 'C/', 'Rua'),
      letters(3, 12),
      fc.integer({ min: 1, max: 999 }),
    )
    .map(([street, name, number]) => `${street} ${name} ${number}`),
  'an English address': fc
    .tuple(
      fc.integer({ min: 1, max: 9999 }),
      letters(3, 12),
      fc.constantFrom('Street', 'Ave', 'Road', 'Blvd'),
    )
    .map((parts) => parts.join(' ')),
};
/** What must not be found in what leaves: of a told password, the password itself. */
const core = (datum: string): string =>
  /^(?:my |la )?(?:password|contraseña|clave)(?: is| es|:) (.*)$/.exec(datum)?.[1] ?? datum;

describe('For all texts', () => {
  it.each(Object.entries(personal))('%s anywhere in one does not leave', (_, arbitrary) => {
    fc.assert(
      fc.property(words, arbitrary, words, (before, datum, after) => {
        const left = hide(`${before} ${datum}, ${after}`);
        expect(left).not.toContain(core(datum));
        const number = datum.replace(/\D/g, '');
        if (number.length >= 7) expect(left.replace(/\D/g, '')).not.toContain(number);
      }),
      { numRuns: 300 },
    );
  });

  it('putting the values back gives the text again, signs typed by a person included', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      words,
      ...Object.values(personal),
      fc.constantFrom('[EMAIL_1]', '[TEXT_1]', '[SECRET_12]', '['),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const text = parts.join(' ');
        const mask = createMask([{ kind: 'NAME', value: 'Ana' }]);
        expect(mask.restore(mask.hide(text))).toBe(plain(text));
      }),
      { numRuns: 500 },
    );
  });

  it('the same value has the same sign in every text', () => {
    const mask = createMask([]);
    expect([mask.hide('a@example.com and b@example.com'), mask.hide('b@example.com')]).toEqual([
      '[EMAIL_1] and [EMAIL_2]',
      '[EMAIL_2]',
    ]);
  });

  it('looking takes no longer for one made to make it slow', () => {
    const units =
      ' |a |1|1 |a@|calle |-|a.|(1|x1|rue a |A |Calle a|password is |::|http://|aA|[A|eyJ|at dot '.split('|');
    for (const unit of units) {
      const began = performance.now();
      hide(unit.repeat(3000 / unit.length));
      expect(performance.now() - began).toBeLessThan(500);
    }
  });
});
