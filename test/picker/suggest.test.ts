import { describe, expect, it } from '@jest/globals';
import { findable, findByWords } from '../../src/picker/suggest.ts';
import type { TemplateId } from '../../src/ids.ts';

const guide = (id: string, name: string, more: { description?: string; examples?: string[] } = {}) =>
  findable({
    template_id: id as TemplateId,
    locale: 'es',
    name,
    description: more.description ?? '',
    keywords: [],
    examples: more.examples ?? [],
  });

const guides = [
  guide('vpn', 'La VPN no conecta', { examples: ['no entro a la red de la impresora'] }),
  guide('printer', 'La impresora no imprime', { description: 'Papel, tóner y conexión' }),
  guide('printer', 'The printer does not print'),
];

describe('guides for words that are still being typed', () => {
  it.each([
    ['half a word is enough', 'impre', ['printer', 'vpn']],
    ['those named so come first', 'impresora', ['printer', 'vpn']],
    ['accents, case and signs do not count', '¡TONER!', ['printer']],
    ['every word must be there, in any order', 'conecta vpn', ['vpn']],
    ['in any of its languages, once', 'print', ['printer']],
    ['other words are in no guide', 'teclado', []],
    ['before the first word nothing is found', '  ', []],
  ])('%s', (_, typed, found) => {
    expect(findByWords(guides, typed)).toEqual(found);
  });
});
