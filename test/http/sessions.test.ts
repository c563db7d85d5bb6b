import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeCursor } from '../../src/app/cursor.ts';
import type { Database } from '../../src/store/data-source.ts';
import { openTestDatabase, patience, startServer } from './harness.ts';
import type { Answer, TestServer } from './harness.ts';

let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await openTestDatabase();
  server = await startServer(database);
  await server.ask('POST', '/templates', { body: router });
  await server.ask('POST', '/templates', { body: vault });
}, patience);
afterAll(async () => {
  await server.stop();
  await database.close();
});

/** A guide of two steps whose first is a question. */
const router = {
  template_id: 'router',
  name: 'Restart the {{model}}',
  description: 'The router does not answer.',
  category: 'network',
  locale: 'en',
  variables: [{ name: 'model', required: true }],
  steps_template: [
    {
      title: 'Look at the lights',
      instructions: ['Look at the {{model}}.'],
      expected_result: 'You know their colour.',
      choices: [
        { id: 'red', label: 'Red', next: 2 },
        { id: 'off', label: 'Off', next: 'escalate' },
      ],
    },
    {
      title: 'Restart it',
      description: 'It takes two minutes.',
      instructions: ['Pull the plug.', 'Wait.', 'Plug it in.'],
      expected_result: 'The light is green.',
      warnings: ['Mind the cable.'],
      resources: ['The manual', { title: 'Status', url: 'https://status.example.com' }],
    },
  ],
};
/** A guide that shows a secret to its owner. */
const vault = {
  template_id: 'vault',
  name: 'Use your code',
  description: 'One code, once.',
  category: 'account',
  locale: 'en',
  variables: [{ name: 'code', required: true, type: 'secret' }],
  steps_template: [{ title: 'Type it', instructions: ['Type {{code}}.'], expected_result: 'You are in.' }],
};

const user = { id: '42', name: 'Ana', locale: 'en' };
const start = async (body: Record<string, unknown>): Promise<Answer> =>
  await server.ask('POST', '/sessions', { body: { user, ...body } });
const idOf = (answer: Answer): string => String(answer.json['session_id']);
const routerSession = async (): Promise<string> =>
  idOf(await start({ template_id: 'router', variables: { model: 'R1' } }));
const tell = async (id: string, command: string, body?: unknown): Promise<Answer> =>
  await server.ask('POST', `/sessions/${id}/${command}`, body === undefined ? {} : { body });

