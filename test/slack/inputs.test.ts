import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accepted, plainMessage, refused } from '../support/scripted-desk.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import * as slack from '../support/slack-requests.ts';
import { ana, ben } from '../support/slack-requests.ts';

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlackHouse();
});
afterEach(() => house.close());

const anaUser = { id: 'slack:T1:UANA', name: 'ana', locale: 'es' };
const inDm = { channel: 'slack', conversation: 'slack:T1:dm:UANA' };

describe('/troubleshoot', () => {
  it('starts a session in the direct messages, and says so where it was typed', async () => {
    house.slack.person('UANA', { locale: 'en-US', name: 'Ana' });
    const answer = await house.post(slack.slashCommand(ana, '/troubleshoot', 'my printer &amp; I'));

    expect(house.desk.inputs).toEqual([
      {
        ...inDm,
        type: 'troubleshoot',
        problem: 'my printer & I',
        key: expect.stringMatching(/^slack:T1:trigger:/),
        user: { id: 'slack:T1:UANA', name: 'Ana', locale: 'en-US' },
      },
    ]);
    expect(answer).toEqual({
      status: 200,
      body: {
        response_type: 'ephemeral',
        text: 'slack.goes_on_in_dm (en-US)',
        blocks: [
          expect.objectContaining({ type: 'section' }),
          {
            type: 'actions',
            elements: [
              expect.objectContaining({
                text: expect.objectContaining({ text: 'slack.open_dm (en-US)' }),
                url: 'https://slack.com/app_redirect?app=A1&team=T1',
              }),
            ],
          },
        ],
      },
    });
  });

  it('starts without a problem too', async () => {
    await house.post(slack.slashCommand(ana, '/troubleshoot', '  '));
    expect(house.desk.inputs).toEqual([expect.objectContaining({ type: 'troubleshoot', problem: null })]);
  });

  it('answers a refusal with its note, to this person alone', async () => {
    house.desk.answer(() => refused('Not <!here>'));
    const { body } = await house.post(slack.slashCommand(ana, '/troubleshoot'));
    expect(body).toMatchObject({ response_type: 'ephemeral', text: 'Not &lt;!here&gt;' });
  });
});

it('/escalate asks for a human', async () => {
  await house.post(slack.slashCommand(ana, '/escalate', 'it is urgent'));
  expect(house.desk.inputs).toEqual([
    expect.objectContaining({ ...inDm, type: 'escalate', reason: 'it is urgent' }),
  ]);
});

it.each(['agent', 'admin'] as const)(
  '/troubleshoot-%s hands its words over, with the ids they mention',
  async (type) => {
    const words = 'assign <@U2|ben> in <#C7|support> &amp; https://example.com?a=b';
    await house.post(slack.slashCommand(ana, `/troubleshoot-${type}`, words));
    expect(house.desk.inputs).toEqual([
      expect.objectContaining({ type, words: 'assign slack:T1:U2 in C7 & https://example.com?a=b' }),
    ]);
  },
);

it('what agents type counts where they are, a channel of theirs; in a direct message it is between them and the bot', async () => {
  await house.post(slack.slashCommand(ana, '/troubleshoot-agent', 'mine', { channel_id: 'C7' }));
  await house.post(slack.slashCommand(ana, '/troubleshoot-agent', 'mine', { channel_id: 'DUBEN' }));
  await house.post(slack.slashCommand(ana, '/troubleshoot-admin', 'help', { channel_id: 'C7' }));
  expect(house.desk.inputs.map(({ conversation }) => conversation)).toEqual([
    'slack:T1:C7',
    'slack:T1:dm:UANA',
    'slack:T1:dm:UANA',
  ]);
});

it('a command that is not ours is acknowledged and does nothing', async () => {
  expect(await house.post(slack.slashCommand(ana, '/weather'))).toEqual({ status: 200, body: '' });
  expect(house.desk.inputs).toEqual([]);
});

