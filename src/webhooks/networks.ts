/** One block of addresses that no webhook may be delivered to. */
export interface Network {
  readonly cidr: string;
  readonly name: string;
  /** Where it says so. */
  readonly source: string;
}

/**
 * Every special-use network. The registries they come from:
 * - IANA IPv4 Special-Purpose Address Registry (iana.org/assignments/iana-ipv4-special-registry)
 * - IANA IPv6 Special-Purpose Address Registry (iana.org/assignments/iana-ipv6-special-registry)
 * - IANA Internet Protocol Version 6 Address Space (iana.org/assignments/ipv6-address-space), for everything
 *   outside 2000::/3, the only block whose addresses are handed out to the public
 *
 * The most telling name comes first: a smaller block stands before the one that holds it.
 */
export const specialNetworks: readonly Network[] = [
  { cidr: '0.0.0.0/8', name: 'this network', source: 'RFC 791, 3.2' },
  { cidr: '10.0.0.0/8', name: 'private', source: 'RFC 1918' },
  { cidr: '100.64.0.0/10', name: 'carrier-grade NAT', source: 'RFC 6598' },
  { cidr: '127.0.0.0/8', name: 'loopback', source: 'RFC 1122, 3.2.1.3' },
  {
    cidr: '168.63.129.16/32',
    name: 'Azure platform services',
    source: 'learn.microsoft.com, "What is IP address 168.63.129.16?"',
  },
  {
    cidr: '169.254.169.254/32',
    name: 'cloud metadata',
    source: 'RFC 3927; docs of AWS, Azure, Google Cloud',
  },
  { cidr: '169.254.0.0/16', name: 'link-local', source: 'RFC 3927' },
  { cidr: '172.16.0.0/12', name: 'private', source: 'RFC 1918' },
  { cidr: '192.0.0.0/24', name: 'IETF protocol assignments', source: 'RFC 6890, 2.1' },
  { cidr: '192.0.2.0/24', name: 'documentation', source: 'RFC 5737' },
  { cidr: '192.31.196.0/24', name: 'AS112', source: 'RFC 7535' },
  { cidr: '192.52.193.0/24', name: 'multicast tunnelling', source: 'RFC 7450' },
  { cidr: '192.88.99.0/24', name: '6to4 relays', source: 'RFC 7526' },
  { cidr: '192.168.0.0/16', name: 'private', source: 'RFC 1918' },
  { cidr: '192.175.48.0/24', name: 'AS112', source: 'RFC 7534' },
  { cidr: '198.18.0.0/15', name: 'benchmarking', source: 'RFC 2544' },
  { cidr: '198.51.100.0/24', name: 'documentation', source: 'RFC 5737' },
  { cidr: '203.0.113.0/24', name: 'documentation', source: 'RFC 5737' },
  { cidr: '224.0.0.0/4', name: 'multicast', source: 'RFC 5771' },
  { cidr: '255.255.255.255/32', name: 'limited broadcast', source: 'RFC 919, 7' },
  { cidr: '240.0.0.0/4', name: 'reserved', source: 'RFC 1112, 4' },

  { cidr: '::/128', name: 'unspecified', source: 'RFC 4291, 2.5.2' },
  { cidr: '::1/128', name: 'loopback', source: 'RFC 4291, 2.5.3' },
  { cidr: '::/96', name: 'IPv4-compatible', source: 'RFC 4291, 2.5.5.1' },
  { cidr: '::ffff:0:0:0/96', name: 'IPv4-translated', source: 'RFC 7915' },
  { cidr: '64:ff9b:1::/48', name: 'local NAT64', source: 'RFC 8215' },
  { cidr: '100::/64', name: 'discard-only', source: 'RFC 6666' },
  { cidr: '100:0:0:1::/64', name: 'dummy prefix', source: 'RFC 9780' },
  { cidr: '2001::/32', name: 'Teredo', source: 'RFC 4380' },
  { cidr: '2001:2::/48', name: 'benchmarking', source: 'RFC 5180' },
  { cidr: '2001:3::/32', name: 'multicast tunnelling', source: 'RFC 7450' },
  { cidr: '2001:4:112::/48', name: 'AS112', source: 'RFC 7535' },
  { cidr: '2001:10::/28', name: 'ORCHID', source: 'RFC 4843' },
  { cidr: '2001:20::/28', name: 'ORCHIDv2', source: 'RFC 7343' },
  { cidr: '2001:30::/28', name: 'drone remote ids', source: 'RFC 9374' },
  { cidr: '2001::/23', name: 'IETF protocol assignments', source: 'RFC 2928' },
  { cidr: '2001:db8::/32', name: 'documentation', source: 'RFC 3849' },
  { cidr: '2002::/16', name: '6to4', source: 'RFC 3056; RFC 7526' },
  { cidr: '2620:4f:8000::/48', name: 'AS112', source: 'RFC 7534' },
  { cidr: '3fff::/20', name: 'documentation', source: 'RFC 9637' },
  { cidr: '5f00::/16', name: 'segment routing', source: 'RFC 9602' },
  { cidr: 'fd00:ec2::254/128', name: 'cloud metadata', source: 'docs of AWS, "Instance metadata service"' },
  { cidr: 'fc00::/7', name: 'unique local', source: 'RFC 4193' },
  { cidr: 'fe80::/10', name: 'link-local', source: 'RFC 4291, 2.5.6' },
  { cidr: 'fec0::/10', name: 'site-local', source: 'RFC 3879' },
  { cidr: 'ff00::/8', name: 'multicast', source: 'RFC 4291, 2.7' },

  ...[
    '::/8',
    '100::/8',
    '200::/7',
    '400::/6',
    '800::/5',
    '1000::/4',
    '4000::/3',
    '6000::/3',
    '8000::/3',
    'a000::/3',
    'c000::/3',
    'e000::/4',
    'f000::/5',
    'f800::/6',
    'fe00::/9',
  ].map((cidr) => ({ cidr, name: 'not handed out', source: 'RFC 4291, 2.4' })),
];

/** IPv6 blocks that carry an IPv4 address in their last 32 bits: it is that address which is judged. */
export const embeddingNetworks: readonly Network[] = [
  { cidr: '::ffff:0:0/96', name: 'IPv4-mapped', source: 'RFC 4291, 2.5.5.2' },
  { cidr: '64:ff9b::/96', name: 'NAT64', source: 'RFC 6052, 2.1' },
];
