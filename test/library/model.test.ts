import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { TroubleshootingAgent } from 'unstuck';
import { freshDataDir } from '../support/databases.ts';
import { answers, fails, standInModel, startOpenAi } from '../support/openai-stand-in.ts';
import type { OpenAiStandIn } from '../support/openai-stand-in.ts';

let standIn: OpenAiStandIn;
let dataDir: string;
let agent: TroubleshootingAgent;
beforeAll(async () => {
  standIn = await startOpenAi();
  dataDir = await freshDataDir();
  agent = new TroubleshootingAgent({
    dataDir,
    defaultLocale: 'en',
    useLlm: true,
    openaiApiKey: 'sk-right',
    openaiBaseUrl: standIn.baseUrl,
    openaiModel: standInModel,
  });
}, 60_000);
afterAll(async () => {
  await agent.close();
  await standIn.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('an embedding program that lets a model help', () => {
  it('gets its choice first, with the first answer', async () => {
    standIn.next(answers({ guide: 'vpn_connection_template', details: [], question: '' }));
    const session = await agent.startTroubleshooting('I cannot reach the company from the hotel');
    expect(session).toMatchObject({ status: 'choosing', version: 1 });
    expect(session.candidates[0]?.templateId).toBe('vpn_connection_template');
    expect(standIn.requests).toHaveLength(1);
  });

  it('gets what the words say where that fails', async () => {
    standIn.next(fails(400));
    const session = await agent.startTroubleshooting('the screen of the laptop and the printer');
    expect(session.status).toBe('choosing');
  });

  it('gets what the words say where it forgot the key', async () => {
    const other = new TroubleshootingAgent({ dataDir: await freshDataDir(), useLlm: true });
    const session = await other.startTroubleshooting('olvidé mi contraseña');
    expect(session.candidates[0]?.templateId).toBe('reset_password_template');
    await other.close();
  });
});
