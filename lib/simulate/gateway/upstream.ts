import type { BackendUse, Destination, EgressGraph } from '../../checks/graph';
import { dynamicBackendOf } from '../../checks/graph/dynamic-backends';
import type { ObjectReference } from '../../core/finding';
import { KIND } from '../../core/kinds';
import { withoutFinalDot } from '../../core/net/dns';
import { shortKind } from '../../manifests/manifest';
import { type HttpRequest, hostOf } from '../envoy/http-request';
import type { UpstreamRequest, UpstreamTls } from '../trace/simulation';
import type { Trace } from '../trace/trace';
import type { LocalReplies } from './local-replies';
import type { Selected } from './select-route';
import { policyWith } from './traffic-policies';

/** The gateway forwards a request to a backend of its rule. @throws Ended always */
export function forward(
  selected: Selected,
  request: HttpRequest,
  replies: LocalReplies,
  graph: EgressGraph,
  trace: Trace,
): never {
  const { rule } = selected;
  const backends = rule.backends.filter(({ isMirror, member }) => !isMirror && !member);
  const [first] = backends;
  const at = { object: rule.route.object, path: rule.path };
  if (!first) return trace.deny('backend', 'the rule has no backend', at, { status: 500, body: '', details: 'direct_response' });
  for (const use of backends) refuseMissing(use, request, replies, graph, trace);
  const { hosts, port, tls } = targetOf(first, request, graph);
  const object = referenceTo(first);
  const several = backends.length > 1 ? `, one of ${backends.length} backends` : '';
  const rewrite = policyWith('autoHostRewrite', selected, graph);
  const headers = Object.fromEntries([
    ['host', rewrite?.spec.autoHostRewrite ? (hosts[0] ?? request.authority) : request.authority],
    ...request.headers,
  ]);
  const text = `forwards the request to ${hosts.join(', ') || object.metadata.name}${port === undefined ? '' : `:${port}`}${tls ? ' over TLS' : ''}${several}`;
  const upstream: UpstreamRequest = {
    ...{ backends: backends.map(referenceTo), hosts, port, tls },
    ...{ method: request.method, path: request.path, headers, body: request.body },
  };
  return trace.forward(text, { object }, upstream);
}

/** kgateway answers for a backend that does not exist, or that no ReferenceGrant permits. */
function refuseMissing(use: BackendUse, request: HttpRequest, replies: LocalReplies, graph: EgressGraph, trace: Trace): void {
  const { kind, namespace, name, rule, path, destination } = use;
  const place = { object: rule.route.object, path };
  const failed = (why: string) =>
    trace.deny('backend', why, place, replies({ status: 500, body: '', details: 'cluster_not_found', flags: 'NC' }, request));
  const from = { fromKind: `gateway.networking.k8s.io/${rule.route.kind}`, fromNamespace: rule.route.namespace };
  if (kind !== KIND.Hostname && !graph.grants.permit({ ...from, toKind: kind, toNamespace: namespace, toName: name })) {
    failed(`no ReferenceGrant permits the reference to ${shortKind(kind)} ${namespace}/${name}`);
  }
  if (destination || graph.catalogue.find(kind, namespace, name)) return;
  if (graph.catalogue.isElsewhere(kind, namespace, name) || kind === KIND.Hostname || kind === KIND.Service) {
    trace.unknown('backend', `${shortKind(kind)} ${namespace}/${name} is not among the manifests`, place);
  }
  failed(`there is no ${shortKind(kind)} ${namespace}/${name}`);
}

function referenceTo({ kind, namespace, name, destination }: BackendUse): ObjectReference {
  return destination?.object ?? { kind: shortKind(kind), metadata: { name, namespace } };
}

type Target = Pick<UpstreamRequest, 'hosts' | 'port' | 'tls'>;

function targetOf(use: BackendUse, request: HttpRequest, graph: EgressGraph): Target {
  const dynamic = dynamicBackendOf(use, graph.catalogue);
  if (dynamic) {
    const [, port] = /:(\d+)$/.exec(request.authority) ?? [];
    const isTls = dynamic.spec.dynamicForwardProxy?.enableTls === true;
    const usual = isTls ? 443 : 80;
    const tls = isTls ? { object: dynamic, serverName: hostOf(request.authority) } : undefined;
    return { hosts: [hostOf(request.authority)], port: port === undefined ? usual : Number(port), tls };
  }
  const { destination } = use;
  if (!destination) return { hosts: [], port: use.port, tls: undefined };
  const found = destination.ports.find(({ number }) => use.port === undefined || number === use.port);
  return { hosts: hostsOf(destination), port: found?.targetPort ?? found?.number ?? use.port, tls: tlsOf(destination, graph) };
}

/** The names and addresses that Envoy calls. */
function hostsOf({ object, hosts, kind }: Destination): readonly string[] {
  const endpoints =
    kind === 'ServiceEntry' ? (object.spec as { endpoints?: readonly { address?: string }[] }).endpoints : undefined;
  const addresses = endpoints?.flatMap(({ address }) => address ?? []) ?? [];
  return (addresses.length > 0 ? addresses : hosts).map(withoutFinalDot);
}

function tlsOf(destination: Destination, { policies }: EgressGraph): UpstreamTls | undefined {
  const [byGatewayApi] = policies.onDestination(KIND.BackendTLSPolicy, destination);
  if (byGatewayApi) return { object: byGatewayApi.policy, serverName: byGatewayApi.policy.spec.validation.hostname };
  const own = policies.onDestination(KIND.BackendConfigPolicy, destination).find(({ policy }) => policy.spec.tls);
  return own && { object: own.policy, serverName: own.policy.spec.tls?.sni };
}
