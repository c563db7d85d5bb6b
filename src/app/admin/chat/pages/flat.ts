/** Everything in a document by its path: `escalation.slack.channel`. */
export const flat = (value: unknown, path = ''): readonly (readonly [string, string])[] => {
  if (value === null || typeof value !== 'object') {
    const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return path === '' ? [] : [[path, value === null ? 'off' : shown]];
  }
  if (Array.isArray(value)) return value.flatMap((one, index) => flat(one, `${path}[${index}]`));
  return Object.entries(value).flatMap(([name, inner]) =>
    flat(inner, path === '' ? name : `${path}.${name}`),
  );
};
