import type { Offer } from '../../engine/command.ts';
import type { Action, Message, Press } from '../../engine/message.ts';
import { show } from '../../engine/show/index.ts';
import type { Locale } from '../../engine/template.ts';
import type { Desk } from '../channel.ts';
import type { Ground } from '../ports.ts';
import type { createScreen } from '../screen.ts';
import type { Popular } from './popular.ts';

/** What a person finds on the bot's home page: what is open, and how to begin. */
export const createHome =
  (
    { store, people, texts }: Pick<Ground, 'store' | 'people' | 'texts'>,
    screen: ReturnType<typeof createScreen>,
    popular: Popular,
  ): Desk['home'] =>
  async (user) => {
    const locale = texts.nearest((await people.locale(user.id)) ?? user.locale);
    const open = await store.open(user.id);
    const offer = await popular({ ...user, locale });
    return {
      locale,
      sessions: await Promise.all(
        open.map(async ({ session }) => ({ session, message: show(session, await screen.context(session)) })),
      ),
      greeting: greeting(texts, locale, offer, open.length === 0),
    };
  };

const greeting = (texts: Ground['texts'], locale: Locale, { candidates }: Offer, empty: boolean): Message => {
  const say = (key: string): string => texts.say(locale, key);
  const begin = (arg: string | null): Press => ({ session_id: null, version: 0, move: 'start', arg });
  const start: Action = {
    label: say('action.start'),
    press: begin(null),
    style: 'primary',
    place: 'row',
    form: 'describe',
  };
  return {
    summary: say('home.greeting'),
    locale,
    parts: [
      { type: 'text', text: say('home.greeting') },
      ...(empty ? [{ type: 'hint' as const, text: say('home.none') }] : []),
      { type: 'hint', text: say('home.popular') },
      {
        type: 'options',
        items: candidates.map(({ name, description }) => ({ label: name, detail: description })),
      },
    ],
    actions: [
      start,
      ...candidates.map(({ template_id, name }) => ({
        label: name,
        press: begin(template_id),
        style: 'plain' as const,
        place: 'row' as const,
        form: null,
      })),
    ],
  };
};