describe('words', () => {
  it('in the direct messages are for the bot', async () => {
    await house.post(
      slack.directMessage(ana, 'me &lt;3 <https://example.com|this> &amp; <#C2|help>', { ts: '1.5' }),
    );
    expect(house.desk.inputs).toEqual([
      {
        ...inDm,
        type: 'say',
        addressed: true,
        key: 'slack:T1:DUANA:1.5',
        text: 'me <3 this (https://example.com) & #help',
        user: { ...anaUser, name: 'somebody' },
      },
    ]);
  });

  it('after a mention go on in its thread', async () => {
    await house.post(slack.mention(ana, 'the VPN is down, <@UBEN|ben> says', { ts: '7.0' }));
    await house.post(slack.mention(ana, 'still', { ts: '8.0', thread_ts: '7.0' }));
    expect(house.desk.inputs).toEqual([
      expect.objectContaining({
        type: 'say',
        addressed: true,
        conversation: 'slack:T1:C1:7.0',
        text: 'the VPN is down, @ben says',
      }),
      expect.objectContaining({ conversation: 'slack:T1:C1:7.0', key: 'slack:T1:C1:8.0', text: 'still' }),
    ]);
  });

  it('name people as others see them, and say who they are', async () => {
    house.slack.person('UBEN', { name: 'Ben', locale: 'en-US' });
    await house.post(slack.mention(ana, 'assign <@UBEN> or <@UEVE|eve>', { ts: '7.0' }));
    expect(house.desk.inputs).toMatchObject([
      {
        text: 'assign @Ben or @eve',
        people: [
          { shown: '@Ben', id: 'slack:T1:UBEN' },
          { shown: '@eve', id: 'slack:T1:UEVE' },
        ],
      },
    ]);
    expect(house.slack.callsOf('users.info')).toEqual([
      expect.objectContaining({ user: 'UANA' }),
      expect.objectContaining({ user: 'UBEN' }),
    ]);
  });

  it('in a thread without a mention may be for the bot, and Slack is not asked who said them', async () => {
    await house.post(slack.channelMessage(ana, 'done', { thread_ts: '7.0' }));
    expect(house.desk.inputs).toEqual([
      expect.objectContaining({ type: 'say', addressed: false, conversation: 'slack:T1:C1:7.0' }),
    ]);
    expect(house.slack.callsOf('users.info')).toEqual([]);
  });

  it('are the same thing whether they come as a mention, as a message, or again under another event id', async () => {
    const said = { ts: '9.0', text: '<@UBOT> help', channel: 'C1', user: 'UANA' };
    await house.post(slack.event('T1', { type: 'app_mention', ...said }, 'Ev1'));
    await house.post(slack.event('T1', { type: 'message', channel_type: 'channel', ...said }, 'Ev2'));
    await house.post(slack.event('T1', { type: 'app_mention', ...said }, 'Ev1'));
    const [first] = house.desk.inputs;
    expect(house.desk.inputs).toEqual([first, first, first]);
    expect(first).toMatchObject({ key: 'slack:T1:C1:9.0', addressed: true, text: 'help' });
  });

  it.each([
    ['in a channel, not addressed', {}],
    ['of a bot', { thread_ts: '1.0', bot_id: 'B1' }],
    ['of the bot itself', { thread_ts: '1.0', user: 'UBOT' }],
    ['edited', { thread_ts: '1.0', subtype: 'message_changed' }],
    ['that say who joined', { thread_ts: '1.0', subtype: 'channel_join' }],
  ])('%s are none of its business', async (_, more) => {
    expect(await house.post(slack.channelMessage(ana, 'hello', more))).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toEqual([]);
  });

  it('with a file are still words', async () => {
    await house.post(slack.directMessage(ana, 'see this', { subtype: 'file_share' }));
    expect(house.desk.inputs).toHaveLength(1);
  });

  it.each([
    ['40,000 characters', 'x'.repeat(40_000), 'x'.repeat(40_000)],
    ['nothing', '', ''],
    ['null bytes', 'a\u0000b', 'ab'],
    ['emoji and right-to-left', '👩‍👩‍👧‍👦 שלום', '👩‍👩‍👧‍👦 שלום'],
  ])('may be %s', async (_, text, read) => {
    expect(await house.post(slack.directMessage(ana, text))).toMatchObject({ status: 200 });
    expect(house.desk.inputs).toEqual([expect.objectContaining({ text: read })]);
  });

  it('that are refused are answered beside them, for this person alone', async () => {
    house.desk.answer(() => refused('Not now'));
    await house.post(slack.mention(ana, 'x', { ts: '7.0' }));
    await house.slack.called('chat.postEphemeral');
    expect(house.slack.messages).toEqual([
      expect.objectContaining({ channel: 'C1', thread_ts: '7.0', user: 'UANA', text: 'Not now' }),
    ]);
  });
});

