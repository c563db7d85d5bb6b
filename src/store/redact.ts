import type { ConversationId, PersonId } from '../ids.ts';

/** Who stands for a person nobody remembers. */
export interface Forgotten {
  readonly person: PersonId;
  readonly as: PersonId;
  /** In place of the conversation. */
  readonly place: ConversationId;
}

/** Whose text is one of our own words, and no person's. Everything that is not named here goes. */
const ours: ReadonlySet<string> = new Set([
  'type',
  'event',
  'channel',
  'locale',
  'status',
  'outcome',
  'priority',
  'cause',
  'mode',
  'result',
  'confidence',
  'move',
  'template_id',
  'session_id',
  'escalation_id',
  'category',
]);
/** The same, of a phase alone. */
const inPhase: ReadonlySet<string> = new Set(['name', 'how']);
/** Values that people gave, whatever their type. */
const given: ReadonlySet<string> = new Set(['variables', 'values']);
const emptied: ReadonlySet<string> = new Set(['secrets', 'sealed', 'details', 'said', 'files', 'missing']);
/** Texts that may be missing, and then are. */
const nullable: ReadonlySet<string> = new Set(['problem', 'notes', 'comment', 'reason', 'question', 'text']);

const anId = /^(?:ses|esc|dec|evt|msg|wh)_[\w-]{20,24}$/;
const aMoment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * What is kept of a session once its person is forgotten: its shape, numbers and our own words. A text is kept only
 * where it is known to be none of theirs, so that what is added later is forgotten until somebody says otherwise.
 */
export const redact = (value: unknown, who: Forgotten, key = '', parent = ''): unknown => {
  if (Array.isArray(value)) return emptied.has(key) ? [] : value.map((one) => redact(one, who, key, parent));
  if (typeof value === 'object' && value !== null) return redactFields(value as Fields, who, key);
  if (typeof value !== 'string') return value;
  if (key === 'conversation') return who.place;
  if (value === who.person) return who.as;
  if (ours.has(key) || anId.test(value) || aMoment.test(value)) return value;
  if ((parent === 'phase' || parent === 'from') && inPhase.has(key)) return value;
  return nullable.has(key) ? null : '';
};

type Fields = Readonly<Record<string, unknown>>;

const redactFields = (fields: Fields, who: Forgotten, key: string): unknown => {
  if (given.has(key)) return {};
  if (isPerson(fields))
    return fields['id'] === who.person
      ? { ...fields, id: who.as, name: null }
      : // Somebody else, who helped them.
        fields;
  return Object.fromEntries(
    Object.entries(fields).map(([name, inner]) => [name, redact(inner, who, name, key)]),
  );
};

const isPerson = (fields: Fields): boolean =>
  typeof fields['id'] === 'string' && /^(?:slack|discord|teams|web|api):/.test(fields['id']);

/** The same document without that person and what they said in it; what others wrote stays. */
export const without = (value: unknown, who: Pick<Forgotten, 'person' | 'as'>): unknown => {
  if (Array.isArray(value)) return value.map((one) => without(one, who));
  if (typeof value === 'object' && value !== null) {
    const fields = value as Fields;
    const isThem = fields['id'] === who.person;
    const hasIt = fields['assignee'] === who.person;
    const saidIt = isSaidBy(fields, who.person);
    return Object.fromEntries(
      Object.entries(fields).map(([name, inner]) => {
        if ((isThem && name === 'name') || (hasIt && name === 'assignee_name')) return [name, null];
        if (saidIt && name === 'text') return [name, inner === null ? null : ''];
        if (saidIt && name === 'files') return [name, []];
        return [name, without(inner, who)];
      }),
    );
  }
  return typeof value === 'string' ? value.replaceAll(who.person, who.as) : value;
};

/** Relayed words name their author; an edit of them names the words, and these their author. */
const isSaidBy = ({ author, message }: Fields, person: PersonId): boolean =>
  idIn(author) === person || idIn(fieldsOf(message)?.['author']) === person;
const idIn = (value: unknown): unknown => fieldsOf(value)?.['id'];
const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null ? (value as Fields) : null;
