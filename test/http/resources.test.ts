import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/store/data-source.ts';
import { openTestDatabase, patience, startServer } from './harness.ts';
import type { TestServer } from './harness.ts';

let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await openTestDatabase();
  server = await startServer(database);
}, patience);
afterAll(async () => {
  await server.stop();
  await database.close();
});

const guide = {
  template_id: 'printer',
  name: 'The {{model}} does not print',
  description: 'Paper, ink, cable.',
  category: 'office',
  locale: 'en',
  variables: [
    { name: 'model', required: true },
    { name: 'floor', type: 'number' },
  ],
  steps_template: [
    { title: 'Look', instructions: ['Look at the {{model}}.'], expected_result: 'There is paper.' },
  ],
};

describe('guides by REST', () => {
  it('are created as published version 1, once', async () => {
    const created = await server.ask('POST', '/templates', { body: guide });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(
      '/api/support/troubleshooting/templates?template_id=printer',
    );
    expect(created.json).toMatchObject({
      template_id: 'printer',
      version: 1,
      status: 'published',
      locale: 'en',
      variables: [
        { name: 'model', required: true, type: 'string' },
        { name: 'floor', required: false, type: 'number' },
      ],
      steps_template: [{ step_number: 1, title: 'Look' }],
    });
    expect((await server.ask('POST', '/templates', { body: guide })).json).toMatchObject({
      status: 409,
      code: 'taken',
    });
  });

  it('are refused at once for everything that is wrong with them, each naming its place', async () => {
    const broken = await server.ask('POST', '/templates', {
      body: {
        ...guide,
        template_id: 'not an id',
        name: 7,
        steps_template: [
          { title: 'Look', instructions: ['{{nobody}}'], expected_result: 'x', on_success: 9 },
        ],
      },
    });
    expect(broken.status).toBe(422);
    const { errors } = broken.json as { errors: { path: string; message: string }[] };
    expect(errors.length).toBeGreaterThan(0);
    for (const body of [undefined, [], 'null', '7', '"text"'])
      expect((await server.ask('POST', '/templates', { body })).json).toMatchObject({ status: 422 });
  });

  it('can be read one by one, and listed by category and language', async () => {
    const one = await server.ask('GET', '/templates?template_id=printer');
    expect(one.json).toMatchObject({ template_id: 'printer', name: 'The {{model}} does not print' });
    expect((await server.ask('GET', '/templates?template_id=none')).json).toMatchObject({ status: 404 });
    const office = await server.ask('GET', '/templates?category=office&locale=en');
    expect(office.json).toMatchObject({ items: [{ template_id: 'printer' }], next_cursor: null });
    expect((await server.ask('GET', '/templates?category=%00office')).json).toMatchObject({
      items: [{ template_id: 'printer' }],
    });
  });

  it('come page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { json } = await server.ask(
        'GET',
        `/templates?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      for (const { template_id, locale } of json['items'] as { template_id: string; locale: string }[])
        seen.push(`${template_id} ${locale}`);
      cursor = json['next_cursor'] as string | null;
    }
    expect(seen.length).toBeGreaterThan(10);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain('reset_password_template es');
    expect(seen).toContain('printer en');
  });

  it('are rendered with their variables', async () => {
    const rendered = await server.ask('PUT', '/templates', {
      body: { template_id: 'printer', variables: { model: 'LaserJet', floor: '3' } },
    });
    expect(rendered.status).toBe(200);
    expect(rendered.json).toEqual({
      template_id: 'printer',
      template_version: 1,
      locale: 'en',
      category: 'office',
      problem_title: 'The LaserJet does not print',
      description: 'Paper, ink, cable.',
      total_steps: 1,
      steps: [
        {
          step_number: 1,
          title: 'Look',
          description: '',
          instructions: ['Look at the LaserJet.'],
          expected_result: 'There is paper.',
          warnings: [],
          resources: [],
        },
      ],
    });
  });

  it('are not rendered while variables are missing or wrong: each is named', async () => {
    const refused = await server.ask('PUT', '/templates', {
      body: { template_id: 'printer', variables: { floor: 'third' } },
    });
    expect(refused.json).toMatchObject({
      status: 422,
      code: 'invalid_variables',
      errors: [
        { path: 'variables.model', code: 'missing', message: 'model is required and missing.' },
        { path: 'variables.floor', code: 'invalid', message: 'floor must be a number.' },
      ],
    });
    expect((await server.ask('PUT', '/templates', { body: { template_id: 'none' } })).status).toBe(404);
    expect((await server.ask('PUT', '/templates', { body: {} })).json).toMatchObject({
      status: 422,
      errors: [{ path: 'template_id', code: 'missing', message: 'template_id is required.' }],
    });
  });
});

describe('webhooks by REST', () => {
  const hook = { url: 'http://127.0.0.1:9/hook', events: ['session_started'], enabled: false };

  it('are registered under an id of one’s own, their secret shown this once', async () => {
    const made = await server.ask('POST', '/webhooks', { body: { ...hook, webhook_id: 'wh_mine' } });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe('/api/support/troubleshooting/webhooks/wh_mine');
    expect(made.json).toMatchObject({ webhook_id: 'wh_mine', timeout: 10, retry_attempts: 3 });
    expect(made.json['secret']).toMatch(/^whsec_/);
    const read = await server.ask('GET', '/webhooks/wh_mine');
    expect(read.json).not.toHaveProperty('secret');
    expect(
      (await server.ask('POST', '/webhooks', { body: { ...hook, webhook_id: 'wh_mine' } })).json,
    ).toMatchObject({ status: 409, code: 'taken' });
    const generated = await server.ask('POST', '/webhooks', { body: hook });
    expect(generated.json['webhook_id']).toMatch(/^wh_/);
  });

  it('are refused for everything that is wrong with them', async () => {
    const refused = await server.ask('POST', '/webhooks', {
      body: { url: 'ftp://x', events: ['nothing'], timeout: 'long', webhook_id: 7 },
    });
    expect(refused.status).toBe(422);
    const { errors } = refused.json as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(expect.arrayContaining(['url', 'timeout']));
    for (const webhook_id of [7, true, '', 'a b', ['wh_x'], { id: 'wh_x' }])
      expect((await server.ask('POST', '/webhooks', { body: { ...hook, webhook_id } })).json).toMatchObject({
        status: 422,
        errors: [{ path: 'webhook_id' }],
      });
    for (const body of [undefined, [], 'null', '7'])
      expect((await server.ask('POST', '/webhooks', { body })).json).toMatchObject({ status: 422 });
  });

  it('are changed, listed, counted and deleted', async () => {
    await server.ask('POST', '/webhooks', { body: { ...hook, webhook_id: 'wh_other' } });
    const changed = await server.ask('PATCH', '/webhooks/wh_other', {
      body: { description: 'For the wall' },
    });
    expect(changed.json).toMatchObject({ webhook_id: 'wh_other', description: 'For the wall' });
    const listed = await server.ask('GET', '/webhooks?limit=200');
    expect((listed.json['items'] as { webhook_id: string }[]).map(({ webhook_id }) => webhook_id)).toContain(
      'wh_other',
    );
    expect((await server.ask('GET', '/webhooks/wh_other/stats')).json).toMatchObject({
      webhook_id: 'wh_other',
      total_events: 0,
      successful_events: 0,
      failed_events: 0,
      pending_events: 0,
      success_rate: null,
      last_event_at: null,
      common_errors: [],
    });
    const gone = await server.ask('DELETE', '/webhooks/wh_other');
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await server.ask('DELETE', '/webhooks/wh_other')).json).toMatchObject({ status: 404 });
  });

  it('rotate their secret, and send events when asked', async () => {
    await server.ask('POST', '/webhooks', { body: { ...hook, webhook_id: 'wh_live', enabled: true } });
    const rotated = await server.ask('POST', '/webhooks/wh_live/rotate-secret', {
      body: { overlap_hours: 1 },
    });
    expect(rotated.json).toEqual({ secret: expect.stringMatching(/^whsec_/) });
    expect((await server.ask('POST', '/webhooks/wh_live/rotate-secret')).status).toBe(200);
    const wrong = await server.ask('POST', '/webhooks/wh_live/rotate-secret', {
      body: { overlap_hours: -1 },
    });
    expect(wrong.json).toMatchObject({ status: 422, errors: [{ path: 'overlap_hours' }] });

    const test = await server.ask('POST', '/webhooks/wh_live/test');
    expect(test.status).toBe(202);
    expect(test.json).toMatchObject({ webhook_id: 'wh_live', event_id: expect.stringMatching(/^evt_/) });
    const events = await server.ask('GET', '/webhooks/wh_live/events');
    expect(events.json).toMatchObject({ items: [{ event_id: test.json['event_id'] }] });
    expect((await server.ask('GET', '/webhooks/wh_live/events?status=lost')).status).toBe(422);

    const replay = await server.ask('POST', '/webhooks/wh_live/replay', { body: { status: 'delivered' } });
    expect([replay.status, replay.json['queued']]).toEqual([202, 0]);
    const progress = await server.ask('GET', `/webhooks/wh_live/replays/${String(replay.json['replay_id'])}`);
    expect([200, 404]).toContain(progress.status);
    expect((await server.ask('POST', '/webhook-events/evt_none/resend')).json).toMatchObject({ status: 404 });
    await server.ask('DELETE', '/webhooks/wh_live');
  });

  it.each(['', '/stats', '/events'])('that are not there: 404 at %j', async (path) => {
    for (const id of ['wh_none', 'no%20id', '%00'])
      expect((await server.ask('GET', `/webhooks/${id}${path}`)).status).toBe(404);
  });
});

describe('escalations by REST', () => {
  const escalate = async (): Promise<{ session: string; escalation: string }> => {
    const body = { problem: 'nada funciona', user: { id: '42' } };
    const { json } = await server.ask('POST', '/sessions', { body });
    const escalated = await server.ask('POST', `/sessions/${String(json['session_id'])}/escalate`, {
      body: { reason: 'nada' },
    });
    const { escalation_id } = escalated.json['escalation'] as { escalation_id: string };
    return { session: String(json['session_id']), escalation: escalation_id };
  };

  it('are listed, claimed and resolved by agents', async () => {
    const { session, escalation } = await escalate();
    const agent = await server.keyFor('desk', 'agents');
    const listed = await server.ask('GET', '/escalations?status=open', { key: agent });
    expect(listed.json).toMatchObject({
      items: [
        { escalation_id: escalation, session_id: session, status: 'open', assignee: null, reason: 'nada' },
      ],
    });
    const claimed = await server.ask('POST', `/escalations/${escalation}/claim`, { key: agent });
    expect(claimed.json).toMatchObject({
      escalation_id: escalation,
      session_id: session,
      status: 'claimed',
      assignee: 'api:key_desk',
      session: { session_id: session, status: 'escalated' },
    });
    const resolved = await server.ask('POST', `/escalations/${escalation}/resolve`, {
      body: { agent: 'slack:T1:U9', solved: true },
    });
    expect(resolved.json).toMatchObject({ status: 'closed', session: { outcome: 'escalated_solved' } });
    expect((await server.ask('POST', `/escalations/${escalation}/claim`)).json).toMatchObject({
      status: 409,
    });
  });

  it('go back to the guide, and a new one is another', async () => {
    const { session, escalation } = await escalate();
    const returned = await server.ask('POST', `/escalations/${escalation}/return`, {
      body: { agent: 'slack:T1:U9' },
    });
    expect(returned.json).toMatchObject({ status: 'closed', session: { status: 'choosing' } });
    const again = await server.ask('POST', `/sessions/${session}/escalate`);
    expect((again.json['escalation'] as { escalation_id: string }).escalation_id).not.toBe(escalation);
    expect((await server.ask('POST', `/escalations/${escalation}/claim`)).json).toMatchObject({
      status: 409,
      code: 'not_escalated',
      session: { session_id: session },
    });
  });

  it('are claimed by exactly one of many at the same time', async () => {
    const { escalation } = await escalate();
    const answers = await Promise.all(
      ['ana', 'luis', 'marta', 'pablo', 'eva'].map((agent) =>
        server.ask('POST', `/escalations/${escalation}/claim`, { body: { agent } }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409]);
    const winner = answers.find(({ status }) => status === 200)?.json['assignee'];
    for (const { json } of answers.filter(({ status }) => status === 409)) {
      expect(json).toMatchObject({
        code: 'claimed_by_another',
        session: { escalation: { status: 'claimed', assignee: winner } },
      });
    }
  });

  it('show everything an agent needs to go on', async () => {
    const body = { template_id: 'printer', variables: { model: 'X' }, user: { id: '7', name: 'Ana' } };
    const { json } = await server.ask('POST', '/sessions', { body });
    const session = `/sessions/${String(json['session_id'])}`;
    const { escalation } = (
      await server.ask('POST', `${session}/steps/complete`, { body: { success: false, notes: 'nada' } })
    ).json as { escalation: { escalation_id: string } };
    expect((await server.ask('GET', `/escalations/${escalation.escalation_id}`)).json).toMatchObject({
      status: 'open',
      place: null,
      session: { session_id: json['session_id'] },
      pack: {
        user: { id: 'api:7', name: 'Ana' },
        cause: 'guide_exhausted',
        reason: null,
        priority: 'normal',
        guide: { template_id: 'printer', template_version: 1 },
        variables: { model: 'X' },
        steps: [{ result: 'failed', notes: 'nada' }],
      },
    });
    expect((await server.ask('GET', '/escalations/esc_none')).status).toBe(404);
  });

  it('let agents and the person write to each other, and say whether it arrived', async () => {
    const { session, escalation } = await escalate();
    await server.ask('POST', `/escalations/${escalation}/claim`, {
      body: { agent: 'slack:T1:U9', agent_name: 'Luis' },
    });
    // Who is not named is who has it.
    const replied = await server.ask('POST', `/escalations/${escalation}/reply`, {
      body: { text: ' hola ' },
    });
    expect(replied.json).toMatchObject({
      status: 'claimed',
      assignee: 'slack:T1:U9',
      session: { session_id: session },
      message: {
        direction: 'to_person',
        author: { id: 'slack:T1:U9', name: 'Luis' },
        text: 'hola',
        status: 'delivered',
        error: null,
      },
    });
    const written = await server.ask('POST', `/sessions/${session}/messages`, { body: { text: 'gracias' } });
    expect(written.status).toBe(201);
    // No agent was told anywhere yet: there is no place in the settings.
    expect(written.json).toMatchObject({ direction: 'to_agents', text: 'gracias', status: 'pending' });

    const first = await server.ask('GET', `/sessions/${session}/messages?limit=1`);
    expect(first.json).toMatchObject({ items: [{ text: 'hola' }] });
    const rest = await server.ask(
      'GET',
      `/sessions/${session}/messages?cursor=${String(first.json['next_cursor'])}`,
    );
    expect(rest.json).toMatchObject({ items: [{ text: 'gracias' }], next_cursor: null });
    const { items } = (await server.ask('GET', `/sessions/${session}/events`)).json as {
      items: { event: string; data: object }[];
    };
    expect(items.filter(({ event }) => event === 'message_relayed').map(({ data }) => data)).toMatchObject([
      { direction: 'to_person', change: 'new', text: 'hola' },
      { direction: 'to_agents', change: 'new', text: 'gracias' },
    ]);
  });

  it('are answered by one agent: another is told who has it', async () => {
    const { escalation } = await escalate();
    await server.ask('POST', `/escalations/${escalation}/claim`, { body: { agent: 'luis' } });
    const other = { body: { agent: 'marta', text: 'hola' } };
    expect((await server.ask('POST', `/escalations/${escalation}/reply`, other)).json).toMatchObject({
      status: 409,
      code: 'claimed_by_another',
      session: { escalation: { assignee: 'api:luis' } },
    });
    const assigned = await server.ask('POST', `/escalations/${escalation}/assign`, {
      body: { to: 'marta', to_name: 'Marta' },
    });
    expect(assigned.json).toMatchObject({ status: 'claimed', assignee: 'api:marta' });
    expect((await server.ask('POST', `/escalations/${escalation}/reply`, other)).status).toBe(200);
  });

  it('are put back, made urgent, and passed on where there is somewhere to pass them', async () => {
    const { escalation } = await escalate();
    const ask = (action: string, body?: object) =>
      server.ask('POST', `/escalations/${escalation}/${action}`, body ? { body } : {});
    expect((await ask('release')).json).toMatchObject({ status: 409, code: 'already_done' });
    await ask('claim', { agent: 'luis' });
    expect((await ask('release')).json).toMatchObject({ status: 'open', assignee: null });
    expect((await ask('priority', { priority: 'urgent' })).json).toMatchObject({ priority: 'urgent' });
    expect((await ask('priority', { priority: 'soon' })).json).toMatchObject({
      status: 422,
      errors: [{ path: 'priority' }],
    });
    expect((await ask('escalate-further')).json).toMatchObject({ status: 409, code: 'no_further_place' });
    expect((await ask('guide', { template_id: 'no_such' })).json).toMatchObject({ code: 'not_a_candidate' });
    expect((await ask('guide', { template_id: 'printer' })).json).toMatchObject({
      status: 'closed',
      session: { template_id: 'printer', missing_variables: ['model'] },
    });
  });

  it('take no blank words, none too long, none for what is closed, and none for what is not there', async () => {
    const { session, escalation } = await escalate();
    for (const text of [' ', 'x'.repeat(3001), undefined]) {
      expect(
        (await server.ask('POST', `/escalations/${escalation}/reply`, { body: { text } })).json,
      ).toMatchObject({ status: 422, errors: [{ path: 'text' }] });
    }
    await server.ask('POST', `/escalations/${escalation}/resolve`, { body: { solved: false } });
    expect(
      (await server.ask('POST', `/escalations/${escalation}/reply`, { body: { text: 'hola' } })).json,
    ).toMatchObject({ status: 409, code: 'session_closed', session: { outcome: 'escalated_unsolved' } });
    expect(
      (await server.ask('POST', `/sessions/${session}/messages`, { body: { text: 'hola' } })).status,
    ).toBe(409);
    for (const action of ['claim', 'reply', 'return', 'resolve', 'release'])
      expect(
        (await server.ask('POST', `/escalations/esc_none/${action}`, { body: { text: 'hola' } })).status,
      ).toBe(404);
  });

  it('say a keyed reply once, however often it is sent', async () => {
    const { session, escalation } = await escalate();
    const asked = { body: { text: 'hola' }, headers: { 'idempotency-key': `reply-${escalation}` } };
    const [once, again] = [
      await server.ask('POST', `/escalations/${escalation}/reply`, asked),
      await server.ask('POST', `/escalations/${escalation}/reply`, asked),
    ];
    expect(again?.json).toEqual(once?.json);
    const { items } = (await server.ask('GET', `/sessions/${session}/messages`)).json as { items: object[] };
    expect(items).toHaveLength(1);
  });
});

describe('settings by REST', () => {
  it('are read and replaced', async () => {
    expect((await server.ask('GET', '/settings')).json).toEqual({ escalation: {} });
    const settings = { escalation: { slack: { channel: 'C0123' } } };
    expect((await server.ask('PUT', '/settings', { body: settings })).json).toEqual(settings);
    expect((await server.ask('GET', '/settings')).json).toEqual(settings);
    const whole = {
      escalation: {
        teams: { channel: '19:abc@thread.tacv2' },
        routes: [
          { match: { category: 'red', priority: 'urgent' }, to: { channel: 'discord', conversation: '42' } },
        ],
        fallback: { channel: 'slack', conversation: 'C9', locale: 'es' },
        hours: 'lunes a viernes, 9 a 18',
        usual_wait_minutes: 10,
      },
      timers: { nudge_after_minutes: null, reminders: 3 },
    };
    expect((await server.ask('PUT', '/settings', { body: whole })).json).toEqual(whole);
    expect((await server.ask('GET', '/settings')).json).toEqual(whole);
    expect((await server.ask('PUT', '/settings', { body: {} })).json).toEqual({ escalation: {} });
    expect((await server.ask('GET', '/settings')).json).toEqual({ escalation: {} });
  });

  it.each([
    [{ escalation: { slack: { channel: '' } } }, 'escalation.slack.channel'],
    [{ escalation: { slack: 'C1' } }, 'escalation.slack'],
    [{ escalation: { irc: { channel: '#help' } } }, 'escalation'],
    [{ escalations: {} }, ''],
    [
      { escalation: { routes: [{ to: { channel: 'irc', conversation: '#x' } }] } },
      'escalation.routes[0].to.channel',
    ],
    [{ escalation: { fallback: { channel: 'slack' } } }, 'escalation.fallback.conversation'],
    [{ timers: { nudge_after_minutes: 0 } }, 'timers.nudge_after_minutes'],
    [{ timers: { reminders: -1 } }, 'timers.reminders'],
  ])('refuse %j', async (body, path) => {
    expect((await server.ask('PUT', '/settings', { body })).json).toMatchObject({
      status: 422,
      errors: [{ path }],
    });
  });
});

describe('the numbers by REST', () => {
  it('count sessions by what became of them, guide by guide and step by step', async () => {
    const since = new Date().toISOString();
    const body = { template_id: 'printer', variables: { model: 'X' }, user: { id: '1' } };
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.push(String((await server.ask('POST', '/sessions', { body })).json['session_id']));
    await server.ask('POST', `/sessions/${ids[0]}/steps/complete`, { body: { success: true } });
    await server.ask('POST', `/sessions/${ids[0]}/feedback`, { body: { rating: 4 } });
    await server.ask('POST', `/sessions/${ids[1]}/cancel`);
    const stats = await server.ask('GET', `/stats?since=${since}`);
    expect(stats.json).toMatchObject({
      sessions: {
        total: 3,
        by_status: { resolved: 1, cancelled: 1, in_progress: 1, expired: 0 },
        by_outcome: { confirmed: 1, abandoned: 1, escalated: 0 },
        by_channel: { api: 3 },
      },
      templates: [
        {
          template_id: 'printer',
          template_version: 1,
          sessions: 3,
          resolved: 1,
          escalated: 0,
          abandoned: 1,
          rating: 4,
          steps: [{ step_number: 1, shown: 3, completed: 1, failed: 0 }],
        },
      ],
      deliveries: { total: expect.any(Number), success_rate: null },
    });
  });
});
