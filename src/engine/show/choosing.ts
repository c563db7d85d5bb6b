import type { Detail } from '../command.ts';
import type { Message, Part } from '../message.ts';
import type { Phase, Session } from '../session.ts';
import { action, cancel, human, switchLanguage } from './context.ts';
import type { ShowContext } from './context.ts';

type Choosing = Extract<Phase, { name: 'choosing' }>;

/** How many guides are put to a person at once: more is a list to study, not an answer. */
export const offeredAtOnce = 3;

/** What the first button's sister carries: this guide, but ask me for everything. */
export const afresh = 'afresh';

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
  const details = first?.details ?? [];
  const message = (parts: readonly Part[], actions: Message['actions'], summary: string): Message => ({
    summary,
    locale: session.locale,
    parts,
    actions,
  });

  switch (phase.mode) {
    case 'looking':
      return message(
        [...quoted, { type: 'status', tone: 'waiting', text: say('choosing.looking') }],
        always,
        say('choosing.looking'),
      );
    case 'confirm': {
      const name = first?.name ?? '';
      return message(
        [
          ...quoted,
          { type: 'text', text: say('choosing.confirm') },
          { type: 'options', items: [{ label: name, detail: first?.description ?? '' }] },
          ...(details.length > 0 ? [factsOf(details, context)] : []),
        ],
        [
          action(session, 'yes', say('action.yes_this'), { style: 'primary' }),
          ...(details.length > 0 ? [action(session, 'yes', say('action.yes_afresh'), { arg: afresh })] : []),
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
          { type: 'text', text: phase.question ?? say('choosing.offer') },
          ...(phase.question === undefined
            ? []
            : [{ type: 'hint', text: say('choosing.answer_or_choose') } as const]),
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
        phase.question ?? say('choosing.offer'),
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
          { type: 'text', text: phase.question ?? say('choosing.ask_again') },
          {
            type: 'hint',
            text: say(phase.question === undefined ? 'choosing.ask_again_hint' : 'choosing.answer'),
          },
        ],
        [describe, ...always],
        phase.question ?? say('choosing.ask_again'),
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

const factsOf = (details: readonly Detail[], { say }: ShowContext): Part => ({
  type: 'facts',
  label: say('choosing.details'),
  items: details.map(({ label, value }) => ({
    name: label,
    value: typeof value === 'boolean' ? say(`boolean.${value}`) : String(value),
  })),
});
