import { describe, expect, it } from '@jest/globals';
import { createTargets } from '../../src/webhooks/target.ts';
import { checkConfig } from '../../src/webhooks/validate.ts';

const targets = createTargets({ production: false, allowedNetworks: [], ownOrigin: () => null });
const check = (config: unknown) => checkConfig(config, { required: ['url', 'events'], targets });
const problems = (config: unknown): readonly string[] => {
  const checked = check(config);
  return 'invalid' in checked ? checked.invalid.map(({ path, code }) => `${path} ${code}`) : [];
};
const good = { url: 'https://example.com/hook', events: ['session_started'] };

describe('a configuration', () => {
  it('needs a URL and events, and nothing else', () => {
    expect(check(good)).toEqual({ config: good });
    expect(problems({})).toEqual(['url missing', 'events missing']);
  });

  it('is told everything that is wrong at once, with words', () => {
    const checked = check({ url: 'nowhere', events: ['x'], timeout: -1, description: 7 });
    expect('invalid' in checked && checked.invalid).toEqual([
      {
        path: 'url',
        code: 'bad_url',
        message: 'This is not a complete URL, such as https://example.com/hook.',
      },
      {
        path: 'events[0]',
        code: 'unknown_event',
        message:
          'There is no such event; there are: session_started, problem_detected, step_completed, step_failed, ' +
          'session_resolved, session_escalated, feedback_received, escalation_claimed, escalation_returned, ' +
          'escalation_closed, message_relayed, session_expired, *, webhook_failing, webhook_disabled, webhook_recovered.',
      },
      {
        path: 'timeout',
        code: 'out_of_range',
        message: 'timeout must be a whole number of seconds from 1 to 30.',
      },
      {
        path: 'description',
        code: 'invalid',
        message: 'description must be a text of at most 500 characters.',
      },
    ]);
  });

  it.each<readonly [string, object, readonly string[]]>([
    ['all events', { events: ['*'] }, []],
    ['no events', { events: [] }, ['events invalid']],
    ['events as a text', { events: 'session_started' }, ['events invalid']],
    ['a url that is no text', { url: 7 }, ['url invalid']],
    ['a url inside', { url: 'http://192.168.1.1/' }, ['url blocked_network']],
    ['one channel', { channels: ['slack'] }, []],
    ['a key to be made', { signing_key: 'generate' }, []],
    ['a key that is none', { signing_key: 'whsk_abc' }, ['signing_key invalid_key']],
    ['filters by guide', { templates: ['vpn'], categories: null }, []],
    ['an empty filter', { categories: [] }, ['categories invalid']],
    ['a filter by numbers', { templates: [5] }, ['templates invalid']],
    ['thin payloads in order', { payload: 'thin', ordering: 'strict' }, []],
    ['an unknown payload', { payload: 'fat' }, ['payload unknown']],
    ['an unknown order', { ordering: 'random' }, ['ordering unknown']],
    ['an unknown channel', { channels: ['slack', 'irc'] }, ['channels[1] unknown_channel']],
    ['a secret too short', { secret: 'short' }, ['secret invalid_secret']],
    ['a secret that is no text', { secret: 12345678 }, ['secret invalid_secret']],
    ['no secret', { secret: null }, []],
    ['timeout 1', { timeout: 1 }, []],
    ['timeout 30', { timeout: 30 }, []],
    ['timeout 0', { timeout: 0 }, ['timeout out_of_range']],
    ['timeout 31', { timeout: 31 }, ['timeout out_of_range']],
    ['timeout of half a second', { timeout: 1.5 }, ['timeout out_of_range']],
    ['timeout as a text', { timeout: '10' }, ['timeout out_of_range']],
    ['timeout null', { timeout: null }, ['timeout out_of_range']],
    ['retries 0', { retry_attempts: 0 }, []],
    ['retries 20', { retry_attempts: 20 }, []],
    ['retries 21', { retry_attempts: 21 }, ['retry_attempts out_of_range']],
    ['retries -1', { retry_attempts: -1 }, ['retry_attempts out_of_range']],
    ['a retry policy', { retry_policy: 'standard' }, []],
    ['a retry policy nobody knows', { retry_policy: 'daily' }, ['retry_policy unknown']],
    ['a format', { format: 'standard' }, []],
    ['a format nobody knows', { format: 'xml' }, ['format unknown']],
    ['no description', { description: null }, []],
    ['a long description', { description: 'x'.repeat(501) }, ['description invalid']],
    ['a null character', { description: 'a\0b' }, ['description invalid']],
    ['enabled as a text', { enabled: 'yes' }, ['enabled invalid']],
    ['fields nobody knows', { colour: 'blue' }, []],
  ])('%s', (_, change, expected) => {
    expect(problems({ ...good, ...change })).toEqual(expected);
  });

  it.each([null, undefined, 'text', 7, [good]])('is an object, not %p', (config) => {
    expect(problems(config)).toEqual([' invalid']);
  });

  it('names each event once', () => {
    expect(check({ ...good, events: ['step_failed', 'step_failed'] })).toMatchObject({
      config: { events: ['step_failed'] },
    });
  });

  it('keeps the URL as it was written, without what no URL holds', () => {
    expect(check({ ...good, url: 'https://EXAMPLE.com' })).toMatchObject({
      config: { url: 'https://EXAMPLE.com' },
    });
    expect(check({ ...good, url: ' https://example.com/a\nb\0c ' })).toMatchObject({
      config: { url: 'https://example.com/ab%00c' },
    });
  });
});

