import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { DeliverySign } from '../../src/app/channel.ts';
import type { ConversationId } from '../../src/ids.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import * as slack from '../support/slack-requests.ts';
import { ana } from '../support/slack-requests.ts';

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlackHouse();
});
afterEach(() => house.close());

const dm = 'slack:T1:dm:UANA' as ConversationId;
const mark = (of: string, sign: DeliverySign) => house.channel.mark?.(dm, of, sign);
const signs = () => house.slack.reactions('DUANA', '1.5');

/** The key that these words came with. */
const said = async (): Promise<string> => {
  await house.post(slack.directMessage(ana, 'hello?', { ts: '1.5' }));
  return house.desk.inputs.at(-1)?.key ?? '';
};

it('a tick says that words have arrived', async () => {
  await mark(await said(), 'arrived');
  expect(signs()).toEqual(['white_check_mark']);
});

it('the same sign again is no matter: long words arrive in pieces', async () => {
  const key = await said();
  await mark(key, 'arrived');
  await mark(key, 'arrived');
  expect(signs()).toEqual(['white_check_mark']);
});

it('a cross says that they have not, and makes way for the tick once they have', async () => {
  const key = await said();
  await mark(key, 'failed');
  expect(signs()).toEqual(['x']);
  await mark(key, 'arrived');
  expect(signs()).toEqual(['white_check_mark']);
  expect(house.slack.callsOf('reactions.remove')).toHaveLength(1);
});

it('words that came by a form have no message to mark', async () => {
  await mark('slack:T1:view:V1', 'arrived');
  await mark('slack:T1:trigger:1.2.3', 'failed');
  expect(house.slack.calls).toEqual([]);
});

it('a message that is gone needs none', async () => {
  const key = await said();
  house.slack.fault('reactions.add', { error: 'message_not_found' });
  await mark(key, 'arrived');
});

it.each([
  [{ error: 'missing_scope' } as const, /reactions:write/],
  [{ status: 503 } as const, /failed/],
])('without a sign somebody should know: %j', async (fault, reason) => {
  const key = await said();
  house.slack.fault('reactions.add', fault);
  await expect(mark(key, 'arrived')).rejects.toThrow(reason);
});
