import { type Labels, maySelect, selects } from '../../../core/label-selector';
import { type Cidr, holds, PRIVATE_RANGES, parseCidr } from '../../../core/net/cidr';
import { withoutFinalDot } from '../../../core/net/dns';
import { ALL_IPV4, ALL_PORTS, addressesOf, type Protocol, portsOf } from '../../../core/net/region';
import { difference, intersection, type Spans } from '../../../core/net/spans';
import { every, some, type Verdict } from '../../../core/verdict';
import type { Catalogue } from '../catalogue';
import type { PolicyRule, RulePeer, RulePort } from './policy-rules';

/** The parts of a pod that policies read. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  /** Whether the pod may have more labels than those in `labels`. @default false */
  readonly hasMoreLabels?: boolean;
  /** Container ports by name, for policies that use port names. @default - none */
  readonly ports?: Readonly<Record<string, number>>;
}

/** An address outside the cluster, and the name under which it is called, for policies by domain name. */
export interface Outside {
  readonly address: string;
  readonly host?: string;
}

/** One end of a connection. */
export type Peer = Pod | Outside;

/** The port that a connection calls. */
export interface Target {
  readonly to: Peer;
  /** @default 'TCP' */
  readonly protocol?: Protocol;
  /** The destination port of the pod or address, never the port of a Service. */
  readonly port: number;
}

/** Whether a rule matches a connection with another end. */
export function matches(rule: PolicyRule, other: Peer, target: Target, catalogue: Catalogue): Verdict {
  if (rule.ports.length > 0 && !rule.ports.some((port) => matchesPort(port, target))) return false;
  return matchesPeers(rule, other, catalogue);
}

/** Whether a rule matches the other end of a connection, whatever the port. */
export function matchesPeers({ peers }: PolicyRule, other: Peer, catalogue: Catalogue): Verdict {
  return peers.length === 0 || some(peers.map((peer) => matchesPeer(peer, other, catalogue)));
}

/** Whether pods in one or several namespaces include a pod. */
export function includesPod({ namespaces, pods }: Extract<RulePeer, { kind: 'pods' }>, pod: Pod, catalogue: Catalogue): Verdict {
  const inNamespace =
    typeof namespaces === 'string' ? namespaces === pod.namespace : inNamespaces(namespaces, pod.namespace, catalogue);
  return every([inNamespace, selectsPod(pods, pod)]);
}

/** Whether a selector selects a pod. */
export function selectsPod(selector: Parameters<typeof selects>[0], { labels, hasMoreLabels }: Pod): Verdict {
  return hasMoreLabels ? maySelect(selector, labels) : selects(selector, labels);
}

function inNamespaces(selector: Parameters<typeof selects>[0], namespace: string, catalogue: Catalogue): Verdict {
  const labels = catalogue.namespaceLabels(namespace);
  return labels ? selects(selector, labels) : maySelect(selector, { 'kubernetes.io/metadata.name': namespace });
}

function matchesPeer(peer: RulePeer, other: Peer, catalogue: Catalogue): Verdict {
  if ('namespace' in other) {
    if (peer.kind === 'pods') return includesPod(peer, other, catalogue);
    return peer.kind === 'addresses' && peer.reachesPods && holdsPods(peer.ranges);
  }
  switch (peer.kind) {
    case 'pods':
      return false;
    case 'nodes':
      return undefined;
    case 'domains':
      return other.host === undefined ? undefined : peer.names.some((name) => isDomain(name, other.host as string));
    case 'addresses': {
      const address = parseCidr(other.address);
      return address !== undefined && peer.ranges.some((range) => holds(range, address));
    }
  }
}

/** Whether ranges contain the addresses of pods, which are private ones. */
function holdsPods(ranges: readonly Cidr[]): Verdict {
  const addresses = addressesOf(ranges);
  if (difference(ALL_IPV4, addresses).length === 0) return true;
  const ofPods = addressesOf(PRIVATE_RANGES.flatMap((text) => parseCidr(text) ?? []));
  return intersection(addresses, ofPods).length > 0 ? undefined : false;
}

/** `*.example.com` matches all names below `example.com`, but not `example.com`. */
function isDomain(pattern: string, host: string): boolean {
  const [wanted, name] = [pattern, host].map((text) => withoutFinalDot(text.toLowerCase())) as [string, string];
  return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) : name === wanted;
}

function matchesPort(rule: RulePort, { to, protocol = 'TCP', port }: Target): boolean {
  if (rule.protocol !== undefined && rule.protocol !== protocol) return false;
  if ('name' in rule) return 'namespace' in to && to.ports?.[rule.name] === port;
  return rule.first <= port && port <= rule.last;
}

/** Whether a rule opens a port, for some peers. A port name counts as opening none. */
export function opensPort({ ports }: PolicyRule, port: number, protocol: Protocol): boolean {
  return (
    ports.length === 0 ||
    ports.some((one) => 'first' in one && one.protocol === protocol && one.first <= port && port <= one.last)
  );
}

/** The ports of a rule at an address outside the cluster, which has no port names. */
export function outsidePorts({ ports }: PolicyRule): Spans {
  if (ports.length === 0) return ALL_PORTS;
  return ports.flatMap((port) => ('name' in port ? [] : portsOf(port.protocol, port.first, port.last)));
}

/** The addresses that the peers of a rule contain. */
export function outsideAddresses({ peers }: PolicyRule): Spans | 'all' {
  if (peers.length === 0) return 'all';
  return peers.flatMap((peer) => (peer.kind === 'addresses' ? addressesOf(peer.ranges) : []));
}
