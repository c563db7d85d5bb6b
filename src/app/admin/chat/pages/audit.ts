import { ago, facts, nextPage, refusal, shown, text } from '../screen.ts';
import type { Asking, ChatVerbs, Reply } from '../screen.ts';
import { flat } from './flat.ts';

const auditPageSize = 8;

const audit = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, options } = asking;
  const { actor = null, action = null, cursor = null } = options;
  const listed = await asking.do('audit', { actor, action, cursor, limit: auditPageSize });
  if (!('ok' in listed)) return refusal(asking, listed);
  const { items, next_cursor } = listed.ok;
  return shown(
    say('admin.audit'),
    items.length === 0
      ? [text(say('admin.audit_none'))]
      : [
          facts(
            items.map((line) => [
              `${line.action}${line.target === null ? '' : ` · ${line.target}`}`,
              [
                `${line.actor_name ?? line.actor} (${line.origin})`,
                ...differences(line.before, line.after),
                ago(locale, now, line.at, ''),
                ...(line.settled ? [] : [say('admin.audit_unsettled')]),
              ].join(' · '),
            ]),
          ),
        ],
    nextPage(asking, 'audit', next_cursor),
  );
};

/** What a line changed, as far as a line of text holds it. */
const differences = (before: unknown, after: unknown): readonly string[] => {
  const was = new Map(flat(before));
  const is = new Map(flat(after));
  const changed = [...is].filter(([path, value]) => path !== 'updated_at' && was.get(path) !== value);
  return before === null || after === null
    ? []
    : changed.slice(0, 3).map(([path, value]) => `${path}: ${was.get(path) ?? '–'} → ${value}`);
};

/** What was changed by whom. */
export const auditPages: ChatVerbs = {
  audit: { verb: 'audit', usage: '[actor=slack:T…:U…] [action=webhook_removed]', run: audit },
};
