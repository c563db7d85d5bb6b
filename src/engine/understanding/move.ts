export const moves = [
  'done',
  'failed',
  'solved',
  'not_solved',
  'back',
  'restart',
  'human',
  'cancel',
  'none_of_these',
  'yes',
  'no',
  'help',
  'language_es',
  'language_en',
] as const;
/** What a typed answer may ask for; each has its button. */
export type Move = (typeof moves)[number];
