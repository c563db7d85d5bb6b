import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseRequest } from '../../adapters/slack/parse.ts';
import { isPayload } from '../../adapters/slack/payload.ts';
import { openSlackHouse } from '../support/slack-channel.ts';

/** Requests that Slack once sent; where they came from is told beside them. */
const folder = new URL('../../../shared/data/payloads/slack/', import.meta.url);
const here = existsSync(folder);
if (!here) console.warn('skipped: no recorded Slack payloads beside the repository');
const suite = here ? describe : describe.skip;

const read = (file: string): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as Record<
    string,
    Record<string, unknown>
  >;

suite('recorded requests', () => {
  it('a mention begins a thread', () => {
    expect(parseRequest(read('channel')['mention'])).toMatchObject({
      kind: 'message',
      addressed: true,
      text: 'Hey',
      conversation: 'slack:T00FAKE00AA:C00FAKECHAN1:1771287144.743569',
      author: { id: 'slack:T00FAKE00AA:U00FAKEUSER1' },
    });
  });

  it('a mention in another workspace of a grid is read with its blocks', () => {
    expect(parseRequest(read('workspace-1')['mention'])).toMatchObject({
      kind: 'message',
      text: 'testing',
      author: { team: 'T0A8YAUUGMU', user: 'U0A8WUV28QM' },
    });
  });

  it('a mention that came as a message is a mention', () => {
    const { mention, followUp } = read('mention');
    expect(parseRequest(mention)).toMatchObject({ addressed: true, text: 'Hey' });
    expect(parseRequest(followUp)).toMatchObject({
      addressed: false,
      text: 'Hi',
      conversation: 'slack:T00FAKE00AA:C00FAKECHAN1:1767224888.280449',
    });
  });

  it('a direct message', () => {
    expect(parseRequest(read('dm')['dmMessage'])).toMatchObject({
      kind: 'message',
      addressed: true,
      text: 'Hey!',
      key: 'slack:T00FAKE00AA:D0A5319PS02:1767377001.319859',
      conversation: 'slack:T00FAKE00AA:dm:U00FAKEUSER1',
    });
  });

  it('clicks and commands of another app are nothing', () => {
    const { action, staticSelectAction, reaction } = read('actions-reactions');
    const { slashCommandWithArgs, viewSubmission } = read('slash-commands');
    for (const foreign of [action, staticSelectAction, reaction, slashCommandWithArgs, viewSubmission]) {
      expect(parseRequest(foreign)).toMatchObject({ kind: 'nothing' });
    }
  });

  it('a click and a command of ours, with everything else as it was recorded', () => {
    const { staticSelectAction } = read('actions-reactions');
    const ours = JSON.stringify(staticSelectAction).replace('"greet"', '"ses_1|3|done|"');
    expect(parseRequest(JSON.parse(ours))).toMatchObject({
      kind: 'press',
      from: 'message',
      conversation: 'slack:T00FAKE00AA:C00FAKECHAN1:1767326125.870439',
      press: { session_id: 'ses_1', version: 3, move: 'done' },
      aside: { channel: 'C00FAKECHAN1', thread: '1767326125.870439', responseUrl: expect.any(String) },
    });
    const { slashCommandWithArgs } = read('slash-commands');
    expect(parseRequest({ ...slashCommandWithArgs, command: '/troubleshoot' })).toMatchObject({
      kind: 'command',
      text: 'some arguments here',
      conversation: 'slack:T00FAKE00BB:dm:U00FAKEUSER2',
      app: 'A00FAKEAPP03',
    });
  });

  const shapes = [
    'AppHomeOpenedPayload',
    'AppMentionPayload',
    'AppRateLimitedPayload',
    'AppUninstalledPayload',
    'BlockActionPayload',
    'MemberJoinedChannelPayload',
    'MessageBotPayload',
    'MessageChangedPayload',
    'MessageDeletedPayload',
    'MessageFileSharePayload',
    'MessagePayload',
    'MessageShortcutPayload',
    'SlashCommandPayload',
    'TokensRevokedPayload',
    'ViewClosedPayload',
    'ViewSubmissionPayload',
  ];

  it.each(shapes)('the whole shape of a %s, empty as it is, breaks nothing', async (shape) => {
    const body: unknown = read(`shape-${shape}`);
    expect(isPayload(body)).toBe(true);
    expect(parseRequest(body)).toHaveProperty('kind');
    const house = await openSlackHouse();
    const answer = await house.post({ body: JSON.stringify(body), contentType: 'application/json' });
    expect(answer).toMatchObject({ status: 200 });
    expect(house.desk.inputs).toEqual([]);
    await house.close();
  });
});
