import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileCopy, MessageRef, Outgoing, Sent } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';
import { plainMessage } from '../support/scripted-desk.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import * as slack from '../support/slack-requests.ts';
import { ana } from '../support/slack-requests.ts';

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlackHouse();
});
afterEach(() => house.close());

const report = { id: 'F7', name: 'report.pdf', title: 'Report', mimetype: 'application/pdf', size: 9 };

describe('files that came with words', () => {
  it('are told with them, in the direct messages and in threads', async () => {
    const files = { subtype: 'file_share', files: [report] };
    await house.post(slack.directMessage(ana, 'see this', files));
    await house.post(slack.directMessage(ana, '', files));
    await house.post(slack.channelMessage(ana, 'here', { ...files, thread_ts: '7.0' }));
    const told = {
      type: 'say',
      files: [{ name: 'report.pdf', type: 'application/pdf', bytes: 9, from: { team: 'T1', file: 'F7' } }],
    };
    expect(house.desk.inputs).toMatchObject([
      { ...told, text: 'see this' },
      { ...told, text: '' },
      { ...told, text: 'here', conversation: 'slack:T1:C1:7.0' },
    ]);
  });

  it('of a channel shared with others are asked for, as Slack tells only that there is one', async () => {
    const id = house.slack.file('from-elsewhere.pdf', Buffer.from('12345'));
    const files = [
      { id, mode: 'file_access', file_access: 'check_file_info', created: 0, timestamp: 0, user: '' },
      { id: 'F404', mode: 'file_access', file_access: 'check_file_info' },
    ];
    await house.post(slack.directMessage(ana, 'see this', { subtype: 'file_share', files }));
    expect(house.desk.inputs).toMatchObject([
      {
        files: [
          { name: 'from-elsewhere.pdf', bytes: 5 },
          { name: '', bytes: 0, from: { file: 'F404' } },
        ],
      },
    ]);
  });

  it('after a mention are told once, by the event that has them', async () => {
    const post = { ts: '8.0', thread_ts: '7.0' };
    await house.post(slack.mention(ana, 'look', { ...post, upload: true }));
    await house.post(
      slack.channelMessage(ana, '<@UBOT> look', { ...post, subtype: 'file_share', files: [report] }),
    );
    await house.post(slack.mention(ana, 'look', { ...post, upload: true, files: [report] }));
    expect(house.desk.inputs).toMatchObject([
      { key: 'slack:T1:C1:8.0', text: 'look', addressed: true, files: [{ name: 'report.pdf' }] },
      { key: 'slack:T1:C1:8.0', text: 'look', addressed: true, files: [{ name: 'report.pdf' }] },
    ]);
  });

  it('that are gone are none, and a document that lies elsewhere is a link', async () => {
    const files = [
      { id: 'F1', mode: 'tombstone' },
      {
        id: 'F2',
        mode: 'external',
        is_external: true,
        name: 'Plan',
        url_private: 'https://docs.example/plan',
      },
    ];
    await house.post(slack.directMessage(ana, 'see this', { subtype: 'file_share', files }));
    expect(house.desk.inputs).toEqual([
      expect.objectContaining({ text: 'see this\nhttps://docs.example/plan' }),
    ]);
    expect(house.desk.inputs[0]).not.toHaveProperty('files');
  });
});

