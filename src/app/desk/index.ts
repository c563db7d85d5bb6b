import type { AdminChat } from '../admin/chat/index.ts';
import { isAgentMove } from '../../engine/agent-moves.ts';
import { cleanText } from '../../engine/plain-text.ts';
import { show } from '../../engine/show/index.ts';
import type { Locale } from '../../engine/template.ts';
import type { Desk, Input, Keep, Receipt } from '../channel.ts';
import type { AgentDesk } from '../hand-off/desk.ts';
import type { Ground } from '../ports.ts';
import { createScreen } from '../screen.ts';
import type { Sessions } from '../sessions.ts';
import { wordsOf } from '../words.ts';
import { createBegin } from './begin.ts';
import { createContinue } from './continue.ts';
import { createForm } from './form.ts';
import { createHandOver } from './hand-over.ts';
import { createHelpAuthor, isAboutHelp } from './help-author.ts';
import { createHome } from './home.ts';
import { createNotes } from './notes.ts';
import { createPopular } from './popular.ts';
import { createPressed } from './pressed.ts';
import { createReceipts } from './receipts.ts';
import { createRun } from './run.ts';
import { createSaid } from './said.ts';
import { createSuggest } from './suggest.ts';
import { createSuggestWords } from './suggest-words.ts';

/** Answers what people do on every chat platform. */
export const createDesk = (
  ground: Ground,
  sessions: Sessions,
  admin: AdminChat,
  agents: AgentDesk,
  keep: Keep,
): Desk => {
  const { templates, people, texts } = ground;
  const screen = createScreen(templates, texts, ground.guideOf, ground.links !== null);
  const receipts = createReceipts(ground);
  const notes = createNotes(ground);
  const popular = createPopular(ground);
  const run = createRun(ground, sessions, receipts);
  const begin = createBegin(ground, sessions, { screen, receipts, notes, popular });
  const handOver = createHandOver(ground, { begin, receipts, run });
  const helpAuthor = createHelpAuthor(ground, { begin, receipts, keep, mayHelp: agents.mayHelp });
  const said = createSaid(ground, { begin, handOver, notes, run, talk: agents.talk });
  const pressed = createPressed(ground, sessions, {
    begin,
    receipts,
    notes,
    run,
    continues: createContinue(ground, receipts),
  });

  /** The person's language: what they once chose by hand, else what their platform says, else the default. */
  const languageOf = async ({ id, locale }: Input['user']): Promise<Locale> =>
    texts.nearest((await people.locale(id)) ?? locale);
  const settled = async (input: Input): Promise<Input> => {
    const ofSession =
      input.type === 'press' && input.press.move !== 'admin' && !isAgentMove(input.press.move);
    const locale = ofSession ? texts.nearest(input.user.locale) : await languageOf(input.user);
    return { ...input, user: { ...input.user, locale } };
  };
  const form = createForm(ground, screen);

  const pushed = async (
    input: Extract<Input, { type: 'press' | 'submit' }>,
    values: Readonly<Record<string, string>>,
  ): Promise<Receipt> => {
    const { move, arg } = input.press;
    if (move === 'admin') return await admin.receive(input, arg ?? '', values);
    if (isAboutHelp(input.press)) return await helpAuthor.pressed(input, input.press);
    return isAgentMove(move) ? await agents.pressed(input, values) : await pressed(input, values);
  };

  return {
    async receive(arrived) {
      const input = await settled(arrived);
      switch (input.type) {
        case 'say':
          return await said(input, wordsOf(input.text));
        case 'troubleshoot': {
          const problem = wordsOf(input.problem ?? '') || null;
          return (await helpAuthor.offered(input, problem)) ?? (await begin.start(input, problem));
        }
        case 'escalate':
          return await handOver(input, null, wordsOf(input.reason ?? '') || null);
        case 'press':
          return await pushed(input, {});
        case 'submit':
          return await pushed(input, cleaned(input.values));
        case 'admin':
          return await admin.receive(input, input.words);
        case 'edit':
          return await agents.talk.edited(input);
        case 'agent':
          return await agents.words(input, input.words);
      }
    },
    form: async (press, name, user) => {
      if (press.move === 'admin')
        return await admin.form(press.arg ?? '', { ...user, locale: await languageOf(user) });
      const ofAgents = await agents.form(press, name, { ...user, locale: await languageOf(user) });
      return ofAgents ?? (await form(press, name, user));
    },
    home: createHome(ground, screen, popular),
    suggest: createSuggest(ground),
    suggestWords: createSuggestWords(ground, admin),
    async message(id) {
      const loaded = await ground.store.load(id);
      return loaded && show(loaded.session, await screen.context(loaded.session));
    },
    text: (locale, key, params) => texts.say(texts.nearest(locale), key, params),
  };
};

const cleaned = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cleanText(value)]));
