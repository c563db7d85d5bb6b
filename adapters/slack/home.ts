import type { HomeView, KnownBlock } from '@slack/types';
import type { Home } from '../../src/app/channel.ts';
import { mark } from '../../src/engine/shown-text.ts';
import { context } from './blocks.ts';
import { limits } from './limits.ts';
import { renderBlocks } from './render.ts';

/** Each of a home's messages gets this much of the page at most. */
const each = { blocks: 24, bytes: limits.blocksTogether.max };

/**
 * The bot's home page: what the person has open, as it stands and to be gone on with, then how to begin.
 *
 * @see https://docs.slack.dev/surfaces/app-home
 */
export function renderHome(home: Home): HomeView {
  const greeting = renderBlocks(home.greeting, each);
  let room = limits.blocksInView.max - greeting.length - 1;
  const open: KnownBlock[] = [];
  for (const { message } of home.sessions) {
    const blocks: KnownBlock[] = [...renderBlocks(message, each), { type: 'divider' }];
    if (blocks.length > room) {
      open.push(context(mark));
      break;
    }
    open.push(...blocks);
    room -= blocks.length;
  }
  return { type: 'home', blocks: [...open, ...greeting] };
}
