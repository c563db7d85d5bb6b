import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageRef, Outgoing, Sent } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';
import { plainMessage } from '../support/scripted-desk.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import type { Fault } from '../support/slack-stand-in.ts';

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlackHouse();
});
afterEach(() => house.close());

const dm = 'slack:T1:dm:UANA' as ConversationId;
const thread = 'slack:T1:C1:1700000000.000001' as ConversationId;

const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
  message_id: 'msg_1' as MessageId,
  conversation: dm,
  person: 'slack:T1:UANA' as PersonId,
  session_id: null,
  version: 1,
  message: plainMessage('Step 1'),
  ref: null,
  attempt: 0,
  ...more,
});

const refOf = (sent: Sent): MessageRef => {
  if (!('sent' in sent)) throw new Error(`not sent: ${JSON.stringify(sent)}`);
  return sent.sent;
};

describe('a message', () => {
  it('is posted to the direct messages by the person, and remembered where it is', async () => {
    const sent = await house.channel.send(outgoing());
    const [posted] = house.slack.messages;
    expect(sent).toEqual({ sent: { channel: 'DUANA', ts: posted?.ts } });
    expect(house.slack.callsOf('chat.postMessage')).toEqual([
      {
        channel: 'UANA',
        text: 'Step 1\nStep 1',
        blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Step 1', emoji: false } }],
        metadata: { event_type: 'unstuck_message', event_payload: { message_id: 'msg_1' } },
        parse: 'none',
        link_names: false,
        mrkdwn: false,
        unfurl_links: false,
        unfurl_media: false,
      },
    ]);
  });

  it('is posted into its thread', async () => {
    await house.channel.send(outgoing({ conversation: thread }));
    expect(house.slack.messages).toEqual([
      expect.objectContaining({ channel: 'C1', thread_ts: '1700000000.000001' }),
    ]);
  });

  it('is edited in place, as often as needed', async () => {
    const ref = refOf(await house.channel.send(outgoing()));
    const edit = outgoing({ ref, version: 2, message: plainMessage('Step 2') });
    expect(await house.channel.send(edit)).toEqual({ sent: ref });
    expect(await house.channel.send({ ...edit, attempt: 1 })).toEqual({ sent: ref });
    expect(house.slack.messages).toEqual([
      expect.objectContaining({ text: 'Step 2\nStep 2', edits: 2, metadata: expect.anything() }),
    ]);
    expect(house.slack.calls.map(({ method }) => method)).toEqual([
      'chat.postMessage',
      'chat.update',
      'chat.update',
    ]);
  });

  it('cannot mention, link or format, whatever was typed', async () => {
    const bait = '<!here> *bold* <https://evil.example|bank> @channel & :tada:';
    await house.channel.send(outgoing({ message: plainMessage(bait) }));
    const escaped = '&lt;!here&gt; *bold* &lt;https://evil.example|bank&gt; @channel &amp; :tada:';
    expect(house.slack.callsOf('chat.postMessage')).toMatchObject([
      {
        text: `${escaped}\n${escaped}`,
        mrkdwn: false,
        blocks: [{ text: { type: 'plain_text', text: bait, emoji: false } }],
      },
    ]);
  });
});

describe('what Slack answers', () => {
  const ref = { channel: 'DUANA', ts: '1.0' };
  it.each<[string, Fault, Sent]>([
    ['429', { status: 429, retryAfter: 7 }, { retry: 'rate limited', after_ms: 7000 }],
    ['429 without a time', { status: 429 }, { retry: 'rate limited', after_ms: null }],
    ['a rate limit in words', { error: 'ratelimited' }, { retry: 'rate limited', after_ms: null }],
    ['500', { status: 500 }, { retry: 'HTTP 500', after_ms: null }],
    ['503', { status: 503 }, { retry: 'HTTP 503', after_ms: null }],
    ['a fault of its own', { error: 'internal_error' }, { retry: 'internal_error', after_ms: null }],
    ['a hang-up', { hangUp: true }, { retry: 'other side closed', after_ms: null }],
    ['that the token is no good', { error: 'invalid_auth' }, { retry: 'invalid_auth', after_ms: null }],
    ['a word nobody knows', { error: 'brand_new_error' }, { retry: 'brand_new_error', after_ms: null }],
    ['no permission to edit', { error: 'cant_update_message' }, { gone: 'message' }],
    ['that the time to edit is over', { error: 'edit_window_closed' }, { gone: 'message' }],
    [
      'no such channel',
      { error: 'channel_not_found' },
      { gone: 'conversation', reason: 'channel_not_found' },
    ],
    ['an archived channel', { error: 'is_archived' }, { gone: 'conversation', reason: 'is_archived' }],
    ['a closed account', { error: 'account_inactive' }, { gone: 'conversation', reason: 'account_inactive' }],
    [
      'a person it does not know',
      { error: 'user_not_found' },
      { gone: 'conversation', reason: 'user_not_found' },
    ],
    [
      'a bot on the other side',
      { error: 'cannot_dm_bot' },
      { gone: 'conversation', reason: 'cannot_dm_bot' },
    ],
  ])('%s, is told on; nothing is sent twice by itself', async (_, fault, sent) => {
    house.slack.fault('chat.update', fault);
    expect(await house.channel.send(outgoing({ ref }))).toEqual(sent);
    expect(house.slack.calls).toHaveLength(1);
  });

  it('nothing at all, in time: to be tried again', async () => {
    await house.close();
    house = await openSlackHouse({ fetchTimeoutMs: 50 });
    house.slack.fault('chat.update', { until: new Promise(() => undefined) });
    expect(await house.channel.send(outgoing({ ref }))).toEqual({
      retry: expect.stringMatching(/timeout/i),
      after_ms: null,
    });
  });

  it('that the token is no good, is said out loud', async () => {
    house.slack.fault('chat.update', { error: 'token_revoked' });
    await house.channel.send(outgoing({ ref }));
    expect(house.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ error: 'token_revoked' }),
      }),
    );
  });

  it('that it does not take the blocks: the words alone are better than nothing', async () => {
    house.slack.fault('chat.postMessage', { error: 'invalid_blocks' });
    expect(await house.channel.send(outgoing())).toHaveProperty('sent');
    expect(house.slack.messages).toEqual([expect.objectContaining({ text: 'Step 1\nStep 1', blocks: [] })]);
    expect(house.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });
});

