import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { everyRight, rightBits } from '../support/discord-stand-in.ts';
import type { DiscordPerson, DiscordStandIn, StandInMessage } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { accepted, emptyForm, plainMessage, refused } from '../support/scripted-desk.ts';
import type { Session } from '../../src/engine/session.ts';
import type { ConversationId } from '../../src/ids.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let server: ReturnType<DiscordStandIn['guild']>;
let ana: DiscordPerson;
const open = async (options: Parameters<typeof openDiscordHouse>[0] = {}) => {
  house = await openDiscordHouse(options);
  ({ discord } = house);
  server = discord.guild();
  ana = discord.world.person('Ana', { guild: server.id, locale: 'es-419' });
  // What begins lives where it was to begin.
  house.desk.answer(({ conversation }) => ({ ...accepted(), session: { conversation } as Session }));
};
beforeEach(() => open());
afterEach(() => house.close());

/** Without the backslashes that keep words from being markup. */
const words = (value: unknown): string => JSON.stringify(value).replaceAll('\\', '');
const inputs = () => house.desk.inputs;
const last = () => inputs().at(-1);
const threads = () => discord.threadsOf(server.channel.id);
const troubleshoot = (options: Record<string, string | boolean> = {}, at = server.channel.id) =>
  discord.deliver(discord.slash(ana, at, 'troubleshoot', options));

/** A message of the bot's with a button, as it would stand in a thread. */
const shown = (customId = 'ses_1|3|done|', at = server.channel.id): StandInMessage => {
  const message = discord.world.add({ channel: at, author: '1457469483726668048' });
  const button = { type: 2, style: 1, label: 'Done', custom_id: customId };
  discord.world.draw(message, { components: [{ type: 1, components: [button] }], flags: 32768 }, false);
  return message;
};
const press = (customId = 'ses_1|3|done|', by = ana) =>
  discord.deliver(discord.press(by, shown(customId), customId));

describe.each(['agent', 'admin'] as const)('/troubleshoot-%s', (command) => {
  const type = (typed: string) =>
    discord.deliver(discord.slash(ana, server.channel.id, `troubleshoot-${command}`, { words: typed }));

  it('hands its words over, people and channels by their ids, and answers its author alone', async () => {
    house.desk.answer(() => ({ kind: 'told', message: plainMessage('Two webhooks') }));
    const reply = await type('roles set <@123456789012345678> agent in <#223456789012345678>');
    expect(last()).toMatchObject({
      type: command,
      words: 'roles set discord:123456789012345678 agent in 223456789012345678',
      user: { id: `discord:${ana.id}` },
    });
    expect(words(reply)).toContain('Two webhooks');
    expect(reply).toMatchObject({ type: 4, data: { flags: 32832 } });
    expect(threads()).toEqual([]);
  });

  it('says why where it is refused, and that it is done where there is nothing to say', async () => {
    house.desk.answer(() => refused('Only admins may do that'));
    expect(words(await type('webhooks'))).toContain('Only admins may do that');
    house.desk.answer(() => ({ kind: 'duplicate' }));
    expect(words(await type('webhooks'))).toContain('discord.done');
  });
});

