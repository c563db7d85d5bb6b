import { join } from 'node:path';
import { renderMessage as renderDiscord } from '../adapters/discord/render.ts';
import { renderMessage as renderSlack } from '../adapters/slack/render.ts';
import { renderMessage as renderTeams } from '../adapters/teams/render.ts';
import type { Message } from '../src/engine/message.ts';
import { packageRoot } from '../src/package-root.ts';
import { loadTexts } from '../src/texts.ts';
import { longestGuide } from './render/messages.ts';
import { median, table } from './table.ts';

const texts = loadTexts(join(packageRoot(), 'locales'), 'es');

/** How each platform draws a message; a further one is a line. */
const platforms: Readonly<Record<string, (message: Message) => unknown>> = {
  slack: renderSlack,
  teams: (message) => renderTeams(message),
  discord: (message) => renderDiscord(message, (locale, key, params) => texts.say(locale, key, params)),
};

/** What drawing may cost, as so many times what writing the finished payload down as JSON costs. */
const goal = 20;

const runs = 15;
const rounds = 200;

/**
 * What it costs to draw a message, for each platform, against `JSON.stringify` of the payload it becomes: the
 * steps of the longest guide of the catalogue, in the same run, taking turns.
 */
export function benchRender(): void {
  const { template_id, locale, messages } = longestGuide(texts);
  const rows = Object.entries(platforms).map(([name, render]) => {
    const payloads = messages.map(render);
    const measured = Array.from({ length: runs }, () => ({
      drawing: microsecondsEach(messages, render),
      writing: microsecondsEach(payloads, (payload) => JSON.stringify(payload)),
    }));
    const drawing = median(measured.map((run) => run.drawing));
    const writing = median(measured.map((run) => run.writing));
    const ratio = median(measured.map((run) => run.drawing / run.writing));
    const bytes = payloads.reduce<number>((sum, payload) => sum + JSON.stringify(payload).length, 0);
    return [
      name,
      drawing.toFixed(1),
      writing.toFixed(1),
      `${ratio.toFixed(1)} ×`,
      (bytes / payloads.length).toFixed(0),
    ];
  });
  console.log(
    `\nDrawing a message: the ${messages.length} steps of ${template_id} (${locale}), medians of ${runs} runs; goal at most ${goal} ×`,
  );
  console.log(table(['', 'µs to draw', 'µs to stringify', 'ratio', 'bytes'], rows));
}

/** The results are kept, so that nothing is measured that an engine could leave out. */
const microsecondsEach = <Item>(items: readonly Item[], work: (item: Item) => unknown): number => {
  let made: unknown;
  const began = performance.now();
  for (let round = 0; round < rounds; round += 1) for (const item of items) made = work(item);
  const took = performance.now() - began;
  if (made === undefined) throw new Error('Nothing was made');
  return (took * 1000) / (rounds * items.length);
};
