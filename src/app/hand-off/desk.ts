import type { FormName, Press } from '../../engine/message.ts';
import type { User } from '../../engine/command.ts';
import type { ConversationId, PersonId } from '../../ids.ts';
import type { Desk, Input, Receipt } from '../channel.ts';
import type { Talk } from './talk.ts';

/** What the desk asks about agents and what is handed to them. */
export interface AgentDesk {
  pressed(
    input: Extract<Input, { type: 'press' | 'submit' }>,
    values: Readonly<Record<string, string>>,
  ): Promise<Receipt>;
  /** `null` where the form is none of the agents'. */
  form(press: Press, name: FormName, user: User): Promise<Awaited<ReturnType<Desk['form']>> | null>;
  /** Whether they may begin a session for somebody else. */
  readonly mayHelp: (person: PersonId, conversation: ConversationId) => Promise<boolean>;
  words(input: Input, typed: string): Promise<Receipt>;
  readonly talk: Talk;
}
