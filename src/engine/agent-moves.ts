import type { PressMove } from './message.ts';

const agentMoves: readonly PressMove[] = [
  'claim',
  'release',
  'reply',
  'send_back',
  'other_guide',
  'priority',
  'assign',
  'pass_on',
  'close_solved',
  'close_unsolved',
  'open_line',
  'close_line',
  'try_again',
];

/** Whether a button is one of those below a hand-off: what it changes is not shown by the session's own message. */
export const isAgentMove = (move: PressMove): boolean => agentMoves.includes(move);
