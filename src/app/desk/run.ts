import type { Command } from '../../engine/command.ts';
import type { Session } from '../../engine/session.ts';
import type { SessionId } from '../../ids.ts';
import type { Input, Receipt } from '../channel.ts';
import type { Ground } from '../ports.ts';
import type { Choosing } from '../press.ts';
import type { MakeCommand, Placing, Sessions } from '../sessions.ts';
import type { Receipts } from './receipts.ts';

/** Runs a person's command on a session and says what became of it. */
export const createRun = (
  { templates, people, texts, clock }: Pick<Ground, 'templates' | 'people' | 'texts' | 'clock'>,
  sessions: Sessions,
  receipts: Receipts,
) => ({
  async run(input: Input, id: SessionId, make: MakeCommand, placing: Placing): Promise<Receipt> {
    let language: string | null = null;
    const watched: MakeCommand = async (session, template) => {
      const command = await make(session, template);
      language = typeof command !== 'string' && command.type === 'change_language' ? command.locale : null;
      return command;
    };
    const outcome = await sessions.command(id, watched, { seen: input.key, placing });
    if (outcome.kind !== 'done' || language === null) return await receipts.of(input, outcome);
    await people.setLocale(outcome.session.user.id, language, clock.now());
    return await receipts.of(input, outcome, texts.say(language, 'note.language'));
  },

  /** A choice becomes a command once its template is known. */
  async withTemplate(command: Command | Choosing, session: Session): Promise<Command> {
    return command.type === 'choosing'
      ? {
          type: 'choose',
          template_id: command.template_id,
          afresh: command.afresh,
          template: await templates.newest(command.template_id, session.locale),
        }
      : command;
  },
});
export type Run = ReturnType<typeof createRun>;
