/**
 * How much a template may hold. Generous for a guide written for people; small enough that one step still fits
 * a handful of chat messages. Lengths are in characters; `category`, `choiceLabel` and `option` fit a Slack
 * button or select (75).
 */
export const templateLimits = {
  name: 150,
  description: 2000,
  category: 64,
  variables: 25,
  variableDescription: 300,
  options: 25,
  option: 75,
  steps: 50,
  title: 150,
  stepDescription: 2000,
  instructions: 20,
  instruction: 2000,
  expectedResult: 1000,
  warnings: 10,
  warning: 1000,
  resources: 10,
  resourceText: 500,
  resourceTitle: 150,
  resourceUrl: 2000,
  alternativeText: 300,
  choices: 10,
  choiceLabel: 75,
  examples: 100,
  example: 300,
  keywords: 100,
  keyword: 60,
} as const;

/** The longest value a variable may take. */
export const valueLimit = 2000;
