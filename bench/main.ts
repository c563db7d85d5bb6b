/** `npm run bench` runs all; `npm run bench -- click` one of them. Each prints ratios against floors in its own run. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  click: async () => (await import('./click.ts')).benchClick(),
  clicks: async () => (await import('./clicks.ts')).benchClicks(),
  start: async () => (await import('./start.ts')).benchStart(),
  pick: async () => (await import('./pick.ts')).benchPick(),
  render: async () => (await import('./render.ts')).benchRender(),
  webhooks: async () => (await import('./webhooks.ts')).benchWebhooks(),
  'hand-off': async () => (await import('./hand-off.ts')).benchHandOff(),
  'webhooks-backlog': async () => (await import('./webhooks-backlog.ts')).benchWebhooksBacklog(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(1);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
