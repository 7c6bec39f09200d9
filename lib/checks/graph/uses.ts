import { KIND } from '../../core/kinds';
import { memoizePerObject } from '../../core/memo';
import type { Path } from '../../core/path';
import type { Destination, DestinationPort } from './destinations';
import type { EgressGraph } from './egress-graph';
import type { Policies, PolicyTarget } from './policies';
import { type Attachment, type BackendUse, leadsOut, readsRequests } from './routes';

/** A port of a destination, and the first backend that refers to it. */
export interface PortUse {
  readonly destination: Destination;
  readonly port: DestinationPort;
  readonly use: BackendUse;
  /** The policies by which the gateway originates TLS to the port. */
  readonly tls: readonly TlsPolicy[];
}

/** A policy that makes the gateway originate TLS: a BackendTLSPolicy, or a BackendConfigPolicy with `tls`. */
export type TlsPolicy =
  | PolicyTarget<'gateway.networking.k8s.io/BackendTLSPolicy'>
  | PolicyTarget<'gateway.kgateway.dev/BackendConfigPolicy'>;

/** The backends of all egress routes, sorted in one pass. Most rules look for rare cases, and so do not read all backends. */
export interface BackendIndex {
  /** Every port to which the gateway sends requests. */
  readonly http: readonly PortUse[];
  /** Every port to which it passes TLS through, from a Passthrough listener. */
  readonly passthrough: readonly PortUse[];
  /** The ServiceEntries that are backends. */
  readonly serviceEntries: ReadonlySet<Destination>;
  /** Where routes with ServiceEntry backends attach. */
  readonly toServiceEntries: ReadonlySet<Attachment>;
  /** Backends outside the cluster whose destination is not among the objects. */
  readonly unresolved: readonly BackendUse[];
  /** Backends in another namespace than the route. */
  readonly crossing: readonly BackendUse[];
  /** Backends of kind Hostname. */
  readonly hostnames: readonly BackendUse[];
  /** Backends of kind Backend, and backends whose destination does not have the port. */
  readonly unusualPorts: readonly BackendUse[];
}

/** The {@link BackendIndex} of a graph. */
export const backendIndexOf = memoizePerObject(indexBackends);

/** Builds the {@link BackendIndex}. */
class BackendIndexBuilder implements BackendIndex {
  public readonly http: PortUse[] = [];
  public readonly passthrough: PortUse[] = [];
  public readonly serviceEntries = new Set<Destination>();
  public readonly toServiceEntries = new Set<Attachment>();
  public readonly unresolved: BackendUse[] = [];
  public readonly crossing: BackendUse[] = [];
  public readonly hostnames: BackendUse[] = [];
  public readonly unusualPorts: BackendUse[] = [];
  private readonly seen = { http: new Set<DestinationPort>(), passthrough: new Set<DestinationPort>() };
  private readonly tlsOf: (destination: Destination) => readonly TlsPolicy[];

  constructor(graph: EgressGraph) {
    this.tlsOf = originations(graph);
  }

  add(use: BackendUse): void {
    const { kind, destination, namespace, rule } = use;
    if (kind === KIND.Hostname) this.hostnames.push(use);
    if (namespace !== rule.route.namespace && !use.member) this.crossing.push(use);
    if (destination) this.addDestination(use, destination);
    else if (leadsOut(use)) this.unresolved.push(use);
    if (kind === KIND.Backend) this.unusualPorts.push(use);
  }

  private addDestination(use: BackendUse, destination: Destination): void {
    const { served } = use.rule.route;
    if (destination.kind === 'ServiceEntry') {
      this.serviceEntries.add(destination);
      for (const attachment of served) this.toServiceEntries.add(attachment);
    }
    const by = isHttp(use) ? 'http' : served.some(passesThrough) ? 'passthrough' : undefined;
    let found = destination.kind === 'Backend';
    for (const port of destination.ports) {
      if (!isInUse(port, destination, use)) continue;
      found = true;
      if (!by || this.seen[by].has(port)) continue;
      this.seen[by].add(port);
      this[by].push({ destination, port, use, tls: this.tlsOf(destination) });
    }
    if (!found) this.unusualPorts.push(use);
  }
}

