/** Why the address to listen on cannot be had, by Node's error codes. https://nodejs.org/api/errors.html#common-system-errors */
const reasons: Readonly<Record<string, (host: string, port: string) => string>> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} of ${host} is in use by another program. Stop that one first, or set PORT to another port.`,
  EACCES: (_host, port) => `This user may not listen on port ${port}. Set PORT to 1024 or higher.`,
  EADDRNOTAVAIL: (host) => `This machine does not have the address ${host}. Set HOST to one that it has.`,
  ENOTFOUND: (host) =>
    `The name ${host} is not known here. Set HOST to an address of this machine, such as 127.0.0.1.`,
  EAI_AGAIN: (host) =>
    `The name ${host} could not be looked up. Set HOST to an address of this machine, such as 127.0.0.1.`,
};

/** A sentence for whoever configured it; `null` where the error is about something else. */
export const describeAddressProblem = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null;
  const { syscall, code, address, hostname, port } = error as Error & Readonly<Record<string, unknown>>;
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return null;
  const reason = typeof code === 'string' && Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return reason?.(String(address ?? hostname), String(port)) ?? null;
};
