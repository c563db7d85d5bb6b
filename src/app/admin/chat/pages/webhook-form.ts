import type { Field } from '../../../../engine/message.ts';
import { plainField } from '../../../../engine/show/forms.ts';
import { webhookFormats } from '../../../webhooks.ts';
import type { Webhook } from '../../../webhooks.ts';
import type { Asking } from '../screen.ts';

/** What a form or typed options say of a webhook. */
export const configOf = ({ values, options }: Asking): Record<string, unknown> => {
  const given = { ...options, ...values };
  const filled = (name: string): string | undefined => {
    const value = given[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  };
  const names = (name: string): readonly string[] | undefined =>
    filled(name)
      ?.split(/[\s,]+/)
      .filter((one) => one !== '');
  const number = (name: string): number | undefined => {
    const value = filled(name);
    return value === undefined ? undefined : Number(value);
  };
  const format = filled('format');
  return Object.fromEntries(
    Object.entries({
      url: filled('url'),
      events: names('events'),
      channels: names('channels'),
      categories: names('categories'),
      templates: names('templates'),
      description: filled('description'),
      format: format === 'auto' ? undefined : format,
      timeout: number('timeout'),
      retry_attempts: number('retry_attempts'),
    }).filter(([, value]) => value !== undefined),
  );
};

export const fieldsOf = ({ say }: Asking, webhook: Webhook | null): readonly Field[] => {
  const masked = webhook?.url.includes('•') === true;
  return [
    {
      ...plainField('url', 'URL'),
      type: 'url',
      required: webhook === null,
      initial: webhook === null || masked ? null : webhook.url,
      max_length: 2048,
    },
    {
      ...plainField('events', say('admin.webhook_events')),
      hint: say('admin.webhook_events_hint'),
      required: true,
      initial: webhook?.events.join(', ') ?? '*',
      max_length: 500,
    },
    {
      ...plainField('description', say('admin.description')),
      initial: webhook?.description ?? null,
      max_length: 500,
    },
    {
      ...plainField('format', say('admin.webhook_format')),
      type: 'choice',
      required: true,
      options: ['auto', ...webhookFormats].map((value) => ({ value, label: value })),
      initial: webhook?.format ?? 'auto',
    },
    ...(webhook === null
      ? [
          {
            ...plainField('secret', say('admin.secret')),
            type: 'secret' as const,
            hint: say('admin.secret_hint'),
            max_length: 256,
          },
        ]
      : []),
  ];
};
