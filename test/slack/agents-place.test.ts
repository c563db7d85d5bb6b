import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outgoing } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';
import { plainMessage } from '../support/scripted-desk.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import * as slack from '../support/slack-requests.ts';

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlackHouse();
  house.slack.channel('C7', 'support');
  house.slack.channel('C8', 'elsewhere', { member: false });
});
afterEach(() => house.close());

const placed = async (written: string) => await house.channel.place?.(written);

describe("the team's channel in Slack", () => {
  it.each([['C7'], ['T1:C7'], [' C7 '], ['https://acme.slack.com/archives/C7']])(
    'is found by %j, and called by its name',
    async (written) => {
      expect(await placed(written)).toEqual({ place: 'slack:T1:C7', name: '#support' });
    },
  );

  it.each([
    ['C9', 'not_found', /its id/],
    ['#support', 'not_found', /its id/],
    ['C8', 'no_access', /\/invite @unstuck/],
  ])('%s is refused, saying what to do', async (written, unusable, how) => {
    expect(await placed(written)).toMatchObject({ unusable, how: expect.stringMatching(how) });
  });

  it('is away while Slack does not answer, and the right to look is named where it lacks', async () => {
    house.slack.fault('conversations.info', { status: 503 });
    expect(await placed('C7')).toMatchObject({ unusable: 'away', how: expect.stringMatching(/Try again/) });
    house.slack.fault('conversations.info', { error: 'missing_scope' });
    expect(await placed('C7')).toMatchObject({
      unusable: 'no_access',
      how: expect.stringMatching(/reinstall/),
    });
    house.slack.archive('C7');
    expect(await placed('C7')).toMatchObject({
      unusable: 'no_access',
      how: expect.stringMatching(/archived/),
    });
  });

  it('takes messages, and what is said below one comes from the thread that was told', async () => {
    const outgoing: Outgoing = {
      message_id: 'msg_1' as MessageId,
      conversation: 'slack:T1:C7' as ConversationId,
      person: 'slack:T1:UANA' as PersonId,
      session_id: null,
      version: 1,
      message: plainMessage('Ana needs a human'),
      ref: null,
      attempt: 0,
      opens_thread: true,
    };
    const sent = await house.channel.send(outgoing);
    if (!('sent' in sent)) throw new Error(JSON.stringify(sent));
    const ts = String(sent.sent['ts']);
    expect(sent.thread).toBe(`slack:T1:C7:${ts}`);
    expect(house.slack.messages).toMatchObject([{ channel: 'C7', thread_ts: null }]);

    const ben = { team: 'T1', user: 'UBEN', name: 'ben' };
    await house.post(slack.channelMessage(ben, 'I have seen this before', { channel: 'C7', thread_ts: ts }));
    expect(house.desk.inputs).toMatchObject([{ type: 'say', conversation: sent.thread, addressed: false }]);

    const reply = {
      ...outgoing,
      message_id: 'msg_2' as MessageId,
      conversation: sent.thread as ConversationId,
    };
    await house.channel.send({ ...reply, opens_thread: false });
    expect(house.slack.messages.at(-1)).toMatchObject({ channel: 'C7', thread_ts: ts });

    // Tried before: looked for, and not posted twice.
    await house.channel.send({ ...outgoing, attempt: 1 });
    expect(house.slack.messages.filter(({ thread_ts: thread }) => thread === null)).toHaveLength(1);
  });
});
