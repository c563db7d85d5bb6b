import { decodeCarried } from '../adapters/discord/custom-id.ts';
import { renderMessage as renderForDiscord } from '../adapters/discord/render.ts';
import { decodeAction } from '../adapters/slack/action-value.ts';
import { renderMessage as renderForSlack } from '../adapters/slack/render.ts';
import { carriedIn } from '../adapters/teams/action-data.ts';
import { renderText } from '../adapters/teams/render-text.ts';
import { renderMessage as renderForTeams } from '../adapters/teams/render.ts';
import type { Carried, Drawings } from '../adapters/web/screen.ts';
import type { Desk } from './app/channel.ts';

/** What each platform would be sent for a message, for the playground: adapters do not import each other. */
export const createDrawings = (text: Desk['text']): Drawings => ({
  words: renderText,
  platforms: {
    slack: { render: renderForSlack, decode: decodeAction },
    discord: { render: (message) => renderForDiscord(message, text), decode: inDiscord },
    teams: { render: (message) => renderForTeams(message), decode: inTeams },
  },
});

const inDiscord = (value: string): Carried | null => {
  const carried = decodeCarried(value);
  switch (carried?.kind) {
    case undefined:
      return null;
    case 'press':
      return { press: carried.press, form: null };
    case 'form':
      return { press: carried.press, form: carried.form };
    case 'whole':
      return { read: carried.press.session_id };
  }
};

/** @param value the data of an action, as JSON */
const inTeams = (value: string): Carried | null => {
  const carried = carriedIn(parsed(value));
  switch (carried?.asks) {
    case 'press':
      return { press: carried.press, form: null };
    case 'open':
      return { press: carried.press, form: carried.form };
    default:
      return null;
  }
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
};
