import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import * as slack from '../support/slack-requests.ts';
import { ana, signed } from '../support/slack-requests.ts';
import type { SlackRequest } from '../support/slack-requests.ts';

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlackHouse();
});
afterEach(() => house.close());

const request = slack.clickButton(ana, { channel: 'DUANA', ts: '5.0' }, 'ses_1|3|done|');
const minutes = 60_000;

describe('a request is served only if Slack signed it', () => {
  it.each<[string, Record<string, string>]>([
    ['another secret', signed(request, { secret: 'another' })],
    ['no signature', { 'content-type': request.contentType }],
    ['half a signature', { ...signed(request), 'x-slack-signature': 'v0=abc' }],
    ['another version', { ...signed(request), 'x-slack-signature': `v1=${'0'.repeat(64)}` }],
    ['no time', { ...signed(request), 'x-slack-request-timestamp': '' }],
    ['six minutes ago', signed(request, { at: Date.now() - 6 * minutes })],
    ['six minutes ahead', signed(request, { at: Date.now() + 6 * minutes })],
  ])('%s: 401', async (_, headers) => {
    expect(await house.post(request, headers)).toEqual({ status: 401, body: '' });
    expect(house.desk.inputs).toEqual([]);
  });

  it('a body that was changed on its way: 401', async () => {
    const changed = { ...request, body: request.body.replace('done', 'failed') };
    expect(await house.post(changed, signed(request))).toMatchObject({ status: 401 });
  });

  it('four minutes ago is still Slack', async () => {
    expect(await house.post(request, signed(request, { at: Date.now() - 4 * minutes }))).toMatchObject({
      status: 200,
    });
  });

  it('a flood of forged ones is one line in the log', async () => {
    const forged = signed(request, { secret: 'another' });
    await Promise.all(Array.from({ length: 20 }, () => house.post(request, forged)));
    expect(house.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('one without a signature is refused before its body came', async () => {
    const status = await firstLine(
      house.url,
      'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900000\r\n\r\n',
    );
    expect(status).toBe('HTTP/1.1 401 Unauthorized');
  });
});

describe('what is no event', () => {
  it('the address is proven with the challenge', async () => {
    const challenge: SlackRequest = {
      contentType: 'application/json',
      body: JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1a' }),
    };
    expect(await house.post(challenge)).toEqual({ status: 200, body: { challenge: '3eZbrw1a' } });
  });

  it('a certificate check is answered though it is not signed', async () => {
    const check = { contentType: 'application/x-www-form-urlencoded', body: 'ssl_check=1&token=x' };
    expect(await house.post(check, { 'content-type': check.contentType })).toEqual({ status: 200, body: '' });
  });

  it.each([
    ['a kind that has no handler', '{"type":"app_rate_limited","team_id":"T1"}', 200],
    ['an empty object', '{}', 200],
    ['an event without content', '{"type":"event_callback","event":{}}', 200],
    ['a half of one', '{"type":"event_ca', 400],
    ['null', 'null', 400],
    ['a list', '[]', 400],
    ['nothing', '', 400],
  ])('%s', async (_, body, status) => {
    expect(await house.post({ body, contentType: 'application/json' })).toMatchObject({ status });
    expect(house.desk.inputs).toEqual([]);
  });

  it.each(['payload=null', 'payload=%5B%5D', 'payload=%7Bhalf'])('a form with %s: 400', async (body) => {
    expect(await house.post({ body, contentType: 'application/x-www-form-urlencoded' })).toMatchObject({
      status: 400,
    });
  });

  it('a body that is none and not signed: 401', async () => {
    const garbage = { body: 'null', contentType: 'application/json' };
    expect(await house.post(garbage, signed(garbage, { secret: 'another' }))).toMatchObject({ status: 401 });
  });

  it('more than Slack ever sends: 413', async () => {
    const long = slack.directMessage(ana, 'x'.repeat(3 * 1024 * 1024));
    expect(await house.post(long)).toMatchObject({ status: 413 });
  });

  it('another address or method', async () => {
    expect((await fetch(house.url.replace('events', 'other'), { method: 'POST' })).status).toBe(404);
    expect((await fetch(house.url)).status).toBe(405);
  });
});

describe('an acknowledgement', () => {
  it.each<[string, SlackRequest]>([
    ['event', slack.directMessage(ana, 'x')],
    ['click', request],
    ['command', slack.slashCommand(ana, '/troubleshoot')],
    ['shortcut', slack.messageShortcut(ana, { text: 'x' })],
  ])('is not given while the machinery is broken, so that an %s is not lost', async (_, broken) => {
    house.desk.answer(() => Promise.reject(new Error('no database')));
    expect(await house.post(broken)).toEqual({ status: 503, body: '' });
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ error: 'no database' }) }),
    );
    house.desk.answer(() => ({ kind: 'duplicate' }));
    expect(await house.post(broken)).toMatchObject({ status: 200 });
  });

  it('is not given before there is anyone to give the request to', async () => {
    await house.channel.stop();
    expect(await house.post(request)).toEqual({ status: 503, body: '' });
  });

  it('is 503 once Slack has given up waiting', async () => {
    house.desk.answer(() => new Promise(() => undefined));
    expect(await house.post(request)).toEqual({ status: 503, body: '' });
  }, 10_000);

  it('is timed', async () => {
    const answered: [number, number][] = [];
    await house.close();
    house = await openSlackHouse({
      metrics: { answered: (status, ms) => answered.push([status, ms]), called: () => undefined },
    });
    await house.post(request);
    expect(answered).toEqual([[200, expect.any(Number)]]);
  });
});

describe('a workspace that is not allowed', () => {
  beforeEach(async () => {
    await house.close();
    house = await openSlackHouse({ allowedWorkspaces: ['T2'] });
  });

  it('gets nothing done', async () => {
    expect(await house.post(slack.directMessage(ana, 'x'))).toEqual({ status: 200, body: '' });
    expect(await house.post(request)).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toEqual([]);
    expect(house.slack.calls).toEqual([]);
  });

  it('is told so on a command', async () => {
    const { body } = await house.post(slack.slashCommand(ana, '/troubleshoot'));
    expect(body).toMatchObject({ response_type: 'ephemeral', text: 'slack.workspace_refused (es)' });
  });

  it('while the allowed one is served', async () => {
    await house.post(slack.directMessage({ ...ana, team: 'T2' }, 'x'));
    expect(house.desk.inputs).toHaveLength(1);
  });
});

it('no line of the log holds what people wrote, nor the token', async () => {
  house.desk.answer(() => Promise.reject(new Error('no database')));
  await house.post(slack.directMessage(ana, 'my password is hunter2'));
  await house.post(slack.slashCommand(ana, '/troubleshoot', 'hunter2'));
  house.slack.fault('users.info', { status: 500 });
  await house.post(slack.mention(ana, 'hunter2'));
  const written = JSON.stringify(house.lines);
  expect(written).not.toContain('hunter2');
  expect(written).not.toContain('xoxb');
});

/** The first line of the answer to a request that is never finished. */
function firstLine(url: string, head: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(head));
    socket.on('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().split('\r\n', 1)[0] ?? '');
    });
  });
}
