/**
 * Guided troubleshooting inside your own program: no server, no chat platform, no token.
 * Run it from a checkout with `npm run example`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TroubleshootingAgent, WebhookEvent } from 'unstuck';

const dataDir = mkdtempSync(join(tmpdir(), 'unstuck-example-'));
const agent = new TroubleshootingAgent({ dataDir, webhookAllowedNetworks: ['127.0.0.0/8'] });

const webhook = await agent.webhooks.registerWebhook('example', {
  url: 'http://127.0.0.1:9/hook',
  events: [WebhookEvent.SESSION_RESOLVED, WebhookEvent.SESSION_ESCALATED],
});
console.log(`Registered ${webhook.webhookId}; it signs with ${webhook.secret?.slice(0, 10)}…`);

const accounts = await agent.templates.listTemplates({ category: 'cuenta', locale: 'en' });
console.log(`Guides about accounts: ${accounts.map(({ templateId }) => templateId).join(', ')}`);

let session = await agent.startTroubleshooting({
  templateId: 'reset_password_template',
  variables: { product_name: 'Acme', reset_url: 'https://acme.example/reset' },
  user: { id: '42', name: 'Ana', locale: 'en' },
});
while (session.status === 'in_progress') {
  console.log(
    `Step ${session.currentStep?.stepNumber} of ${session.totalSteps}: ${session.currentStep?.title}`,
  );
  const choice = session.currentStep?.choices?.[0]?.id;
  session = await agent.completeStep(session.sessionId, { success: true, choice });
}
console.log(`Ended as ${session.status}, ${session.outcome}.`);

await agent.giveFeedback(session.sessionId, { rating: 5 });
await agent.close();
rmSync(dataDir, { recursive: true });
