import type { Answer, PressAnswer, ProblemDocument, Requests, Suggestion } from '../protocol.ts';

/** What the page could not do. `unreachable`: nobody answered; else the `code` of the problem document. */
export interface Failure {
  readonly failed: string;
}

interface Answers {
  readonly say: Answer;
  readonly edit: Answer;
  readonly suggest: readonly Suggestion[];
  readonly admin: Answer;
  readonly press: PressAnswer;
  readonly submit: Answer;
  readonly language: Answer;
  readonly 'start-over': Answer;
}

export const isFailure = (result: object): result is Failure => 'failed' in result;

export const ask = async <Name extends keyof Answers>(
  name: Name,
  body: Requests[Name],
): Promise<Answers[Name] | Failure> => {
  let response: Response;
  try {
    response = await fetch(`/playground/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    return { failed: 'unreachable' };
  }
  if (response.ok) return (await response.json()) as Answers[Name];
  const code = await response.json().then(
    (document: Partial<ProblemDocument>) => document.code,
    () => undefined,
  );
  return { failed: code ?? String(response.status) };
};

/** `crypto.randomUUID` is not there on plain http beyond this machine. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
