import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dataOf } from '../../adapters/teams/action-data.ts';
import type { MessageRef, Outgoing } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId, SessionId } from '../../src/ids.ts';
import { memoryKeep } from '../support/memory-keep.ts';
import { plainMessage } from '../support/scripted-desk.ts';
import * as teams from '../support/teams-activities.ts';
import { ana, ben, message, personal, thread } from '../support/teams-activities.ts';
import { openTeamsHouse } from '../support/teams-channel.ts';
import type { TeamsHouse } from '../support/teams-channel.ts';
import type { Json } from '../support/teams-stand-in.ts';

/** What agents need of a platform beside a guide's messages: who is meant, what was changed, what was attached. */
let house: TeamsHouse;
beforeEach(async () => {
  house = await openTeamsHouse();
});
afterEach(() => house.close());
const last = () => house.desk.inputs.at(-1);

describe('a person who is mentioned in an agent’s words', () => {
  const assign = (account: string): Json => {
    const bot = { type: 'mention', mentioned: { id: teams.bot, name: 'Unstuck' }, text: '<at>Unstuck</at>' };
    const other = { type: 'mention', mentioned: { id: account, name: 'Ben' }, text: '<at>Ben</at>' };
    return message(ana, thread, '', {
      text: '<at>Unstuck</at> troubleshoot-agent assign <at>Ben</at>',
      entities: [bot, other],
    });
  };

  it('stands there by their id, where they ever wrote to the bot', async () => {
    await house.post(message(ben, personal(ben), 'hello'));
    await house.post(assign(`29:${ben.user}`));
    expect(last()).toMatchObject({ type: 'agent', words: `assign ${teams.personOf(ben)}` });
  });

  it('else by what Teams calls them', async () => {
    await house.post(assign('29:stranger'));
    expect(last()).toMatchObject({ words: `assign teams:${ana.tenant}:29:stranger` });
  });
});

describe('words after a mention', () => {
  it('come with who is named in them, as they stand there', async () => {
    await house.post(message(ben, personal(ben), 'hello'));
    await house.post(
      message(ana, thread, '', {
        text: '<at>Unstuck</at> assign <at>Ben</at>',
        entities: [
          { type: 'mention', mentioned: { id: teams.bot, name: 'Unstuck' }, text: '<at>Unstuck</at>' },
          { type: 'mention', mentioned: { id: `29:${ben.user}`, name: 'Ben' }, text: '<at>Ben</at>' },
        ],
      }),
    );
    expect(last()).toMatchObject({
      type: 'say',
      text: 'assign @Ben',
      people: [{ shown: '@Ben', id: teams.personOf(ben) }],
    });
  });
});

describe('a button below a hand-off', () => {
  it.each(['claim', 'release', 'close_solved', 'pass_on', 'open_line'] as const)(
    'is answered with a line, and not with what the person sees: %s',
    async (move) => {
      house.desk.answerMessage(plainMessage('The person sees this'));
      const press = { session_id: 'ses_1' as SessionId, version: 3, move, arg: null };
      const data = dataOf({ asks: 'press', press, aside: false });
      const { body } = await house.post(teams.executed(ana, thread, data));
      expect(body).toMatchObject({
        type: 'application/vnd.microsoft.activity.message',
        value: 'teams.done (en-US)',
      });
    },
  );
});

describe('words that are changed afterwards', () => {
  const said = message(ana, personal(ana), 'the first words');
  const changed = (type: string, text: string): Json => ({
    ...message(ana, personal(ana), text),
    type,
    id: said['id'],
  });

  it('are told with the key that they came with', async () => {
    await house.post(said);
    const key = last()?.key;
    await house.post(changed('messageUpdate', 'the second words'));
    expect(last()).toMatchObject({ type: 'edit', of: key, text: 'the second words' });
    await house.post(changed('messageDelete', ''));
    expect(last()).toMatchObject({ type: 'edit', of: key, text: null });
  });

  it('are found by every replica, once they have crossed', async () => {
    const keep = memoryKeep();
    const other = await openTeamsHouse({ keep });
    const third = await openTeamsHouse({ keep });
    const stopped: TeamsHouse[] = [other, third];
    try {
      await other.post(said);
      // What is kept after the answer is there when the next thing from the same replica is done.
      await other.channel.stop();
      await third.post(changed('messageUpdate', 'the second words'));
      expect(third.desk.inputs).toMatchObject([{ type: 'edit', of: other.desk.inputs[0]?.key }]);
    } finally {
      for (const one of stopped) await one.close();
    }
  });

  it('are forgotten after a month', async () => {
    const keep = memoryKeep();
    await keep.put('heard:old', { key: 'x', at: Date.now() - 31 * 24 * 60 * 60 * 1000 });
    await keep.put('heard:new', { key: 'x', at: Date.now() });
    const other = await openTeamsHouse({ keep });
    await other.channel.start();
    await other.close();
    expect((await keep.list('heard:')).map(({ key }) => key)).toEqual(['heard:new']);
  });

  it('that were never heard are nothing', async () => {
    expect(await house.post(changed('messageUpdate', 'x'))).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toEqual([]);
  });
});