describe('/troubleshoot', () => {
  it('in a channel begins in a public thread of its own, to which the person is added', async () => {
    const reply = await troubleshoot({ problem: 'The printer\nis on fire' });
    const [thread] = threads();
    expect(thread).toMatchObject({ type: 11, name: 'The printer is on fire' });
    expect(last()).toMatchObject({
      type: 'troubleshoot',
      problem: 'The printer\nis on fire',
      key: expect.stringMatching(/^discord:interaction:\d+$/),
      channel: 'discord',
      conversation: `discord:${server.id}:${thread?.id}`,
      user: { id: `discord:${ana.id}`, name: 'Ana', locale: 'es-419' },
    });
    expect(words(reply)).toContain(`https://discord.com/channels/${server.id}/${thread?.id}`);
    expect(words(reply)).toContain('discord.goes_on_in_thread (es-419)');
    await eventually(() => thread?.members.has(ana.id));
  });

  it('with private makes a private thread, named for the person where no problem was told', async () => {
    await troubleshoot({ private: true });
    expect(threads()).toMatchObject([{ type: 12, name: 'discord.thread_name (es-419)' }]);
    expect(threads()[0]?.members.has(ana.id)).toBe(true);
  });

  it('in a thread goes on right there', async () => {
    const thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
    const reply = await troubleshoot({}, thread.id);
    expect(last()).toMatchObject({ conversation: `discord:${server.id}:${thread.id}`, problem: null });
    expect(words(reply)).toContain('goes_on_here');
    expect(threads()).toHaveLength(1);
  });

  it('with private in a public thread makes a private one beside it', async () => {
    const thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
    await troubleshoot({ private: true }, thread.id);
    expect(threads()).toMatchObject([{ type: 11 }, { type: 12 }]);
  });

  it('in direct messages goes on there', async () => {
    const direct = discord.world.directWith(ana.id);
    await troubleshoot({ problem: 'x' }, direct.id);
    expect(last()).toMatchObject({ conversation: `discord:dm:${ana.id}` });
  });

  it('in an announcement channel makes a thread of that kind', async () => {
    server = discord.guild('announcement');
    await troubleshoot();
    expect(threads()).toMatchObject([{ type: 10 }]);
  });

  it('where there are no threads goes on in the channel, and nothing is missing', async () => {
    server = discord.guild('voice');
    const reply = await troubleshoot();
    expect(last()).toMatchObject({ conversation: `discord:${server.id}:${server.channel.id}` });
    expect(words(reply)).not.toContain('missing');
  });

  it('goes back to the thread in which something is open, as long as that is there', async () => {
    const thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
    const conversation = `discord:${server.id}:${thread.id}` as ConversationId;
    const begun = { session: { conversation } as Session, message: plainMessage('open') };
    house.desk.answerHome({ locale: 'en', sessions: [begun], greeting: plainMessage('Hello') });
    await troubleshoot();
    expect(last()).toMatchObject({ conversation });
    discord.world.channels.delete(thread.id);
    await troubleshoot();
    expect(last()).toMatchObject({ conversation: `discord:${server.id}:${threads()[0]?.id}` });
  });

  it('delivered twice is one thread', async () => {
    const body = discord.slash(ana, server.channel.id, 'troubleshoot', { problem: 'x' });
    await Promise.all([discord.deliver(body), discord.deliver(body)]);
    expect(threads()).toHaveLength(1);
    expect(inputs()).toHaveLength(1);
  });
});

describe('where the bot may not', () => {
  it('open threads, it says which right is missing and goes on in the channel', async () => {
    server.channel.granted = everyRight & ~rightBits.publicThreads;
    const reply = await troubleshoot();
    expect(words(reply)).toContain('discord.missing_rights (es-419)');
    expect(last()).toMatchObject({ conversation: `discord:${server.id}:${server.channel.id}` });
    expect(discord.callsOf('open_thread')).toEqual([]);
  });

  it('open private threads, what was to be private goes on in direct messages', async () => {
    server.channel.granted = everyRight & ~rightBits.privateThreads;
    const reply = await troubleshoot({ private: true });
    expect(last()).toMatchObject({ conversation: `discord:dm:${ana.id}` });
    expect(words(reply)).toContain(`https://discord.com/channels/@me/${discord.world.directWith(ana.id).id}`);
  });

  it('even write, it goes on in direct messages', async () => {
    server.channel.granted = rightBits.view;
    await troubleshoot();
    expect(last()).toMatchObject({ conversation: `discord:dm:${ana.id}` });
  });

  it.each([
    ['says no', { status: 403, code: 50013 }],
    ['has too many threads', { status: 400, code: 160006 }],
    ['is out of order', { status: 500 }],
    ['asks for patience', { status: 429, retryAfter: 2 }],
  ] as const)('or Discord %s: nobody waits for a thread', async (_, fault) => {
    discord.fault('open_thread', fault);
    const reply = await troubleshoot();
    expect(words(reply)).toContain('discord.no_thread (es-419)');
    expect(last()).toMatchObject({ conversation: `discord:${server.id}:${server.channel.id}` });
  });

  it('add somebody to a private thread, it is not used: nobody could see it', async () => {
    discord.fault('add_to_thread', { status: 403, code: 50001 });
    await troubleshoot({ private: true });
    expect(last()).toMatchObject({ conversation: `discord:dm:${ana.id}` });
  });

  it('write to somebody, they are told where they ran the command', async () => {
    const direct = discord.world.directWith(ana.id);
    await troubleshoot({}, direct.id);
    discord.world.closed.add(ana.id);
    const sent = await house.channel.send({
      message_id: 'msg_1' as never,
      conversation: `discord:dm:${ana.id}` as ConversationId,
      person: `discord:${ana.id}` as never,
      session_id: null,
      version: 1,
      message: plainMessage('Hello'),
      ref: null,
      attempt: 0,
    });
    expect(sent).toEqual({ gone: 'conversation', reason: expect.stringContaining('50007') });
    await eventually(() => words(discord.notes(ana.id)).includes('discord.dm_closed (es-419)'));
  });
});

