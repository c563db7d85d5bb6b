import { scaleLinear } from 'd3-scale';
import type { Locale } from '../engine/template.ts';
import { dayOutcomes } from '../app/statistics.ts';
import type { DayOutcome } from '../app/statistics.ts';

/** What the picture says, in its reader's language. */
export interface SessionsChart {
  readonly title: string;
  /** Said in place of bars where nothing began. */
  readonly nothing: string;
  readonly locale: Locale;
  readonly names: Readonly<Record<DayOutcome, string>>;
  /** Every day of the time, the oldest first: `2026-01-31`, and how many sessions begun on it ended in which way. */
  readonly days: readonly {
    readonly day: string;
    readonly by_outcome: Readonly<Record<DayOutcome, number>>;
  }[];
}

/** Pixels, at the size at which chats show it; drawn twice as large. */
const width = 760;
const height = 410;
const plot = { left: 52, right: width - 20, top: 134, bottom: height - 40 };
const legend = { left: 24, top: 68, column: 244, row: 20, columns: 3 };
const ticksAtMost = 5;
const datesAtMost = 8;
const barAtMost = 44;

/**
 * The colours of Okabe and Ito, which people with any kind of colour vision tell apart, on a card of its own: chats
 * are light or dark, and a picture cannot know.
 *
 * @see https://jfly.uni-koeln.de/color/
 */
const colours: Readonly<Record<DayOutcome, string>> = {
  confirmed: '#009e73',
  implied: '#56b4e9',
  escalated_solved: '#0072b2',
  escalated: '#cc79a7',
  escalated_unsolved: '#d55e00',
  abandoned: '#8a8f98',
  open: '#f0e442',
};
const ink = '#1d1c1d';
const quietInk = '#5b5b60';
const lines = '#e3e3e8';

/** Sessions day by day, stacked by what became of them, as SVG. */
export const drawSessionsChart = (chart: SessionsChart): string => {
  const { days, locale } = chart;
  const sums = days.map(({ by_outcome }) => sumOf(by_outcome));
  const most = Math.max(1, ...sums);
  // Sessions are whole, so no line stands between two numbers of them.
  const y = scaleLinear().domain([0, most]).nice(ticksAtMost).range([plot.bottom, plot.top]);
  const ticks = y.ticks(ticksAtMost).filter(Number.isInteger);
  const step = (plot.right - plot.left) / Math.max(1, days.length);
  const bar = Math.min(barAtMost, step * 0.72);
  const number = new Intl.NumberFormat(locale);
  const inMiddle = (index: number): number => plot.left + step * (index + 0.5);

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width * 2}" height="${height * 2}" viewBox="0 0 ${width} ${height}" font-family="Inter">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12" fill="#ffffff" stroke="${lines}"/>`,
    label(24, 38, chart.title, { size: 20, weight: 600 }),
    ...legendOf(chart, number),
    ...ticks.flatMap((tick) => [
      `<line x1="${plot.left}" x2="${plot.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="${tick === 0 ? quietInk : lines}"/>`,
      label(plot.left - 8, y(tick) + 4, number.format(tick), { anchor: 'end', colour: quietInk }),
    ]),
    ...days.flatMap(({ by_outcome }, index) => barOf(by_outcome, inMiddle(index) - bar / 2, bar, y)),
    ...dates(chart).map(({ index, text }) =>
      label(Math.min(inMiddle(index), plot.right - 24), plot.bottom + 22, text, {
        anchor: 'middle',
        colour: quietInk,
      }),
    ),
    ...(sums.every((sum) => sum === 0)
      ? [
          label((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2, chart.nothing, {
            size: 16,
            anchor: 'middle',
            colour: quietInk,
          }),
        ]
      : []),
    '</svg>',
  ].join('');
};

const sumOf = (counts: Readonly<Record<DayOutcome, number>>): number =>
  dayOutcomes.reduce((sum, outcome) => sum + counts[outcome], 0);

const barOf = (
  counts: Readonly<Record<DayOutcome, number>>,
  x: number,
  breadth: number,
  y: (value: number) => number,
): readonly string[] => {
  let below = 0;
  return dayOutcomes.flatMap((outcome) => {
    const count = counts[outcome];
    const bottom = y(below);
    below += count;
    const top = y(below);
    return count === 0
      ? []
      : [
          `<rect x="${x}" y="${top}" width="${breadth}" height="${bottom - top}" fill="${colours[outcome]}" stroke="#ffffff" stroke-width="0.75"/>`,
        ];
  });
};

/** What never happened in this time needs no colour. */
const legendOf = ({ days, names }: SessionsChart, number: Intl.NumberFormat): readonly string[] =>
  dayOutcomes
    .map((outcome) => ({
      outcome,
      count: days.reduce((sum, { by_outcome }) => sum + by_outcome[outcome], 0),
    }))
    .filter(({ count }) => count > 0)
    .flatMap(({ outcome, count }, index) => {
      const x = legend.left + (index % legend.columns) * legend.column;
      const top = legend.top + Math.floor(index / legend.columns) * legend.row;
      return [
        `<rect x="${x}" y="${top - 10}" width="12" height="12" rx="3" fill="${colours[outcome]}"/>`,
        label(x + 18, top, `${names[outcome]} · ${number.format(count)}`),
      ];
    });

/** As many dates as have room, the last day among them. */
const dates = ({ days, locale }: SessionsChart): readonly { index: number; text: string }[] => {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const every = Math.ceil(days.length / datesAtMost);
  return days.flatMap(({ day }, index) =>
    (days.length - 1 - index) % every === 0 ? [{ index, text: format.format(new Date(day)) }] : [],
  );
};

interface Look {
  readonly size?: number;
  readonly weight?: 400 | 600;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
}

const label = (
  x: number,
  y: number,
  text: string,
  { size = 13, weight = 400, anchor = 'start', colour = ink }: Look = {},
): string =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${colour}">${escaped(text)}</text>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
