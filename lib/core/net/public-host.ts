import { BlockList, isIP } from 'node:net';
import { lazy } from '../memo';
import { PRIVATE_RANGES } from './cidr';

/** Top-level names that are reserved, or that networks use for themselves: their hosts are not on the Internet. */
const PRIVATE = new Set(
  'local localhost internal intranet private corp home lan localdomain test example invalid onion arpa svc cluster'.split(' '),
);

/**
 * Whether a host is reached over the Internet, as far as its name or address tells: names of several labels below a public
 * top-level name, addresses outside the private ranges. A wildcard counts as the names below it.
 */
export function isPublicHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\*\./, '').replace(/\.$/, '');
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
