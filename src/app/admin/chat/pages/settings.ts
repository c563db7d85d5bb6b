import type { Settings } from '../../../settings.ts';
import { facts, hint, lacks, refusal, shown, status, text } from '../screen.ts';
import type { Asking, ChatVerbs, Reply } from '../screen.ts';
import { nearest } from '../words.ts';
import { flat } from './flat.ts';

type Kind =
  | { readonly kind: 'text'; readonly most: number }
  /** `off` where it can be switched off. */
  | { readonly kind: 'number'; readonly from: number; readonly to: number; readonly off?: true }
  | { readonly kind: 'switch' };

const place: Kind = { kind: 'text', most: 200 };
const minutes: Kind = { kind: 'number', from: 1, to: 129_600, off: true };

/** What can be set by one line of chat. Routes, of which there are many, are set by `PUT /settings`. */
const settable = {
  'escalation.slack.channel': place,
  'escalation.discord.channel': place,
  'escalation.teams.channel': place,
  'escalation.hours': { kind: 'text', most: 200 },
  'escalation.usual_wait_minutes': { kind: 'number', from: 1, to: 10_000 },
  'timers.nudge_after_minutes': minutes,
  'timers.expire_after_minutes': minutes,
  'timers.remind_agents_after_minutes': minutes,
  'timers.reminders': { kind: 'number', from: 0, to: 20 },
  'timers.fallback_after_minutes': minutes,
  'llm.enabled': { kind: 'switch' },
  'admin.slack.channel': place,
  'admin.discord.channel': place,
  'admin.teams.channel': place,
  'limits.per_person': { kind: 'number', from: 5, to: 10_000 },
  'limits.per_workspace': { kind: 'number', from: 5, to: 1_000_000 },
  'privacy.keep_days': { kind: 'number', from: 1, to: 36_500 },
  'privacy.keep_audit_days': { kind: 'number', from: 1, to: 36_500 },
  locale: { kind: 'text', most: 20 },
} as const satisfies Readonly<Record<string, Kind>>;
const paths = Object.keys(settable);
const isSettable = (path: string): path is keyof typeof settable => Object.hasOwn(settable, path);

const on: readonly string[] = ['on', 'true', 'yes', 'sí', 'si'];
const off: readonly string[] = ['off', 'false', 'no'];

type Value = { readonly value: string | number | boolean | null } | { readonly wants: string };

const read = (kind: Kind, typed: string): Value => {
  switch (kind.kind) {
    case 'text':
      return typed === '' || typed.length > kind.most ? { wants: `1–${kind.most}` } : { value: typed };
    case 'number': {
      const number = Number(typed);
      if (kind.off === true && off.includes(typed.toLowerCase())) return { value: null };
      return Number.isInteger(number) && number >= kind.from && number <= kind.to
        ? { value: number }
        : { wants: `${kind.from}–${kind.to}${kind.off === true ? ', off' : ''}` };
    }
    case 'switch':
      if (on.includes(typed.toLowerCase())) return { value: true };
      return off.includes(typed.toLowerCase()) ? { value: false } : { wants: 'on, off' };
  }
};

type Tree = { readonly [name: string]: unknown };

/** The same settings with one value changed; `undefined` takes it out. */
const placed = (tree: Tree, [name = '', ...rest]: readonly string[], value: unknown): Tree => {
  const inner = tree[name];
  const changed =
    rest.length === 0
      ? value
      : placed(typeof inner === 'object' && inner !== null ? (inner as Tree) : {}, rest, value);
  const isEmpty =
    changed === undefined ||
    (rest.length > 0 && name !== 'escalation' && Object.keys(changed as Tree).length === 0);
  const others = Object.entries(tree).filter(([other]) => other !== name);
  return Object.fromEntries(isEmpty ? others : [...others, [name, changed]]);
};

const show = async (asking: Asking): Promise<Reply> => {
  const { say } = asking;
  const found = await asking.do('settings show', {});
  if (!('ok' in found)) return refusal(asking, found);
  const lines = flat(found.ok);
  return shown(say('admin.settings'), [
    lines.length === 0 ? text(say('admin.settings_none')) : facts(lines),
    hint(say('admin.settings_how', { paths: paths.join(', ') })),
  ]);
};

const change =
  (clears: boolean) =>
  async (asking: Asking): Promise<Reply> => {
    const { say, args, options } = asking;
    const given = Object.entries(options).find(([name]) => name !== 'yes');
    const path = given?.[0] ?? args[0];
    const typed = given?.[1] ?? args.slice(1).join(' ');
    if (path === undefined || (!clears && typed === '')) return lacks(asking, '<path> <value>');
    if (!isSettable(path)) {
      const meant = nearest(path, paths);
      const note =
        meant === null
          ? say('admin.unknown', { typed: path, known: paths.join(', ') })
          : say('admin.did_you_mean', { typed: path, words: `settings set ${meant}` });
      return { refused: 'unknown_setting', note };
    }
    const value: Value = clears ? { value: null } : read(settable[path], typed);
    if ('wants' in value)
      return { refused: 'invalid_input', note: say('admin.setting_wants', { path, wants: value.wants }) };
    const now = await asking.do('settings show', {});
    if (!('ok' in now)) return refusal(asking, now);
    const wanted = placed(now.ok as unknown as Tree, path.split('.'), clears ? undefined : value.value);
    // Every path of the table is one of the settings, and its value of its kind.
    const set = await asking.do('settings set', { settings: wanted as unknown as Settings });
    if (!('ok' in set)) return refusal(asking, set);
    const told = clears
      ? say('admin.setting_cleared', { path })
      : say('admin.setting_set', { path, value: value.value === null ? 'off' : String(value.value) });
    return shown(told, [status('success', told)], [{ label: say('admin.settings'), words: 'settings show' }]);
  };

/** What an admin sets while the program runs. */
export const settingsPages: ChatVerbs = {
  'settings show': { verb: 'settings show', usage: '', run: show },
  'settings set': { verb: 'settings set', usage: '<path> <value>', run: change(false) },
  'settings clear': { verb: 'settings set', usage: '<path>', run: change(true) },
};
