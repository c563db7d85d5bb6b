import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { TemplateManager, TroubleshootingAgent, UnstuckRefusal, WebhookEvent } from 'unstuck';
import { startReceiver } from '../e2e/receiver.ts';
import { freshDataDir } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

let dataDir: string;
let agent: TroubleshootingAgent;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  dataDir = await freshDataDir();
  receiver = await startReceiver();
  agent = new TroubleshootingAgent({ dataDir, webhookAllowedNetworks: ['127.0.0.0/8'] });
}, 60_000);

afterAll(async () => {
  await agent.close();
  await receiver.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('an embedding program', () => {
  it('takes a person through a guide, and the webhooks fire by themselves', async () => {
    const webhook = await agent.webhooks.registerWebhook('embedded', {
      url: receiver.url,
      events: [WebhookEvent.SESSION_STARTED, WebhookEvent.STEP_COMPLETED, WebhookEvent.SESSION_RESOLVED],
      retryAttempts: 2,
    });
    expect(webhook).toMatchObject({ webhookId: 'embedded', retryAttempts: 2, timeout: 10 });
    receiver.trust(webhook.secret ?? '');

    let session = await agent.startTroubleshooting({
      templateId: 'reset_password_template',
      variables: { product_name: 'Acme', reset_url: 'https://acme.example/reset' },
      user: { id: '42', name: 'Ana', locale: 'en' },
    });
    expect(session).toMatchObject({ status: 'in_progress', currentStep: { stepNumber: 1 }, version: 1 });
    let steps = 0;
    while (session.status === 'in_progress') {
      session = await agent.completeStep(session.sessionId, { success: true });
      steps += 1;
    }
    expect(session).toMatchObject({ status: 'resolved', outcome: 'confirmed' });

    await eventually(() => receiver.of(session.sessionId).length === steps + 2);
    expect(receiver.of(session.sessionId).map(({ event }) => event)).toEqual([
      'session_started',
      ...Array.from({ length: steps }, () => 'step_completed'),
      'session_resolved',
    ]);
    expect(await agent.webhooks.getWebhookStats('embedded')).toMatchObject({ successRate: 100 });
    expect((await agent.giveFeedback(session.sessionId, { rating: 5 })).status).toBe('resolved');
  });

  it('may begin with the problem alone, as a text', async () => {
    const session = await agent.startTroubleshooting('olvidé mi contraseña');
    expect(session.status).toBe('choosing');
    expect(session.candidates[0]?.templateId).toBe('reset_password_template');
    const chosen = await agent.chooseGuide(session.sessionId, 'reset_password_template');
    expect(chosen).toMatchObject({ status: 'collecting', missingVariables: ['product_name', 'reset_url'] });
  });

  it('is told in an error what was refused, and which field was wrong', async () => {
    await expect(
      agent.templates.renderTemplate('reset_password_template', { product_name: 'Acme' }),
    ).rejects.toMatchObject({ code: 'invalid', errors: [{ path: 'variables.reset_url', code: 'missing' }] });
    await expect(agent.completeStep('ses_nobody', { success: true })).rejects.toBeInstanceOf(UnstuckRefusal);
  });

  it('lists, renders and creates guides', async () => {
    const created = await agent.templates.createTemplate({
      templateId: 'restart_router',
      name: 'Restart the router of {{place}}',
      description: 'When nothing else helps.',
      category: 'red',
      variables: [{ name: 'place', required: true }],
      stepsTemplate: [
        { title: 'Unplug it', instructions: ['Wait ten seconds.'], expectedResult: 'The lights are off.' },
      ],
      locale: 'en',
    });
    expect(created).toMatchObject({ templateId: 'restart_router', version: 1, locale: 'en' });
    expect(await agent.templates.renderTemplate('restart_router', { place: 'Lima' })).toMatchObject({
      problemTitle: 'Restart the router of Lima',
      steps: [{ stepNumber: 1, title: 'Unplug it', expectedResult: 'The lights are off.' }],
    });
    const inCategory = await agent.templates.listTemplates({ category: 'red' });
    expect(inCategory.map(({ templateId }) => templateId)).toContain('restart_router');
  });
});

it('has managers that also work alone', async () => {
  const alone = await freshDataDir();
  const templates = new TemplateManager({ dataDir: alone });
  try {
    expect((await templates.listTemplates({ category: 'cuenta' })).length).toBeGreaterThan(0);
  } finally {
    await templates.close();
    rmSync(alone, { recursive: true, force: true });
  }
});
