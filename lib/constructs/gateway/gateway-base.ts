import type { IConstruct } from 'constructs';
import type { HTTPRouteParentRef } from '../../../imports/gateway.networking.k8s.io/http-route';
import type { Finding } from '../../core/finding';
import { duplicates, oncePer } from '../../core/group-by';
import { isKubernetesDnsLabel, isServiceName } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { pathWithPlace } from '../../core/registered-findings';
import { EgressConstruct } from '../base/egress-construct';
import type { CallerSet } from '../caller/caller-set';
import { CallerSets, type Callers, type ListenerNeed, type ResolvedSet } from '../caller/caller-sets';
import type { Listener } from '../caller/listener';
import { listenerSetName, toListenerSet } from '../caller/listener-place';
import type { Decision } from './decision';
import type { RateLimit } from './rate-limit';
import type { GatewayPolicy, PolicyNeeds } from './server-pods';

/** A gateway through which hosts are reached: an `EgressGateway` of this app, or one that another repository owns. */
export interface IEgressGateway extends IConstruct {
  /** The name of the Gateway. */
  readonly gatewayName: string;
  /** The namespace of the Gateway, of its routes, and of the objects that they refer to. */
  readonly namespace: string;
  /** Whether another repository creates the Gateway, and admits the callers to its listeners. */
  readonly isImported: boolean;
  /** Its listeners, one for each set of callers; `undefined` if only another repository knows them. */
  readonly listeners: readonly Listener[] | undefined;
  /** Whether the listeners are in ListenerSets, and not in the Gateway. @default false */
  readonly listenerSets?: boolean | undefined;
  /** Whether requests leave undecided while no server answers. @default false */
  readonly leavesUndecided?: boolean;
  /** The limit of each set of callers, which a host with a limit of its own is not under. @default - none is known */
  readonly rateLimit?: RateLimit | undefined;
  /** The callers of its hosts, sorted by the names of the sets. They are complete when all hosts of the app exist. */
  readonly callerSets: readonly ResolvedSet[];
  /** The decision that requests need; `undefined` if the gateway requires none. */
  readonly decision: Decision | undefined;
  /** The GatewayExtension of its `ExtAuthPolicy`, if another repository has the policy. */
  readonly extension?: string | undefined;
  /** The request headers that its owner lets the authorization server see, in lower case. @default - none */
  readonly headersToForward?: readonly string[] | undefined;
  /** The policies of this app that decide on its requests. @default - none */
  readonly policies?: readonly GatewayPolicy[];
  /** The hosts of this app that are reached through it, in no particular order. */
  readonly hosts: readonly GatewayHost[];
  /** Attaches a host, and returns the name of the listener for its callers. `ExternalHost` calls it. */
  attachHost(host: GatewayHost): string;
  /** Attaches the policy that decides on requests. `ExtAuthPolicy` calls it. */
  attachPolicy(policy: GatewayPolicy): void;
}

/** A host, as its gateway sees it. */
export interface GatewayHost extends IConstruct {
  /** The name of its objects, such as `api.example.com`. It is unique per gateway. */
  readonly hostName: string;
  /** Its DNS name in lower case, which requests specify in their Host header. It is unique per gateway. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** Its addresses, or their ranges; `undefined` for a host on the Internet. */
  readonly addresses?: readonly string[] | undefined;
  /** Who may call it. */
  readonly callers: Callers;
  /** Further sets of callers, each with a listener for requests, whose name is that of the set. @default - none */
  readonly moreCallers?: readonly CallerSet[] | undefined;
  /** What it needs to listen for its callers. @default - HTTP */
  readonly listenerNeed?: ListenerNeed;
  /** The name of the listener of these callers, which `attachHost` returns. */
  readonly listener: string;
  /** Other names that requests can have in their Host header: those of its aliases. @default - none */
  readonly aliases?: readonly string[];
  /** The Services of its aliases, in the namespace of the gateway. @default - none */
  readonly services?: readonly string[];
  /** The Host header that it gets by an alias. @default - `host` */
  readonly authority?: string;
  /** Whether a ServiceEntry sends the calls of applications for its name to the gateway. @default false */
  readonly isCaptured?: boolean;
  /** The name of its ServiceEntry, if it follows from another name than the host. @default - the usual name */
  readonly entry?: string | undefined;
  /** The Backend that it shares with other dynamic hosts. @default - none */
  readonly sharedBackend?: string | undefined;
  /** Whether applications use the gateway as their HTTP proxy for it. @default false */
  readonly byProxy?: boolean;
  /** Whether its object resolves the host of each request, and so its port. @default false */
  readonly isDynamic?: boolean;
  /** Why requests to it may leave undecided while no server answers. @default - they may not */
  readonly undecided?: { readonly reason: string; readonly until: string } | undefined;
  /** The limit of the requests to it. @default - none */
  readonly rateLimit?: RateLimit | undefined;
  /** Whether requests to it need a token. @default false */
  readonly asksForToken?: boolean;
  /** False while the approval is pending or not in force. The gateway refuses all requests to such a host. */
  readonly approved: boolean;
  /** The body of the 403 for requests to a host whose approval is not in force: when it ended, and whom to ask. */
  readonly refusal?: string | undefined;
  /** What its rules need of the policy of the gateway. @default - nothing */
  readonly needs?: PolicyNeeds | undefined;
}

