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
