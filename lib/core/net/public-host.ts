import { BlockList, isIP } from 'node:net';
import { lazy } from '../memo';
import { PRIVATE_RANGES } from './cidr';
import { withoutFinalDot } from './dns';
import { PRIVATE_DOMAINS } from './private-domains';

const PRIVATE = new Set(PRIVATE_DOMAINS);

/**
 * Whether a host is on the Internet, judged by its name or address: names of several labels in a public top-level domain, and
 * addresses outside the private ranges. A wildcard is treated as the names that it matches.
 */
export function isPublicHost(host: string): boolean {
  const name = withoutFinalDot(host.toLowerCase().replace(/^\*\./, ''));
  if (isIP(name) !== 0) return !nearby().check(name, isIP(name) === 6 ? 'ipv6' : 'ipv4');
  const labels = name.split('.');
  return labels.length > 1 && !PRIVATE.has(labels.at(-1) as string);
}

const nearby = lazy(() => {
  const list = new BlockList();
  for (const range of PRIVATE_RANGES) {
    const [network, length] = range.split('/') as [string, string];
    list.addSubnet(network, Number(length), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
});