describe('a picture', () => {
  it('that Slack cannot fetch becomes a link, and the buttons stay', async () => {
    house.slack.fault('chat.postMessage', { error: 'invalid_blocks' });
    const message = plainMessage('Step 1');
    const sent = await house.channel.send(
      outgoing({
        message: {
          ...message,
          parts: [...message.parts, { type: 'picture', url: 'https://img.example/a.png', alt: 'The gear' }],
        },
      }),
    );
    expect(sent).toHaveProperty('sent');
    const blocks = JSON.stringify(house.slack.messages[0]?.blocks);
    expect(blocks).not.toContain('"image"');
    expect(blocks).toContain('https://img.example/a.png');
  });
});

describe('a post that nobody knows the outcome of', () => {
  const again = outgoing({ attempt: 1 });

  it.each<[string, ConversationId, Fault]>([
    ['a 500, in the direct messages', dm, { status: 500, through: true }],
    ['a 502, in a thread', thread, { status: 502, through: true }],
    ['a hang-up', dm, { hangUp: true, through: true }],
  ])('is not there twice when it went through: %s', async (_, conversation, fault) => {
    house.slack.fault('chat.postMessage', fault);
    expect(await house.channel.send(outgoing({ conversation }))).toHaveProperty('retry');
    const newer = { ...again, conversation, message: plainMessage('Newer') };
    const [posted] = house.slack.messages;
    expect(await house.channel.send(newer)).toEqual({ sent: { channel: posted?.channel, ts: posted?.ts } });
    expect(house.slack.messages).toEqual([expect.objectContaining({ text: 'Newer\nNewer', edits: 1 })]);
  });

  it('is posted when it did not', async () => {
    house.slack.fault('chat.postMessage', { status: 500 });
    await house.channel.send(outgoing({ message_id: 'msg_0' as MessageId, attempt: 0 }));
    await house.channel.send(outgoing({ message_id: 'msg_0' as MessageId, attempt: 1 }));
    await house.channel.send(again);
    expect(house.slack.messages).toHaveLength(2);
  });

  it('is posted anew where it is found but cannot be edited any more', async () => {
    const old = refOf(await house.channel.send(outgoing()));
    house.slack.fault('chat.update', { error: 'edit_window_closed' });
    const anew = refOf(await house.channel.send(again));
    expect(anew).not.toEqual(old);
    expect(await house.channel.send(again)).toEqual({ sent: anew });
  });

  it('is found behind many others', async () => {
    await house.channel.send(outgoing());
    for (let other = 2; other < 40; other += 1) {
      await house.channel.send(outgoing({ message_id: `msg_${other}` as MessageId }));
    }
    expect(await house.channel.send(again)).toMatchObject({ sent: { ts: house.slack.messages[0]?.ts } });
    expect(house.slack.messages).toHaveLength(39);
  });

  it.each<[string, Fault]>([
    ['429', { status: 429, retryAfter: 3 }],
    ['500', { status: 500 }],
  ])('is not posted while it cannot be looked for (%s)', async (_, fault) => {
    house.slack.fault('conversations.history', fault);
    expect(await house.channel.send(again)).toMatchObject({
      after_ms: 'retryAfter' in fault ? 3000 : null,
    });
    expect(house.slack.messages).toEqual([]);
  });

  it('is posted, out loud, where the app may not read: a rare duplicate is better than silence', async () => {
    house.slack.fault('conversations.history', { error: 'missing_scope' });
    expect(await house.channel.send(again)).toHaveProperty('sent');
    expect(house.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('is given up where its conversation is gone', async () => {
    house.slack.fault('conversations.replies', { error: 'channel_not_found' });
    expect(await house.channel.send({ ...again, conversation: thread })).toEqual({
      gone: 'conversation',
      reason: 'channel_not_found',
    });
  });
});

it('a conversation of another channel is none here', async () => {
  const elsewhere = outgoing({ conversation: 'discord:1' as ConversationId });
  expect(await house.channel.send(elsewhere)).toMatchObject({ gone: 'conversation' });
});

describe('start', () => {
  it('says who it is connected as', async () => {
    await house.channel.start();
    await house.channel.stop();
    expect(house.lines).toContainEqual({
      level: 'info',
      fields: { channel: 'slack', team: 'Acme', bot: 'unstuck' },
      message: 'slack: connected',
    });
  });

  it('does not wait for Slack, and says when the token does not work', async () => {
    house.slack.fault('auth.test', { error: 'invalid_auth' });
    await house.channel.start();
    await house.channel.stop();
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ error: 'invalid_auth' }) }),
    );
  });
});

it('counts its calls by method and outcome', async () => {
  const called: string[] = [];
  await house.close();
  house = await openSlackHouse({
    metrics: {
      called: (method, outcome) => called.push(`${method} ${outcome}`),
      answered: () => undefined,
    },
  });
  house.slack.fault('chat.postMessage', { status: 429 });
  await house.channel.send(outgoing());
  await house.channel.send(outgoing({ attempt: 1 }));
  expect(called).toEqual([
    'chat.postMessage limited',
    'conversations.open ok',
    'conversations.history ok',
    'chat.postMessage ok',
  ]);
});
