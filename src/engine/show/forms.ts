import type { Field, Form, FormName } from '../message.ts';
import { isOpen } from '../session.ts';
import type { Session } from '../session.ts';
import type { Variable } from '../template.ts';
import { valueLimit } from '../template-limits.ts';
import { question } from './collecting.ts';
import { guideName, pressOf } from './context.ts';
import type { Say, ShowContext } from './context.ts';

/** How much of a person's own words is kept of one message. */
export const longestText = 3000;

/** The form an action opens; `null` where the session has nothing to ask by it. */
export const showForm = (name: FormName, session: Session, context: ShowContext): Form | null => {
  const { say } = context;
  switch (name) {
    case 'describe':
      return { ...describeForm(say), press: pressOf(session, 'describe', null) };
    case 'variables': {
      if (session.phase.name !== 'collecting' || !context.template) return null;
      const { missing } = session.phase;
      const { variables } = context.template;
      const given = session.chosen?.variables ?? {};
      return {
        name,
        title: say('form.variables.title'),
        intro: guideName(session, context),
        submit: say('form.variables.submit'),
        cancel: say('form.cancel'),
        fields: variables
          .filter(({ name: own, required }) =>
            required ? missing.includes(own) : !Object.hasOwn(given, own),
          )
          .map((variable) => variableField(variable, say)),
        press: pressOf(session, 'fill_in', null),
      };
    }
    case 'feedback':
      return session.feedback
        ? null
        : {
            name,
            title: say('form.feedback.title'),
            intro: null,
            submit: say('form.feedback.submit'),
            cancel: say('form.cancel'),
            fields: [ratingField(say), commentField(say)],
            press: pressOf(session, 'comment', null),
          };
    case 'escalate':
      return {
        name,
        title: say('form.escalate.title'),
        intro: say('form.escalate.intro'),
        submit: say('form.escalate.submit'),
        cancel: say('form.cancel'),
        fields: [
          {
            ...plainField('reason', say('form.escalate.reason')),
            type: 'multiline',
            hint: say('form.escalate.reason_hint'),
          },
        ],
        press: pressOf(session, 'human', null),
      };
    case 'later':
      return isOpen(session) ? laterForm(session, say) : null;
    // Agents' forms need to know more: see agent-forms.ts.
    case 'reply':
    case 'send_back':
    case 'other_guide':
    case 'priority':
    case 'assign':
      return null;
    // Of no session: see app/admin/chat.
    case 'admin':
      return null;
  }
};

/** After how long to remind, in minutes: at most a day, or it is something to begin anew. */
export const reminderMinutes = [15, 60, 240, 1440] as const;

const laterForm = (session: Session, say: Say): Form => ({
  name: 'later',
  title: say('form.later.title'),
  intro: null,
  submit: say('form.later.submit'),
  cancel: say('form.cancel'),
  fields: [
    {
      ...plainField('minutes', say('form.later.when')),
      type: 'choice',
      required: true,
      options: reminderMinutes.map((minutes) => ({
        value: String(minutes),
        label: say(`later.${minutes}`),
      })),
      initial: String(reminderMinutes[1]),
    },
  ],
  press: pressOf(session, 'later', null),
});

/** The form that begins a session: there is nothing to derive it from yet. */
export const describeForm = (say: Say): Form => ({
  name: 'describe',
  title: say('form.describe.title'),
  intro: null,
  submit: say('form.describe.submit'),
  cancel: say('form.cancel'),
  fields: [
    {
      ...plainField('problem', say('form.describe.problem')),
      type: 'multiline',
      required: true,
      hint: say('form.describe.problem_hint'),
    },
  ],
  press: { session_id: null, version: 0, move: 'start', arg: null },
});

export const plainField = (name: string, label: string): Field => ({
  name,
  label,
  hint: null,
  type: 'text',
  required: false,
  options: [],
  initial: null,
  max_length: longestText,
});

const fieldTypes: Readonly<Record<Variable['type'], Field['type']>> = {
  string: 'text',
  number: 'number',
  boolean: 'boolean',
  url: 'url',
  email: 'email',
  choice: 'choice',
  secret: 'secret',
};

const variableField = (variable: Variable, say: Say): Field => ({
  ...plainField(variable.name, question(variable)),
  type: fieldTypes[variable.type],
  required: variable.required,
  hint: variable.type === 'secret' ? say('form.variables.secret_hint') : null,
  options:
    variable.type === 'choice'
      ? variable.choices.map((value) => ({ value, label: value }))
      : variable.type === 'boolean'
        ? ['true', 'false'].map((value) => ({ value, label: say(`boolean.${value}`) }))
        : [],
  max_length: valueLimit,
});

const ratingField = (say: Say): Field => ({
  ...plainField('rating', say('form.feedback.rating')),
  type: 'rating',
  required: true,
  options: [1, 2, 3, 4, 5].map((rating) => ({
    value: String(rating),
    label: say(`feedback.rating_${rating}`),
  })),
});

const commentField = (say: Say): Field => ({
  ...plainField('comment', say('form.feedback.comment')),
  type: 'multiline',
});
