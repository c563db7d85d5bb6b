import type { PickQuestion } from '../../src/app/advice/port.ts';
import type { TemplateId } from '../../src/ids.ts';

/** The question that docs/model.md shows as it leaves. */
export const example: PickQuestion = {
  kind: 'pick',
  words: "Hi, I'm Ana. The parcel locker at Central hates me, call me at +34 612 345 678 or ana@example.com",
  locale: 'en',
  guides: [
    {
      template_id: 'locker' as TemplateId,
      name: 'The parcel locker stays locked',
      description: 'When the parcel locker does not take its code.',
      examples: ['the parcel locker does not take my code'],
      details: [
        {
          name: 'station',
          description: 'Which station is it?',
          type: 'string',
          required: true,
          choices: [],
        },
      ],
    },
    {
      template_id: 'turnstile' as TemplateId,
      name: 'The turnstile does not open',
      description: 'When the turnstile in the lobby stays shut.',
      examples: ['the turnstile in the lobby stays shut'],
      details: [],
    },
  ],
  may_ask: true,
  known: [{ kind: 'NAME', value: 'Ana Ruiz' }],
};
