/** PLACEHOLDER so that the rest can run: to be overwritten whole by its author (see the API in the task). */
import { foldText } from './plain-text.ts';
export type Move = 'done'|'failed'|'solved'|'not_solved'|'back'|'restart'|'human'|'cancel'|'none_of_these'|'yes'|'no'|'help'|'language_es'|'language_en';
export type Understanding =
  | { kind: 'move'; move: Move }
  | { kind: 'pick'; index: number }
  | { kind: 'rating'; rating: 1 | 2 | 3 | 4 | 5; comment?: string }
  | { kind: 'unsure'; moves: Move[] }
  | { kind: 'text' };
const words: Record<string, Move> = { listo: 'done', done: 'done', 'no funciona': 'failed', si: 'yes', yes: 'yes', no: 'no', persona: 'human', human: 'human', atras: 'back', back: 'back', cancelar: 'cancel' };
export const understand = (text: string, allowed: { moves: readonly Move[]; options?: readonly string[]; rating?: boolean }): Understanding => {
  const move = words[foldText(text)];
  if (move && allowed.moves.includes(move)) return { kind: 'move', move };
  const n = Number(text);
  if (allowed.options && n >= 1 && n <= allowed.options.length) return { kind: 'pick', index: n - 1 };
  return { kind: 'text' };
};
