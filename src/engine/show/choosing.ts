import type { Message, Part } from '../message.ts';
import type { Phase, Session } from '../session.ts';
import { action, cancel, human, switchLanguage } from './context.ts';
import type { ShowContext } from './context.ts';

type Choosing = Extract<Phase, { name: 'choosing' }>;

/** How many guides are put to a person at once: more is a list to study, not an answer. */
export const offeredAtOnce = 3;

/** What the person is asked before a guide is confirmed. */
export const showChoosing = (session: Session, phase: Choosing, context: ShowContext): Message => {
  const { say } = context;
  const always = [human(session, context), ...switchLanguage(session, context), cancel(session, context)];
  const describe = action(session, 'describe', say('action.describe'), {
    form: 'describe',
    style: phase.mode === 'nothing_found' ? 'plain' : 'primary',
  });
  const quoted: Part[] = session.problem === null ? [] : [{ type: 'quote', text: session.problem }];
  const [first] = phase.candidates;
  const message = (parts: readonly Part[], actions: Message['actions'], summary: string): Message => ({
    summary,
    locale: session.locale,
    parts,
    actions,
  });

  switch (phase.mode) {
    case 'confirm': {
      const name = first?.name ?? '';
      return message(
        [
          ...quoted,
          { type: 'text', text: say('choosing.confirm') },
          { type: 'options', items: [{ label: name, detail: first?.description ?? '' }] },
        ],
        [
          action(session, 'yes', say('action.yes_this'), { style: 'primary' }),
          action(session, 'none_of_these', say('action.not_this')),
          ...always,
        ],
        say('choosing.confirm_summary', { name }),
      );
    }
    case 'offer': {
      const shown = phase.candidates.slice(0, offeredAtOnce);
      return message(
        [
          ...quoted,
          { type: 'text', text: say('choosing.offer') },
          {
            type: 'options',
            items: shown.map(({ name, description }) => ({ label: name, detail: description })),
          },
        ],
        [
          ...shown.map(({ name }, index) => action(session, 'choose', name, { arg: String(index) })),
          action(session, 'none_of_these', say('action.none_of_these')),
          ...always,
        ],
        say('choosing.offer'),
      );
    }
    case 'ask': {
      const popular = phase.candidates.slice(0, offeredAtOnce);
      return message(
        [
          { type: 'text', text: say('choosing.ask') },
          ...(popular.length > 0 ? [{ type: 'hint', text: say('choosing.popular') } as const] : []),
        ],
        [
          describe,
          ...popular.map(({ name }, index) => action(session, 'choose', name, { arg: String(index) })),
          ...always,
        ],
        say('choosing.ask'),
      );
    }
    case 'ask_again':
      return message(
        [
          ...quoted,
          { type: 'text', text: say('choosing.ask_again') },
          { type: 'hint', text: say('choosing.ask_again_hint') },
        ],
        [describe, ...always],
        say('choosing.ask_again'),
      );
    case 'nothing_found':
      return message(
        [...quoted, { type: 'text', text: say('choosing.nothing_found') }],
        [
          human(session, context, 'primary'),
          describe,
          ...switchLanguage(session, context),
          cancel(session, context),
        ],
        say('choosing.nothing_found'),
      );
  }
};