describe('the message shortcut', () => {
  it('starts a session of its presser with the text of the message, in their direct messages', async () => {
    await house.post(
      slack.messageShortcut(
        ana,
        { text: 'cannot <mailto:a@b.c|log in>' },
        { response_url: house.slack.responseUrl },
      ),
    );
    expect(house.desk.inputs).toEqual([
      expect.objectContaining({ ...inDm, type: 'troubleshoot', problem: 'cannot log in (a@b.c)' }),
    ]);
    await house.slack.called('chat.postEphemeral');
    expect(house.slack.messages).toEqual([
      expect.objectContaining({ channel: 'C1', user: 'UANA', text: 'slack.goes_on_in_dm (es)' }),
    ]);
  });

  it('says who wrote the message, and where that person would be helped; of bots and oneself it does not', async () => {
    house.slack.person('UBEN', { locale: 'en-US', name: 'Ben' });
    const more = { response_url: house.slack.responseUrl };
    await house.post(slack.messageShortcut(ana, { text: 'help', user: 'UBEN' }, more));
    await house.post(slack.messageShortcut(ana, { text: 'help', user: 'UANA' }, more));
    await house.post(slack.messageShortcut(ana, { text: 'help', user: 'UCI', bot_id: 'B1' }, more));
    const user = { id: 'slack:T1:UBEN', name: 'Ben', locale: 'en-US' };
    expect(house.desk.inputs.map((input) => ('author' in input ? input.author : null))).toEqual([
      { user, conversation: 'slack:T1:dm:UBEN' },
      null,
      null,
    ]);
  });

  it('says so by the response address where the bot is not a member', async () => {
    house.slack.fault('chat.postEphemeral', { error: 'not_in_channel' });
    await house.post(slack.messageShortcut(ana, { text: 'help' }, { response_url: house.slack.responseUrl }));
    await house.slack.called('response_url');
    expect(house.slack.callsOf('response_url')).toEqual([
      expect.objectContaining({
        response_type: 'ephemeral',
        replace_original: false,
        text: 'slack.goes_on_in_dm (es)',
      }),
    ]);
  });
});

