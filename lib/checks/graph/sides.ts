import { listAt } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { type ServiceName, serviceOfHost } from '../../core/net/cluster-internal';
import { withoutFinalDot } from '../../core/net/dns';
import { farthest, type Side, sideOfAddress } from '../../core/net/side';
import type { Manifest } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';
import { type EndpointSet, endpointSetsOf } from './endpoints';
import type { ObjectOf } from './kinds';

type Backend = ObjectOf<'gateway.kgateway.dev/Backend'>;
type ServiceEntry = ObjectOf<'networking.istio.io/ServiceEntry'>;

/**
 * Where objects lead, by the addresses and names that they contain. The name of a Service leads where the Service leads. Whatever
 * is not known to be inside the cluster is outside.
 */
export class Sides {
  /** The addresses that somebody added to Services, by `namespace/name` of the Service. */
  public readonly endpoints = new Map<string, EndpointSet[]>();
  private readonly services = new Map<string, Side>();
  private workloads: ReadonlyMap<string, readonly Manifest[]> | undefined;

  constructor(private readonly catalogue: Catalogue) {
    for (const set of endpointSetsOf(catalogue)) listAt(this.endpoints, `${set.namespace}/${set.service}`).push(set);
  }

  /** @param home the namespace in which a short name is looked up */
  public ofHost(written: string, home: string): Side {
    const host = written.toLowerCase();
    const service = this.serviceOf(host, home);
    return service ? this.ofService(service) : (sideOfAddress(host) ?? 'outside');
  }

  /** The Service of a name in lower case. @param home the namespace in which a short name is looked up */
  public serviceOf(host: string, home: string): ServiceName | undefined {
    return serviceOfHost(withoutFinalDot(host)) ?? this.serviceByShortName(host, home);
  }

  /** A Service leads to pods, unless it is an ExternalName or somebody added addresses to it. */
  public ofService({ namespace, name }: ServiceName): Side {
    const key = `${namespace}/${name}`;
    const known = this.services.get(key);
    if (known) return known;
    // Until its own side is known, in case ExternalNames refer to each other.
    this.services.set(key, 'inside');
    const { type, externalName } = this.catalogue.find('Service', namespace, name)?.spec ?? {};
    const side = type === 'ExternalName' && externalName ? this.ofHost(externalName, namespace) : this.ofEndpoints(key);
    this.services.set(key, side);
    return side;
  }

  /** The side of a Backend: of its static hosts, or of the Backends among which it chooses. */
  public ofBackend(object: Backend): Side {
    const namespace = namespaceOf(object);
    const { static: fixed, priorityGroups } = object.spec;
    if (fixed) return farthest((fixed.hosts ?? []).map(({ host }) => this.ofHost(host, namespace)));
    const members = priorityGroups?.flatMap(({ backendRefs }) => backendRefs) ?? [];
    if (members.length === 0) return 'outside';
    return farthest(members.map(({ name = '' }) => this.ofMember(namespace, name)));
  }

  /** The side of a ServiceEntry. Only one that is part of the mesh, or that has names of the cluster, can lead inside. */
  public ofServiceEntry(object: ServiceEntry): Side {
    const { hosts, location, addresses = [] } = object.spec;
    const namespace = namespaceOf(object);
    const isOutside = (host: string) => this.ofHost(host, namespace) === 'outside';
    if (location !== 'MESH_INTERNAL' && hosts.some(isOutside)) return 'outside';
    // Connections to these addresses go to the ServiceEntry, whoever owns them.
    return addresses.some(isTaken) ? 'outside' : farthest(this.targetsOf(object));
  }

  private *targetsOf(object: ServiceEntry): Iterable<Side> {
    const { hosts, endpoints = [], workloadSelector } = object.spec;
    const namespace = namespaceOf(object);
    if (workloadSelector) yield* this.ofWorkloads(namespace, workloadSelector.labels ?? {});
    else if (endpoints.length > 0)
      for (const { address } of endpoints) yield address ? this.ofHost(address, namespace) : 'private';
    else for (const host of hosts) yield this.ofHost(host, namespace);
  }

  /** The sides of the selected WorkloadEntries. Selected pods are inside. */
  private *ofWorkloads(namespace: string, labels: Readonly<Record<string, string>>): Iterable<Side> {
    this.workloads ??= workloadsByLabel(this.catalogue);
    const [key, value] = Object.entries(labels)[0] ?? [];
    for (const object of this.workloads.get(`${namespace} ${key}=${value}`) ?? []) {
      const own = labelsOf(object);
      if (!Object.entries(labels).every(([name, wanted]) => own[name] === wanted)) continue;
      const { address } = (object.spec ?? {}) as { readonly address?: string };
      yield address ? this.ofHost(address, namespace) : 'private';
    }
  }

  private ofMember(namespace: string, name: string): Side {
    const member = this.catalogue.find(KIND.Backend, namespace, name);
    return member?.spec.static ? this.ofBackend(member) : 'outside';
  }

  private ofEndpoints(service: string): Side {
    const sets = this.endpoints.get(service) ?? [];
    return farthest(sets.flatMap(({ addresses }) => addresses.map((address) => sideOfAddress(address) ?? 'outside')));
  }

  /**
   * `name` or `name.namespace`, which pods complete to the name of a Service. Only if the Service is among the objects. A name with
   * a dot at the end is not completed.
   */
  private serviceByShortName(host: string, home: string): ServiceName | undefined {
    const dot = host.indexOf('.');
    if (dot !== host.lastIndexOf('.') || host.endsWith('.')) return undefined;
    const [name = '', namespace = home] = host.split('.');
    return this.catalogue.find('Service', namespace, name) && { namespace, name };
  }
}

/** Whether an address of a ServiceEntry can be that of another host. Istio itself assigns addresses of 240.0.0.0/4. */
function isTaken(address: string): boolean {
  return sideOfAddress(address) !== 'private' && !/^2[45]\d\./.test(address);
}

function workloadsByLabel(catalogue: Catalogue): ReadonlyMap<string, readonly Manifest[]> {
  const found = new Map<string, Manifest[]>();
  for (const object of catalogue.ofKind(KIND.WorkloadEntry)) {
    const own = Object.entries(labelsOf(object));
    for (const label of own) listAt(found, `${namespaceOf(object)} ${label.join('=')}`).push(object);
  }
  return found;
}

function labelsOf({ metadata, spec }: Manifest): Readonly<Record<string, string>> {
  return { ...metadata.labels, ...(spec as { readonly labels?: Readonly<Record<string, string>> } | undefined)?.labels };
}
