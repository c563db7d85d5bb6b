import type { Step, StepChoice, Template, Variable } from '../../src/engine/template.ts';
import type { TemplateId } from '../../src/ids.ts';

/** The guides that the tests of the engine walk through. */

const step = (
  step_number: number,
  title: string,
  extra: Partial<Omit<Step, 'step_number' | 'title'>> = {},
): Step => ({
  step_number,
  title,
  description: '',
  instructions: [],
  expected_result: '',
  warnings: [],
  resources: [],
  on_success: null,
  on_failure: null,
  choices: [],
  ...extra,
});

const choice = (id: string, label: string, next: StepChoice['next']): StepChoice => ({ id, label, next });

const variable = (name: string, extra: Partial<Variable> = {}): Variable => ({
  name,
  description: '',
  required: true,
  type: 'string',
  choices: [],
  ...extra,
});

const template = (
  template_id: string,
  extra: Pick<Template, 'name' | 'locale' | 'steps_template'> & Partial<Template>,
): Template => ({
  template_id: template_id as TemplateId,
  version: 1,
  category: 'red',
  status: 'published',
  created_at: '2026-01-01T00:00:00.000Z',
  description: '',
  variables: [],
  examples: [],
  keywords: [],
  ...extra,
});

/**
 * Five steps with branches. Step 2 is a question; step 3 solves it or leads on to 4; a failure of step 5 calls a
 * human. Four variables: a choice, an address, a secret and one that may be left out.
 */
export const vpn: Template = template('vpn', {
  name: 'Conectar con la VPN de {{oficina}}',
  locale: 'es',
  description: 'Cuando la VPN no conecta.',
  variables: [
    variable('oficina', {
      description: '¿De qué oficina eres?',
      type: 'choice',
      choices: ['Madrid', 'Lima'],
    }),
    variable('correo', { description: '¿Cuál es tu correo?', type: 'email' }),
    variable('clave', { description: 'La clave de acceso', type: 'secret' }),
    variable('equipo', { description: '¿Qué equipo usas?', required: false }),
  ],
  steps_template: [
    step(1, 'Revisa la conexión', {
      description: 'Sin internet no hay VPN{{#equipo}} en tu {{equipo}}{{/equipo}}.',
      instructions: ['Abre cualquier página.', 'Espera a que cargue.'],
      expected_result: 'La página se ve entera.',
      warnings: ['No uses una red pública.'],
      resources: ['Extensión 4321', { title: 'Estado de la red', url: 'https://estado.ejemplo.com' }],
    }),
    step(2, '¿Qué aplicación usas?', {
      choices: [
        choice('vieja', 'La vieja', 3),
        choice('nueva', 'La nueva', 4),
        choice('ninguna', 'Ninguna', 'escalate'),
      ],
    }),
    step(3, 'Actualiza la aplicación', { on_success: 'resolve', on_failure: 4 }),
    step(4, 'Entra otra vez', { instructions: ['Entra como {{correo}} con la clave {{clave}}.'] }),
    step(5, 'Pide un certificado', { on_failure: 'escalate' }),
  ],
});

const english: Readonly<Record<number, Partial<Step>>> = {
  1: {
    title: 'Check the connection',
    description: 'No VPN without internet{{#equipo}} on your {{equipo}}{{/equipo}}.',
    instructions: ['Open any page.', 'Wait until it loads.'],
    expected_result: 'The whole page is there.',
    warnings: ['Use no public network.'],
    resources: ['Extension 4321', { title: 'Network status', url: 'https://status.example.com' }],
  },
  2: {
    title: 'Which app do you use?',
    choices: [
      choice('vieja', 'The old one', 3),
      choice('nueva', 'The new one', 4),
      choice('ninguna', 'None', 'escalate'),
    ],
  },
  3: { title: 'Update the app' },
  4: { title: 'Sign in again', instructions: ['Sign in as {{correo}} with the key {{clave}}.'] },
  5: { title: 'Ask for a certificate' },
};

export const vpnInEnglish: Template = {
  ...vpn,
  locale: 'en',
  name: 'Connect to the VPN of {{oficina}}',
  variables: [
    variable('oficina', {
      description: 'Which office are you at?',
      type: 'choice',
      choices: ['Madrid', 'Lima'],
    }),
    variable('correo', { description: 'What is your e-mail address?', type: 'email' }),
    variable('clave', { description: 'The access key', type: 'secret' }),
    variable('equipo', { description: 'Which computer do you use?', required: false }),
  ],
  steps_template: vpn.steps_template.map((one) => ({ ...one, ...english[one.step_number] })),
};

/** The next version: Madrid has closed, and there is one more thing to know. */
export const newVpn: Template = {
  ...vpn,
  version: 2,
  variables: [
    variable('oficina', { description: '¿De qué oficina eres?', type: 'choice', choices: ['Lima', 'Quito'] }),
    variable('correo', { description: '¿Cuál es tu correo?', type: 'email' }),
    variable('clave', { description: 'La clave de acceso', type: 'secret' }),
    variable('telefono', { description: '¿Cuál es tu teléfono?' }),
  ],
  steps_template: [step(1, 'Abre la aplicación nueva'), step(2, 'Entra')],
};

/** Four plain steps in their order, no variables, in Spanish only. */
export const printer: Template = template('impresora', {
  name: 'La impresora no imprime',
  locale: 'es',
  description: 'Cuando no sale el papel.',
  category: 'equipo',
  steps_template: [
    step(1, 'Enciende la impresora'),
    step(2, 'Revisa el papel'),
    step(3, 'Revisa el cable'),
    step(4, 'Reinicia el equipo'),
  ],
});

/** A step that is shown again and again until it works. */
export const patience: Template = template('paciencia', {
  name: 'Esperar',
  locale: 'es',
  steps_template: [step(1, 'Espera un minuto', { on_failure: 1 }), step(2, 'Prueba otra vez')],
});

export const everything = { oficina: 'Madrid', correo: 'ana@ejemplo.com', clave: 'abracadabra' };
