import type { Message, Part } from '../../../src/engine/message.ts';

/** What to look for in a message. */

export const part = <Type extends Part['type']>({ parts }: Message, type: Type) =>
  parts.find((one): one is Extract<Part, { type: Type }> => one.type === type);

export const textOf = (message: Message): string[] =>
  message.parts.flatMap((one) => ('text' in one ? [one.text] : []));

export const labels = ({ actions }: Message): string[] => actions.map(({ label }) => label);

export const primary = ({ actions }: Message): string[] =>
  actions.filter(({ style }) => style === 'primary').map(({ label }) => label);
