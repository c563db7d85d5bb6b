import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { webhookLimits } from '../app/webhooks.ts';
import { embeddingNetworks, specialNetworks } from './networks.ts';

type Address = ReturnType<typeof ipaddr.parse>;
type Range = readonly [Address, number];

/** Why we do not deliver somewhere; the sentence says what to do about it. */
export interface TargetRefusal {
  readonly code: 'bad_url' | 'https_required' | 'blocked_network';
  readonly message: string;
}

/** Passed through a connection's failure, to be told apart from what the network answers. */
export class RefusedTarget extends Error {
  readonly refusal: TargetRefusal;
  constructor(refusal: TargetRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/**
 * Where webhooks may go. `judgeUrl` decides what can be decided when a webhook is registered; `judgeConnection`
 * and `lookup` decide again, about the very address, whenever a connection is made: between the two a name may
 * have come to mean another machine.
 */
export interface Targets {
  judgeUrl(url: string): { readonly url: URL } | { readonly refused: TargetRefusal };
  /** For a connection about to be made. A name passes here: its addresses are judged by `lookup`. */
  judgeConnection(origin: ConnectionOrigin): TargetRefusal | null;
  /** `dns.lookup` that answers only with addresses we deliver to, and fails with `RefusedTarget` if none is left. */
  lookup(origin: ConnectionOrigin): LookupFunction;
  /** The same with this machine open, for webhooks registered as `local`; `null` where there may be none. */
  readonly local: Targets | null;
}

export interface ConnectionOrigin {
  readonly protocol: string;
  /** Without brackets. */
  readonly hostname: string;
  /** Empty: the protocol's own. */
  readonly port: string;
}

export interface TargetOptions {
  /** Only https then, except towards `allowedNetworks` and our own origin. */
  readonly production: boolean;
  /** CIDR blocks that an operator opens; valid ones, as `ipaddr.js` reads them. */
  readonly allowedNetworks: readonly string[];
  /** Our own origin where it is exempt (the playground's receiver), exactly as URLs print it; asked each time. */
  readonly ownOrigin: () => string | null;
  /**
   * Only this machine reaches us. A webhook may then be registered as `local` and be delivered to this machine:
   * whoever can register it can reach what listens here anyway. Never in production.
   */
  readonly loopback?: boolean;
  /** Resolves names; the system's resolver by default. */
  readonly resolve?: typeof systemLookup;
}

export const createTargets = ({
  production,
  allowedNetworks,
  ownOrigin,
  loopback = false,
  resolve = systemLookup,
}: TargetOptions): Targets => {
  const allowed = allowedNetworks.map(parseRange);
  const embedding = embeddingNetworks.map(({ cidr }) => parseRange(cidr));
  const special = specialNetworks.map((network) => ({ network, range: parseRange(network.cidr) }));

  const judgeAddress = (text: string, protocol: string): TargetRefusal | null => {
    const address = ipaddr.parse(text);
    const inner = embedding.some((range) => contains(range, address)) ? lastFourBytes(address) : address;
    if (allowed.some((range) => contains(range, address) || contains(range, inner))) return null;
    const found = special.find(({ range }) => contains(range, inner));
    if (found !== undefined) {
      const { name, cidr } = found.network;
      return {
        code: 'blocked_network',
        message: `${text} is in the ${name} network ${cidr}; WEBHOOK_ALLOWED_NETWORKS can open it.`,
      };
    }
    return production && protocol === 'http:' ? httpsRequired : null;
  };

  const isOwn = (origin: string): boolean => origin === ownOrigin();

  return {
    local:
      loopback && !production
        ? createTargets({
            production,
            allowedNetworks: [...allowedNetworks, ...loopbackNetworks],
            ownOrigin,
            resolve,
          })
        : null,

    judgeUrl: (text) => {
      const refuse = (refused: TargetRefusal) => ({ refused });
      if (text.length > webhookLimits.url) {
        return refuse(badUrl(`The URL may have at most ${webhookLimits.url} characters.`));
      }
      if (!URL.canParse(text))
        return refuse(badUrl('This is not a complete URL, such as https://example.com/hook.'));
      const url = new URL(text);
      if (url.protocol !== 'https:' && url.protocol !== 'http:') {
        return refuse(badUrl('The URL must begin with https:// or http://.'));
      }
      if (url.username !== '' || url.password !== '') {
        return refuse(
          badUrl('A URL with a user name or password is shown to too many: use an Authorization header.'),
        );
      }
      if (isOwn(url.origin)) return { url };
      const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
      const addresses = ipaddr.isValid(host) ? [host] : isLocalhost(host) ? localAddresses : [];
      const refusals = addresses.map((address) => judgeAddress(address, url.protocol));
      const [first] = refusals;
      if (first !== undefined && !refusals.includes(null)) return refuse(first ?? httpsRequired);
      // A name without encryption may still turn out to live in a network that was opened.
      if (addresses.length === 0 && production && url.protocol === 'http:' && allowed.length === 0) {
        return refuse(httpsRequired);
      }
      return { url };
    },

    judgeConnection: (origin) => {
      if (isOwn(originOf(origin)) || !ipaddr.isValid(origin.hostname)) return null;
      return judgeAddress(origin.hostname, origin.protocol);
    },

    lookup: (origin) => {
      const own = isOwn(originOf(origin));
      return (hostname, options, callback) => {
        resolve(hostname, { ...options, all: true }, (error, addresses) => {
          if (error !== null) return callback(error, [], 0);
          const judged = addresses.map((found) => ({
            found,
            refusal: own ? null : judgeAddress(found.address, origin.protocol),
          }));
          const open = judged.filter(({ refusal }) => refusal === null).map(({ found }) => found);
          const [first] = open;
          if (first === undefined) {
            const refusal = judged[0]?.refusal ?? badUrl(`${hostname} has no address.`);
            return callback(new RefusedTarget(refusal), [], 0);
          }
          if (options.all === true) callback(null, open);
          else callback(null, first.address, first.family);
        });
      };
    },
  };
};

const badUrl = (message: string): TargetRefusal => ({ code: 'bad_url', message });
const httpsRequired: TargetRefusal = {
  code: 'https_required',
  message: 'In production a webhook needs https, save into WEBHOOK_ALLOWED_NETWORKS.',
};

/** RFC 6761, 6.3: these names mean the loopback addresses wherever they are resolved. */
const isLocalhost = (host: string): boolean => /^(.+\.)?localhost\.?$/.test(host);
const localAddresses = ['127.0.0.1', '::1'];
/** RFC 1122, 3.2.1.3, and RFC 4291, 2.5.3. */
const loopbackNetworks = ['127.0.0.0/8', '::1/128'];

const originOf = ({ protocol, hostname, port }: ConnectionOrigin): string =>
  new URL(
    `${protocol}//${hostname.includes(':') ? `[${hostname}]` : hostname}${port === '' ? '' : `:${port}`}`,
  ).origin;

const parseRange = (cidr: string): Range => ipaddr.parseCIDR(cidr);

const contains = ([network, bits]: Range, address: Address): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

const lastFourBytes = (address: Address): Address => ipaddr.fromByteArray(address.toByteArray().slice(-4));
