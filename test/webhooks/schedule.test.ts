import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  deliveryErrors,
  judgeAttempt,
  parseRetryAfter,
  retryPolicies,
  type DeliveryError,
} from '../../src/webhooks/schedule.ts';

const now = new Date('2025-01-31T12:00:00.000Z');
const judge = (change: Partial<Parameters<typeof judgeAttempt>[0]> = {}) =>
  judgeAttempt({
    error: 'status',
    attempts: 1,
    retry_attempts: 20,
    policy: 'default',
    retry_after: null,
    now,
    random: 0.5,
    ...change,
  });
const secondsUntilNext = (change: Partial<Parameters<typeof judgeAttempt>[0]>): number | null => {
  const verdict = judge(change);
  return verdict.status === 'pending' ? (verdict.next_attempt_at.getTime() - now.getTime()) / 1000 : null;
};

describe('retries', () => {
  it('come after about 1 s, 5 s, 30 s, then at growing distances', () => {
    const delays = Array.from({ length: 12 }, (_, index) => secondsUntilNext({ attempts: index + 1 }));
    expect(delays).toEqual([1, 5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400]);
  });

  it('of the standard policy take about three days', () => {
    const total = retryPolicies.standard.reduce((sum, delay) => sum + delay, 0);
    expect(total / 3600).toBeCloseTo(75.58, 1);
    expect(secondsUntilNext({ policy: 'standard', attempts: 2 })).toBe(300);
  });

  it('are spread by a fifth to both sides', () => {
    expect(secondsUntilNext({ attempts: 3, random: 0 })).toBe(24);
    expect(secondsUntilNext({ attempts: 3, random: 1 })).toBe(36);
  });

  it('of a young event never come at a shorter distance than the one before', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), chance, chance, (attempts, random, other) => {
        const earlier = secondsUntilNext({ attempts, random }) ?? 0;
        expect(secondsUntilNext({ attempts: attempts + 1, random: other })).toBeGreaterThan(earlier);
      }),
    );
  });

  it('end when they are used up: 3 retries are 4 attempts', () => {
    expect(judge({ retry_attempts: 3, attempts: 3 }).status).toBe('pending');
    expect(judge({ retry_attempts: 3, attempts: 4 })).toEqual({ status: 'failed', disable: false });
    expect(judge({ retry_attempts: 0, attempts: 1 })).toEqual({ status: 'failed', disable: false });
  });

  it('end for every error, however often', () => {
    fc.assert(
      fc.property(fc.constantFrom(...deliveryErrors), fc.integer({ min: 0, max: 20 }), (error, retries) => {
        expect(judge({ error, retry_attempts: retries, attempts: retries + 1 }).status).not.toBe('pending');
      }),
    );
  });
});

describe('what an attempt comes to', () => {
  it('a success is a success', () => {
    expect(judge({ error: null })).toEqual({ status: 'delivered' });
  });
  it.each<DeliveryError>(['blocked_network', 'https_required', 'bad_url'])(
    '%s is refused at once',
    (error) => {
      expect(judge({ error })).toEqual({ status: 'refused' });
    },
  );
  it('410 disables the webhook', () => {
    expect(judge({ error: 'gone' })).toEqual({ status: 'failed', disable: true });
  });
});

describe('Retry-After', () => {
  it.each([
    ['shorter than our own delay', '1', 5],
    ['longer: a lower bound', '90', 90],
    ['a date', 'Fri, 31 Jan 2025 12:10:00 GMT', 600],
    ['the old form of a date', 'Friday, 31-Jan-25 12:10:00 GMT', 600],
    ["the form of C's asctime", 'Fri Jan 31 12:10:00 2025', 600],
    ['a date that is over', 'Fri, 31 Jan 2025 11:00:00 GMT', 5],
    ['no more than a day', '99999999', 86_400],
    ['beyond all numbers', '9'.repeat(400), 86_400],
    ['nonsense', 'soon', 5],
    ['negative', '-5', 5],
    ['nothing', '', 5],
    ['half a date', '2025', 2025],
  ])('%s: %s', (_, retry_after, seconds) => {
    expect(secondsUntilNext({ attempts: 2, retry_after })).toBe(seconds);
  });

  it('is read as milliseconds, or not at all', () => {
    expect(parseRetryAfter(' 7 ', now)).toBe(7000);
    expect(parseRetryAfter('7.5', now)).toBeNull();
    expect(parseRetryAfter('2025-01-31T12:10:00Z', now)).toBeNull();
  });
});