describe('the menu of guides', () => {
  it('opens while the problem is being typed', async () => {
    expect(await discord.deliver(discord.types(ana, server.channel.id, 'print'))).toEqual({
      type: 8,
      data: { choices: [{ name: 'The printer does not print', value: 'guide:printer' }] },
    });
  });

  it.each(['agent', 'admin'] as const)(
    'offers words while they are typed after /troubleshoot-%s',
    async (who) => {
      const command = `troubleshoot-${who}`;
      expect(await discord.deliver(discord.types(ana, server.channel.id, 'pause', command))).toEqual({
        type: 8,
        data: { choices: [{ name: `${who} pause · what it is about`, value: `${who} pause` }] },
      });
      const long = discord.types(ana, server.channel.id, 'x'.repeat(200), command);
      expect(await discord.deliver(long)).toEqual({ type: 8, data: { choices: [] } });
    },
  );

  it('and what is chosen begins with that guide', async () => {
    await troubleshoot({ problem: 'guide:printer' });
    expect(last()).toMatchObject({
      type: 'press',
      key: expect.stringContaining('discord:interaction:'),
      press: { session_id: null, version: 0, move: 'start', arg: 'printer' },
    });
  });
});

describe('the other ways in', () => {
  it('/escalate without anything open begins in a thread', async () => {
    await discord.deliver(discord.slash(ana, server.channel.id, 'escalate', { reason: 'urgent' }));
    expect(last()).toMatchObject({ type: 'escalate', reason: 'urgent' });
    expect(threads()).toHaveLength(1);
  });

  it('/escalate with something open makes no place for it', async () => {
    const session = { conversation: 'discord:dm:5' as ConversationId } as Session;
    const begun = { session, message: plainMessage('open') };
    house.desk.answerHome({ locale: 'en', sessions: [begun], greeting: plainMessage('Hello') });
    await discord.deliver(discord.slash(ana, server.channel.id, 'escalate'));
    expect(last()).toMatchObject({ type: 'escalate', reason: null });
    expect(threads()).toEqual([]);
  });

  it('"Troubleshoot this message" takes its words, for whoever asks', async () => {
    const luis = discord.world.person('Luis', { guild: server.id });
    const message = discord.write(luis, server.channel.id, `<@${ana.id}> the **VPN** is down`);
    await discord.deliver(discord.menu(ana, message));
    expect(last()).toMatchObject({
      type: 'troubleshoot',
      problem: expect.stringContaining('the **VPN** is down'),
      user: { id: `discord:${ana.id}` },
    });
  });
});

