import type { Fact, FactList } from './story.ts';

/** A text of the interface, in the language of whoever reads. */
export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;

const channelNames: Readonly<Record<string, string>> = {
  slack: 'Slack',
  discord: 'Discord',
  teams: 'Teams',
  web: 'Web',
  api: 'API',
};

/** Keys of texts, by the value they stand for. */
export type Names = Readonly<Record<string, string>>;
type Data = Readonly<Record<string, unknown>>;

/** Told elsewhere in the message, or of no use to people. */
const untellable: ReadonlySet<string> = new Set([
  'session_id',
  'escalation_id',
  'sequence',
  'channel',
  'template_id',
  'template_version',
  'template_name',
  'user',
  'locale',
  'thin',
  'event_url',
]);

export type Reader = ReturnType<typeof reader>;

/** Reads an event's data for people. Everything in it may be missing, and then there is nothing to show: `null`. */
export const reader = (data: Data, say: Say) => {
  const text = (name: string): string | null => textOf(data[name]);
  const user = recordOf(data['user']);
  const name = textOf(user['name']);
  const id = textOf(user['id']);

  const stated = (label: string, shown: string | null, quoted = false): Fact | null =>
    shown === null ? null : { label: say(label), text: shown, quoted };

  return {
    say,
    text,
    number: (field: string): number | null => {
      const value = data[field];
      return typeof value === 'number' ? value : null;
    },
    who: name ?? id ?? say('webhook.somebody'),
    webhook: text('webhook_id') ?? '',

    fact: (label: string, field: string) => stated(label, text(field)),
    quote: (label: string, field: string) => stated(label, text(field), true),
    /** A value that has a word of its own; one that has none yet stands for itself. */
    named: (label: string, field: string, names: Names) => {
      const value = text(field);
      const key = value === null ? undefined : own(names, value);
      return stated(label, key === undefined ? value : say(key));
    },
    moment: (label: string, field: string) => {
      const at = text(field);
      return stated(label, at && `${at.slice(0, 16).replace('T', ' ')} UTC`);
    },
    person: () => stated('webhook.label.person', name === null || id === null ? id : `${name} (${id})`),
    channel: () => {
      const value = text('channel');
      return stated('webhook.label.channel', value && (own(channelNames, value) ?? value));
    },
    guide: () => stated('webhook.label.guide', text('template_name') ?? text('template_id')),
    step: () => stated('webhook.label.step', stepOf(data)),
    lasted: (label: string, field: string) => {
      const seconds = data[field];
      return stated(label, typeof seconds === 'number' ? durationOf(seconds) : null);
    },
    party: (field: string) => partyOf(data[field]),
    by: (label: string, field: string) => stated(label, partyOf(data[field])),

    steps: (label: string, result: 'completed' | 'failed'): FactList => ({
      label: say(label),
      items: listOf(data['steps'])
        .map(recordOf)
        .filter((step) => step['result'] === result)
        .map((step) =>
          [stepOf(step), textOf(step['choice']), textOf(step['notes'])]
            .filter((part) => part !== null)
            .join(' — '),
        ),
    }),
    details: (): FactList => ({
      label: say('webhook.label.details'),
      items: Object.entries(recordOf(data['variables'])).flatMap(([variable, value]) => {
        const shown = textOf(value);
        return shown === null ? [] : [`${variable}: ${shown}`];
      }),
    }),
    /** What else there is, under its own names. */
    plain: (): readonly Fact[] =>
      Object.entries(data).flatMap(([field, value]) => {
        const shown = textOf(value);
        return shown === null || untellable.has(field)
          ? []
          : [{ label: field.replaceAll('_', ' '), text: shown, quoted: false }];
      }),
  };
};

/** Names come from outside: none of them is to find what every object has. */
export const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const textOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
};
const recordOf = (value: unknown): Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Somebody: their name, or what there is of them. */
const partyOf = (value: unknown): string | null => {
  const party = recordOf(value);
  return textOf(party['name']) ?? textOf(party['id']) ?? textOf(value);
};

const stepOf = (step: Data): string | null => {
  const parts = [textOf(step['step_number']), textOf(step['title'])].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('. ');
};

/** `2 h 5 min`: the same in every language we speak. */
const durationOf = (seconds: number): string => {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return '< 1 min';
  const parts: readonly (readonly [count: number, unit: string])[] = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
};
