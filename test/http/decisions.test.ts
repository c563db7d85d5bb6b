import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/store/data-source.ts';
import { answers, standInModel, startOpenAi } from '../support/openai-stand-in.ts';
import type { OpenAiStandIn } from '../support/openai-stand-in.ts';
import { openTestDatabase, patience, startServer } from './harness.ts';
import type { TestServer } from './harness.ts';

let standIn: OpenAiStandIn;
let database: Database;
let server: TestServer;
beforeAll(async () => {
  standIn = await startOpenAi();
  database = await openTestDatabase();
  const model = {
    server: { apiKey: 'sk-right', baseUrl: standIn.baseUrl, model: standInModel },
    dailyTokens: 100_000,
  };
  server = await startServer(database, (options) => options, { model });
}, patience);
afterAll(async () => {
  await server.stop();
  await database.close();
  await standIn.stop();
});

const begin = async (problem: string): Promise<string> => {
  const body = { problem, user: { id: '42', locale: 'en' } };
  const { json } = await server.ask('POST', '/sessions', { body });
  return String(json['session_id']);
};

describe('What a model was asked', () => {
  it('is told by REST, with what it could choose and what it took', async () => {
    standIn.next(answers({ guide: 'vpn_connection_template', details: [], question: '' }));
    const id = await begin('I cannot reach the company from the hotel');
    const { json } = await server.ask('GET', `/sessions/${id}/decisions`);
    expect(json).toMatchObject({
      items: [
        {
          decision_id: expect.stringMatching(/^dec_/),
          kind: 'pick',
          result: 'chosen',
          choice: 'vpn_connection_template',
          used: true,
          model: standInModel,
          prompt_tokens: 700,
          completion_tokens: 30,
        },
      ],
      next_cursor: null,
    });
    const [decision] = json['items'] as { candidates: { id: string }[] }[];
    expect(decision?.candidates.map((one) => one.id)).toContain('vpn_connection_template');
    expect(JSON.stringify(json)).not.toContain('hotel');
  });

  it('is nothing where nobody was asked, and unknown of no session', async () => {
    const id = await begin('I forgot my password');
    expect((await server.ask('GET', `/sessions/${id}/decisions`)).json).toEqual({
      items: [],
      next_cursor: null,
    });
    expect((await server.ask('GET', '/sessions/ses_nobody/decisions')).status).toBe(404);
  });

  it('is counted', async () => {
    const { text } = await server.ask('GET', '/metrics', { key: null });
    expect(text).toContain('unstuck_model_seconds_count{result="chosen"} 1');
    expect(text).toContain('unstuck_model_tokens_total{kind="prompt"} 700');
  });
});
