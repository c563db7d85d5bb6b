import type { Chosen } from './session.ts';

/** What is shown in place of a secret, everywhere but to the person who typed it. */
export const mask = '••••••';

/** The variables of a session as anybody but its owner may see them. */
export const maskedVariables = ({ variables, secrets }: Chosen): Record<string, string | number | boolean> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, secrets.includes(name) ? mask : value]),
  );
