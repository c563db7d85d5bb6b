import { priorities } from '../escalation.ts';
import type { Agent } from '../escalation.ts';
import type { Field, Form, FormName } from '../message.ts';
import type { Session } from '../session.ts';
import type { Guide } from '../template.ts';
import type { TemplateId } from '../../ids.ts';
import { pressOf } from './context.ts';
import type { Say } from './context.ts';
import { longestText, plainField } from './forms.ts';

export const agentFormNames = ['reply', 'send_back', 'other_guide', 'priority', 'assign'] as const;
export type AgentFormName = (typeof agentFormNames)[number];

export const isAgentForm = (name: FormName): name is AgentFormName =>
  agentFormNames.some((one) => one === name);

/** What an agent's form offers beside the session, in the agents' language. */
export interface AgentFormContext {
  readonly say: Say;
  readonly guide: Guide | null;
  readonly guides: readonly { readonly template_id: TemplateId; readonly name: string }[];
  /** Who worked on hand-offs before, the presser first. */
  readonly agents: readonly Agent[];
}

/** As many as every platform's menu takes (Discord: 25). */
const optionsAtMost = 25;
/** Where the guide stood. */
export const asItStood = 'as_it_stood';

/** The form behind an agent's button; `null` where there is nothing to choose from. */
export const showAgentForm = (
  name: AgentFormName,
  session: Session,
  context: AgentFormContext,
): Form | null => {
  const { say, guide, guides, agents } = context;
  const form = (fields: readonly Field[], intro: string | null = null): Form => ({
    name,
    title: say(`agent_form.${name}.title`),
    intro,
    submit: say(`agent_form.${name}.submit`),
    cancel: say('form.cancel'),
    fields,
    press: pressOf(session, name, null),
  });
  switch (name) {
    case 'reply':
      return form(
        [
          {
            ...plainField('text', say('agent_form.reply.text')),
            type: 'multiline',
            required: true,
            max_length: longestText,
          },
        ],
        say('agent_form.reply.intro', { name: session.user.name ?? session.user.id }),
      );
    case 'send_back':
      return form([
        choice('step', say('agent_form.send_back.step'), [
          { value: asItStood, label: say('agent_form.send_back.as_it_stood') },
          ...(guide?.steps ?? []).map(({ step_number, title }) => ({
            value: String(step_number),
            label: `${step_number}. ${title}`,
          })),
        ]),
      ]);
    case 'other_guide':
      return guides.length === 0
        ? null
        : form([
            choice(
              'guide',
              say('agent_form.other_guide.guide'),
              guides.map(({ template_id, name: label }) => ({ value: template_id, label })),
            ),
          ]);
    case 'priority':
      return form([
        {
          ...choice(
            'priority',
            say('agent_form.priority.priority'),
            priorities.map((value) => ({ value, label: say(`priority.${value}`) })),
          ),
          initial: session.escalation?.priority ?? null,
        },
      ]);
    case 'assign':
      return agents.length === 0
        ? null
        : form([
            choice(
              'agent',
              say('agent_form.assign.agent'),
              agents.map(({ id, name: label }) => ({ value: id, label: label ?? id })),
            ),
          ]);
  }
};

const choice = (name: string, label: string, options: Field['options']): Field => ({
  ...plainField(name, label),
  type: 'choice',
  required: true,
  options: options.slice(0, optionsAtMost),
});