/** The GatewayExtension by which the gateway asks for decisions; `undefined` if none is known. */
export function extensionOf({ extension, policies }: IEgressGateway): string | undefined {
  return extension ?? policies?.find((policy) => policy.extension !== undefined)?.extension;
}

/** The ports of listeners by name, which many hosts ask for. Only a further host adds some. */
const knownPorts = new WeakMap<IEgressGateway, { readonly hosts: number; readonly byName: ReadonlyMap<string, number> }>();

/** The port of a listener; `undefined` if only the owner of the gateway knows it. */
export function portOfListener(gateway: IEgressGateway, name: string): number | undefined {
  const hosts = gateway.hosts.length;
  const known = knownPorts.get(gateway);
  if (known?.hosts === hosts) return known.byName.get(name);
  const byName = new Map(allListeners(gateway).map((listener) => [listener.name, listener.port]));
  knownPorts.set(gateway, { hosts, byName });
  return byName.get(name);
}

function allListeners({ listeners = [], callerSets }: IEgressGateway): readonly Listener[] {
  return [...listeners, ...callerSets.flatMap((set) => set.listeners)];
}

/** The callers that reach hosts by the gateway as their proxy on the ports of several sets, as `caller: set, set`. */
function proxiedInSeveralSets({ hosts, callerSets }: GatewayBase): string[] {
  const proxied = new Set(hosts.filter(({ byProxy }) => byProxy).map(({ listener }) => listener));
  const places = callerSets
    .filter(({ name }) => proxied.has(name))
    .flatMap(({ name, callers }) => callers.map((caller) => ({ name, ...caller })));
  const whole = new Set(places.filter(({ serviceAccount }) => !serviceAccount).map(({ namespace }) => namespace));
  // A whole namespace overlaps with each of its service accounts.
  const pairs = places.map(({ name, namespace, serviceAccount }) => {
    return [whole.has(namespace) ? `${namespace}/*` : `${namespace}/${serviceAccount}`, name] as const;
  });
  return duplicates(oncePer(pairs, (pair) => pair.join(' '))).map(([caller, sets]) => `${caller}: ${sets.join(', ')}`);
}

/** How a route refers to a listener. */
export function parentOf({ gatewayName, listenerSets }: IEgressGateway, listener: string): HTTPRouteParentRef {
  const parent = listenerSets ? toListenerSet(listenerSetName(gatewayName, listener)) : { name: gatewayName };
  return { ...parent, sectionName: listener };
}

/** Only hosts that are decided by request tell the policy what may leave. */
const needsExtension = ({ decision, hosts }: GatewayBase) =>
  decision !== undefined && hosts.some(({ needs }) => needs !== undefined);

type BaseSubject = { readonly props: { readonly name: string; readonly namespace: string }; readonly gateway: GatewayBase };

/** The common base of gateways of this app and of other repositories: the hosts and policies that are attached to them. */
export abstract class GatewayBase extends EgressConstruct implements IEgressGateway {
  public abstract readonly gatewayName: string;
  public abstract readonly namespace: string;
  public abstract readonly isImported: boolean;
  public abstract readonly listeners: readonly Listener[] | undefined;
  public abstract readonly decision: Decision | undefined;
  public abstract readonly listenerSets: boolean;
  public abstract readonly leavesUndecided: boolean;

  public readonly hosts: GatewayHost[] = [];
  /** The sets of callers, as they are declared. */
  protected readonly sets = new CallerSets();
  /** The policies that decide for this gateway. More than one is an error. */
  public readonly policies: GatewayPolicy[] = [];
  public readonly extension: string | undefined;

  public get callerSets(): readonly ResolvedSet[] {
    return this.sets.resolved;
  }

  public attachHost(host: GatewayHost): string {
    this.hosts.push(host);
    for (const set of host.moreCallers ?? []) this.listenTo(this.sets.declare(set), { protocol: 'HTTP' });
    return this.listenTo(this.sets.add(host.hostName, host.callers), host.listenerNeed ?? { protocol: 'HTTP' });
  }