describe('the bytes of a file', () => {
  const fetched = (file: string) => house.channel.download?.({ team: 'T1', file });
  const filesPri = () => house.slack.calls.filter(({ method }) => method === 'files-pri');

  it('are fetched where Slack keeps them, with the token', async () => {
    const id = house.slack.file('a.txt', Buffer.from('the bytes'));
    expect(await fetched(id)).toEqual({ bytes: Buffer.from('the bytes') });
    expect(filesPri()).toMatchObject([{ token: 'xoxb-stand-in' }]);
  });

  it('are counted while they are read, whatever Slack says of their number', async () => {
    const bytes = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect(await fetched(house.slack.file('big', bytes, { size: 5 }))).toEqual({ unavailable: 'too large' });
    expect(filesPri()).toHaveLength(1);
    expect(await fetched(house.slack.file('big', bytes))).toEqual({ unavailable: 'too large' });
    expect(filesPri()).toHaveLength(1);
  });

  it.each([
    'https://evil.example/files-pri/T1-F1/a.txt',
    'https://slack.com.evil.example/a.txt',
    'https://files.slack.com/files-pri/T1-F1/a.txt',
    'http://127.0.0.1:1/a.txt',
    'file:///etc/passwd',
    '',
  ])('and the token go to no other place: %j', async (url) => {
    const id = house.slack.file('a.txt', Buffer.from('x'), { url_private: url, url_private_download: url });
    expect(await fetched(id)).toHaveProperty('unavailable');
    expect(filesPri()).toEqual([]);
  });

  it('do not come from where Slack sends on: the right to read files is missing', async () => {
    const id = house.slack.file('a.txt', Buffer.from('x'));
    house.slack.fault('files-pri', { error: 'any' });
    expect(await fetched(id)).toEqual({ unavailable: expect.stringContaining('files:read') });
    house.slack.fault('files.info', { error: 'missing_scope' });
    expect(await fetched(id)).toEqual({ unavailable: 'missing_scope' });
    expect(house.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('are worth a second try', async () => {
    const id = house.slack.file('a.txt', Buffer.from('x'));
    house.slack.fault('files.info', { status: 429, retryAfter: 1 });
    house.slack.fault('files-pri', { status: 503 });
    expect(await fetched(id)).toEqual({ unavailable: 'HTTP 503' });
    house.slack.fault('files-pri', { status: 503 });
    expect(await fetched(id)).toEqual({ bytes: Buffer.from('x') });
  });

  it('of nothing of ours are not to be had', async () => {
    expect(await house.channel.download?.({ url: 'https://evil.example' })).toHaveProperty('unavailable');
    expect(await fetched('F404')).toEqual({ unavailable: 'file_not_found' });
  });
});

describe('copies of files', () => {
  const dm = 'slack:T1:dm:UANA' as ConversationId;
  const thread = 'slack:T1:C1:1700000000.000001' as ConversationId;
  const copy = (name: string, bytes = 'the bytes'): FileCopy => ({
    name,
    type: 'application/pdf',
    bytes: Buffer.from(bytes),
  });
  const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
    message_id: 'msg_1' as MessageId,
    conversation: dm,
    person: 'slack:T1:UANA' as PersonId,
    session_id: null,
    version: 1,
    message: plainMessage('See these'),
    ref: null,
    attempt: 0,
    files: [copy('a.pdf'), copy('b.pdf')],
    ...more,
  });
  const refOf = (sent: Sent): MessageRef => {
    if (!('sent' in sent)) throw new Error(`not sent: ${JSON.stringify(sent)}`);
    return sent.sent;
  };
  const standing = () => house.slack.messages.flatMap(({ files }) => files.map(({ name }) => name));
  const words = () => house.slack.messages.find(({ text }) => text !== '');

  it.each([
    ['the direct messages', dm, 'DUANA', null],
    ['a thread', thread, 'C1', '1700000000.000001'],
  ])('stand below their words in %s, all in one message', async (_, conversation, channel, thread_ts) => {
    await house.channel.send(outgoing({ conversation }));
    expect(house.slack.messages).toMatchObject([
      { channel, thread_ts, text: expect.stringContaining('See these'), edits: 0 },
      {
        channel,
        thread_ts,
        files: [
          { name: 'a.pdf', bytes: Buffer.from('the bytes') },
          { name: 'b.pdf', bytes: Buffer.from('the bytes') },
        ],
      },
    ]);
  });

  it('are brought along once, with the first post', async () => {
    const ref = refOf(await house.channel.send(outgoing()));
    await house.channel.send(outgoing({ ref, version: 2 }));
    expect(standing()).toEqual(['a.pdf', 'b.pdf']);
  });

  it.each([
    ['the words', 'chat.postMessage'],
    ['the files', 'files.completeUploadExternal'],
  ])('are not there twice where %s went through unnoticed', async (_, method) => {
    house.slack.fault(method, { status: 500, through: true });
    expect(await house.channel.send(outgoing())).toHaveProperty('retry');
    expect(await house.channel.send(outgoing({ attempt: 1 }))).toHaveProperty('sent');
    expect(standing()).toEqual(['a.pdf', 'b.pdf']);
    expect(house.slack.messages).toHaveLength(2);
  });

  it('that came through are not brought again with those that did not', async () => {
    house.slack.fault('upload', { status: 503 });
    expect(await house.channel.send(outgoing())).toMatchObject({ retry: 'HTTP 503' });
    expect(standing()).toHaveLength(1);
    expect(await house.channel.send(outgoing({ attempt: 1 }))).toHaveProperty('sent');
    expect(standing().toSorted()).toEqual(['a.pdf', 'b.pdf']);
  });

  it('wait as long as Slack asks for', async () => {
    house.slack.fault('files.getUploadURLExternal', { status: 429, retryAfter: 7 });
    const files = [copy('a.pdf')];
    expect(await house.channel.send(outgoing({ files }))).toMatchObject({
      retry: 'rate limited',
      after_ms: 7000,
    });
  });

  it('that cannot be brought are named below the words, which go through; and still are after an edit', async () => {
    house.slack.fault('files.getUploadURLExternal', { error: 'storage_limit_reached' });
    const files = [copy('a.pdf')];
    const ref = refOf(await house.channel.send(outgoing({ files })));
    expect(words()?.text).toContain('relay.files_lost');
    expect(ref).toMatchObject({ lost: ['a.pdf'] });
    await house.channel.send(outgoing({ ref, version: 2, message: plainMessage('Changed') }));
    expect(words()?.text).toMatch(/Changed[\s\S]*relay\.files_lost/);
  });

  it('that do not come through after some tries are left behind too', async () => {
    const files = [copy('a.pdf')];
    for (const attempt of [0, 1, 2]) {
      house.slack.fault('upload', { status: 503 });
      expect(await house.channel.send(outgoing({ files, attempt }))).toHaveProperty('retry');
    }
    house.slack.fault('upload', { hangUp: true });
    expect(await house.channel.send(outgoing({ files, attempt: 3 }))).toMatchObject({
      sent: { lost: ['a.pdf'] },
    });
    expect(house.slack.messages).toHaveLength(1);
  });

  it('without the right to write files say so in the log', async () => {
    house.slack.fault('files.getUploadURLExternal', { error: 'missing_scope' });
    await house.channel.send(outgoing({ files: [copy('a.pdf')] }));
    expect(house.lines).toContainEqual({
      level: 'error',
      fields: expect.objectContaining({ error: 'missing_scope', files: 1 }),
      message: 'slack: files were left behind',
    });
  });
});
