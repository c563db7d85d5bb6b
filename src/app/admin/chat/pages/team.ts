import { plainField } from '../../../../engine/show/forms.ts';
import { scopes } from '../../../api-keys.ts';
import { roles } from '../../verbs.ts';
import {
  ago,
  confirm,
  facts,
  isConfirmed,
  lacks,
  refusal,
  say as words,
  shown,
  status,
  text,
} from '../screen.ts';
import type { Asking, ChatVerbs, Reply } from '../screen.ts';

const listRoles = async (asking: Asking): Promise<Reply> => {
  const { say } = asking;
  const listed = await asking.do('roles list', {});
  if (!('ok' in listed)) return refusal(asking, listed);
  return shown(
    say('admin.roles'),
    listed.ok.length === 0
      ? [text(say('admin.roles_none'))]
      : [
          facts(
            listed.ok.map(({ person, role, name, granted_by }) => [
              name === null ? person : `${name} (${person})`,
              say('admin.role_by', { role, by: granted_by }),
            ]),
          ),
        ],
    [{ label: say('admin.role_give'), words: 'roles set', form: true, style: 'primary' }],
  );
};

const setRole = async (asking: Asking): Promise<Reply> => {
  const { say, values, actor } = asking;
  const person = values['person'] ?? asking.args[0];
  const role = values['role'] ?? asking.args[1];
  if (person === undefined || role === undefined) return lacks(asking, `<person> ${roles.join('|')}`);
  if (person === actor.id && role !== 'admin' && !isConfirmed(asking) && values['role'] === undefined)
    return confirm(asking, say('admin.role_own_sure'), say('admin.role_set_button'));
  const set = await asking.do('roles set', { person: person.trim(), role });
  if (!('ok' in set)) return refusal(asking, set);
  const told = say('admin.role_is', { person: set.ok.person, role: set.ok.role });
  return shown(told, [status('success', told)], [{ label: say('admin.roles'), words: 'roles list' }]);
};

const removeRole = async (asking: Asking): Promise<Reply> => {
  const { say } = asking;
  const [person] = asking.args;
  if (person === undefined) return lacks(asking, '<person>');
  if (!isConfirmed(asking))
    return confirm(asking, say('admin.role_remove_sure', { person }), say('admin.remove'));
  const removed = await asking.do('roles remove', { person });
  if (!('ok' in removed)) return refusal(asking, removed);
  const told = say('admin.role_is', { person, role: 'user' });
  return shown(told, [status('closed', told)]);
};

const listKeys = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now } = asking;
  const listed = await asking.do('keys list', {});
  if (!('ok' in listed)) return refusal(asking, listed);
  const alive = listed.ok.filter(({ revoked_at }) => revoked_at === null).slice(0, 20);
  return shown(
    say('admin.keys'),
    alive.length === 0
      ? [text(say('admin.keys_none'))]
      : [
          facts(
            alive.map((key) => [
              key.name,
              [
                key.scopes.join(', '),
                say('admin.key_used', { ago: ago(locale, now, key.last_used_at, say('admin.never')) }),
                key.key_id,
              ].join(' · '),
            ]),
          ),
        ],
    [
      { label: say('admin.key_add'), words: 'keys add', form: true, style: 'primary' },
      ...alive.map(({ key_id, name }) => ({
        label: say('admin.key_revoke_named', { name }),
        words: words('keys', 'revoke', key_id),
        place: 'more' as const,
      })),
    ],
  );
};

const addKey = async (asking: Asking): Promise<Reply> => {
  const { say, values, args } = asking;
  const name = values['name'] ?? args[0];
  const scope = values['scopes'] ?? args.slice(1).join(',');
  if (name === undefined || scope === '') return lacks(asking, `<name> ${scopes.join('|')}`);
  const made = await asking.do('keys add', {
    name,
    scopes: scope.split(/[\s,]+/).filter((one) => one !== ''),
  });
  if (!('ok' in made)) return refusal(asking, made);
  const told = say('admin.key_added', { name: made.ok.name });
  return shown(told, [
    status('success', told),
    text(say('admin.secret_once')),
    { type: 'quote', text: made.ok.key },
  ]);
};

const revokeKey = async (asking: Asking): Promise<Reply> => {
  const { say } = asking;
  const [id] = asking.args;
  if (id === undefined) return lacks(asking, '<key_id>');
  if (!isConfirmed(asking))
    return confirm(asking, say('admin.key_revoke_sure', { id }), say('admin.key_revoke'));
  const revoked = await asking.do('keys revoke', { id });
  if (!('ok' in revoked)) return refusal(asking, revoked);
  const told = say('admin.key_revoked');
  return shown(told, [status('closed', told)], [{ label: say('admin.keys'), words: 'keys list' }]);
};

const erase = async (asking: Asking): Promise<Reply> => {
  const { say } = asking;
  const [person] = asking.args;
  if (person === undefined) return lacks(asking, '<person>');
  if (!isConfirmed(asking)) return confirm(asking, say('admin.erase_sure', { person }), say('admin.erase'));
  const erased = await asking.do('people erase', { person });
  if (!('ok' in erased)) return refusal(asking, erased);
  const told = say('admin.erased', { count: erased.ok.sessions, as: erased.ok.forgotten_as });
  return shown(told, [status('closed', told)]);
};

const forgetMe = async (asking: Asking): Promise<Reply> => {
  const { say } = asking;
  if (!isConfirmed(asking))
    return shown(
      say('admin.forget_me'),
      [status('warning', say('admin.forget_me_sure'))],
      [{ label: say('admin.forget_me'), words: 'people forget-me --yes', style: 'danger' }],
    );
  const forgot = await asking.do('people forget-me', {});
  if (!('ok' in forgot)) return refusal(asking, forgot);
  return shown(say('admin.forgotten'), [status('success', say('admin.forgotten'))]);
};

/** Who may do what. */
export const teamPages: ChatVerbs = {
  'roles list': { verb: 'roles list', usage: '', run: listRoles },
  'roles set': {
    verb: 'roles set',
    usage: '<person> agent|admin|user',
    run: setRole,
    form: async ({ say, args }) => ({
      title: say('admin.role_give'),
      fields: [
        {
          ...plainField('person', say('admin.person')),
          hint: 'slack:T…:U… · discord:… · teams:…:…',
          required: true,
          initial: args[0] ?? null,
          max_length: 240,
        },
        {
          ...plainField('role', say('admin.role')),
          type: 'choice',
          required: true,
          options: roles.map((value) => ({ value, label: value })),
          initial: 'agent',
        },
      ],
    }),
  },
  'roles remove': { verb: 'roles remove', usage: '<person>', run: removeRole },
  'people erase': { verb: 'people erase', usage: '<person>', run: erase },
  'people forget-me': { verb: 'people forget-me', usage: '', run: forgetMe },
  'keys list': { verb: 'keys list', usage: '', run: listKeys },
  'keys add': {
    verb: 'keys add',
    usage: '<name> sessions|agents|admin',
    run: addKey,
    form: async ({ say }) => ({
      title: say('admin.key_add'),
      fields: [
        { ...plainField('name', say('admin.name')), required: true, max_length: 80 },
        {
          ...plainField('scopes', say('admin.key_scope')),
          type: 'choice',
          required: true,
          options: scopes.map((value) => ({ value, label: value })),
          initial: 'sessions',
        },
      ],
    }),
  },
  'keys revoke': { verb: 'keys revoke', usage: '<key_id>', run: revokeKey },
};
