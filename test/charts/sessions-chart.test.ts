import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayOutcomes } from '../../src/app/statistics.ts';
import type { DayOutcome } from '../../src/app/statistics.ts';
import { drawSessionsChart } from '../../src/charts/sessions-chart.ts';
import type { SessionsChart } from '../../src/charts/sessions-chart.ts';
import { createRasteriser } from '../../src/charts/picture.ts';

const names = Object.fromEntries(dayOutcomes.map((outcome) => [outcome, `<${outcome}>`])) as Record<
  DayOutcome,
  string
>;
const counts = (given: Partial<Record<DayOutcome, number>>): Record<DayOutcome, number> =>
  Object.assign(
    Object.fromEntries(dayOutcomes.map((outcome) => [outcome, 0])) as Record<DayOutcome, number>,
    given,
  );
const chartOf = (days: readonly Partial<Record<DayOutcome, number>>[], locale = 'en'): SessionsChart => ({
  title: 'Sessions & more',
  nothing: 'Nothing began.',
  names,
  locale,
  days: days.map((given, index) => ({
    day: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
    by_outcome: counts(given),
  })),
});

const bars = (svg: string) =>
  [
    ...svg.matchAll(
      /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="(#\w+)" stroke="#ffffff"/g,
    ),
  ].map(([, x, y, width, height]) => ({
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
  }));

describe('the chart of sessions', () => {
  it('stacks each day by what became of its sessions, as high as they are many', () => {
    const [solved, given, other] = bars(
      drawSessionsChart(chartOf([{ confirmed: 4, abandoned: 2 }, { open: 2 }])),
    );
    expect(solved?.height).toBeCloseTo(2 * (given?.height ?? 0));
    expect((given?.y ?? 0) + (given?.height ?? 0)).toBeCloseTo(solved?.y ?? 0);
    expect(other?.height).toBeCloseTo(given?.height ?? 0);
    expect(other?.x).toBeGreaterThan(given?.x ?? 0);
  });

  it('names and counts what happened, and nothing else', () => {
    const svg = drawSessionsChart(chartOf([{ confirmed: 1234 }, { implied: 1 }], 'es'));
    expect(svg).toContain('&lt;confirmed&gt; · 1234');
    expect(svg).toContain('&lt;implied&gt; · 1');
    expect(svg).not.toContain('abandoned');
    expect(svg).toContain('Sessions &amp; more');
    expect(svg).toContain('1 ene');
  });

  it('says so where nothing began', () => {
    const svg = drawSessionsChart(chartOf([{}, {}]));
    expect(svg).toContain('Nothing began.');
    expect(bars(svg)).toEqual([]);
  });

  it('keeps every bar within the card, whatever the numbers', () => {
    const day = fc.record(
      Object.fromEntries(dayOutcomes.map((outcome) => [outcome, fc.nat({ max: 1_000_000 })])) as Record<
        DayOutcome,
        fc.Arbitrary<number>
      >,
    );
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 90 }), (days) => {
        for (const { x, y, width, height } of bars(drawSessionsChart(chartOf(days)))) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(760);
          expect(y).toBeGreaterThanOrEqual(100);
          expect(y + height).toBeLessThanOrEqual(410);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('becomes a PNG twice as large as it is shown', async () => {
    const png = Buffer.from(await createRasteriser()(drawSessionsChart(chartOf([{ confirmed: 1 }]))));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1520, 820]);
  });
});