describe('a session by REST', () => {
  it('starts with a template at its first step, exactly in the words of the contract', async () => {
    const answer = await start({ template_id: 'router', variables: { model: 'R1' }, problem: 'no internet' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/support/troubleshooting/sessions/${idOf(answer)}`);
    expect(answer.json).toEqual({
      session_id: expect.stringMatching(/^ses_[A-Za-z0-9_-]+$/),
      status: 'in_progress',
      version: 1,
      sequence: 2,
      channel: 'api',
      user: { id: 'api:42', name: 'Ana', locale: 'en' },
      locale: 'en',
      problem: 'no internet',
      template_id: 'router',
      template_version: 1,
      candidates: [],
      missing_variables: [],
      current_step: {
        step_number: 1,
        title: 'Look at the lights',
        description: '',
        instructions: ['Look at the R1.'],
        expected_result: 'You know their colour.',
        warnings: [],
        resources: [],
        choices: [
          { id: 'red', label: 'Red' },
          { id: 'off', label: 'Off' },
        ],
      },
      total_steps: 2,
      outcome: null,
      escalation: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updated_at: expect.any(String),
    });
  });

  it('starts at what is missing, and goes on when it is given', async () => {
    const asked = await start({ template_id: 'router' });
    expect(asked.json).toMatchObject({
      status: 'collecting',
      missing_variables: ['model'],
      current_step: null,
      total_steps: 2,
    });
    const given = await tell(idOf(asked), 'variables', { variables: { model: 'R1' } });
    expect(given.status).toBe(200);
    expect(given.json).toMatchObject({ status: 'in_progress', version: 2, missing_variables: [] });
  });

  it('starts with a problem and offers guides, the best first', async () => {
    const offered = await start({ problem: 'olvidé mi contraseña', user: { id: '7', locale: 'es' } });
    expect(offered.status).toBe(201);
    expect(offered.json).toMatchObject({ status: 'choosing', template_id: null, total_steps: null });
    const candidates = offered.json['candidates'] as { template_id: string; name: string; score: number }[];
    expect(Object.keys(candidates[0] ?? {})).toEqual(['template_id', 'name', 'score']);
    expect(candidates[0]?.template_id).toBe('reset_password_template');
    const scores = candidates.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));

    const chosen = await tell(idOf(offered), 'choose', { template_id: 'reset_password_template' });
    expect(chosen.json).toMatchObject({ status: 'collecting', template_id: 'reset_password_template' });
    const none = await tell(idOf(await start({ problem: 'olvidé mi contraseña' })), 'choose', {
      template_id: null,
    });
    expect(none.json).toMatchObject({ status: 'choosing', template_id: null, version: 2 });
  });

  it('runs to the end: success on the last step says that it is solved', async () => {
    const id = await routerSession();
    const second = await tell(id, 'steps/complete', { success: true, choice: 'red', notes: 'blinking' });
    expect(second.json['current_step']).toEqual({
      step_number: 2,
      title: 'Restart it',
      description: 'It takes two minutes.',
      instructions: ['Pull the plug.', 'Wait.', 'Plug it in.'],
      expected_result: 'The light is green.',
      warnings: ['Mind the cable.'],
      resources: ['The manual', { title: 'Status', url: 'https://status.example.com' }],
    });
    const done = await tell(id, 'steps/complete', { success: true });
    expect(done.json).toMatchObject({
      status: 'resolved',
      outcome: 'confirmed',
      current_step: null,
      version: 3,
    });
    const rated = await tell(id, 'feedback', { rating: 5, comment: 'gracias 👍' });
    expect(rated.status).toBe(200);

    const events = await server.ask('GET', `/sessions/${id}/events`);
    const items = events.json['items'] as {
      event: string;
      sequence: number;
      data: Record<string, unknown>;
    }[];
    expect(items.map(({ event, sequence }) => [sequence, event])).toEqual([
      [1, 'session_started'],
      [2, 'problem_detected'],
      [3, 'step_completed'],
      [4, 'step_completed'],
      [5, 'session_resolved'],
      [6, 'feedback_received'],
    ]);
    expect(Object.keys(items[0] ?? {})).toEqual(['event', 'sequence', 'timestamp', 'data']);
    expect(items[2]?.data).toMatchObject({
      session_id: id,
      sequence: 3,
      channel: 'api',
      template_id: 'router',
    });
  });

  it('goes back, begins anew, and ends in other ways; a body may be left out', async () => {
    const id = await routerSession();
    await tell(id, 'steps/complete', { success: true, choice: 'red' });
    expect((await tell(id, 'back')).json).toMatchObject({ current_step: { step_number: 1 } });
    expect((await tell(id, 'restart', {})).json).toMatchObject({
      current_step: { step_number: 1 },
      version: 4,
    });
    expect((await tell(id, 'resolve')).json).toMatchObject({ status: 'resolved', outcome: 'confirmed' });
    expect((await tell(await routerSession(), 'cancel', null)).json).toMatchObject({
      status: 'cancelled',
      outcome: 'abandoned',
    });
    const emptyJson = { headers: { 'content-type': 'application/json' } };
    expect((await server.ask('POST', `/sessions/${await routerSession()}/resolve`, emptyJson)).status).toBe(
      200,
    );
  });

  it('is handed to people', async () => {
    const escalated = await tell(await routerSession(), 'escalate', {
      reason: 'it burns',
      priority: 'urgent',
    });
    expect(escalated.json).toMatchObject({
      status: 'escalated',
      outcome: 'escalated',
      escalation: {
        escalation_id: expect.stringMatching(/^esc_/),
        status: 'open',
        priority: 'urgent',
        assignee: null,
        reason: 'it burns',
      },
    });
    expect((await tell(await routerSession(), 'escalate')).json).toMatchObject({
      escalation: { priority: 'normal', reason: null },
    });
  });

  it('masks secrets in everything it answers', async () => {
    const code = 'hunter2-the-code';
    const started = await start({ template_id: 'vault', variables: { code } });
    expect(started.json).toMatchObject({ current_step: { instructions: ['Type ••••••.'] } });
    const id = idOf(started);
    const answers = [
      started,
      await server.ask('GET', `/sessions/${id}`),
      await server.ask('GET', `/sessions/${id}/events`),
      await server.ask('GET', '/sessions'),
      await tell(id, 'steps/complete', { success: false }),
    ];
    for (const { text } of answers) expect(text).not.toContain(code);
    expect(JSON.stringify(server.logged)).not.toContain(code);
  });
});

describe('the person of a session', () => {
  it.each([
    ['42', 'api:42'],
    ['api:42', 'api:42'],
    ['ana@example.com', 'api:ana@example.com'],
    ['slack:T1:U1', 'api:slack:T1:U1'],
    ['مستخدم-٤٢ 🙂', 'api:مستخدم-٤٢ 🙂'],
  ])('is known to us as the caller names them: %s', async (id, known) => {
    const answer = await start({ user: { id } });
    expect(answer.json).toMatchObject({ user: { id: known, name: null, locale: 'es' } });
  });

  it.each([
    ['empty', ''],
    ['longer than 200 characters', 'x'.repeat(201)],
    ['of two lines', 'a\nb'],
    ['a number', 42],
    ['null', null],
  ])('cannot be %s', async (_what, id) => {
    const answer = await start({ user: { id } });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'invalid_input', errors: [{ path: 'user.id' }] });
  });

  it('is answered in the nearest language there is', async () => {
    expect((await start({ user: { id: '1', locale: 'en-GB' } })).json).toMatchObject({ locale: 'en' });
    expect((await start({ user: { id: '1', locale: 'fr' } })).json).toMatchObject({ locale: 'es' });
  });
});

describe('a refused command', () => {
  it('is a 409 with the refusal and the session as it stands', async () => {
    const id = await routerSession();
    const refused = await tell(id, 'back');
    expect(refused.status).toBe(409);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.json).toEqual({
      type: 'urn:unstuck:problem:nothing_to_go_back_to',
      title: 'Nothing to go back to',
      status: 409,
      detail: expect.any(String),
      code: 'nothing_to_go_back_to',
      session: (await server.ask('GET', `/sessions/${id}`)).json,
    });
  });

  it.each<[string, string, unknown]>([
    ['already_escalated', 'escalate', {}],
    ['session_closed', 'back', {}],
  ])('says %s', async (code, command, body) => {
    const id = await routerSession();
    await tell(id, code === 'session_closed' ? 'cancel' : 'escalate');
    expect((await tell(id, command, body)).json).toMatchObject({
      status: 409,
      code,
      session: { session_id: id },
    });
  });

  it('is a 422 where fields are wrong, naming each', async () => {
    const id = await routerSession();
    expect((await tell(id, 'steps/complete', { success: true, choice: 'blue' })).json).toMatchObject({
      status: 422,
      code: 'invalid_choice',
    });
    const asked = await start({ template_id: 'router', variables: { model: { not: 'a text' } } });
    expect(asked.json).toMatchObject({
      status: 422,
      code: 'invalid_variables',
      errors: [{ path: 'variables.model', code: 'invalid', message: expect.stringMatching(/model/) }],
    });
    expect(asked.json).not.toHaveProperty('session');
  });

  it('names a guide that is not there', async () => {
    expect((await start({ template_id: 'no_such_guide' })).json).toMatchObject({
      status: 422,
      code: 'unknown_template',
      errors: [{ path: 'template_id', code: 'unknown' }],
    });
    expect((await start({ template_id: 'no such guide' })).json).toMatchObject({
      status: 422,
      errors: [{ path: 'template_id' }],
    });
  });

  it('says that there is no such session', async () => {
    for (const id of ['ses_none', 'not an id', '%00', '..%2f..', 'x'.repeat(2000)])
      for (const answer of [
        await server.ask('GET', `/sessions/${id}`),
        await server.ask('GET', `/sessions/${id}/events`),
        await server.ask('POST', `/sessions/${id}/back`),
      ])
        expect(answer.json).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('lists', () => {
  it('come page by page, the newest first', async () => {
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) made.unshift(await routerSession());
    const first = await server.ask('GET', '/sessions?limit=2');
    expect((first.json['items'] as { session_id: string }[]).map(({ session_id }) => session_id)).toEqual(
      made.slice(0, 2),
    );
    const cursor = String(first.json['next_cursor']);
    const second = await server.ask('GET', `/sessions?limit=1&cursor=${cursor}`);
    expect(second.json).toMatchObject({ items: [{ session_id: made[2], current_step: { step_number: 1 } }] });
  });

  it('can be of one status', async () => {
    const id = await routerSession();
    await tell(id, 'cancel');
    const { json } = await server.ask('GET', '/sessions?status=cancelled&limit=200');
    const items = json['items'] as { session_id: string; status: string }[];
    expect(items.map(({ session_id }) => session_id)).toContain(id);
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(json['next_cursor']).toBeNull();
  });

  it('of events end where they end', async () => {
    const id = await routerSession();
    const first = await server.ask('GET', `/sessions/${id}/events?limit=1`);
    expect(first.json).toMatchObject({ items: [{ sequence: 1 }], next_cursor: expect.any(String) });
    const second = await server.ask(
      'GET',
      `/sessions/${id}/events?cursor=${String(first.json['next_cursor'])}`,
    );
    expect(second.json).toMatchObject({ items: [{ sequence: 2 }], next_cursor: null });
  });

  it.each([
    ['/sessions?limit=0', 'limit'],
    ['/sessions?limit=201', 'limit'],
    ['/sessions?limit=ten', 'limit'],
    ['/sessions?limit=1&limit=2', 'limit'],
    ['/sessions?cursor=nonsense', 'cursor'],
    ['/sessions?cursor=', 'cursor'],
    // A cursor by its form, but of another list: nothing a database could read as a moment.
    [`/sessions?cursor=${encodeCursor(['router', 'es'])}`, 'cursor'],
    [`/sessions?cursor=${encodeCursor(['2026-02-30T00:00:00.000Z', 'ses_x'])}`, 'cursor'],
    [`/escalations?cursor=${encodeCursor(['7'])}`, 'cursor'],
    [`/templates?cursor=${encodeCursor(['router'])}`, 'cursor'],
    [`/sessions/ses_any/events?cursor=${encodeCursor(['first'])}`, 'cursor'],
    ['/sessions?status=open', 'status'],
    ['/escalations?cursor=bm8', 'cursor'],
    ['/stats?since=yesterday', 'since'],
  ])('refuse %s', async (path, field) => {
    const answer = await server.ask('GET', path);
    expect(answer.json).toMatchObject({ status: 422, code: 'invalid_input', errors: [{ path: field }] });
  });
});
