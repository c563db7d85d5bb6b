import { describe, expect, it } from '@jest/globals';
import { outcomeOf, statusOf } from '../../../src/engine/session.ts';
import { everything, printer, vpn } from '../guides.ts';
import {
  cancel,
  close,
  done,
  expire,
  given,
  human,
  rate,
  resolve,
  sessionAfter,
  speak,
  start,
  startWith,
  takeBack,
} from '../support.ts';

const begins = startWith(printer);

describe('feedback', () => {
  it('is taken once it is resolved', () => {
    given([begins, resolve])
      .when(rate(5, 'muy claro'))
      .then([{ type: 'feedback_received', rating: 5, comment: 'muy claro' }]);
  });

  it('is taken when people could not solve it: that is worth knowing', () => {
    given([begins, human, close(false)])
      .when(rate(1))
      .then([{ type: 'feedback_received', rating: 1, comment: null }]);
  });

  it('is taken once', () => {
    given([begins, resolve, rate(4)])
      .when(rate(5))
      .thenRefused('already_rated');
  });

  it.each([
    ['is under way', [begins]],
    ['is with people', [begins, human]],
    ['was cancelled', [begins, cancel]],
    ['expired', [begins, expire]],
  ])('is not taken while the session %s', (_, happened) => {
    given(happened).when(rate(5)).thenRefused('not_rateable');
  });
});

describe('cancelling and expiring', () => {
  it.each([
    ['before a guide', [start()]],
    ['while details are asked', [startWith(vpn)]],
    ['at a step', [begins, done]],
  ])('end the session %s', (_, happened) => {
    given(happened)
      .when(cancel)
      .then([{ type: 'session_cancelled' }]);
    given(happened)
      .when(expire)
      .then([{ type: 'session_expired' }]);
  });

  it('leave it abandoned, never solved', () => {
    const cancelled = sessionAfter(begins, cancel);
    expect([statusOf(cancelled), outcomeOf(cancelled)]).toEqual(['cancelled', 'abandoned']);
    const expired = sessionAfter(begins, expire);
    expect([statusOf(expired), outcomeOf(expired)]).toEqual(['expired', 'abandoned']);
  });

  it('happen once', () => {
    given([begins, cancel]).when(cancel).thenRefused('session_closed');
    given([begins, cancel]).when(expire).thenRefused('session_closed');
  });

  it('what people have does not expire', () => {
    given([begins, human]).when(expire).thenRefused('already_escalated');
  });
});

describe('changing the language', () => {
  const pinnedTo = (locale: string) => ({ template_id: vpn.template_id, version: 1, locale });

  it('changes the guide with it where it is translated, at the same step', () => {
    given([startWith(vpn, everything), done])
      .when(speak('en'))
      .then([{ type: 'language_changed', locale: 'en', pin: pinnedTo('en') }]);
    const session = sessionAfter(startWith(vpn, everything), done, speak('en'));
    expect(session).toMatchObject({
      locale: 'en',
      user: { locale: 'en' },
      chosen: { pin: pinnedTo('en') },
      phase: { name: 'step', step_number: 2 },
    });
  });

  it('leaves the guide as it is where it is not', () => {
    given([begins])
      .when(speak('en'))
      .then([{ type: 'language_changed', locale: 'en', pin: null }]);
    expect(sessionAfter(begins, speak('en')).chosen?.pin.locale).toBe('es');
  });

  it('works before a guide is chosen, and when people have it', () => {
    given([start()])
      .when(speak('en'))
      .then([{ type: 'language_changed', locale: 'en', pin: null }]);
    expect(sessionAfter(startWith(vpn, everything), human, speak('en'), takeBack).chosen?.pin.locale).toBe(
      'en',
    );
  });

  it('to the one that is spoken already: is refused', () => {
    given([begins]).when(speak('es')).thenRefused('already_done');
  });
});
