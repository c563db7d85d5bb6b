import { isCurrent } from '../../engine/hand-off.ts';
import { describeForm, showForm } from '../../engine/show/forms.ts';
import type { Desk } from '../channel.ts';
import type { Ground } from '../ports.ts';
import type { createScreen } from '../screen.ts';

/** The form that a button opens, while its session is as it was. */
export const createForm =
  (
    { store, texts }: Pick<Ground, 'store' | 'texts'>,
    screen: ReturnType<typeof createScreen>,
  ): Desk['form'] =>
  async (press, name, user) => {
    const say = (key: string): string => texts.say(texts.nearest(user.locale), key);
    if (press.session_id === null || press.move === 'start') return { form: describeForm(say) };
    const loaded = await store.load(press.session_id);
    if (!loaded) return { refused: 'unknown_session', note: say('note.unknown_session') };
    const { session } = loaded;
    if (session.user.id !== user.id) return { refused: 'not_yours', note: say('note.not_yours') };
    if (!isCurrent(session, press.version)) return { refused: 'stale', note: say('note.stale') };
    const form = showForm(name, session, await screen.context(session));
    return form ? { form } : { refused: 'stale', note: say('note.stale') };
  };
