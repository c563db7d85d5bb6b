import { describe, expect, it } from '@jest/globals';
import type { lookup } from 'node:dns';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { embeddingNetworks, specialNetworks } from '../../src/webhooks/networks.ts';
import { createTargets, RefusedTarget, type TargetOptions, type Targets } from '../../src/webhooks/target.ts';

const targetsWith = (options: Partial<TargetOptions> = {}): Targets =>
  createTargets({ production: false, allowedNetworks: [], ownOrigin: () => null, ...options });

const urlCode = (url: string, options: Partial<TargetOptions> = {}): string => {
  const judged = targetsWith(options).judgeUrl(url);
  return 'refused' in judged ? judged.refused.code : 'open';
};
const addressCode = (hostname: string, options: Partial<TargetOptions> = {}): string =>
  targetsWith(options).judgeConnection({ protocol: 'https:', hostname, port: '' })?.code ?? 'open';

type Address = ReturnType<typeof ipaddr.parse>;
const edges = (cidr: string): readonly [Address, Address] => {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  const first = network.toByteArray();
  const last = first.map((byte, index) => {
    const free = Math.min(8, Math.max(0, 8 * (index + 1) - bits));
    return byte | (2 ** free - 1);
  });
  return [network, ipaddr.fromByteArray(last)];
};

