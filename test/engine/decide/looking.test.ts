import { describe, expect, it } from '@jest/globals';
import type { Command, Offer } from '../../../src/engine/command.ts';
import type { Phase } from '../../../src/engine/session.ts';
import type { DecisionId } from '../../../src/ids.ts';
import { printer, vpn, vpnInEnglish } from '../guides.ts';
import { messageAfter, movesOf } from '../screen.ts';
import { labels, part, textOf } from '../show/parts.ts';
import {
  candidate,
  choose,
  confirmed,
  describeAs,
  given,
  human,
  noneOfThese,
  nothing,
  offered,
  play,
  sessionAfter,
  speak,
  startSaying,
  sureOf,
  takeBack,
  unsureBetween,
} from '../support.ts';
import type { Happening } from '../support.ts';

const dec = 'dec_1' as DecisionId;
const asking = (offer: Offer, decision = dec): Offer => ({ ...offer, asking: decision });
const lost = startSaying('no entra', asking(unsureBetween(vpn, printer)));
const clueless = startSaying('no entra', asking(nothing));
const says = (offer: Offer | null, decision = dec): Command => ({ type: 'reoffer', decision, offer });
const phaseAfter = (...happenings: readonly Happening[]): Phase => sessionAfter(...happenings).phase;

describe('while a model is asked', () => {
  it('the person is told so, with a human and the way out in sight', () => {
    expect(textOf(messageAfter(lost))).toEqual(['no entra', 'Un momento, busco la guía adecuada…']);
    expect(movesOf(messageAfter(lost), 'row')).toEqual(['human']);
  });

  it('what the words say is kept', () => {
    expect(phaseAfter(lost)).toMatchObject({
      mode: 'looking',
      candidates: [candidate(vpn, 0.4), candidate(printer, 0.4)],
      looking: { decision: dec, confidence: 'unsure' },
    });
  });

  it('its answer is put to the person as a guide to confirm', () => {
    given([lost])
      .when(says(sureOf(printer, vpn)))
      .then([offered('confirm', candidate(printer), candidate(vpn))]);
  });

  it('what the words say stands where it is of no help', () => {
    given([lost])
      .when(says(null))
      .then([offered('offer', candidate(vpn, 0.4), candidate(printer, 0.4))]);
    given([clueless])
      .when(says(null))
      .then([offered('ask_again')]);
  });

  it('finding nothing counts when it is found, not while it is looked for', () => {
    given([clueless, describeAs('nada', asking(nothing))])
      .when(says(null))
      .then([offered('ask_again')]);
    given([clueless, says(null), describeAs('nada', asking(nothing))])
      .when(says(null))
      .then([offered('nothing_found')]);
  });
});

describe('an answer that comes when the person has moved on', () => {
  it.each([
    ['was answered before', [lost, says(null)]],
    ['said something else', [lost, describeAs('la impresora', sureOf(printer))]],
    ['none of these', [lost, noneOfThese]],
  ])('changes nothing: %s', (_, happenings) => {
    given(happenings)
      .when(says(sureOf(vpn)))
      .thenRefused('already_done');
  });

  it('is not taken for the answer to something said since', () => {
    const later = describeAs('la impresora', asking(unsureBetween(printer), 'dec_2' as DecisionId));
    given([lost, later])
      .when(says(sureOf(vpn)))
      .thenRefused('already_done');
    given([lost, later])
      .when(says(sureOf(printer), 'dec_2' as DecisionId))
      .then([offered('confirm', candidate(printer))]);
  });

  it('finds a guide chosen', () => {
    given([lost, choose(printer)])
      .when(says(sureOf(vpn)))
      .thenRefused('not_choosing');
  });

  it('finds people at work, and back from them what the words say is there', () => {
    given([lost, human])
      .when(says(sureOf(vpn)))
      .thenRefused('already_escalated');
    expect(phaseAfter(lost, human, takeBack)).toEqual({
      name: 'choosing',
      mode: 'offer',
      candidates: [candidate(vpn, 0.4), candidate(printer, 0.4)],
      misses: 0,
    });
  });

  it('is still waited for in another language', () => {
    given([lost, speak('en')])
      .when(says(sureOf(printer)))
      .then([offered('confirm', candidate(printer))]);
  });
});

describe('a question that would tell', () => {
  const question = '¿Se cae al entrar o después?';

  it('is put beside the guides it is between', () => {
    const message = messageAfter(lost, says({ ...unsureBetween(vpn, printer), question }));
    expect(textOf(message)).toContain(question);
    expect(movesOf(message, 'row')).toEqual(['choose', 'choose', 'none_of_these', 'human']);
  });

  it('or in place of the plea for other words', () => {
    const message = messageAfter(clueless, says({ ...nothing, question }));
    expect(textOf(message)).toEqual(['no entra', question, 'Responde con tus palabras.']);
    expect(message.summary).toBe(question);
  });

  it('is remembered: nobody is questioned twice', () => {
    expect(phaseAfter(lost)).not.toHaveProperty('questioned');
    const asked = [lost, says({ ...unsureBetween(vpn), question })] as const;
    expect(phaseAfter(...asked)).toMatchObject({ question, questioned: true });
    const answered = phaseAfter(...asked, describeAs('al entrar', unsureBetween(vpn)));
    expect(answered).toMatchObject({ questioned: true });
    expect(answered).not.toHaveProperty('question');
  });
});

describe('details that the words say already', () => {
  const office = { name: 'oficina', label: '¿En qué oficina estás?', value: 'Lima' };
  const found = (details: readonly object[]): Offer => ({
    confidence: 'sure',
    candidates: [{ ...candidate(vpn), details: details as (typeof office)[] }, candidate(printer)],
  });

  it('are shown before they count, and may be asked for anew', () => {
    const message = messageAfter(lost, says(found([office])));
    expect(part(message, 'facts')?.items).toEqual([{ name: '¿En qué oficina estás?', value: 'Lima' }]);
    expect(labels(message).slice(0, 3)).toEqual([
      'Sí, es esto',
      'Sí, pero pregúntame los datos',
      'No, es otra cosa',
    ]);
  });

  it('fill in the guide once it is confirmed', () => {
    const { session } = play([lost, says(found([office])), choose(vpn)]);
    expect(session?.chosen?.variables).toEqual({ oficina: 'Lima' });
    given([lost, says(found([office]))])
      .when({ ...choose(vpn), afresh: true } as Command)
      .then([confirmed(vpn, { name: 'Conectar con la VPN de …', missing: phaseMissing() })]);
  });

  it('never fill in a secret, nor what does not fit', () => {
    const all = vpn.variables.map(({ name, type }) => ({
      name,
      label: name,
      value: type === 'string' || type === 'secret' ? 'x' : 'not of that type',
    }));
    const { session } = play([
      lost,
      says(found([...all, { name: 'nadie', label: '', value: 'x' }])),
      choose(vpn),
    ]);
    const filled = Object.keys(session?.chosen?.variables ?? {});
    const strings = vpn.variables.filter(({ type }) => type === 'string').map(({ name }) => name);
    expect(filled).toEqual(strings);
  });

  it('belong to their guide alone', () => {
    const { session } = play([lost, says(found([office])), choose(vpnInEnglish)]);
    expect(session?.chosen?.pin.template_id).toBe(vpn.template_id);
    expect(play([lost, says(found([office])), choose(printer)]).session?.chosen?.variables).toEqual({});
  });

  function phaseMissing(): string[] {
    const { session } = play([startSaying('x', sureOf(vpn)), choose(vpn)]);
    return session?.phase.name === 'collecting' ? [...session.phase.missing] : [];
  }
});