describe('a press', () => {
  it('is a command with what the button carries, where it stands', async () => {
    expect(await press()).toEqual({ type: 6 });
    expect(last()).toMatchObject({
      type: 'press',
      key: null,
      conversation: `discord:${server.id}:${server.channel.id}`,
      press: { session_id: 'ses_1', version: 3, move: 'done', arg: null },
    });
  });

  it('that is refused is told to its presser alone', async () => {
    house.desk.answer(() => refused('It is not **yours**.'));
    const reply = await press();
    expect(reply).toMatchObject({ type: 4, data: { flags: 32768 + 64 } });
    expect(JSON.stringify(discord.notes(ana.id))).toContain(String.raw`It is not \\*\\*yours\\*\\*.`);
  });

  it('may be answered at length', async () => {
    house.desk.answer(() => ({ kind: 'told', message: plainMessage('Three things') }));
    await press();
    expect(words(discord.notes(ana.id))).toContain('Three things');
  });

  it('on what no version wrote is told so', async () => {
    await press('hello');
    expect(words(discord.notes(ana.id))).toContain('note.unknown_session (es-419)');
    expect(inputs()).toEqual([]);
  });

  it('in a menu is one as well', async () => {
    const message = discord.world.add({ channel: server.channel.id, author: '1457469483726668048' });
    const options = [{ label: 'Back', value: 'ses_1|3|back|' }];
    discord.world.draw(message, { components: [{ type: 3, custom_id: 'menu.0', options }] }, false);
    await discord.deliver(discord.press(ana, message, 'ses_1|3|back|'));
    expect(last()).toMatchObject({ press: { move: 'back' } });
  });

  it('for all of a message that was cut shows it, page by page', async () => {
    const message = plainMessage('Long', {
      parts: [{ type: 'text', text: 'word '.repeat(1500) }],
      actions: [
        {
          label: 'Done',
          press: { session_id: 'ses_1' as never, version: 3, move: 'done', arg: null },
          style: 'primary',
          place: 'row',
          form: null,
        },
      ],
    });
    house.desk.answerMessage(message);
    await press('whole.1>ses_1|3|go_on|');
    const [note] = discord.notes(ana.id);
    expect(words(note)).toContain('discord.page (en)');
    const reply = note && (await discord.deliver(discord.press(ana, note, 'whole.2>ses_1|3|go_on|')));
    expect(reply).toMatchObject({ type: 7 });
    expect(discord.notes(ana.id)).toHaveLength(1);
  });
});

describe('a form', () => {
  const field = {
    name: 'problem',
    label: 'What is it?',
    hint: null,
    type: 'multiline',
    required: true,
    options: [],
    initial: null,
    max_length: 2000,
  } as const;

  it('is the first answer to the press that opens it, and decides nothing', async () => {
    house.desk.answerForm({ form: { ...emptyForm, fields: [field] } });
    const reply = await press('describe>|0|start|');
    expect(reply).toMatchObject({ type: 9, data: { title: 'Your problem' } });
    expect(inputs()).toEqual([]);
    const data = (reply as { data: Record<string, unknown> }).data;
    const sent = discord.submit(ana, server.channel.id, data, { problem: 'It is broken' });
    expect(await discord.deliver(sent)).toEqual({ type: 6 });
    expect(last()).toMatchObject({
      type: 'submit',
      form: 'describe',
      values: { problem: 'It is broken' },
      key: expect.stringContaining('discord:interaction:'),
    });
  });

  it('with something wrong in it is told what, and can be opened again', async () => {
    house.desk.answer(() => refused('Type a number.', { port: 'Type a number.' }));
    const modal = { custom_id: 'variables>ses_1|3|fill_in|' };
    await discord.deliver(discord.submit(ana, server.channel.id, modal, { port: 'x' }));
    const [note] = discord.notes(ana.id);
    expect(words(note)).toContain('Type a number.');
    expect(words(note)).toContain('variables>ses_1|3|fill_in|');
  });

  it('of several pages goes on with the next one, under the version that the last one left', async () => {
    house.desk.answer(() => ({ ...accepted(), session: { version: 4 } as Session }));
    const modal = { custom_id: 'variables.1.2.0>ses_1|3|fill_in|' };
    await discord.deliver(discord.submit(ana, server.channel.id, modal, { a: '1' }));
    expect(words(discord.notes(ana.id))).toContain('variables.2.2.0>ses_1|4|fill_in|');
  });

  it('whose page was left empty is no submission', async () => {
    const modal = { custom_id: 'variables.1.2.0>ses_1|3|fill_in|' };
    await discord.deliver(discord.submit(ana, server.channel.id, modal, { a: '' }));
    expect(inputs()).toEqual([]);
    expect(words(discord.notes(ana.id))).toContain('variables.2.2.1>ses_1|3|fill_in|');
  });

  it('that does not fit the session any more is told so', async () => {
    house.desk.answerForm({ refused: 'stale', note: 'Too late.' });
    await press('variables>ses_1|3|fill_in|');
    expect(words(discord.notes(ana.id))).toContain('Too late.');
  });
});