describe('the table of special networks', () => {
  it.each(specialNetworks)('$cidr ($name, $source): from its first to its last address', ({ cidr }) => {
    for (const address of edges(cidr)) expect(addressCode(address.toString())).toBe('blocked_network');
  });

  it.each(specialNetworks)('$cidr is written as the network it is, and is opened by its name', ({ cidr }) => {
    const [network, bits] = ipaddr.parseCIDR(cidr);
    expect(ipaddr.parse(edges(cidr)[0].toString()).match(network, bits)).toBe(true);
    expect(network.toString()).toBe(edges(cidr)[0].toString());
    for (const address of edges(cidr)) {
      expect(addressCode(address.toString(), { allowedNetworks: [cidr] })).toBe('open');
    }
  });

  it.each(embeddingNetworks)('$cidr ($name) is judged by the IPv4 address inside', ({ cidr }) => {
    const inside = (v4: string): string => {
      const prefix = ipaddr.parseCIDR(cidr)[0].toByteArray().slice(0, 12);
      return ipaddr.fromByteArray([...prefix, ...ipaddr.parse(v4).toByteArray()]).toString();
    };
    expect(addressCode(inside('127.0.0.1'))).toBe('blocked_network');
    expect(addressCode(inside('169.254.169.254'))).toBe('blocked_network');
    expect(addressCode(inside('93.184.216.34'))).toBe('open');
    expect(addressCode(inside('10.1.2.3'), { allowedNetworks: ['10.0.0.0/8'] })).toBe('open');
  });

  it('misses nothing that an independent table knows', () => {
    const v4 = fc.uint8Array({ minLength: 4, maxLength: 4 });
    const v6 = fc.uint8Array({ minLength: 16, maxLength: 16 });
    // Random addresses seldom meet small networks: put half of them into one.
    const near = fc.tuple(fc.constantFrom(...specialNetworks), v6).map(([{ cidr }, bytes]) => {
      const [network, bits] = ipaddr.parseCIDR(cidr);
      return network.toByteArray().map((byte, index) => {
        const free = 2 ** Math.min(8, Math.max(0, 8 * (index + 1) - bits)) - 1;
        return (byte & ~free) | ((bytes[index] ?? 0) & free);
      });
    });
    fc.assert(
      fc.property(fc.oneof(v4, v6, near), (bytes) => {
        const address = ipaddr.fromByteArray([...bytes]);
        const inner =
          address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
        fc.pre(inner.range() !== 'unicast' && inner.range() !== 'rfc6052');
        expect(addressCode(address.toString())).toBe('blocked_network');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '93.184.216.34',
    '8.8.8.8',
    '100.63.255.255',
    '172.32.0.0',
    '2606:4700::1',
    '2a00:1450::1',
    '2001:200::1',
  ])('%s is open', (address) => {
    expect(addressCode(address)).toBe('open');
  });
});

describe('a URL at registration', () => {
  it.each([
    ['https://example.com/hook?a=1', 'open'],
    ['http://example.com/hook', 'open'],
    ['http://93.184.216.34:8080/', 'open'],
    ['example.com/hook', 'bad_url'],
    ['', 'bad_url'],
    ['https://', 'bad_url'],
    ['ftp://example.com/', 'bad_url'],
    ['file:///etc/passwd', 'bad_url'],
    ['javascript:alert(1)', 'bad_url'],
    ['https://user@example.com/', 'bad_url'],
    ['https://user:password@example.com/', 'bad_url'],
    ['https://:password@example.com/', 'bad_url'],
    [`https://example.com/${'x'.repeat(2048)}`, 'bad_url'],
    ['http://127.0.0.1/', 'blocked_network'],
    ['http://localhost:8080/', 'blocked_network'],
    ['http://LOCALHOST./', 'blocked_network'],
    ['http://a.localhost/', 'blocked_network'],
    ['http://[::1]/', 'blocked_network'],
    ['http://[::]/', 'blocked_network'],
    ['http://0/', 'blocked_network'],
    ['http://127.1/', 'blocked_network'],
    ['http://2130706433/', 'blocked_network'],
    ['http://017700000001/', 'blocked_network'],
    ['http://0x7f000001/', 'blocked_network'],
    ['http://0x7f.0.0.0x1/', 'blocked_network'],
    ['http://127.0.0.1./', 'blocked_network'],
    ['http://①②⑦.⓪.⓪.①/', 'blocked_network'],
    ['http://127。0。0。1/', 'blocked_network'],
    ['http://%31%32%37.0.0.1/', 'blocked_network'],
    ['http://[::ffff:127.0.0.1]/', 'blocked_network'],
    ['http://[::ffff:7f00:1]/', 'blocked_network'],
    ['http://[64:ff9b::a9fe:a9fe]/', 'blocked_network'],
    ['http://[2002:7f00:1::]/', 'blocked_network'],
    ['http://[2001:0:5ef5:79fd::1]/', 'blocked_network'],
    ['http://[fd00:ec2::254]/', 'blocked_network'],
    ['http://169.254.169.254/latest/meta-data/', 'blocked_network'],
    ['http://10.0.0.1/', 'blocked_network'],
    ['http://1.2.3.4.5/', 'bad_url'],
  ])('%s: %s', (url, expected) => {
    expect(urlCode(url)).toBe(expected);
  });

  it('may be our own, where our own origin is exempt: exactly that', () => {
    const options = { ownOrigin: () => 'http://127.0.0.1:3000' };
    expect(urlCode('http://127.0.0.1:3000/playground/hook', options)).toBe('open');
    expect(urlCode('http://127.0.0.1:3001/', options)).toBe('blocked_network');
    expect(urlCode('https://127.0.0.1:3000/', options)).toBe('blocked_network');
    expect(urlCode('http://localhost:3000/', options)).toBe('blocked_network');
  });

  it('may be in a network that was opened', () => {
    const allowedNetworks = ['127.0.0.0/8'];
    expect(urlCode('http://127.0.0.1:4000/', { allowedNetworks })).toBe('open');
    expect(urlCode('http://localhost:4000/', { allowedNetworks })).toBe('open');
    expect(urlCode('http://[::ffff:127.0.0.1]/', { allowedNetworks })).toBe('open');
    expect(urlCode('http://[::1]/', { allowedNetworks })).toBe('blocked_network');
    expect(urlCode('http://10.0.0.1/', { allowedNetworks })).toBe('blocked_network');
  });

  it('must be https in production, save in a network that was opened', () => {
    expect(urlCode('http://example.com/', { production: true })).toBe('https_required');
    expect(urlCode('http://93.184.216.34/', { production: true })).toBe('https_required');
    expect(urlCode('https://example.com/', { production: true })).toBe('open');
    const opened = { production: true, allowedNetworks: ['10.0.0.0/8'] };
    expect(urlCode('http://10.0.0.1/', opened)).toBe('open');
    expect(urlCode('http://93.184.216.34/', opened)).toBe('https_required');
    // Where the name leads is seen when it is connected to.
    expect(urlCode('http://intranet/', opened)).toBe('open');
  });
});

describe('a name at connection time', () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    'public.example': ['93.184.216.34'],
    'internal.example': ['10.0.0.1', 'fd00::1'],
    'both.example': ['10.0.0.1', '93.184.216.34'],
    intranet: ['10.0.0.1'],
  };
  const resolve = ((hostname: string, _: unknown, callback: (error: null, found: unknown) => void) => {
    const addresses = names[hostname] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof lookup;

  const connectTo = (hostname: string, options: Partial<TargetOptions> = {}, protocol = 'https:') =>
    new Promise<readonly string[] | string>((done) => {
      targetsWith({ resolve, ...options }).lookup({ protocol, hostname, port: '' })(
        hostname,
        { all: true },
        (error, found) => {
          if (error instanceof RefusedTarget) done(error.refusal.code);
          else done(typeof found === 'string' ? found : found.map(({ address }) => address));
        },
      );
    });

  it('is connected to at its public address', async () => {
    expect(await connectTo('public.example')).toEqual(['93.184.216.34']);
  });
  it('that leads inside is refused', async () => {
    expect(await connectTo('internal.example')).toBe('blocked_network');
  });
  it('that leads to both is only ever connected to outside', async () => {
    expect(await connectTo('both.example')).toEqual(['93.184.216.34']);
  });
  it('that leads nowhere is refused', async () => {
    expect(await connectTo('nowhere.example')).toBe('bad_url');
  });
  it('that leads into an opened network may be http even in production', async () => {
    const production = { production: true, allowedNetworks: ['10.0.0.0/8'] };
    expect(await connectTo('intranet', production, 'http:')).toEqual(['10.0.0.1']);
    expect(await connectTo('public.example', production, 'http:')).toBe('https_required');
  });
  it('is answered one address where the caller asks for one', async () => {
    const answer = await new Promise((done) => {
      targetsWith({ resolve }).lookup({ protocol: 'https:', hostname: 'both.example', port: '' })(
        'both.example',
        {},
        (error, address, family) => done([error, address, family]),
      );
    });
    expect(answer).toEqual([null, '93.184.216.34', 4]);
  });
});
