import { oncePer } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { selects } from '../../core/label-selector';
import { type Cidr, holds, parseCidr } from '../../core/net/cidr';
import { plainHost } from '../../core/net/host-patterns';
import { addressesOf } from '../../core/net/region';
import type { Spans } from '../../core/net/spans';
import { type Path, valueAt } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { Catalogue } from '../graph';
import { namespaceOf } from '../graph';
import type { Destination } from '../graph/destinations';
import type { Named } from './egress-path';

/** The names and addresses of a destination: those to which connections go, and those by which they find it. */
export function namesOf({ kind, object, hosts }: Destination, catalogue: Catalogue): Named[] {
  if (kind === 'Backend') return listed(object, ['spec', 'static', 'hosts'], ['host']);
  if (kind === 'Service') {
    const at = valueAt(object, ['spec', 'externalName']) === undefined ? [] : ['spec', 'externalName'];
    return hosts.map((host) => named(host, at));
  }
  const ends = [...listed(object, ['spec', 'endpoints'], ['address']), ...workloads(object, catalogue)];
  const aliases = listed(object, ['spec', 'addresses'], []).map((one) => ({ ...one, isAlias: true }));
  return [...oncePer([...listed(object, ['spec', 'hosts'], []), ...ends, ...aliases], ({ text }) => text)];
}

/** A name or an address, and where its object has it. */
export function named(text: string, at: Path): Named {
  return { text: plainHost(text), addresses: addressesIn(text), at, isAlias: false };
}

const IPV4_IN_IPV6 = parseCidr('::ffff:0.0.0.0/96') as Cidr;

/** The addresses of an address or a network; `undefined` for a name. IPv4 in the notation of IPv6 is IPv4. */
export function addressesIn(text: string): Spans | undefined {
  // Most texts are host names.
  const first = text.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39) && !text.includes(':')) return undefined;
  const range = parseCidr(text.replace(/^\[(.*)\]$/, '$1'));
  if (!range) return undefined;
  if (!holds(IPV4_IN_IPV6, range)) return addressesOf([range]);
  return addressesOf([{ address: range.address & 0xffff_ffffn, length: range.length - 96, width: 32 }]);
}

function listed(object: Manifest, list: Path, inside: Path): Named[] {
  const found = valueAt(object, list);
  return (Array.isArray(found) ? found : []).flatMap((entry: unknown, index) => {
    const text = valueAt(entry, inside);
    return typeof text === 'string' ? [named(text, [...list, index, ...inside])] : [];
  });
}

/** The addresses of the WorkloadEntries that a ServiceEntry selects. */
function workloads(object: Manifest, catalogue: Catalogue): Named[] {
  const labels = valueAt(object, ['spec', 'workloadSelector', 'labels']);
  if (typeof labels !== 'object' || labels === null) return [];
  const selector = { matchLabels: labels as Readonly<Record<string, string>> };
  return catalogue.ofKind(KIND.WorkloadEntry).flatMap((entry) => {
    const own = { ...entry.metadata.labels, ...(valueAt(entry, ['spec', 'labels']) as object | undefined) };
    const address = valueAt(entry, ['spec', 'address']);
    const isSelected = namespaceOf(entry) === namespaceOf(object) && selects(selector, own);
    return isSelected && typeof address === 'string' ? [named(address, ['spec', 'workloadSelector'])] : [];
  });
}
