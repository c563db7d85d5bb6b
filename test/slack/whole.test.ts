import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSlackChannel } from '../../adapters/slack/index.ts';
import { openApplication, recordingLog } from '../contract/inside.ts';
import { eventually } from '../support/eventually.ts';
import { readMessage, readView } from '../support/slack-read.ts';
import * as slack from '../support/slack-requests.ts';
import { signed, signingSecret } from '../support/slack-requests.ts';
import type { Person, SlackRequest } from '../support/slack-requests.ts';
import { serveSlack } from '../support/slack-server.ts';
import { botToken, startSlackStandIn } from '../support/slack-stand-in.ts';
import type { SlackStandIn } from '../support/slack-stand-in.ts';

/** The whole application behind what only Slack has; all else is in the contract. */
let standIn: SlackStandIn;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  standIn = await startSlackStandIn();
  const { log } = recordingLog();
  const application = await openApplication('slack', log);
  const channel = createSlackChannel({
    botToken,
    signingSecret,
    keep: application.inside.keep,
    apiUrl: standIn.url,
    log,
    defaultLocale: 'en',
    now: Date.now,
  });
  channel.connect(await application.inside.deskFor(channel));
  const server = await serveSlack(channel);
  url = server.events;
  close = async () => {
    await server.close();
    await channel.stop();
    await application.close();
    await standIn.close();
  };
}, 60_000);

afterAll(() => close());

let person: Person;
let people = 0;
beforeEach(() => {
  people += 1;
  person = { team: 'T1', user: `U${people}`, name: `person${people}` };
});

const post = async (request: SlackRequest): Promise<number> => {
  const response = await fetch(url, { method: 'POST', headers: signed(request), body: request.body });
  await response.text();
  return response.status;
};

const movesShown = (): readonly string[] =>
  standIn.messages
    .filter(({ channel: where, user }) => where === `D${person.user}` && user === null)
    .flatMap((message) => readMessage(message).buttons.map(({ press }) => press.move));

const homeOf = (): ReturnType<typeof readView> | null => {
  const home = standIn.views.findLast(({ type, user_id: user }) => type === 'home' && user === person.user);
  return home ? readView(home) : null;
};

describe('the whole application, in Slack', () => {
  it('begins a session by a form on the home page, and shows it there', async () => {
    await post(slack.homeOpened(person));
    const home = await eventually(homeOf);
    expect(home.buttons[0]).toMatchObject({ form: 'describe' });
    await post(slack.clickButton(person, 'home', 'describe>|0|start|'));
    const modal = await eventually(() => standIn.views.findLast(({ type }) => type === 'modal'));
    await post(
      slack.submitView(person, modal, {
        problem: { type: 'plain_text_input', value: 'my printer does not print' },
      }),
    );
    await eventually(() => movesShown().includes('yes'));
    await eventually(() => homeOf()?.buttons.some(({ press }) => press.move === 'yes'));
  });

  it.each([
    ['40,000 characters', 'printer '.repeat(5000)],
    ['nothing', ''],
    ['markup, null bytes and right-to-left', '<!channel> \u0000 *x* שלום <https://evil.example|here>'],
  ])('takes words that are %s', async (_, text) => {
    expect(await post(slack.directMessage(person, text))).toBe(200);
    await eventually(() => movesShown().length > 0);
  });
});
