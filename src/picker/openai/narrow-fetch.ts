/** An answer takes a few hundred bytes; a server that sends without end is cut off here. */
const longestAnswer = 1_000_000;
/** The package adds which machine it runs on, and whatever its own variables of the environment say. */
const headersThatLeave = ['accept', 'authorization', 'content-type', 'user-agent'];

/** `fetch` that tells a server no more than a request needs, and reads no more than an answer takes. */
export const narrowFetch: typeof fetch = async (url, init) => {
  const response = await fetch(url, { ...init, headers: narrowed(init?.headers) });
  if (response.body === null) return response;
  let length = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      length += chunk.byteLength;
      if (length > longestAnswer) controller.error(new RangeError('the answer is too long'));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
};

const narrowed = (given: HeadersInit | undefined): Headers => {
  const all = new Headers(given);
  const kept = new Headers();
  for (const name of headersThatLeave) {
    const value = all.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
};