describe('copies of files', () => {
  it('stay behind, and the words say so; after an edit, too', async () => {
    await house.post(message(ana, personal(ana), 'hello'));
    const outgoing: Outgoing = {
      message_id: 'msg_1' as MessageId,
      conversation: last()?.conversation as ConversationId,
      person: teams.personOf(ana) as PersonId,
      session_id: null,
      version: 1,
      message: plainMessage('See this'),
      ref: null,
      attempt: 0,
      files: [{ name: 'a.pdf', type: 'application/pdf', bytes: Buffer.from('x') }],
    };
    const sent = await house.channel.send(outgoing);
    const shown = () => JSON.stringify(house.teams.messages.at(-1)?.activity);
    expect(shown()).toMatch(/See this.*relay\.files_lost/);
    if (!('sent' in sent)) throw new Error(JSON.stringify(sent));
    const { files: _, ...edit } = {
      ...outgoing,
      ref: sent.sent,
      version: 2,
      message: plainMessage('Changed'),
    };
    await house.channel.send(edit);
    expect(shown()).toMatch(/Changed.*relay\.files_lost/);
    expect(house.teams.problems).toEqual([]);
  });
});

describe('files', () => {
  const info = (downloadUrl: string) => ({
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    name: 'report.pdf',
    content: { downloadUrl, uniqueId: '1', fileType: 'pdf' },
  });

  it('come with words, or alone', async () => {
    await house.post(
      message(ana, personal(ana), '', {
        attachments: [
          info('https://acme.sharepoint.com/x?tempauth=1'),
          { contentType: 'image/png', contentUrl: 'https://smba.trafficmanager.net/amer/v3/attachments/1' },
          { contentType: 'text/html', content: '<p></p>' },
        ],
      }),
    );
    expect(last()).toMatchObject({
      type: 'say',
      text: '',
      files: [
        { name: 'report.pdf', type: 'application/octet-stream' },
        { name: 'image-2.png', type: 'image/png', from: { withToken: true } },
      ],
    });
  });

  /** A place where files lie; what it was asked with. */
  const openShelf = async (bytes: Buffer, status = 200) => {
    const asked: (string | undefined)[] = [];
    const server = createServer((req, res) => {
      asked.push(req.headers.authorization);
      res.writeHead(status).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`,
      asked,
      close: () => new Promise((resolve) => server.close(resolve)),
    };
  };
  const fetched = (from: MessageRef) => house.channel.download?.(from);

  it('are fetched where they lie, with the bot’s token only where it is wanted', async () => {
    const shelf = await openShelf(Buffer.from('the bytes'));
    expect(await fetched({ url: shelf.url })).toEqual({ bytes: Buffer.from('the bytes') });
    await fetched({ url: shelf.url, withToken: true });
    expect(shelf.asked).toEqual([undefined, expect.stringMatching(/^Bearer /)]);
    await shelf.close();
  });

  it('that are too long are not taken along', async () => {
    const shelf = await openShelf(Buffer.alloc(11 * 1024 * 1024));
    expect(await fetched({ url: shelf.url })).toEqual({ unavailable: 'too large' });
    await shelf.close();
  });

  it('that are gone are unavailable, and say why', async () => {
    const shelf = await openShelf(Buffer.from(''), 404);
    expect(await fetched({ url: shelf.url })).toEqual({ unavailable: 'HTTP 404' });
    await shelf.close();
    expect(await fetched({ url: shelf.url })).toEqual({
      unavailable: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it.each([
    'https://evil.example/x',
    'https://sharepoint.com.evil.example/x',
    'http://acme.sharepoint.com/x',
    'x',
  ])('are fetched from no other place: %s', async (url) => {
    expect(await fetched({ url })).toHaveProperty('unavailable');
  });
});