function indexBackends(graph: EgressGraph): BackendIndex {
  const index = new BackendIndexBuilder(graph);
  for (const { rules } of graph.egressRoutes) for (const { backends } of rules) for (const use of backends) index.add(use);
  return index;
}

function passesThrough({ listeners }: Attachment): boolean {
  return listeners.some(({ spec }) => spec.tls?.mode === 'Passthrough');
}

/** Whether the gateway reads the requests to a backend. It only passes on those of TLSRoutes, TCPRoutes and UDPRoutes. */
function isHttp({ rule }: BackendUse): boolean {
  return readsRequests(rule.route);
}

/** The ports of a Backend are all used. For other kinds, the reference specifies the port. */
function isInUse(port: DestinationPort, { kind }: Destination, use: BackendUse): boolean {
  return kind === 'Backend' || port.number === use.port;
}

/** The ports of its destination that a backend uses; none if the destination is not among the objects. */
export function portsInUse(use: BackendUse): readonly DestinationPort[] {
  const { destination } = use;
  return destination ? destination.ports.filter((port) => isInUse(port, destination, use)) : [];
}

/** The port that the gateway connects to. */
export function dialled({ number, targetPort }: DestinationPort): number {
  return targetPort ?? number;
}

/** Whether a port speaks TLS, by its protocol or by its number. */
export function speaksTls(port: DestinationPort): boolean {
  return dialled(port) === 443 || /^(https|tls)$/i.test(port.protocol ?? '');
}

/** Finds the policies that originate TLS to a destination. */
function originations({ policies, catalogue }: EgressGraph): (destination: Destination) => readonly TlsPolicy[] {
  const byConfig = catalogue.ofKind(KIND.BackendConfigPolicy).some(({ spec }) => spec.tls !== undefined);
  return (destination) => {
    const all = policies.onDestination(KIND.BackendTLSPolicy, destination);
    const applying = all.every(isForWhole) ? all : all.filter(isForWhole);
    return byConfig ? [...applying, ...tlsConfigsOf(destination, policies)] : applying;
  };
}

/** kgateway ignores a policy for a section of a destination. */
function isForWhole({ sectionName }: TlsPolicy): boolean {
  return sectionName === undefined;
}

/** The BackendConfigPolicies that originate TLS to a destination. */
export function tlsConfigsOf(destination: Destination, policies: Policies): ConfigTarget[] {
  const all = policies.onDestination(KIND.BackendConfigPolicy, destination);
  return all.filter(({ policy }) => policy.spec.tls !== undefined);
}

type ConfigTarget = PolicyTarget<'gateway.kgateway.dev/BackendConfigPolicy'>;

/** A ServiceEntry that names a host, and the path of the host: `spec.hosts[0]`. */
export interface Naming {
  readonly destination: Destination;
  readonly path: Path;
}

/** The hosts that several ServiceEntries name, with these ServiceEntries in their original order. */
export const serviceEntriesByHost = memoizePerObject(findServiceEntriesByHost);

type Rivals = readonly (readonly [host: string, namings: readonly [Naming, ...Naming[]]])[];

function findServiceEntriesByHost({ destinations }: EgressGraph): Rivals {
  const repeated = repeatedHosts(destinations);
  const named = new Map<string, [Naming, ...Naming[]]>();
  for (const destination of repeated.size === 0 ? [] : destinations) {
    if (destination.kind !== 'ServiceEntry') continue;
    destination.hosts.forEach((name, index) => {
      const host = name.toLowerCase();
      if (!repeated.has(host)) return;
      const naming = { destination, path: ['spec', 'hosts', index] };
      const known = named.get(host);
      if (!known) named.set(host, [naming]);
      else if (known.at(-1)?.destination !== destination) known.push(naming);
    });
  }
  return [...named].filter(([, namings]) => namings.length > 1);
}

/** The hosts that are named more than once. They are few, so only they get a list. */
function repeatedHosts(destinations: readonly Destination[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { kind, hosts } of destinations) {
    if (kind !== 'ServiceEntry') continue;
    for (const name of hosts) {
      const host = name.toLowerCase();
      if (seen.has(host)) repeated.add(host);
      else seen.add(host);
    }
  }
  return repeated;
}
