import { mayDo } from '../rights.ts';
import { chatVerbs } from './grammar.ts';
import { facts, hint, shown, text } from './screen.ts';
import type { Asking, Reply } from './screen.ts';

/** What this person may type, area by area. */
export const helpScreen = ({ say, actor }: Asking): Reply => {
  const areas = new Map<string, string[]>();
  for (const [name, one] of Object.entries(chatVerbs)) {
    if (one === undefined || !mayDo(actor, one.verb) || one.verb === 'people forget-me') continue;
    const [area = '', verb = ''] = name.split(' ');
    areas.set(area, [...(areas.get(area) ?? []), [verb, one.usage].filter((word) => word !== '').join(' ')]);
  }
  if (areas.size === 0) return shown(say('admin.help'), [text(say('admin.refused_forbidden'))]);
  return shown(
    say('admin.help'),
    [
      text(say('admin.help_intro')),
      facts(
        [...areas].map(([area, usages]) => [area, usages.filter((one) => one !== '').join(' · ') || '–']),
      ),
      hint(say('admin.help_hint')),
    ],
    [...areas.keys()].map((area) => ({ label: area, words: area })),
  );
};
