/** An answer takes a few hundred bytes; a server that sends without end is cut off here. */
const longestAnswer = 1_000_000;

/** `fetch` whose answers end: reading a longer one fails with a RangeError. */
export const boundedFetch: typeof fetch = async (url, init) => {
  const response = await fetch(url, init);
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
