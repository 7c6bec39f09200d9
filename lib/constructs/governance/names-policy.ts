import { CAPTURE_SUFFIX } from '../host/capture';
import { type Exemption, notExempt } from './exemption';
import { listed } from './long-lists';
import { type GatewayNames, gatewaysHere } from './pods-policy';
import { celOf, compared, type Guard, listFor, written } from './policy-parts';

/** What can take a name or an address in the mesh. */
export const NAME_RESOURCES = [
  { apiGroups: ['networking.istio.io'], resources: ['serviceentries'] },
  { apiGroups: [''], resources: ['services'] },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes'] },
] as const;

/** The addresses that istiod gives to ServiceEntries by itself. They are nobody's. */
const ASSIGNED = ['240.0.0.0/4', '2001:2::/48'];

/** The settings of the policy for names. */
export interface NamesPolicy {
  readonly exempt: Exemption;
  readonly gateways: GatewayNames;
  /** The hosts of the gateways, in lower case. */
  readonly hosts: () => readonly string[];
  /** Those of them whose ServiceEntry sends the calls of applications to the gateway. */
  readonly captured: () => readonly string[];
  /** ServiceEntries of hosts with another name than usual, as `host name`. */
  readonly named: () => readonly string[];
  /** The Services of the gateways by namespace. */
  readonly aliases: () => Readonly<Record<string, readonly string[]>>;
  /** The ranges of addresses that ServiceEntries and Services of a namespace may claim. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** An update that changes no name and no address is never refused. The types of both kinds are in `spec`. */
const CHANGES_A_NAME = { name: 'changes-a-name', expression: 'request.operation != "UPDATE" || object.spec != oldObject.spec' };

const HOSTS = compared('object.spec.?hosts.orValue([])');

/**
 * Also a wildcard that covers the host, and the host below a search domain of the cluster, which a resolver tries first. The lists
 * can be long, and the API server limits the cost of an expression: so most ServiceEntries need only the first comparison.
 */
const TAKES_A_HOST = `variables.hosts.exists(host, host in variables.served
  || variables.wildcards.exists(name, host.endsWith(name.substring(1)))
  || (host.startsWith("*") && variables.served.exists(name, name.endsWith(host.substring(1))))
  || (host.endsWith(".cluster.local") && variables.served.exists(name, host.startsWith(name + "."))))`;

const IS_CLAIMED = `variables.ranges.exists(range, isIP(address) ? cidr(range).containsIP(address)
  : isCIDR(address) && cidr(range).containsCIDR(address))`;

const NAME = 'object.metadata.name + "." + request.namespace';

/** `ollama` in the namespace `dev` is `ollama.dev`; pods of a headless Service have names below that of the Service. */
const SPELLS_A_HOST = `${NAME} in variables.served
  || (object.spec.?clusterIP.orValue("") == "None" && variables.served.exists(name, name.endsWith("." + ${NAME})
    || (size(variables.gateways) > 0 && name.endsWith("." + object.metadata.name))))`;

/** Of two ServiceEntries for a host, the older one wins. Each host has one name for its own. */
const IS_DECLARED = `object.metadata.name == (host in variables.captured ? host + "${CAPTURE_SUFFIX}" : host)
  || host + " " + object.metadata.name in variables.named`;

/** The backends and mirrors of each rule of a route. */
const BACKENDS = `!object.kind.endsWith("Route") ? [] : object.spec.?rules.orValue([]).map(rule, rule.?backendRefs.orValue([])
  + rule.?filters.orValue([]).filter(filter, has(filter.requestMirror)).map(filter, filter.requestMirror.backendRef))`;

const CALLS_ITSELF = `ref.?kind.orValue("Service") == "Service" ? ref.name in variables.gateways || ref.name in variables.aliases
  : ref.kind == "ServiceEntry" && ref.name.endsWith("${CAPTURE_SUFFIX}")`;

const VALIDATIONS = [
  {
    expression: `object.kind != "ServiceEntry" || size(variables.gateways) > 0 || !${TAKES_A_HOST}`,
    message:
      'the ServiceEntry takes requests for a host of the egress gateway, in the whole mesh: remove the host, and call it through the gateway',
  },
  {
    expression: `object.kind != "ServiceEntry" || size(variables.gateways) == 0
  || variables.hosts.all(host, !(host in variables.served) || ${IS_DECLARED})`,
    message:
      'the ServiceEntry has a host of the egress gateway, but is not the one of this host, and of two the older one wins: remove the host; to call it in another way, declare that in ExternalHost',
  },
  {
    expression: `size(variables.gateways) == 0 || variables.backends.all(refs, refs.all(ref, !(${CALLS_ITSELF})))`,
    message:
      'the route leads back to the egress gateway, by a Service of its pods or the ServiceEntry that sends calls to them: refer to the Backend of the host',
  },
  {
    expression: `object.kind != "ServiceEntry" || size(variables.gateways) > 0
  || object.spec.?addresses.orValue([]).all(address, ${IS_CLAIMED})`,
    message:
      'the ServiceEntry takes the connections of the whole mesh to its addresses, also those of the egress gateway: remove addresses, so that istiod assigns one; if they belong to this namespace, add their range to addressClaims in EgressGovernance',
  },
  {
    expression: `object.kind != "Service" || object.spec.?externalIPs.orValue([]).all(address, ${IS_CLAIMED})`,
    message:
      'the Service takes the connections of all pods to its externalIPs, also those of the egress gateway: remove externalIPs; if they belong to this namespace, add their range to addressClaims in EgressGovernance',
  },
  {
    expression: `object.kind != "Service" || !(${SPELLS_A_HOST})`,
    message:
      'the name and the namespace of the Service spell a host of the egress gateway, which resolvers with the search domains of the cluster find first: rename the Service or the namespace',
  },
];

/** The policy that keeps the names and the addresses of approved hosts from everybody but the gateways. */
export function namesGuard({ exempt, gateways, hosts, captured, named, aliases, claims }: NamesPolicy): Guard {
  return {
    background: true,
    matchConstraints: { resourceRules: written(NAME_RESOURCES) },
    matchConditions: [notExempt(exempt), CHANGES_A_NAME],
    variables: [
      ...listed('served', hosts()),
      ...listed('captured', captured()),
      ...listed('named', named()),
      { name: 'wildcards', expression: celOf(hosts().filter((host) => host.startsWith('*'))) },
      gatewaysHere(gateways),
      { name: 'aliases', expression: listFor(aliases(), 'request.namespace') },
      { name: 'hosts', expression: HOSTS },
      { name: 'backends', expression: BACKENDS },
      { name: 'ranges', expression: `${celOf(ASSIGNED)} + ${listFor(claims, 'request.namespace')}` },
    ],
    validations: VALIDATIONS,
  };
}
