import { expect, it } from '@jest/globals';
import { replay } from '../../src/engine/apply.ts';
import type { TemplateId } from '../../src/ids.ts';
import { createVault } from '../../src/store/crypto.ts';
import { createMessageQueue } from '../../src/store/message-queue.ts';
import { createSessionStore } from '../../src/store/sessions.ts';
import { forEachDatabase } from '../support/databases.ts';
import { anaStarts, cancels, goesOn, later, noon } from './fixtures.ts';

await forEachDatabase((_name, open) => {
  const vault = createVault(Buffer.alloc(32, 7));
  const clock = { now: () => noon };
  let opened: ReturnType<typeof openStores> | undefined;
  const openStores = async () => {
    const { dataSource } = await open();
    return {
      dataSource,
      store: createSessionStore(dataSource, vault, clock),
      queue: createMessageQueue(dataSource),
    };
  };
  const stores = () => (opened ??= openStores());

  it('keeps a new session with its events, its message and its mark, and gives the message to whoever wrote it', async () => {
    const { store } = await stores();
    const change = anaStarts('ses_new', { seen: 'slack:T1:D1:1.1', conversation: 'slack:T1:dm:new' });

    const appended = await store.append(change);

    expect(appended).toEqual({
      appended: 'done',
      leased: [{ message_id: 'msg_ses_new', ref: null, attempts: 1 }],
      held: false,
      webhook_events: 0,
    });
    expect(await store.seen('slack:T1:D1:1.1')).toBe(true);
    const loaded = await store.load(change.session.session_id);
    expect(loaded?.session).toEqual(change.session);
    expect(loaded?.head?.message_id).toBe('msg_ses_new');
    expect(replay(await store.recorded(change.session.session_id))).toEqual(change.session);
  });

  it('decides a delivery once, under whatever id it comes again', async () => {
    const { store } = await stores();
    await store.append(anaStarts('ses_once', { seen: 'slack:T1:D1:2.1', conversation: 'slack:T1:dm:once' }));

    const again = await store.append(
      anaStarts('ses_twice', { seen: 'slack:T1:D1:2.1', conversation: 'slack:T1:dm:twice' }),
    );

    expect(again).toEqual({ appended: 'duplicate' });
    expect(await store.load('ses_twice' as never)).toBeNull();
  });

  it('has one winner among commands on the same version', async () => {
    const { store } = await stores();
    const { session } = anaStarts('ses_race', { conversation: 'slack:T1:dm:race' });
    await store.append(anaStarts('ses_race', { conversation: 'slack:T1:dm:race' }));

    const results = await Promise.all([1, 2, 3, 4].map((n) => store.append(cancels(session, `key:${n}`))));

    expect(results.map(({ appended }) => appended).toSorted()).toEqual([
      'conflict',
      'conflict',
      'conflict',
      'done',
    ]);
    expect((await store.recorded(session.session_id)).map(({ event }) => event.type)).toEqual([
      'session_started',
      'guides_offered',
      'session_cancelled',
    ]);
  });

  it('commits what comes together as one, each command guarded by itself', async () => {
    const { store, dataSource } = await stores();
    const begun = Array.from({ length: 12 }, (_, n) =>
      anaStarts(`ses_many_${n}`, { conversation: `slack:T1:dm:many${n}` }),
    );
    for (const change of begun) await store.append(change);

    const results = await Promise.all(
      begun.flatMap(({ session }) => [store.append(cancels(session)), store.append(cancels(session))]),
    );

    expect(results.filter(({ appended }) => appended === 'done')).toHaveLength(12);
    expect(results.filter(({ appended }) => appended === 'conflict')).toHaveLength(12);
    const written = await dataSource.query<unknown[]>(
      `SELECT DISTINCT xmin::text FROM support_sessions WHERE session_id LIKE 'ses_many_%'`,
    );
    // The first does not wait for the others.
    expect(written.length).toBeLessThanOrEqual(2);
    for (const { session } of begun) {
      const loaded = await store.load(session.session_id);
      expect(loaded?.session.version).toBe(session.version + 1);
      expect(replay(await store.recorded(session.session_id))).toEqual(loaded?.session);
    }
  });

  it('takes nothing from the others when one command cannot be kept', async () => {
    const { store } = await stores();
    const begun = [0, 1, 2, 3].map((n) => anaStarts(`ses_bad_${n}`, { conversation: `slack:T1:dm:bad${n}` }));
    for (const change of begun) await store.append(change);
    const described = (n: number, problem: string) =>
      store.append(goesOn(begun[n]!.session, { type: 'problem_described', problem }));

    const results = await Promise.allSettled([
      described(0, 'one'),
      described(1, 'two'),
      described(2, 'no database keeps \0'),
      described(3, 'four'),
    ]);

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect((await store.load(begun[3]!.session.session_id))?.session.problem).toBe('four');
  });

  it('tells the replica that has the message in hand to go on with it, and nobody else', async () => {
    const { store, dataSource } = await stores();
    const begun = anaStarts('ses_held', { conversation: 'slack:T1:dm:held' });
    await store.append(begun);
    const next = goesOn(begun.session, { type: 'problem_described', problem: 'more' });

    const mine = await store.append({
      ...next,
      held: 'lease_ses_held',
      lease: { token: 'new', until: later(90) },
    });

    expect(mine).toMatchObject({ appended: 'done', leased: [], held: true });
    const [row] = await dataSource.query<{ lease_until: Date }[]>(
      `SELECT lease_until FROM support_messages WHERE message_id = 'msg_ses_held'`,
    );
    expect(row?.lease_until).toEqual(later(90));

    const other = await store.append({ ...cancels(next.session), held: 'a lease that ran out' });
    expect(other).toMatchObject({ appended: 'done', leased: [], held: false });
  });

  it('records what was sent and what is decided at once in any order, and waits for ever for neither', async () => {
    const { store, queue } = await stores();
    const ids = Array.from({ length: 20 }, (_, n) => `ses_lock_${n}`);
    const begun = ids.map((id, n) => anaStarts(id, { conversation: `slack:T1:dm:lock${n}` }));
    for (const change of begun) await store.append(change);

    const sent = begun.toReversed().map(
      async ({ session }) =>
        await queue.sent({
          message_id: `msg_${session.session_id}` as never,
          token: `lease_${session.session_id}`,
          version: session.version,
          ref: { ts: session.session_id },
          now: later(1),
          until: later(40),
        }),
    );
    const decided = begun.map(async ({ session }) => await store.append(cancels(session)));
    const again = await Promise.all(sent);
    const appended = await Promise.all(decided);

    // Whoever came first, the newer version is somebody's to send: the sender's, or that of who decided it.
    appended.forEach((one, n) => {
      const drawnAgain = again[appended.length - 1 - n] !== null;
      expect(one).toMatchObject({ appended: 'done', leased: drawnAgain ? [] : [{ ref: { ts: ids[n] } }] });
    });
  });

  it('lets a person have one open session in a conversation', async () => {
    const { store } = await stores();
    await store.append(anaStarts('ses_first', { conversation: 'slack:T1:dm:open' }));
    expect(
      await store.append(anaStarts('ses_second', { conversation: 'slack:T1:dm:open', seen: 'k' })),
    ).toEqual({
      appended: 'session_open',
    });
    expect(await store.seen('k')).toBe(false);
  });

  it('writes one webhook event for each webhook that subscribed, in the same transaction; held for one that is off', async () => {
    const { store, dataSource } = await stores();
    await dataSource.query(
      `INSERT INTO support_webhooks (webhook_id, url, events, enabled) VALUES
         ('wh_all', 'https://a.example', '{*}', true), ('wh_start', 'https://b.example', '{session_started}', true),
         ('wh_other', 'https://c.example', '{step_failed}', true), ('wh_off', 'https://d.example', '{*}', false)`,
    );

    const change = anaStarts('ses_hooks', { conversation: 'slack:T1:dm:hooks' });
    expect(await store.append(change)).toMatchObject({ webhook_events: 3 });

    const events = await dataSource.query<Record<string, unknown>[]>(
      `SELECT webhook_id, event, sequence, payload, status FROM support_webhook_events
       WHERE session_id = 'ses_hooks' ORDER BY webhook_id`,
    );
    const [outward] = await store.outwardEvents(change.session.session_id);
    expect(events).toEqual([
      { webhook_id: 'wh_all', event: 'session_started', sequence: 1, payload: outward, status: 'pending' },
      { webhook_id: 'wh_off', event: 'session_started', sequence: 1, payload: outward, status: 'held' },
      { webhook_id: 'wh_start', event: 'session_started', sequence: 1, payload: outward, status: 'pending' },
    ]);
  });

  it('hands a message to the next sender when its lease has run out, and never to two', async () => {
    const { store, queue } = await stores();
    await store.append(anaStarts('ses_lease', { conversation: 'slack:T1:dm:lease' }));
    const claim = (token: string, now: Date) =>
      queue.claim({ channel: 'slack', limit: 100, token, now, until: new Date(now.getTime() + 30_000) });
    const mine = (rows: readonly { message_id: string }[]) =>
      rows.filter(({ message_id }) => message_id === 'msg_ses_lease').length;

    expect(mine(await claim('early', later(1)))).toBe(0);
    const both = await Promise.all([claim('a', later(31)), claim('b', later(31))]);
    expect(both.map(mine).toSorted()).toEqual([0, 1]);
  });

  it('draws a message again when a newer version was wanted while it was being sent', async () => {
    const { store, queue } = await stores();
    const { session } = anaStarts('ses_again', { conversation: 'slack:T1:dm:again' });
    await store.append(anaStarts('ses_again', { conversation: 'slack:T1:dm:again' }));

    const second = await store.append(cancels(session));

    expect(second).toMatchObject({ appended: 'done', leased: [] });
    const sent = {
      message_id: 'msg_ses_again' as never,
      token: 'lease_ses_again',
      ref: { ts: '1' },
      now: noon,
      until: later(30),
    };
    expect(await queue.sent({ ...sent, version: 1 })).toMatchObject({
      role: 'head',
      wanted: 2,
      ref: { ts: '1' },
    });
    expect(await queue.sent({ ...sent, version: 2 })).toBeNull();
  });

  it('seals the secrets of each event by what was secret then, whatever guide came after', async () => {
    const { store, dataSource } = await stores();
    const started = anaStarts('ses_sealed', { conversation: 'slack:T1:dm:sealed' });
    const confirmed = (version: number, secrets: string[], variables: Record<string, string>) =>
      ({
        type: 'guide_confirmed',
        pin: { template_id: 'vpn' as TemplateId, version, locale: 'es' },
        name: 'VPN',
        category: 'red',
        total_steps: 2,
        variables,
        secrets,
        missing: [],
      }) as const;
    const first = goesOn(started.session, confirmed(1, ['clave'], { clave: 'sésamo', correo: 'ana@x.es' }));
    const more = goesOn(first.session, {
      type: 'variables_provided',
      name: 'VPN',
      variables: { clave: 'ábrete' },
      missing: [],
    });
    // The next version asks for another secret, and makes no secret of what was one.
    const replaced = goesOn(
      more.session,
      { type: 'guide_restarted' },
      confirmed(2, ['pin'], { pin: '1234', clave: 'pública' }),
    );
    for (const change of [started, first, more, replaced]) await store.append(change);

    const recorded = await store.recorded(started.session.session_id);

    expect(recorded.flatMap(({ event }) => ('variables' in event ? [event.variables] : []))).toEqual([
      { clave: 'sésamo', correo: 'ana@x.es' },
      { clave: 'ábrete' },
      { pin: '1234', clave: 'pública' },
    ]);
    expect(replay(recorded)).toEqual(replaced.session);
    const [{ kept }] = await dataSource.query<[{ kept: string }]>(
      `SELECT string_agg(data::text, '') AS kept FROM support_session_events WHERE session_id = $1`,
      [started.session.session_id],
    );
    for (const secret of ['sésamo', 'ábrete', '1234']) expect(kept).not.toContain(secret);
    for (const plain of ['ana@x.es', 'pública']) expect(kept).toContain(plain);
  });
});
