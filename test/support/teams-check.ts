import { AdaptiveCard, HostConfig, SerializationContext, Versions } from 'adaptivecards';
import { isPayload } from '../../adapters/teams/payload.ts';
import type { Payload } from '../../adapters/teams/payload.ts';
import { limits } from '../../adapters/teams/limits.ts';
import { isHttpUrl } from '../../src/engine/plain-text.ts';

/** What Teams would not take about something it is sent: judged by Microsoft's own reader of cards, and by size. */

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

export const activityProblems = (activity: unknown): readonly string[] => {
  if (!isPayload(activity)) return ['no activity'];
  const { type, text, attachments } = activity;
  const size = bytes(activity);
  return [
    ...(size > limits.activity.max ? [`${size} bytes`] : []),
    ...(type === 'message' || type === 'typing' ? [] : [`an activity of the type ${String(type)}`]),
    // Teams would make two messages of it, and tell the id of neither.
    ...(typeof text === 'string' && listOf(attachments).length > 0 ? ['words beside a card'] : []),
    ...(type === 'message' && typeof text !== 'string' && listOf(attachments).length === 0
      ? ['nothing']
      : []),
    ...listOf(attachments).flatMap(attachmentProblems),
  ];
};

const attachmentProblems = (attachment: unknown): readonly string[] =>
  isPayload(attachment) && attachment['contentType'] === 'application/vnd.microsoft.card.adaptive'
    ? cardProblems(attachment['content'])
    : ['an attachment that is no card'];

export const cardProblems = (card: unknown): readonly string[] => {
  if (!isPayload(card)) return ['no card'];
  const context = new SerializationContext(Versions.v1_5);
  const read = new AdaptiveCard();
  // It knows of no menu for the buttons beyond: those are counted below.
  read.hostConfig = new HostConfig({ actions: { maxActions: 1000 } });
  read.parse(structuredClone(card), context);
  const ids = elementsOf(card).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const primary = actionsOf(card).filter(({ mode }) => mode !== 'secondary');
  return [
    ...Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message),
    ...read.validateProperties().validationEvents.map(({ message }) => message),
    ...(card['version'] === '1.5' ? [] : ['another version']),
    ...(read.getItemCount() === listOf(card['body']).length ? [] : ['elements that were not read']),
    ...(read.getActionCount() === actionsOf(card).length ? [] : ['actions that were not read']),
    ...(new Set(ids).size === ids.length ? [] : ['an id twice']),
    ...(primary.length <= limits.primaryActions.max ? [] : [`${primary.length} buttons in a row`]),
    ...actionsOf(card).flatMap(({ title }) =>
      typeof title === 'string' && title.trim() !== '' && title.length <= limits.buttonText.max
        ? []
        : ['a button without a fitting title'],
    ),
    ...elementsOf(card).flatMap(textProblems),
  ];
};

const textProblems = (element: Payload): readonly string[] => {
  if (element['type'] !== 'TextRun') return [];
  const { text } = element;
  if (typeof text !== 'string' || text === '') return ['an empty run'];
  return text.includes('\n') ? ['a line break inside a run'] : [];
};

/** What a client would make of the words beyond words. */
export const effectsOf = (card: Payload): readonly string[] =>
  elementsOf(card).flatMap((element) => {
    const { type, text, selectAction } = element;
    const written = JSON.stringify([text, element['label'], element['title']]);
    return [
      // The one element whose text is Markdown.
      ...(type === 'TextBlock' ? [`Markdown ${written}`] : []),
      ...(/\{\{(DATE|TIME)\(/.test(written) ? [`a date ${written}`] : []),
      ...(isPayload(selectAction) && !isHttpUrl(String(selectAction['url']))
        ? [`link ${String(selectAction['url'])}`]
        : []),
    ];
  });

export const actionsOf = (card: Payload): readonly Payload[] => listOf(card['actions']).filter(isPayload);

/** Every object in the body, in reading order. */
export const elementsOf = (card: Payload): readonly Payload[] => listOf(card['body']).flatMap(within);

const within = (value: unknown): readonly Payload[] => {
  if (Array.isArray(value)) return value.flatMap(within);
  if (!isPayload(value)) return [];
  return [value, ...Object.values(value).flatMap(within)];
};

/** Every word of a card, a line for each element, in reading order. */
export const textOf = (card: Payload): string =>
  elementsOf(card)
    .flatMap((element) => {
      switch (element['type']) {
        case 'RichTextBlock':
          return [
            listOf(element['inlines'])
              .filter(isPayload)
              .map(({ text }) => String(text))
              .join(''),
          ];
        case 'Input.Text':
        case 'Input.Number':
        case 'Input.ChoiceSet':
          return [
            String(element['label']),
            ...listOf(element['choices'])
              .filter(isPayload)
              .map(({ title }) => String(title)),
          ];
        case 'Image':
          return [String(element['altText'])];
        default:
          return [];
      }
    })
    .join('\n')
    .replaceAll('\u2060', '');

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
