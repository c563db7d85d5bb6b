import { contextWith } from '../../src/app/screen.ts';
import { apply } from '../../src/engine/apply.ts';
import { decideStart } from '../../src/engine/decide.ts';
import type { Message } from '../../src/engine/message.ts';
import { renderTemplate } from '../../src/engine/render-template.ts';
import { showStep } from '../../src/engine/show/step.ts';
import type { Template, Variable } from '../../src/engine/template.ts';
import { loadCatalogue } from '../../src/guides/catalogue.ts';
import type { ConversationId, PersonId, SessionId, TemplateId } from '../../src/ids.ts';
import type { loadTexts } from '../../src/texts.ts';

/** The messages of a guide of the catalogue, one for each of its steps. */
export interface GuideMessages {
  readonly template_id: string;
  readonly locale: string;
  readonly messages: readonly Message[];
}

/** The guide whose messages hold the most. */
export const longestGuide = (texts: ReturnType<typeof loadTexts>): GuideMessages => {
  const [longest] = loadCatalogue()
    .map((input) => messagesOf(published(input), texts))
    .toSorted((a, b) => JSON.stringify(b.messages).length - JSON.stringify(a.messages).length);
  if (!longest) throw new Error('The catalogue is empty');
  return longest;
};

const published = (input: ReturnType<typeof loadCatalogue>[number]): Template => ({
  ...input,
  template_id: input.template_id as TemplateId,
  version: 1,
  status: 'published',
  created_at: '2026-01-01T00:00:00.000Z',
});

const messagesOf = (template: Template, texts: ReturnType<typeof loadTexts>): GuideMessages => {
  const variables = Object.fromEntries(template.variables.map((one) => [one.name, sample(one)]));
  const decision = decideStart({
    type: 'start',
    session_id: 'ses_0123456789abcdefghijkl' as SessionId,
    channel: 'web',
    conversation: 'web:1' as ConversationId,
    user: { id: 'web:ana' as PersonId, name: 'Ana', locale: template.locale },
    problem: null,
    offer: null,
    template,
    variables,
    previous: null,
  });
  if ('refused' in decision) throw new Error(`${template.template_id}: ${decision.refused}`);
  const { session } = apply(null, decision.events, '2026-01-01T00:00:00.000Z');
  const rendered = renderTemplate(template, variables);
  if (!rendered.ok) throw new Error(`${template.template_id} could not be rendered`);
  const { guide } = rendered;
  const context = contextWith(texts, session, template, guide);
  // Somewhere on the way: there is a step to go back to.
  const underWay = { ...session, path: [1, 1] };
  return {
    template_id: template.template_id,
    locale: template.locale,
    messages: guide.steps.map((step) => showStep(underWay, guide, step, context)),
  };
};

const sample = ({ type, choices }: Variable): string => {
  switch (type) {
    case 'url':
      return 'https://acme.example/reset';
    case 'email':
      return 'help@acme.example';
    case 'number':
      return '3';
    case 'boolean':
      return 'true';
    case 'choice':
      return choices[0] ?? '';
    case 'string':
    case 'secret':
      return 'Acme';
  }
};
