import type { FieldError } from '../engine/command.ts';
import type { WebhookRow } from '../app/webhook-store.ts';
import {
  webhookLimits,
  type RegisteredWebhook,
  type WebhookOutcome,
  type Webhooks,
} from '../app/webhooks.ts';
import { parseWebhookId } from '../ids.ts';
import type { ManagerOptions } from './manager-options.ts';
import { presentStats, presentWebhook } from './present.ts';
import { isSecretUrl, maskUrl, platformOf } from './formats/platforms.ts';
import { createRotation } from './rotation.ts';
import { openUrl, sealHeaders, sealSecret, sealUrl } from './sealed.ts';
import { formatSecret, secretLimits } from './secret.ts';
import { checkLimit } from './queries.ts';
import {
  checkConfig,
  checkFormat,
  checkHeld,
  checkWords,
  checkWholeNumber,
  defaultRetries,
  wrong,
  type CheckedConfig,
} from './validate.ts';

const usualOverlap = webhookLimits.overlap_hours.default;
/** Over so many of the latest events the delays in the statistics are taken. */
const delaySample = 1000;

const notFound = { refused: 'not_found' } as const;
const noReason = { disabled_reason: null, disabled_detail: null } as const;

type Registry = Pick<
  Webhooks,
  | 'registerWebhook'
  | 'getWebhook'
  | 'listWebhooks'
  | 'updateWebhook'
  | 'pauseWebhook'
  | 'resumeWebhook'
  | 'deleteWebhook'
  | 'getStats'
  | 'rotateSecret'
>;