  /** Admits a set of callers to the listener that a host needs. Returns its name. */
  protected listenTo(set: string, need: ListenerNeed): string {
    this.admit(set);
    return this.sets.listen(set, need);
  }

  /** Admits a set of callers to its listeners. */
  protected admit(_set: string): void {}

  public attachPolicy(policy: GatewayPolicy): void {
    this.policies.push(policy);
  }

  protected examine(): readonly Finding[] {
    const props = { name: this.gatewayName, namespace: this.namespace };
    return this.check<BaseSubject>({ props, gateway: this }, baseChecks);
  }
}

/** The values that several hosts share, with the paths of these hosts and their files, as `value: path, path`. */
function shared(hosts: readonly GatewayHost[], textsOf: (host: GatewayHost) => readonly string[]): string[] {
  const placed = (path: string) => hosts.filter(({ node }) => node.path === path).map(pathWithPlace);
  return duplicates(hosts.flatMap((host) => textsOf(host).map((text) => [text, host.node.path] as const)))
    .map(([value, paths]) => `${value}: ${paths.flatMap(placed).join(', ')}`)
    .sort();
}

/** The listeners of a host: that of its callers, and those of further sets. */
export function listenersOf({ listener, moreCallers = [] }: GatewayHost): readonly string[] {
  return [...new Set([listener, ...moreCallers.map(({ name }) => name)])];
}

/** A host can have several ports, each at listeners of its own: the Host header of a request does not tell them apart. */
const hostAtListeners = (host: GatewayHost) => listenersOf(host).map((listener) => `${host.host} at listener ${listener}`);

/** The names that different hosts share. If host and listener are the same too, `input/duplicate-host` reports them. */
function sharedNames(hosts: readonly GatewayHost[]): string[] {
  const names = new Map<string, Set<string>>();
  for (const host of hosts) names.set(host.hostName, (names.get(host.hostName) ?? new Set()).add(hostAtListeners(host).join()));
  return shared(
    hosts.filter(({ hostName }) => (names.get(hostName)?.size ?? 0) > 1),
    ({ hostName }) => [hostName],
  );
}

const baseChecks: readonly PropCheck<BaseSubject>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isServiceName(props.name),
    allowed: 'a DNS label (a-z, 0-9 and -, starting with a letter, at most 63 characters), because the Service has the same name',
    fix: 'rename the gateway',
  },
  {
    rule: 'input/namespace',
    path: 'namespace',
    breaks: ({ props }) => !isKubernetesDnsLabel(props.namespace),
    allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
    fix: 'correct the namespace',
  },
  {
    rule: 'input/duplicate-name',
    path: 'hosts.name',
    breaks: ({ gateway }) => sharedNames(gateway.hosts).length > 0,
    got: ({ gateway }) => sharedNames(gateway.hosts).join('; '),
    allowed: 'each name once per gateway',
    fix: 'give one of the hosts another name',
  },
  {
    rule: 'input/duplicate-host',
    path: 'hosts.host',
    breaks: ({ gateway }) => shared(gateway.hosts, hostAtListeners).length > 0,
    got: ({ gateway }) => shared(gateway.hosts, hostAtListeners).join('; '),
    allowed: 'each host once per set of callers: if two routes have the same host, the older one takes precedence',
    fix: 'declare the host once, with all its callers; for another port of the host, use another CallerSet',
  },
  {
    rule: 'input/ways',
    path: 'hosts.ways',
    breaks: ({ gateway }) => proxiedInSeveralSets(gateway).length > 0,
    got: ({ gateway }) => proxiedInSeveralSets(gateway).join('; '),
    allowed:
      'one set of callers for all hosts that a caller reaches by Way.proxy(): a proxy has one port, which is that of the set',
    fix: 'give these hosts the same callers, or use Way.transparent() or Way.alias for those of the other sets',
  },
  {
    rule: 'input/extension',
    path: 'extension',
    breaks: ({ gateway }) => gateway.isImported && needsExtension(gateway) && extensionOf(gateway) === undefined,
    allowed: 'the name of the ExtAuthPolicy that decides for the gateway, to which the routes of hosts refer',
    fix: "write extension: '…' with the name that the owner of the gateway chose, or add the ExtAuthPolicy to this app",
  },
  {
    rule: 'egress/two-policies',
    path: 'policies',
    breaks: ({ gateway }) => gateway.policies.length > 1,
    got: ({ gateway }) => gateway.policies.map((policy) => policy.node.path).sort(),
    allowed: 'one ExtAuthPolicy per gateway: with two, the older one takes precedence',
    fix: 'put the conditions of both into one ExtAuthPolicy',
  },
];
