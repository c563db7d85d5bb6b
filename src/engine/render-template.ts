import { previewText, renderText, renderUrl } from './mustache-text.ts';
import type { View } from './mustache-text.ts';
import { isHttpsUrl } from './plain-text.ts';
import { isPicture } from './template.ts';
import type { Guide, Picture, Resource, Step, Template, Variables } from './template.ts';
import { givenValue, validateVariable } from './validate-variable.ts';
import type { VariableProblem } from './validate-variable.ts';

export type Rendered =
  | { readonly ok: true; readonly guide: Guide; /** The values as validated. */ readonly values: Variables }
  | { readonly ok: false; readonly errors: readonly VariableProblem[] };

/**
 * A template with its variables filled in: what the person sees, as plain text that is never interpreted again
 * (each channel escapes it when it sends it). Variables the template does not declare are ignored. Instructions,
 * warnings and resources that come out empty are left out; a resource whose link comes out unusable keeps its title.
 *
 * @returns every missing or wrong variable at once where there are any
 * @throws where the template itself is broken, which `checkTemplate` would have refused
 */
export function renderTemplate(template: Template, variables: Readonly<Record<string, unknown>>): Rendered {
  const checked = template.variables.map((variable) => ({
    name: variable.name,
    result: validateVariable(variable, givenValue(variables, variable.name)),
  }));
  const errors = checked.flatMap(({ result }) => (result.ok ? [] : [result.problem]));
  if (errors.length > 0) return { ok: false, errors };

  const values: Variables = Object.fromEntries(
    checked.flatMap(({ name, result }) => (result.ok && result.value !== null ? [[name, result.value]] : [])),
  );
  const view = viewOf(values);
  return {
    ok: true,
    values,
    guide: {
      pin: { template_id: template.template_id, version: template.version, locale: template.locale },
      name: renderText(template.name, view),
      description: renderText(template.description, view),
      category: template.category,
      steps: template.steps_template.map((step) => renderStep(step, view)),
    },
  };
}

/** The name and description as they can be shown before every variable is known: `Reset your password for …`. */
export function previewTemplate(
  template: Pick<Template, 'name' | 'description' | 'variables'>,
  variables: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly description: string } {
  const view = viewOf(
    Object.fromEntries(
      template.variables.flatMap((variable) => {
        const result = validateVariable(variable, givenValue(variables, variable.name));
        return result.ok && result.value !== null ? [[variable.name, result.value]] : [];
      }),
    ),
  );
  return { name: previewText(template.name, view), description: previewText(template.description, view) };
}

const viewOf = (values: Variables): View => Object.assign(Object.create(null) as object, values);

/** One step with its values in place; where it leads stays as it is. */
function renderStep(step: Step, view: View): Step {
  const text = (source: string): string => renderText(source, view);
  const texts = (sources: readonly string[]): string[] => sources.map(text).filter((line) => line !== '');
  return {
    ...step,
    title: text(step.title),
    description: text(step.description),
    instructions: step.instructions.flatMap((instruction): (string | Picture)[] =>
      typeof instruction === 'string' ? texts([instruction]) : renderPicture(instruction, view),
    ),
    expected_result: text(step.expected_result),
    warnings: texts(step.warnings),
    resources: step.resources.flatMap((resource) => renderResource(resource, view)),
    choices: step.choices.map((choice) => ({ ...choice, label: text(choice.label) })),
  };
}

/** Without a usable address there is nothing to show, and what it would have shown is no instruction. */
function renderPicture({ image, alt }: Picture, view: View): Picture[] {
  const url = renderUrl(image, view);
  return url !== null && isHttpsUrl(url) ? [{ image: url, alt: renderText(alt, view) }] : [];
}

function renderResource(resource: string | Resource | Picture, view: View): (string | Resource | Picture)[] {
  if (typeof resource !== 'string' && isPicture(resource)) return renderPicture(resource, view);
  const title = renderText(typeof resource === 'string' ? resource : resource.title, view);
  const url = typeof resource === 'string' ? null : renderUrl(resource.url, view);
  if (url === '' || (url === null && title === '')) return [];
  return [url === null ? title : { title: title === '' ? url : title, url }];
}
