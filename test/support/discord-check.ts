import {
  ApplicationCommandUpdateRequestSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  ModalInteractionCallbackRequestDataSchema,
} from 'discord-api-spec/zod';

/**
 * Judges what is sent to Discord as Discord would: by its published specification, and by what only its
 * documentation says. The numbers are written out here once more, so that a slip in the adapter's table is seen.
 */
type Json = Readonly<Record<string, unknown>>;
type Schema = typeof MessageCreateRequestSchema;

/** What is wrong with a message's body, posted or edited; empty where Discord takes it. */
export function messageProblems(body: unknown): string[] {
  const all = componentsIn(body);
  const texts = all.filter(({ type }) => type === 10).map(({ content }) => String(content));
  const together = texts.reduce((sum, text) => sum + [...text].length, 0);
  return [
    ...shapeProblems(MessageCreateRequestSchema, body),
    ...shapeProblems(MessageEditRequestPartialSchema, body),
    ...(object(body)['flags'] === 32768 ? [] : ['flags: not IS_COMPONENTS_V2']),
    ...(object(body)['content'] === undefined ? [] : ['content: not with components v2']),
    ...(JSON.stringify(object(body)['allowed_mentions']) === '{"parse":[]}' ? [] : ['allowed_mentions']),
    ...(list(object(body)['components']).length > 0 ? [] : ['an empty message']),
    ...(all.length > 40 ? [`${all.length} components`] : []),
    ...(together > 4000 ? [`${together} characters of text`] : []),
    ...all.flatMap(componentProblems),
    ...idProblems(all),
  ];
}

/** The same for a message that is nothing but files. */
export function filesProblems(body: unknown, files: readonly { readonly name: string }[]): string[] {
  const { components, content, flags, attachments, allowed_mentions } = object(body);
  const named = list(attachments).map((one) => String(object(one)['filename']));
  return [
    ...shapeProblems(MessageCreateRequestSchema, body),
    ...(components === undefined && content === undefined && flags === undefined ? [] : ['more than files']),
    ...(JSON.stringify(allowed_mentions) === '{"parse":[]}' ? [] : ['allowed_mentions']),
    ...(named.join() === files.map(({ name }) => name).join() ? [] : [`attachments: ${named.join()}`]),
    // What Discord leaves as it is.
    ...named.filter((name) => !/^[A-Za-z0-9][\w.-]*$/.test(name)).map((name) => `filename: ${name}`),
  ];
}

/** The same for a modal. */
export function modalProblems(modal: unknown): string[] {
  const all = componentsIn(modal);
  const direct = list(object(modal)['components']);
  return [
    ...shapeProblems(ModalInteractionCallbackRequestDataSchema, modal),
    ...(direct.length >= 1 && direct.length <= 5 ? [] : [`${direct.length} components in a modal`]),
    ...wordsProblems('title', object(modal)['title']),
    ...all.flatMap(componentProblems),
    ...idProblems(all),
  ];
}

/** The same for the commands that are registered together. */
export function commandProblems(commands: readonly unknown[]): string[] {
  const names = commands.map(
    (command) => `${String(object(command)['type'])} ${String(object(command)['name'])}`,
  );
  return [
    ...(new Set(names).size === names.length ? [] : ['two commands of one name']),
    ...commands.flatMap((command) => [
      ...shapeProblems(ApplicationCommandUpdateRequestSchema, command),
      ...namesIn(object(command)).flatMap(({ name, menu }) =>
        menu || (/^[-_'\p{L}\p{N}]{1,32}$/u.test(name) && name === name.toLowerCase())
          ? []
          : [`name: ${name}`],
      ),
    ]),
  ];
}

/** What commands and their options are called, in every language; entries of menus may have blanks. */
function namesIn(command: Json): { name: string; menu: boolean }[] {
  const names = [command['name'], ...Object.values(object(command['name_localizations']))].map(String);
  const menu =
    command['options'] === undefined &&
    command['type'] !== 5 &&
    command['type'] !== 1 &&
    command['description'] === undefined;
  return [
    ...names.map((name) => ({ name, menu })),
    ...list(command['options']).flatMap((option) => namesIn(object(option))),
  ];
}

function componentProblems(component: Json): string[] {
  const inside = list(component['components']).map(object);
  switch (component['type']) {
    case 1:
      return inside.every(({ type }) => type === 2) || (inside.length === 1 && inside[0]?.['type'] === 3)
        ? []
        : ['a row of neither buttons nor one menu'];
    case 2:
      return [
        ...wordsProblems('button', component['label']),
        ...((component['style'] === 5) === (component['custom_id'] === undefined)
          ? []
          : ['button: custom_id']),
      ];
    case 3:
    case 21: {
      const options = list(component['options']).map(object);
      const values = options.map(({ value }) => value);
      return [
        ...(new Set(values).size === values.length ? [] : ['options: a value twice']),
        ...(options.filter((option) => option['default'] === true).length > 1
          ? ['options: two defaults']
          : []),
        ...options.flatMap(({ label }) => wordsProblems('option', label)),
      ];
    }
    case 4: {
      const value = component['value'];
      const most = Number(component['max_length']);
      return typeof value === 'string' && value.length > most ? ['value: longer than may be typed'] : [];
    }
    case 10:
      return wordsProblems('text', component['content']);
    case 18:
      return [
        ...wordsProblems('label', component['label']),
        ...(component['description'] === undefined
          ? []
          : wordsProblems('description', component['description'])),
      ];
    default:
      return [];
  }
}

function idProblems(components: readonly Json[]): string[] {
  const ids = components.map((component) => component['custom_id']).filter((id) => id !== undefined);
  return new Set(ids).size === ids.length ? [] : ['custom_id: twice in a message'];
}

function wordsProblems(name: string, text: unknown): string[] {
  if (typeof text !== 'string' || text.trim() === '') return [`${name}: no text`];
  return /(?![\n\t])\p{Cc}|\p{Cs}/u.test(text) ? [`${name}: control characters`] : [];
}

/** Every component, those inside others after them. */
export const componentsIn = (node: unknown): readonly Json[] =>
  [
    ...list(object(node)['components']),
    ...list([object(node)['component']].filter((one) => one !== undefined)),
  ].flatMap((inside) => [object(inside), ...componentsIn(inside)]);

const shapeProblems = (schema: Schema, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
