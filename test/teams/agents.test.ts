import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MessageRef } from '../../src/app/channel.ts';
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

  it('that were never heard are nothing', async () => {
    expect(await house.post(changed('messageUpdate', 'x'))).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toEqual([]);
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