/** Everything in a sixth of the time. */
const impatient = { answerWithinMs: 300, discordWaitsMs: 600 };
const reopen = async () => {
  await house.close();
  await open(impatient);
};

describe('an answer that takes long', () => {
  beforeEach(reopen);

  const slow = () => {
    const commit: { now: (note: string | null) => void } = { now: () => undefined };
    const committed = new Promise<string | null>((resolve) => {
      commit.now = resolve;
    });
    house.desk.answer(async ({ conversation }) => ({
      ...accepted(await committed),
      session: { conversation } as Session,
    }));
    return commit;
  };

  it('to a press is put off in time, and what there is to tell is told later', async () => {
    const commit = slow();
    expect(await press()).toEqual({ type: 6 });
    commit.now('Saved at last.');
    await eventually(() => words(discord.notes(ana.id)).includes('Saved at last.'));
  });

  it('to a command is "thinking", with the answer in its place', async () => {
    const commit = slow();
    expect(await troubleshoot()).toEqual({ type: 5, data: { flags: 64 } });
    commit.now(null);
    await eventually(() => words(discord.notes(ana.id)).includes('goes_on_in_thread'));
    expect(discord.notes(ana.id)).toHaveLength(1);
  });

  it('to a press that opens a form is a button that opens it', async () => {
    house.desk.delayForm(1000);
    expect(await press('describe>|0|start|')).toMatchObject({ type: 4 });
    expect(words(discord.notes(ana.id))).toContain('describe>|0|start|');
  });

  it('and in the end fails is told to be', async () => {
    const failing: { now: () => void } = { now: () => undefined };
    house.desk.answer(
      () =>
        new Promise((_, reject) => {
          failing.now = () => reject(new Error('no database'));
        }),
    );
    await press();
    failing.now();
    await eventually(() => words(discord.notes(ana.id)).includes('discord.not_saved (es-419)'));
  });
});

describe('an acknowledgement', () => {
  beforeEach(reopen);

  it('is not given while the machinery is broken: Discord says by itself that it did not work', async () => {
    house.desk.answer(() => Promise.reject(new Error('no database')));
    expect(await press()).toBeNull();
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ error: 'no database' }) }),
    );
  });

  it('that Discord does not hear changes nothing of what was decided', async () => {
    discord.fault('answer_interaction', { status: 500 });
    expect(await press()).toBeNull();
    expect(inputs()).toHaveLength(1);
  });

  it('that comes too late for a form leaves a button where it was pressed', async () => {
    discord.fault('answer_interaction', { status: 404, code: 10062 });
    void press('describe>|0|start|');
    await eventually(() => words(discord.ofBot(server.channel.id)).includes('discord.form_late (es-419)'));
  });
});

it('no line of the log holds what people wrote, nor the token', async () => {
  await reopen();
  discord.fault('open_thread', { status: 500 });
  house.desk.answer(() => Promise.reject(new Error('no database')));
  await troubleshoot({ problem: 'my password is hunter2' });
  discord.write(ana, server.channel.id, 'hunter2', { mention: true });
  await discord.called('open_thread_below');
  await eventually(() => words(house.lines).includes('not kept yet'));
  expect(words(house.lines)).not.toContain('hunter2');
  expect(words(house.lines)).not.toContain('stand-in.token');
});