describe('headers of a configuration', () => {
  const headerProblems = (headers: unknown): readonly string[] => problems({ ...good, headers });

  it.each<readonly [string, unknown, readonly string[]]>([
    ['a key', { Authorization: 'Bearer abc', 'X-Tenant': '7' }, []],
    ['none', null, []],
    ['an empty value', { 'X-Empty': '' }, []],
    ['Content-Type: application/json', { 'Content-Type': 'application/json' }, []],
    ['with its charset', { 'content-type': 'application/json; charset=utf-8' }, []],
    ['another Content-Type', { 'Content-Type': 'text/plain' }, ['headers.Content-Type reserved_header']],
    ['Host', { Host: 'example.com' }, ['headers.Host reserved_header']],
    ['Connection', { connection: 'close' }, ['headers.connection reserved_header']],
    ['Keep-Alive', { 'Keep-Alive': '5' }, ['headers.Keep-Alive reserved_header']],
    ['Transfer-Encoding', { 'transfer-encoding': 'chunked' }, ['headers.transfer-encoding reserved_header']],
    ['Upgrade', { upgrade: 'h2c' }, ['headers.upgrade reserved_header']],
    ['TE', { TE: 'trailers' }, ['headers.TE reserved_header']],
    ['Proxy-Authorization', { 'Proxy-Authorization': 'x' }, ['headers.Proxy-Authorization reserved_header']],
    ['Content-Length', { 'Content-Length': '1' }, ['headers.Content-Length reserved_header']],
    ['Expect', { expect: '100-continue' }, ['headers.expect reserved_header']],
    ['a signature', { 'Webhook-Signature': 'v1,x' }, ['headers.Webhook-Signature reserved_header']],
    ['a blank in a name', { 'X Y': 'z' }, ['headers.X Y invalid_name']],
    ['no name', { '': 'z' }, ['headers. invalid_name']],
    ['a name too long', { ['x'.repeat(101)]: 'z' }, [`headers.${'x'.repeat(101)} invalid_name`]],
    ['a line break in a value', { 'X-Y': 'a\r\nHost: b' }, ['headers.X-Y invalid_value']],
    ['blanks around a value', { 'X-Y': ' a' }, ['headers.X-Y invalid_value']],
    ['beyond ASCII', { 'X-Y': 'ñ' }, ['headers.X-Y invalid_value']],
    ['a value too long', { 'X-Y': 'x'.repeat(4097) }, ['headers.X-Y invalid_value']],
    ['a number', { 'X-Y': 7 }, ['headers.X-Y invalid_value']],
    ['twice the same name', { 'X-Y': 'a', 'x-y': 'b' }, ['headers.x-y duplicate']],
    ['a list', ['X-Y: a'], ['headers invalid']],
    [
      '21 of them',
      Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`x-${n}`, 'a'])),
      ['headers too_many'],
    ],
  ])('%s', (_, headers, expected) => {
    expect(headerProblems(headers)).toEqual(expected);
  });
});
