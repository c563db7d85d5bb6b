import { fileURLToPath } from 'node:url';
import { contextWith } from '../../src/app/screen.ts';
import type { Action, Message, PressMove } from '../../src/engine/message.ts';
import type { ShowContext } from '../../src/engine/show/context.ts';
import { show } from '../../src/engine/show/index.ts';
import type { Session } from '../../src/engine/session.ts';
import { loadTexts } from '../../src/texts.ts';
import { guideOf, play, templateIn } from './support.ts';
import type { Happening, Scene } from './support.ts';

export const localesFolder = fileURLToPath(new URL('../../locales', import.meta.url));
const loaded = loadTexts(localesFolder, 'es');
/** Two languages to switch between, however many there are. */
export const texts = {
  ...loaded,
  languages: loaded.languages.filter(({ locale }) => /^e[ns]$/.test(locale)),
};

/** The session of a scene and what its message is made of. */
export const screenOf = (scene: Scene): { readonly session: Session; readonly context: ShowContext } => {
  const { session } = scene;
  if (!session) throw new Error('Nothing happened');
  const template = templateIn(scene);
  return {
    session,
    context: contextWith(texts, session, template, template && guideOf(template, session)),
  };
};

/** What the person sees after all this. */
export const messageAfter = (...happenings: readonly Happening[]): Message => {
  const { session, context } = screenOf(play(happenings));
  return show(session, context);
};

export const movesOf = ({ actions }: Message, place?: Action['place']): PressMove[] =>
  actions.filter((one) => place === undefined || one.place === place).map(({ press }) => press.move);
