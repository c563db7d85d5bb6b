import type { Webhooks } from '../app/webhooks.ts';
import { createHistory } from './history.ts';
import type { ManagerOptions } from './manager-options.ts';
import { createRegistry } from './registry.ts';

/** Everything that is done to webhooks by hand; the same for REST, chat and embedding programs. */
export const createWebhookManager = (options: ManagerOptions): Webhooks => ({
  ...createRegistry(options),
  ...createHistory(options),
});
