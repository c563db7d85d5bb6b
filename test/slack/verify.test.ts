import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { answerToBody, refusedByHead } from '../../adapters/slack/verify.ts';
import type { ReadRequest } from '../../adapters/slack/verify.ts';

/** @see https://docs.slack.dev/authentication/verifying-requests-from-slack: the example worked out there */
const example = {
  signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  body:
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
    '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
    '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
    '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
};

const requestOf = ({ signature, body }: { signature: string | null; body: string }): ReadRequest =>
  Object.assign(new IncomingMessage(new Socket()), {
    method: 'POST',
    url: '/slack/events',
    rawBody: Buffer.from(body),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
      'x-slack-request-timestamp': example.timestamp,
      ...(signature !== null && { 'x-slack-signature': signature }),
    },
  });

const trust = { signingSecret: example.signingSecret, now: () => Number(example.timestamp) * 1000 };

describe('the signature of a request', () => {
  it('is computed as in the example of the platform', () => {
    const request = requestOf(example);
    expect(refusedByHead(request, trust)).toBeNull();
    expect(answerToBody(request, trust)).toBeNull();
  });

  it.each([
    ['one byte of the body is another', { ...example, body: `${example.body}0` }],
    ['one digit of it is another', { ...example, signature: example.signature.replace('a2114', 'a2115') }],
  ])('does not hold where %s', (_, changed) => {
    expect(answerToBody(requestOf(changed), trust)).toBe(401);
  });

  it('is missing on the check of the certificate alone, and what that brings along is not read', () => {
    const body = 'ssl_check=1&payload=%7B%22type%22%3A%22block_actions%22%7D';
    expect(answerToBody(requestOf({ signature: null, body }), trust)).toBe(200);
    expect(answerToBody(requestOf({ signature: null, body: 'payload=%7B%7D' }), trust)).toBe(401);
  });
});
