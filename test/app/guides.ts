/** The guides of the manual, as an administrator would send them. */
export const guides: readonly object[] = [
  // Two plain steps, in two languages.
  {
    template_id: 'turnstile',
    category: 'building',
    locale: 'en',
    name: 'The turnstile does not open',
    description: 'When the turnstile in the lobby stays shut.',
    variables: [],
    examples: ['the turnstile in the lobby stays shut'],
    steps_template: [
      { step_number: 1, title: 'Hold the badge to the reader' },
      { step_number: 2, title: 'Try the other turnstile' },
    ],
  },
  {
    template_id: 'turnstile',
    category: 'building',
    locale: 'es',
    name: 'El torniquete no abre',
    description: 'Cuando el torniquete de la entrada no se abre.',
    variables: [],
    examples: ['el torniquete de la entrada no se abre'],
    steps_template: [
      { step_number: 1, title: 'Acerca la tarjeta al lector' },
      { step_number: 2, title: 'Prueba el otro torniquete' },
    ],
  },
  // Asks for a name, then for a secret.
  {
    template_id: 'locker',
    category: 'building',
    locale: 'en',
    name: 'The parcel locker stays locked',
    description: 'When the parcel locker does not take its code.',
    variables: [
      { name: 'station', description: 'Which station is it?', required: true, type: 'string' },
      { name: 'code', description: 'What is its code?', required: true, type: 'secret' },
    ],
    examples: ['the parcel locker does not take my code'],
    steps_template: [
      { step_number: 1, title: 'Go to {{station}}', instructions: ['Type the code {{code}}.'] },
      { step_number: 2, title: 'Pull the handle' },
    ],
  },
  // Two that the same words may be about.
  ...[
    ['espresso_cold', 'The espresso machine is cold'],
    ['espresso_leaks', 'The espresso machine leaks'],
  ].map(([template_id, name]) => ({
    template_id,
    category: 'kitchen',
    locale: 'en',
    name,
    description: '',
    variables: [],
    steps_template: [{ step_number: 1, title: 'Turn the espresso machine off' }],
  })),
];
