import { describe, expect, it } from '@jest/globals';
import { variableTypes } from '../../src/engine/template.ts';
import type { Variable, VariableType } from '../../src/engine/template.ts';
import { missingVariables, validateVariable } from '../../src/engine/validate-variable.ts';

const variable = (type: VariableType, extra: Partial<Variable> = {}): Variable => ({
  name: 'it',
  description: 'It',
  required: true,
  type,
  choices: type === 'choice' ? ['Windows', 'Teléfono'] : [],
  ...extra,
});

const outcome = (type: VariableType, raw: unknown) => {
  const result = validateVariable(variable(type), raw);
  return result.ok ? result.value : `${result.problem.code} ${result.problem.expected}`;
};

describe('a value', () => {
  it.each<[VariableType, unknown, unknown]>([
    ['string', ' Acme ', 'Acme'],
    ['string', 'two\nlines\u0000', 'two lines'],
    ['string', 'עברית 👩‍👩‍👧', 'עברית 👩‍👩‍👧'],
    ['string', 12, '12'],
    ['string', true, 'invalid string'],
    ['string', { toString: 1 }, 'invalid string'],
    ['string', ['a'], 'invalid string'],
    ['string', 'x'.repeat(2000), 'x'.repeat(2000)],
    ['string', 'x'.repeat(2001), 'too_long shorter'],
    ['secret', 'p@ss word', 'p@ss word'],
    ['number', 3, 3],
    ['number', '3', 3],
    ['number', '-3,5', -3.5],
    ['number', '1,000', 'invalid number'],
    ['number', '3 apples', 'invalid number'],
    ['number', Number.NaN, 'invalid number'],
    ['boolean', false, false],
    ['boolean', 'Sí', true],
    ['boolean', 'yes', true],
    ['boolean', 'TRUE', true],
    ['boolean', 'no', false],
    ['boolean', 'maybe', 'invalid boolean'],
    ['url', 'https://acme.example/reset?a=1', 'https://acme.example/reset?a=1'],
    ['url', 'http://localhost:8080', 'http://localhost:8080'],
    ['url', 'acme.example', 'invalid url'],
    ['url', 'ftp://acme.example', 'invalid url'],
    ['url', 'javascript:alert(1)', 'invalid url'],
    ['url', 'https://me@acme.example', 'invalid url'],
    ['url', 'https://acme.example/a b', 'invalid url'],
    ['url', 'https://', 'invalid url'],
    ['email', 'ana.lopez+1@acme.example', 'ana.lopez+1@acme.example'],
    ['email', 'ana@acme', 'invalid email'],
    ['email', 'ana acme@acme.example', 'invalid email'],
    ['choice', 'windows', 'Windows'],
    ['choice', 'telefono', 'Teléfono'],
    ['choice', 'Mac', 'invalid choice'],
    ['string', undefined, 'missing string'],
    ['string', null, 'missing string'],
    ['url', '  ', 'missing url'],
  ])('%s %j', (type, raw, expected) => {
    expect(outcome(type, raw)).toEqual(expected);
  });

  it('may be left out where it is optional, but not be wrong', () => {
    expect(validateVariable(variable('url', { required: false }), '')).toEqual({ ok: true, value: null });
    expect(validateVariable(variable('url', { required: false }), 'x').ok).toBe(false);
  });

  it('says what would do', () => {
    expect(validateVariable(variable('choice'), 'Mac')).toMatchObject({
      problem: { path: 'variables.it', message: 'it must be one of: Windows, Teléfono.' },
    });
  });
});

describe('a message of 40,000 characters', () => {
  it.each([' ', '1', '1.', 'a.', 'a@', '\n x', 'https://a/', '{{'])(
    'of %j is refused, whatever is asked for',
    (piece) => {
      const raw = `a${piece.repeat(40_000 / piece.length)}b`;
      for (const type of variableTypes) expect(validateVariable(variable(type), raw).ok).toBe(false);
    },
  );
});

describe('what is still missing', () => {
  it('are required variables without an acceptable value, in order; nothing is inherited', () => {
    const variables = ['b', 'constructor', 'a', 'c'].map((name) => variable('number', { name }));
    const optional = variable('string', { name: 'd', required: false });
    expect(missingVariables({ variables: [...variables, optional] }, { a: '1', b: 'x' })).toEqual([
      'b',
      'constructor',
      'c',
    ]);
  });
});
