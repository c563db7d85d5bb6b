import { foldText } from '../engine/plain-text.ts';

const greetings: readonly string[] = [
  'hola',
  'buenas',
  'buenos dias',
  'buenas tardes',
  'buenas noches',
  'hey',
  'hi',
  'hello',
  'good morning',
  'good afternoon',
  'good evening',
  'ayuda',
  'help',
  'help me',
  'ayudame',
  'necesito ayuda',
  'i need help',
  'start',
  'empezar',
  'hola buenas',
  'hola buenos dias',
  'hi there',
  'hello there',
];

/** Words that open a conversation and say nothing of the problem yet. */
export const isGreeting = (text: string): boolean =>
  greetings.includes(
    foldText(text)
      .replace(/[^\p{L}\s]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
