import { ago, confirm, facts, isConfirmed, lacks, refusal, say as words, shown, status } from '../screen.ts';
import type { Asking, ChatVerbs, Reply } from '../screen.ts';

const versions = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id>');
  const found = await asking.do('templates versions', { id });
  if (!('ok' in found)) return refusal(asking, found);
  const current = found.ok.find(({ status: one }) => one === 'published')?.version;
  return shown(
    say('admin.versions_of', { id }),
    [
      facts(
        found.ok
          .slice(0, 10)
          .map((one) => [
            `v${one.version}${one.version === current ? ' ★' : ''}`,
            [
              one.status,
              one.locales.join(', '),
              one.changed_by ?? '–',
              ago(locale, now, one.published_at ?? one.changed_at ?? one.created_at, ''),
            ].join(' · '),
          ]),
      ),
    ],
    found.ok
      .filter((one) => one.status !== 'draft' && one.version !== current)
      .slice(0, 5)
      .map(({ version }) => ({
        label: say('admin.rollback_to', { version }),
        words: words('templates', 'rollback', id, String(version)),
      })),
  );
};

const publish = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id, ...locales] = args;
  if (id === undefined) return lacks(asking, '<id> [locale …]');
  const published = await asking.do('templates publish', {
    id,
    locales: locales.length === 0 ? null : locales.flatMap((one) => one.split(',')),
  });
  if (!('ok' in published)) return refusal(asking, published);
  const told = say('admin.template_published', {
    id,
    version: published.ok.version,
    locales: published.ok.locales.join(', '),
  });
  return shown(
    told,
    [status('success', told)],
    [{ label: say('admin.show'), words: words('templates', 'show', id) }],
  );
};

const rollback = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id, version] = args;
  if (id === undefined || version === undefined || !/^v?\d+$/.test(version))
    return lacks(asking, '<id> <version>');
  const wanted = Number(version.replace('v', ''));
  if (!isConfirmed(asking))
    return confirm(asking, say('admin.rollback_sure', { id, version: wanted }), say('admin.rollback'));
  const back = await asking.do('templates rollback', { id, version: wanted });
  if (!('ok' in back)) return refusal(asking, back);
  const told = say('admin.rolled_back', { id, version: wanted, now: back.ok.version });
  return shown(
    told,
    [status('success', told)],
    [{ label: say('admin.show'), words: words('templates', 'show', id) }],
  );
};

const archive = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id>');
  if (!isConfirmed(asking)) return confirm(asking, say('admin.archive_sure', { id }), say('admin.archive'));
  const archived = await asking.do('templates archive', { id });
  if (!('ok' in archived)) return refusal(asking, archived);
  const told = say('admin.archived', { id });
  return shown(
    told,
    [status('closed', told)],
    [{ label: say('admin.versions'), words: words('templates', 'versions', id) }],
  );
};

const discard = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id>');
  if (!isConfirmed(asking)) return confirm(asking, say('admin.discard_sure', { id }), say('admin.discard'));
  const gone = await asking.do('templates discard', { id });
  if (!('ok' in gone)) return refusal(asking, gone);
  return shown(say('admin.discarded'), [status('closed', say('admin.discarded'))]);
};

/** Guides published and taken back. */
export const templateVersionPages: ChatVerbs = {
  'templates versions': { verb: 'templates versions', usage: '<id>', run: versions },
  'templates publish': { verb: 'templates publish', usage: '<id> [locale …]', run: publish },
  'templates rollback': { verb: 'templates rollback', usage: '<id> <version>', run: rollback },
  'templates archive': { verb: 'templates archive', usage: '<id>', run: archive },
  'templates discard': { verb: 'templates discard', usage: '<id>', run: discard },
};