/** Registering webhooks and changing them. */
export const createRegistry = (options: ManagerOptions): Registry => {
  const { store, vault, targets, clock, ids, randomBytes, defaultSecret, wake } = options;
  const rotation = createRotation(options);

  const registerWebhook = async (
    id: string | null,
    config: unknown,
  ): Promise<WebhookOutcome<RegisteredWebhook>> => {
    const webhookId = id === null ? ids.webhook() : parseWebhookId(id);
    const checked = checkConfig(config, { required: ['url', 'events'], targets });
    const misfit = 'invalid' in checked ? [] : checkFormat(checked.config.url ?? '', checked.config.format);
    if (webhookId === null || 'invalid' in checked || misfit.length > 0) {
      const errors = 'invalid' in checked ? checked.invalid : misfit;
      const idErrors = [
        wrong('webhook_id', 'invalid_id', 'webhook_id must be 1 to 64 letters, digits, "_" or "-".'),
      ];
      return { invalid: [...(webhookId === null ? idErrors : []), ...errors] };
    }
    const { config: given } = checked;
    const secret = given.secret ?? (defaultSecret === null ? randomBytes(secretLimits.generated) : null);
    const now = clock.now();
    const row: WebhookRow = applyConfig(
      {
        webhook_id: webhookId,
        url: '',
        url_encrypted: null,
        events: [],
        timeout: webhookLimits.timeout.default,
        retry_attempts: defaultRetries(given.retry_policy ?? 'default'),
        enabled: true,
        format: 'standard',
        description: null,
        secret_encrypted: secret === null ? null : sealSecret(vault, webhookId, secret),
        secret_previous: [],
        headers_encrypted: null,
        disabled_reason: null,
        disabled_at: null,
        disabled_detail: null,
        options: {},
        created_at: now,
        updated_at: now,
      },
      given,
      now,
    );
    if (!(await store.insert(row))) return { refused: 'taken' };
    const kept = await store.find(webhookId);
    if (kept === null) return notFound;
    return {
      ok: { ...presentWebhook(kept, clock.now()), secret: secret === null ? null : formatSecret(secret) },
    };
  };

  const urlOf = (row: WebhookRow): string =>
    row.url_encrypted === null ? row.url : openUrl(vault, row.webhook_id, row.url_encrypted);

  /** Where it is delivered and in what format, the URL sealed where whoever knows it can post. */
  const placeAfter = (
    row: WebhookRow,
    given: CheckedConfig,
  ): Pick<WebhookRow, 'url' | 'url_encrypted' | 'format'> => {
    if (given.url === undefined && given.format === undefined) return row;
    const before = row.url === '' ? null : urlOf(row);
    const url = given.url ?? before ?? '';
    const target = new URL(url);
    // A format that only followed from the URL goes with it.
    const followed = before !== null && platformOf(new URL(before)) === row.format;
    const kept = followed ? 'standard' : row.format;
    const format = given.format ?? (given.url === undefined ? row.format : (platformOf(target) ?? kept));
    return isSecretUrl(target, format)
      ? { url: maskUrl(target), url_encrypted: sealUrl(vault, row.webhook_id, url), format }
      : { url, url_encrypted: null, format };
  };

  const applyConfig = (row: WebhookRow, given: CheckedConfig, now: Date): WebhookRow => ({
    ...row,
    ...placeAfter(row, given),
    events: given.events ?? row.events,
    timeout: given.timeout ?? row.timeout,
    retry_attempts: given.retry_attempts ?? row.retry_attempts,
    description: given.description === undefined ? row.description : given.description,
    ...(given.enabled === undefined || given.enabled === row.enabled ? {} : switched(given.enabled, now)),
    headers_encrypted:
      given.headers === undefined ? row.headers_encrypted : sealHeaders(vault, row.webhook_id, given.headers),
    options: {
      ...row.options,
      // Said of one URL, and gone with it.
      ...(given.url === undefined ? {} : { local: given.local === true ? true : undefined }),
      ...(given.channels === undefined ? {} : { channels: given.channels ?? undefined }),
      ...(given.categories === undefined ? {} : { categories: given.categories ?? undefined }),
      ...(given.templates === undefined ? {} : { templates: given.templates ?? undefined }),
      ...(given.payload === undefined ? {} : { payload: given.payload }),
      ...(given.ordering === undefined ? {} : { ordering: given.ordering }),
      ...(given.signing_key === undefined
        ? {}
        : { signing_keys: rotation.keysAfter(row, given.signing_key, usualOverlap, now) }),
      ...(given.retry_policy === undefined ? {} : { retry_policy: given.retry_policy }),
      ...(given.disable_after_days === undefined ? {} : { disable_after_days: given.disable_after_days }),
      ...(given.headers === undefined ? {} : { header_names: Object.keys(given.headers) }),
    },
    updated_at: now,
  });

  const switched = (
    enabled: boolean,
    now: Date,
    why: Pick<WebhookRow, 'disabled_reason' | 'disabled_detail'> = noReason,
  ): Pick<WebhookRow, 'enabled' | 'disabled_at' | 'disabled_reason' | 'disabled_detail'> => ({
    enabled,
    disabled_at: enabled ? null : now,
    ...(enabled ? noReason : why),
  });

  return {
    registerWebhook,

    getWebhook: async (id) => {
      const webhookId = parseWebhookId(id);
      const row = webhookId === null ? null : await store.find(webhookId);
      return row === null ? notFound : { ok: presentWebhook(row, clock.now()) };
    },

    listWebhooks: async ({ limit, cursor }) => {
      const size = checkLimit(limit);
      const after = cursor === undefined ? null : parseWebhookId(cursor);
      const invalid = [
        ...('errors' in size ? size.errors : []),
        ...(cursor !== undefined && after === null
          ? [wrong('cursor', 'invalid', 'This cursor is not ours.')]
          : []),
      ];
      if ('errors' in size || invalid.length > 0) return { invalid };
      const rows = await store.list({ limit: size.value + 1, after });
      const items = rows.slice(0, size.value);
      const next_cursor = rows.length > size.value ? (items.at(-1)?.webhook_id ?? null) : null;
      return { ok: { items: items.map((row) => presentWebhook(row, clock.now())), next_cursor } };
    },

    updateWebhook: async (id, patch) => {
      const webhookId = parseWebhookId(id);
      if (webhookId === null) return notFound;
      const checked = checkConfig(patch, { required: [], targets });
      if ('invalid' in checked) return checked;
      if (checked.config.secret !== undefined) {
        return { invalid: [wrong('secret', 'use_rotate_secret', 'A secret is changed by rotating it.')] };
      }
      let misfit: readonly FieldError[] = [];
      const row = await store.update(webhookId, (current) => {
        misfit = checkFormat(checked.config.url ?? urlOf(current), checked.config.format);
        return misfit.length > 0 ? current : applyConfig(current, checked.config, clock.now());
      });
      if (row === null) return notFound;
      if (misfit.length > 0) return { invalid: misfit };
      wake();
      return { ok: presentWebhook(row, clock.now()) };
    },

    pauseWebhook: async (id, { reason = null }) => {
      const webhookId = parseWebhookId(id);
      if (webhookId === null) return notFound;
      const invalid = checkWords('reason', reason);
      if (invalid.length > 0) return { invalid };
      const row = await store.update(webhookId, (current) => {
        const now = clock.now();
        const why = { disabled_reason: 'paused', disabled_detail: reason };
        return { ...current, ...switched(false, current.disabled_at ?? now, why), updated_at: now };
      });
      return row === null ? notFound : { ok: presentWebhook(row, clock.now()) };
    },

    resumeWebhook: async (id, { held = 'deliver' }) => {
      const webhookId = parseWebhookId(id);
      if (webhookId === null) return notFound;
      const invalid = checkHeld(held);
      if (invalid.length > 0) return { invalid };
      const row = await store.update(
        webhookId,
        (current) => ({ ...current, ...switched(true, clock.now()), updated_at: clock.now() }),
        held,
      );
      if (row === null) return notFound;
      wake();
      return { ok: presentWebhook(row, clock.now()) };
    },

    deleteWebhook: async (id) => {
      const webhookId = parseWebhookId(id);
      if (webhookId === null || !(await store.remove(webhookId))) return notFound;
      return { ok: { webhook_id: webhookId } };
    },

    getStats: async (id) => {
      const webhookId = parseWebhookId(id);
      const stats = webhookId === null ? null : await store.stats(webhookId, delaySample);
      return stats === null ? notFound : { ok: presentStats(stats, clock.now()) };
    },

    rotateSecret: async (id, { overlap_hours }) => {
      const webhookId = parseWebhookId(id);
      if (webhookId === null) return notFound;
      const { default: usual, ...range } = webhookLimits.overlap_hours;
      const hours = checkWholeNumber('overlap_hours', range, 'hours', overlap_hours ?? usual);
      if ('errors' in hours) return { invalid: hours.errors };
      const secret = randomBytes(secretLimits.generated);
      const row = await store.update(webhookId, (current) =>
        rotation.rotated(current, secret, hours.value, clock.now()),
      );
      return row === null ? notFound : { ok: { secret: formatSecret(secret) } };
    },
  };
};
