import { isPayload } from './payload.ts';

/** Whether the commands that are registered are those that should be, in whatever order. */
export const sameCommands = (there: readonly unknown[], wanted: readonly unknown[]): boolean => {
  const all = (commands: readonly unknown[]): readonly string[] =>
    commands.map((command) => JSON.stringify(essence(command))).toSorted();
  return JSON.stringify(all(there)) === JSON.stringify(all(wanted));
};

/** What of a command is ours to say; the rest is Discord's own, such as ids and versions. */
const ours = new Set([
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'options',
  'contexts',
  'integration_types',
  'default_member_permissions',
  'required',
  'choices',
  'value',
  'autocomplete',
  'min_length',
  'max_length',
]);
const translated = new Set(['name_localizations', 'description_localizations']);

/** What is ours of it, without what stands for "nothing said", in an order that does not depend on its author. */
function essence(value: unknown, inTranslations = false): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => essence(item));
    return items.every((item) => typeof item === 'number') ? items.toSorted((a, b) => a - b) : items;
  }
  if (!isPayload(value)) return value;
  return Object.entries(value)
    .filter(([name, inner]) => (inTranslations || ours.has(name)) && !saysNothing(inner))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inner]) => [name, essence(inner, translated.has(name))]);
}

const saysNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);