describe('a press', () => {
  const dm = { channel: 'DUANA', ts: '5.0' };
  const thread = { channel: 'C1', ts: '5.0', thread_ts: '4.0' };

  it('is read from a button, an overflow menu or a select', async () => {
    const value = 'ses_1|3|done|';
    await house.post(slack.click(ana, dm, { value }));
    await house.post(slack.click(ana, dm, { type: 'overflow', selected_option: { value } }));
    await house.post(slack.click(ana, dm, { type: 'static_select', selected_option: { value } }));
    const press = { session_id: 'ses_1', version: 3, move: 'done', arg: null };
    const input = { ...inDm, type: 'press', key: null, press, user: anaUser };
    expect(house.desk.inputs).toEqual([input, input, input]);
  });

  it('costs no call of the Web API', async () => {
    await house.post(slack.clickButton(ana, dm, 'ses_1|3|done|'));
    expect(house.slack.calls).toEqual([]);
  });

  it('belongs to the thread it was made in', async () => {
    await house.post(slack.clickButton(ana, thread, 'ses_1|3|choose|0'));
    expect(house.desk.inputs).toEqual([expect.objectContaining({ conversation: 'slack:T1:C1:4.0' })]);
  });

  it('of somebody else gets the note beside the message, in their own language', async () => {
    house.slack.person('UBEN', { locale: 'en-GB' });
    house.desk.answer(({ user }) => refused(`not yours (${user.locale})`));
    await house.post(slack.clickButton(ben, thread, 'ses_1|3|done|'));
    await house.slack.called('chat.postEphemeral');
    expect(house.slack.messages).toEqual([
      expect.objectContaining({ channel: 'C1', thread_ts: '4.0', user: 'UBEN', text: 'not yours (en-GB)' }),
    ]);
  });

  it('of a link is acknowledged and does nothing', async () => {
    expect(await house.post(slack.click(ana, dm, { url: 'https://slack.com' }))).toMatchObject({
      status: 200,
    });
    expect(house.desk.inputs).toEqual([]);
  });

  it('twice at once is two inputs: the session’s version tells them apart', async () => {
    const twice = slack.clickButton(ana, dm, 'ses_1|3|done|');
    const answers = await Promise.all([house.post(twice), house.post(twice)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(house.desk.inputs).toHaveLength(2);
  });
});

describe('the home page', () => {
  it('is drawn when it is opened: what is open, then how to begin', async () => {
    house.desk.answerHome({
      locale: 'en',
      sessions: [{ session: {} as never, message: plainMessage('Step 2') }],
      greeting: plainMessage('Hello', { parts: [{ type: 'title', text: 'Hello' }] }),
    });
    await house.post(slack.homeOpened(ana));
    await house.slack.called('views.publish');
    const [view] = house.slack.views;
    expect(view).toMatchObject({
      type: 'home',
      blocks: [
        { type: 'section', text: { text: 'Step 2' } },
        { type: 'divider' },
        { type: 'header', text: { text: 'Hello' } },
      ],
    });
    expect(house.slack.callsOf('views.publish')).toEqual([expect.objectContaining({ user_id: 'UANA' })]);
  });

  it('is drawn anew after a press on it, which lives in the direct messages', async () => {
    await house.post(slack.clickButton(ana, 'home', '|0|start|0'));
    expect(house.desk.inputs).toEqual([
      expect.objectContaining({ ...inDm, press: { session_id: null, version: 0, move: 'start', arg: '0' } }),
    ]);
    await house.slack.called('views.publish');
  });

  it('is not drawn for another tab', async () => {
    await house.post(slack.homeOpened(ana, 'messages'));
    expect(house.slack.calls).toEqual([]);
  });

  it('shows the newest state when it is opened again while it is drawn', async () => {
    let go = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      go = resolve;
    });
    house.slack.fault('views.publish', { until });
    await house.post(slack.homeOpened(ana));
    house.desk.answerHome({ locale: 'en', sessions: [], greeting: plainMessage('Newer') });
    await house.post(slack.homeOpened(ana));
    go();
    await house.slack.called('views.publish', 2);
    expect(house.slack.views.at(-1)).toMatchObject({ blocks: [{ text: { text: 'Newer' } }] });
  });
});

describe('people', () => {
  it('are asked for once, and known for an hour', async () => {
    await house.close();
    let now = Date.now();
    house = await openSlackHouse({ now: () => now });
    const say = () => {
      const request = slack.directMessage(ana, 'x');
      return house.post(request, slack.signed(request, { at: now }));
    };
    await say();
    await say();
    expect(house.slack.callsOf('users.info')).toHaveLength(1);
    now += 61 * 60 * 1000;
    await say();
    expect(house.slack.callsOf('users.info')).toHaveLength(2);
  });

  it('who cannot be looked up speak the default language', async () => {
    house.slack.fault('users.info', { error: 'missing_scope' });
    await house.post(slack.slashCommand(ana, '/troubleshoot'));
    expect(house.desk.inputs).toEqual([expect.objectContaining({ user: anaUser })]);
  });

  it('do not hold up the acknowledgement when Slack is slow to tell', async () => {
    house.slack.fault('users.info', { until: new Promise(() => undefined) });
    const { status } = await house.post(slack.slashCommand(ana, '/troubleshoot'));
    expect(status).toBe(200);
    expect(house.desk.inputs).toEqual([expect.objectContaining({ user: anaUser })]);
  });
});

it('a note that comes with an accepted input is told to its person alone', async () => {
  house.desk.answer(() => accepted('One more thing'));
  await house.post(slack.clickButton(ana, { channel: 'DUANA', ts: '5.0' }, 'ses_1|3|done|'));
  await house.slack.called('chat.postEphemeral');
  expect(house.slack.messages).toEqual([expect.objectContaining({ user: 'UANA', text: 'One more thing' })]);
});
