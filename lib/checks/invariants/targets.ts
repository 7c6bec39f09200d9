import { HostPatterns } from '../../core/net/host-patterns';
import { portsOf } from '../../core/net/region';
import { difference, intersection, type Spans } from '../../core/net/spans';
import type { EgressPath, Named } from './egress-path';
import type { Denied, Permitted } from './invariant';
import { isOpenHost } from './legs';
import { addressesIn } from './names';
import { LEAVE, type PathDemand, type SelectedPath, type Violation } from './violation';

/** The demand that a path leads to none of these hosts and ports. {@link deniedAddresses} adds the addresses. */
export function denies({ addresses = [], hosts = [], ports = [] }: Denied): PathDemand {
  const names = new HostPatterns(hosts);
  const ranges = addresses.flatMap((text) => [...(addressesIn(text) ?? [])]);
  const taken = portSpans(ports);
  return function* ({ path }) {
    const at = { object: path.object, path: path.at };
    if (hosts.length > 0) yield* deniedHosts(path, names, hosts);
    for (const name of path.names ?? []) {
      if (!name.addresses || intersection(name.addresses, ranges).length === 0) continue;
      yield {
        object: path.object,
        path: name.at,
        got: name.text,
        allowed: `addresses outside ${addresses.join(', ')}`,
        fix: LEAVE,
      };
    }
    if (addresses.length > 0 && !path.names && path.way !== 'direct')
      yield unknownTarget(path, `addresses outside ${addresses.join(', ')}`);
    if (ports.length === 0) return;
    const allowed = `ports other than ${ports.join(', ')}`;
    if (!path.ports)
      yield { ...at, got: 'a port that clients choose', allowed, fix: 'strip the port of the Host header', undecided: NO_PORT };
    else if (intersection(path.ports, taken).length > 0)
      yield { ...at, got: showPorts(intersection(path.ports, taken)), allowed, fix: fixOf(path) };
  };
}

const NO_PORT = 'the port to which the path leads is not known';

function* deniedHosts(path: EgressPath, names: HostPatterns, hosts: readonly string[]): Iterable<Violation> {
  const allowed = `hosts other than ${hosts.join(', ')}`;
  const found = path.names?.find(({ text }) => names.meets(text));
  if (found) {
    yield { object: path.object, path: found.at, got: found.text, allowed, fix: LEAVE };
    return;
  }
  const requested = path.requested.find((host) => names.meets(host));
  const { leg } = path;
  if (requested !== undefined && leg) {
    yield { object: leg.rule.route.object, path: ['spec', 'hostnames'], got: requested, allowed, fix: LEAVE };
  } else if (!path.names) yield unknownTarget(path, allowed);
}

/** A path of which it is not known where it leads. Without any limit, it leads everywhere. */
function unknownTarget(path: EgressPath, allowed: string): Violation {
  const { object, at, unknown = 'where the path leads is not known', way } = path;
  const got = path.open ? 'addresses outside the cluster' : 'a destination that is not known';
  if (way === 'direct' && path.steps().length === 0) return { object, path: at, got, allowed, fix: fixOf(path) };
  const fix = way === 'direct' ? fixOf(path) : 'add the missing objects to the manifests that are checked together';
  return { object, path: at, got, allowed, fix, undecided: unknown };
}

/** The demand that a path leads to these hosts, addresses and ports only. */
export function permits({ hosts, addresses, ports }: Permitted): PathDemand {
  const names = new HostPatterns(hosts ?? []);
  const ranges = (addresses ?? []).flatMap((text) => [...(addressesIn(text) ?? [])]);
  const allowed = [...(hosts ?? []), ...(addresses ?? [])].join(', ');
  const hasTargets = hosts !== undefined || addresses !== undefined;
  return function* ({ path }: SelectedPath) {
    if (hasTargets) yield* otherTargets(path, { names, ranges, allowed, hasAddresses: addresses !== undefined });
    if (ports) yield* otherPorts(path, ports);
  };
}

interface Targets {
  readonly names: HostPatterns;
  readonly ranges: Spans;
  readonly allowed: string;
  readonly hasAddresses: boolean;
}

function* otherTargets(path: EgressPath, { names, ranges, allowed, hasAddresses }: Targets): Iterable<Violation> {
  const { object, at } = path;
  if (path.open) {
    const rest = difference(path.open, ranges);
    if (rest.length > 0)
      yield { object, path: at, got: 'addresses outside the cluster, without a gateway', allowed, fix: fixOf(path) };
    return;
  }
  if (!path.names) {
    yield unknownTarget(path, allowed);
    return;
  }
  for (const name of path.names) {
    if (name.isAlias || names.covers(name.text)) continue;
    const violation = { object, path: name.at, got: name.text, allowed, fix: LEAVE };
    if (!name.addresses) yield violation;
    else if (hasAddresses && difference(name.addresses, ranges).length > 0) yield violation;
    else if (!hasAddresses) yield addressOf(name, violation);
  }
}

/** An address of a destination whose other names are permitted, or nothing but an address. */
function addressOf({ text }: Named, violation: Violation): Violation {
  const undecided = `whose address ${text} is cannot be seen in the manifests`;
  return { ...violation, fix: `list ${text} under addresses of the invariant, or remove the address`, undecided };
}

function* otherPorts(path: EgressPath, ports: readonly number[]): Iterable<Violation> {
  const at = { object: path.object, path: path.at, allowed: `ports ${ports.join(', ')}` };
  if (!path.ports) {
    yield { ...at, got: 'a port that is not known', fix: 'strip the port of the Host header', undecided: NO_PORT };
    return;
  }
  const rest = difference(path.ports, portSpans(ports));
  if (rest.length > 0) yield { ...at, got: showPorts(rest), fix: fixOf(path) };
}

/** Ports of TCP and of UDP. */
function portSpans(ports: readonly number[]): Spans {
  return ports.flatMap((port) => [...portsOf('TCP', port, port), ...portsOf('UDP', port, port)]);
}

function showPorts(spans: Spans): string {
  const plain = ([first, last]: Spans[number]) => [Number(first % 65536n), Number(last % 65536n)] as const;
  const shown = spans.map(plain).map(([first, last]) => (first === last ? `port ${first}` : `ports ${first} to ${last}`));
  return [...new Set(shown)].slice(0, 3).join(', ');
}

function fixOf({ way }: EgressPath): string {
  return way === 'direct' ? 'narrow the NetworkPolicy of the pods, or add one that closes their egress' : LEAVE;
}

/** The demand that a path leads to single hosts. */
export const exactHost: PathDemand = function* ({ path }) {
  const { object, names, way } = path;
  const allowed = 'single hosts, without wildcards';
  if (!names && way === 'direct') {
    yield { object, path: path.at, got: 'addresses outside the cluster, without a gateway', allowed, fix: fixOf(path) };
    return;
  }
  if (!names) {
    yield unknownTarget(path, allowed);
    return;
  }
  const open = names.find(({ text }) => isOpenHost(text));
  if (!open) return;
  const fix = way === 'dynamic' ? 'name each host in hostnames of the route' : 'name each host';
  yield { object, path: open.at, got: open.text, allowed, fix };
};
