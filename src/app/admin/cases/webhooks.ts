import type { Webhook, WebhookOutcome, Webhooks } from '../../webhooks.ts';
import type { UseCasesOf } from '../use-cases.ts';
import type { VerbName } from '../verbs.ts';

type WebhookVerb = Extract<VerbName, `webhooks ${string}`>;

/** What is done to webhooks by hand. */
export const webhookCases = (webhooks: Webhooks): UseCasesOf<WebhookVerb> => {
  const okOf = <T>(outcome: WebhookOutcome<T>): T | null => ('ok' in outcome ? outcome.ok : null);
  const asItIs = async ({ id }: { readonly id: string }): Promise<Webhook | null> =>
    okOf(await webhooks.getWebhook(id));
  const byId = ({ id }: { readonly id: string }): string => id;
  const itself = <T>(after: T): T => after;
  const changing = { target: byId, before: asItIs, after: itself };

  return {
    'webhooks list': { run: async (paging) => await webhooks.listWebhooks(paging) },
    'webhooks add': {
      run: async ({ id, config }) => await webhooks.registerWebhook(id, config),
      target: ({ id }, made) => made?.webhook_id ?? id,
      after: itself,
    },
    'webhooks show': { run: async ({ id }) => await webhooks.getWebhook(id) },
    'webhooks change': {
      run: async ({ id, patch }) => await webhooks.updateWebhook(id, patch),
      ...changing,
    },
    'webhooks pause': {
      run: async ({ id, ...options }) => await webhooks.pauseWebhook(id, options),
      ...changing,
    },
    'webhooks resume': {
      run: async ({ id, ...options }) => await webhooks.resumeWebhook(id, options),
      ...changing,
    },
    'webhooks remove': {
      run: async ({ id }) => await webhooks.deleteWebhook(id),
      target: byId,
      before: asItIs,
    },
    'webhooks stats': { run: async ({ id }) => await webhooks.getStats(id) },
    'webhooks events': { run: async ({ id, ...query }) => await webhooks.listEvents(id, query) },
    'webhooks event': { run: async ({ id }) => await webhooks.getEvent(id) },
    'webhooks test': {
      run: async ({ id }) => await webhooks.sendTest(id),
      target: byId,
      after: ({ event_id }) => ({ event_id }),
    },
    'webhooks rotate': {
      run: async ({ id, ...options }) => await webhooks.rotateSecret(id, options),
      target: byId,
      after: (_secret, { overlap_hours }) => ({ overlap_hours: overlap_hours ?? null }),
    },
    'webhooks replay': {
      run: async ({ id, ...query }) => await webhooks.replay(id, query),
      target: byId,
      after: ({ replay_id, queued }, { id: _id, ...query }) => ({ replay_id, queued, ...query }),
    },
    'webhooks progress': {
      run: async ({ id, replay_id }) => await webhooks.replayProgress(id, replay_id),
    },
    'webhooks resend': {
      run: async ({ id }) => await webhooks.resend(id),
      target: byId,
      after: ({ webhook_id }) => ({ webhook_id }),
    },
  };
};
