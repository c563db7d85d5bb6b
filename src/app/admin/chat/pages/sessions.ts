import { isOver, statuses, statusOf } from '../../../../engine/session.ts';
import type { Session } from '../../../../engine/session.ts';
import type { EscalationRow } from '../../../ports.ts';
import { escalationStatuses } from '../../../rest.ts';
import {
  ago,
  confirm,
  facts,
  isConfirmed,
  lacks,
  nextPage,
  pageSize,
  refusal,
  say as words,
  shown,
  status,
  text,
} from '../screen.ts';
import type { Asking, Button, ChatVerbs, Reply } from '../screen.ts';

const list = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, options } = asking;
  const wanted = options['status'];
  const known = statuses.find((one) => one === wanted) ?? null;
  if (wanted !== undefined && known === null) return lacks(asking, `status=${statuses.join('|')}`);
  const listed = await asking.do('sessions list', {
    status: known,
    limit: pageSize,
    cursor: options['cursor'] ?? null,
  });
  if (!('ok' in listed)) return refusal(asking, listed);
  const { items, next_cursor } = listed.ok;
  const here = known === null ? 'sessions list' : `sessions list status=${known}`;
  return shown(
    say('admin.sessions'),
    items.length === 0
      ? [text(say('admin.sessions_none'))]
      : [
          facts(
            items.map(({ session }) => [
              `${session.user.name ?? session.user.id} · ${statusOf(session)}`,
              [guideOf(session), session.channel, ago(locale, now, session.updated_at, '')]
                .filter((one) => one !== '')
                .join(' · '),
            ]),
          ),
        ],
    [
      ...items.map(({ session }, index) => ({
        label: `${index + 1}. ${session.user.name ?? session.user.id}`,
        words: words('sessions', 'show', session.session_id),
      })),
      ...nextPage(asking, here, next_cursor),
    ],
  );
};

const guideOf = ({ chosen }: Session): string => chosen?.name ?? '';

const show = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<session_id>');
  const found = await asking.do('sessions show', { id });
  if (!('ok' in found)) return refusal(asking, found);
  const { session, guide } = found.ok;
  return shown(
    id,
    [
      facts([
        [say('admin.status'), statusOf(session)],
        [
          say('admin.person'),
          session.user.name === null ? session.user.id : `${session.user.name} (${session.user.id})`,
        ],
        [say('admin.where'), `${session.channel} · ${session.locale}`],
        [say('admin.guide'), guide?.name ?? (guideOf(session) || null)],
        [
          say('admin.step'),
          session.phase.name === 'step'
            ? `${session.phase.step_number} / ${guide?.steps.length ?? '–'}`
            : null,
        ],
        [say('admin.begun'), ago(locale, now, session.created_at, '')],
        [say('admin.last_sign'), ago(locale, now, session.updated_at, '')],
        [say('admin.reference'), session.session_id],
      ]),
      ...(session.problem === null ? [] : [{ type: 'quote' as const, text: session.problem }]),
    ],
    isOver(session)
      ? []
      : [{ label: say('admin.session_close'), words: words('sessions', 'close', id), style: 'danger' }],
  );
};

const close = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<session_id>');
  if (!isConfirmed(asking)) {
    const found = await asking.do('sessions show', { id });
    if (!('ok' in found)) return refusal(asking, found);
    const { user } = found.ok.session;
    return confirm(
      asking,
      say('admin.session_close_sure', { name: user.name ?? user.id }),
      say('admin.session_close'),
    );
  }
  const closed = await asking.do('sessions close', { id, seen: null });
  if (!('ok' in closed)) return refusal(asking, closed);
  return shown(say('admin.session_closed'), [status('closed', say('admin.session_closed'))]);
};

const escalations =
  (fixed: { readonly mine?: boolean; readonly status?: EscalationRow['status'] }, path: string) =>
  async (asking: Asking): Promise<Reply> => {
    const { say, locale, now, actor, options } = asking;
    const listed = await asking.do('escalations list', {
      status: fixed.status ?? escalationStatuses.find((one) => one === options['status']) ?? null,
      assignee: fixed.mine === true ? actor.id : null,
      limit: pageSize,
      cursor: options['cursor'] ?? null,
    });
    if (!('ok' in listed)) return refusal(asking, listed);
    const { items, next_cursor } = listed.ok;
    const others: readonly Button[] = (['escalations open', 'escalations mine', 'escalations list'] as const)
      .filter((one) => one !== path)
      .map((one) => ({
        label: say(
          one === 'escalations open'
            ? 'admin.escalations_open'
            : one === 'escalations mine'
              ? 'admin.escalations_mine'
              : 'admin.escalations_all',
        ),
        words: one,
      }));
    return shown(
      say('admin.escalations'),
      items.length === 0
        ? [text(say('admin.escalations_none'))]
        : [
            facts(
              items.map((row) => [
                `${prioritySigns[row.priority]} ${row.status}`,
                [
                  row.reason ?? '–',
                  row.assignee ?? say('admin.nobody'),
                  ago(locale, now, row.created_at, ''),
                ].join(' · '),
              ]),
            ),
          ],
      [
        ...items.map(({ session_id }, index) => ({
          label: `${index + 1}. ${say('admin.show')}`,
          words: words('sessions', 'show', session_id),
        })),
        ...nextPage(asking, path, next_cursor),
        ...others,
      ],
    );
  };

const prioritySigns = { low: '🔽', normal: '▪️', high: '🔶', urgent: '🔴' } as const;

/** Sessions and what was handed to people. */
export const sessionPages: ChatVerbs = {
  'sessions list': { verb: 'sessions list', usage: '[status=in_progress]', run: list },
  'sessions show': { verb: 'sessions show', usage: '<session_id>', run: show },
  'sessions close': { verb: 'sessions close', usage: '<session_id>', run: close },
  'escalations list': {
    verb: 'escalations list',
    usage: '[status=claimed]',
    run: escalations({}, 'escalations list'),
  },
  'escalations mine': {
    verb: 'escalations list',
    usage: '',
    run: escalations({ mine: true }, 'escalations mine'),
  },
  'escalations open': {
    verb: 'escalations list',
    usage: '',
    run: escalations({ status: 'open' }, 'escalations open'),
  },
};
