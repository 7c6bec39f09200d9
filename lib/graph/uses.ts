import type { BackendConfigPolicySpec } from '../../imports/gateway.kgateway.dev/backend-config-policy';
import type { Destination, DestinationPort } from './destinations';
import type { EgressGraph } from './egress-graph';
import type { Policies, PolicyTarget } from './policies';
import type { BackendUse } from './routes';

/** A port of a destination, and a backend of a route that leads to it. */
export interface PortUse {
  readonly destination: Destination;
  readonly port: DestinationPort;
  readonly use: BackendUse;
}

/**
 * Every port of a destination that a route leads to, with the first backend that does.
 *
 * @param takes which backends count; the answer is kept for each such function
 */
export function portUses(graph: EgressGraph, takes: (use: BackendUse) => boolean): readonly PortUse[] {
  const answers = kept.get(graph) ?? new Map<typeof takes, readonly PortUse[]>();
  kept.set(graph, answers);
  const known = answers.get(takes);
  if (known) return known;
  const made = findPortUses(graph, takes);
  answers.set(takes, made);
  return made;
}

/** Several rules ask for the same. */
const kept = new WeakMap<EgressGraph, Map<(use: BackendUse) => boolean, readonly PortUse[]>>();

function findPortUses(graph: EgressGraph, takes: (use: BackendUse) => boolean): readonly PortUse[] {
  const found = new Map<DestinationPort, PortUse>();
  for (const route of graph.egressRoutes) {
    for (const { backends } of route.rules) {
      for (const use of backends) {
        const { destination } = use;
        if (!destination || !takes(use)) continue;
        for (const port of portsOf(use, destination)) if (!found.has(port)) found.set(port, { destination, port, use });
      }
    }
  }
  return [...found.values()];
}

/** Backends of routes whose requests the gateway reads: what TLSRoutes pass on it does not. */
export function isHttp({ rule }: BackendUse): boolean {
  return rule.route.kind !== 'TLSRoute';
}

/** The ServiceEntries that a route uses as a backend. */
export function usedServiceEntries(graph: EgressGraph): ReadonlySet<Destination> {
  const used = new Set<Destination>();
  for (const route of graph.egressRoutes) {
    for (const { backends } of route.rules) {
      for (const { destination } of backends) if (destination?.kind === 'ServiceEntry') used.add(destination);
    }
  }
  return used;
}

/** A Backend has its own ports, of all others the reference names one. */
function portsOf({ port }: BackendUse, { kind, ports }: Destination): readonly DestinationPort[] {
  return kind === 'Backend' ? ports : ports.filter(({ number }) => number === port);
}

/** The port that is dialled. */
export function dialled({ number, targetPort }: DestinationPort): number {
  return targetPort ?? number;
}

/** Whether a port speaks TLS, by its protocol or by its number. */
export function speaksTls(port: DestinationPort): boolean {
  return /^(https|tls)$/i.test(port.protocol ?? '') || dialled(port) === 443;
}

/** The policies by which the gateway originates TLS to a port of a destination. */
export interface Origination {
  readonly tlsPolicies: readonly PolicyTarget<'gateway.networking.k8s.io/BackendTLSPolicy'>[];
  readonly configs: readonly PolicyTarget<'gateway.kgateway.dev/BackendConfigPolicy'>[];
}

/** What originates TLS to a port; without `port`, to any port of the destination. */
export function originationOf(destination: Destination, policies: Policies, port?: DestinationPort): Origination {
  const tlsPolicies = policies
    .onDestination('gateway.networking.k8s.io/BackendTLSPolicy', destination)
    .filter(({ sectionName }) => !port || sectionName === undefined || sectionName === port.name);
  return { tlsPolicies, configs: configsOf(destination, policies, ({ tls }) => tls !== undefined) };
}

/** The BackendConfigPolicies on a destination that say something. */
export function configsOf(
  destination: Destination,
  policies: Policies,
  says: (spec: BackendConfigPolicySpec) => boolean,
): PolicyTarget<'gateway.kgateway.dev/BackendConfigPolicy'>[] {
  const all = policies.onDestination('gateway.kgateway.dev/BackendConfigPolicy', destination);
  return all.filter(({ policy }) => says(policy.spec));
}

/** Whether the gateway originates TLS to a port. */
export function originates(destination: Destination, port: DestinationPort, policies: Policies): boolean {
  const { tlsPolicies, configs } = originationOf(destination, policies, port);
  return tlsPolicies.length > 0 || configs.length > 0;
}

/** A ServiceEntry that names a host, and where: `spec.hosts[0]`. */
export interface Naming {
  readonly destination: Destination;
  readonly path: string;
}

/** The hosts that several ServiceEntries name, each with those, in the order in which they were given. */
export function serviceEntriesByHost({ destinations }: EgressGraph): (readonly [string, readonly [Naming, ...Naming[]]])[] {
  const named = new Map<string, [Naming, ...Naming[]]>();
  for (const destination of destinations) {
    if (destination.kind !== 'ServiceEntry') continue;
    destination.hosts.forEach((name, index) => {
      const naming = { destination, path: `spec.hosts[${index}]` };
      const there = named.get(name.toLowerCase());
      if (!there) named.set(name.toLowerCase(), [naming]);
      else if (there.at(-1)?.destination !== destination) there.push(naming);
    });
  }
  return [...named].filter(([, namings]) => namings.length > 1);
}
