import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { accepted } from '../support/scripted-desk.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import * as slack from '../support/slack-requests.ts';
import { ana } from '../support/slack-requests.ts';
import { appToken, startSlackSocket } from '../support/slack-socket.ts';
import type { SlackSocket } from '../support/slack-socket.ts';
import { startSlackStandIn } from '../support/slack-stand-in.ts';
import type { SlackStandIn } from '../support/slack-stand-in.ts';

let standIn: SlackStandIn;
let socket: SlackSocket;
let house: SlackHouse;

beforeEach(async () => {
  standIn = await startSlackStandIn();
  socket = await startSlackSocket(standIn);
  house = await openSlackHouse({ slack: standIn, appToken, signingSecret: null, reconnectMs: [0, 10] });
});
afterEach(async () => {
  await house.close();
  await socket.close();
});

const click = () => slack.clickButton(ana, { channel: 'DUANA', ts: '5.0' }, 'ses_1|3|done|');
const opened = () => standIn.callsOf('apps.connections.open').length;
const linesOf = (level: string) => house.lines.filter((line) => line.level === level);

describe('Socket Mode', () => {
  it('is connected when it has started, with the app’s own token', async () => {
    await house.channel.start();
    expect(socket.connections()).toBe(1);
    expect(standIn.calls.find(({ method }) => method === 'apps.connections.open')?.token).toBe(appToken);
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'info', message: 'slack: connected by Socket Mode' }),
    );
  });

  it('needs no address: nothing is served by HTTP', async () => {
    expect(house.channel.requestListener).toBeNull();
    expect((await fetch(house.url, { method: 'POST' })).status).toBe(404);
  });

  it('answers a command in the acknowledgement, and an event with nothing', async () => {
    await house.channel.start();
    expect(await socket.deliver(slack.slashCommand(ana, '/troubleshoot', 'x'))).toMatchObject({
      response_type: 'ephemeral',
    });
    expect(await socket.deliver(slack.directMessage(ana, 'x'))).toEqual({});
  });

  it('does not acknowledge what was not committed, and takes it when it comes again', async () => {
    await house.channel.start();
    house.desk.answer(() => Promise.reject(new Error('no database')));
    expect(await socket.deliver(slack.directMessage(ana, 'x'), 200)).toBeNull();
    expect(linesOf('error')).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ error: 'no database' }) }),
    );
    house.desk.answer(() => accepted());
    expect(await socket.deliver(slack.directMessage(ana, 'x'))).toEqual({});
  });

  it.each([
    ['Slack asks for a new one', () => socket.refresh()],
    ['the line is cut', () => socket.cut()],
  ])('connects anew by itself when %s', async (_, end) => {
    await house.channel.start();
    end();
    await eventually(() => opened() === 2 && socket.connections() === 1);
    await eventually(async () => (await socket.deliver(click())) !== null);
    expect(house.desk.inputs).toHaveLength(1);
  });

  it('goes on trying where Slack is away at the start, and says so once', async () => {
    standIn.fault('apps.connections.open', { status: 500 }, { status: 500 }, { hangUp: true });
    await house.channel.start();
    await eventually(() => socket.connections() === 1);
    expect(opened()).toBe(4);
    // Twice the same is said once.
    expect(linesOf('error').filter(({ message }) => message.includes('no Socket Mode'))).toHaveLength(2);
    expect(await socket.deliver(click())).toEqual({});
  });

  it('with a token that is no good says so, and does not hold up the start', async () => {
    standIn.fault('apps.connections.open', { error: 'invalid_auth' });
    await house.channel.start();
    expect(linesOf('error')).toContainEqual(
      expect.objectContaining({
        fields: expect.objectContaining({ error: expect.stringContaining('invalid_auth') }),
      }),
    );
    expect(opened()).toBe(1);
  });

  it('stops when what is under way is answered, and hangs up', async () => {
    await house.channel.start();
    let commit = (): void => undefined;
    const committed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    house.desk.answer(async () => {
      await committed;
      return accepted();
    });
    const answered = socket.deliver(click());
    await eventually(() => house.desk.inputs.length === 1);
    const stopped = house.channel.stop();
    expect(await socket.deliver(click(), 100)).toBeNull();
    commit();
    expect(await answered).toEqual({});
    await stopped;
    await eventually(() => socket.connections() === 0);
    expect(house.desk.inputs).toHaveLength(1);
    expect(opened()).toBe(1);
  });

  it('is served beside the address where there is a signing secret, too', async () => {
    await house.close();
    standIn = await startSlackStandIn();
    const both = await startSlackSocket(standIn);
    house = await openSlackHouse({ slack: standIn, appToken });
    await house.channel.start();
    expect(await both.deliver(click())).toEqual({});
    expect(await house.post(click())).toMatchObject({ status: 200 });
    await house.channel.stop();
    await both.close();
  });
});
