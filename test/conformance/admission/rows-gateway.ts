// Requests about the configuration beside an egress gateway, and what attaches to it.
import type { KubeObject } from '../bed';
import { disable, trafficPolicy } from '../forgeries';
import { dist, NAMESPACE } from '../manifests';
import { CONTROLLER, KGATEWAY, ROOT } from './answers';
import { GATEWAY } from './attempts';
import {
  APPROVER,
  accepted,
  approved,
  backend,
  DEPLOYER,
  entryFor,
  GATEWAY_API,
  objectOf,
  type Refusal,
  type Row,
  refused,
  route,
} from './rows';

const here = { namespace: NAMESPACE };
const DEPLOYED: Refusal = ['deployers', 'only those who deploy the egress gateway'];
const KGATEWAY_API = 'gateway.kgateway.dev/v1alpha1';
const toGateway = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: GATEWAY }];

/** An object beside the gateway, by version and kind. */
const beside = (apiVersion: string, kind: string, spec: object): KubeObject => objectOf(apiVersion, kind, { spec }, here);

/** The committed object of a kind, whose name ends so. */
export function deployed(kind: string, name = ''): KubeObject {
  const found = dist().find((object) => object.kind === kind && object.metadata.name.endsWith(name));
  if (!found) throw new Error(`dist/ has no ${kind} ${name}`);
  return found;
}

const tlsPolicy = beside(GATEWAY_API, 'BackendTLSPolicy', {
  targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'other' }],
  validation: { hostname: 'other.example.org', wellKnownCACertificates: 'System' },
});

/** Every kind that configures a gateway. */
const CONFIGURATION: readonly (readonly [string, KubeObject])[] = [
  ['a TrafficPolicy', trafficPolicy({ timeouts: { request: '1s' } })],
  [
    'a ListenerPolicy',
    beside(KGATEWAY_API, 'ListenerPolicy', { targetRefs: toGateway, default: { httpSettings: { useRemoteAddress: true } } }),
  ],
  ['an HTTPListenerPolicy', beside(KGATEWAY_API, 'HTTPListenerPolicy', { targetRefs: toGateway, useRemoteAddress: true })],
  ['a GatewayExtension', { ...deployed('GatewayExtension'), metadata: { name: 'attempt', ...here } }],
  ['a DirectResponse', beside(KGATEWAY_API, 'DirectResponse', { status: 200 })],
  [
    'a BackendConfigPolicy',
    beside(KGATEWAY_API, 'BackendConfigPolicy', {
      targetRefs: [{ group: '', kind: 'Service', name: 'x' }],
      connectTimeout: '1s',
    }),
  ],
  ['GatewayParameters', beside(KGATEWAY_API, 'GatewayParameters', { kube: {} })],
  ['a BackendTLSPolicy', tlsPolicy],
  [
    'a Gateway',
    beside(GATEWAY_API, 'Gateway', { gatewayClassName: 'kgateway', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }),
  ],
  ['a route', route({ backendRefs: [{ name: 'orders', port: 80 }] }, here)],
  [
    'a ReferenceGrant',
    beside('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'team-a' }],
      to: [{ group: '', kind: 'Secret' }],
    }),
  ],
  ['an AuthorizationPolicy', beside('security.istio.io/v1', 'AuthorizationPolicy', { action: 'ALLOW', rules: [{}] })],
  ['a PeerAuthentication', beside('security.istio.io/v1', 'PeerAuthentication', { mtls: { mode: 'PERMISSIVE' } })],
];

/** Who may configure the gateway. */
const DEPLOYERS: readonly Row[] = [
  ...CONFIGURATION.map(([title, object]) => refused(`${title} beside the gateway`, object, DEPLOYED)),
  ...CONFIGURATION.slice(0, 2).map(([title, object]) => accepted(`${title} from whoever deploys`, object, { as: DEPLOYER })),
  refused('a TrafficPolicy from an approver', trafficPolicy({ timeouts: { request: '1s' } }), DEPLOYED, { as: APPROVER }),
  accepted('a TrafficPolicy from an administrator', trafficPolicy({ timeouts: { request: '1s' } }), { as: ROOT }),
  refused('the TrafficPolicy of the authorization, deleted', deployed('TrafficPolicy', 'kyverno-authz-server'), DEPLOYED, {
    how: 'delete',
  }),
  refused('the AuthorizationPolicy of a listener, deleted', deployed('AuthorizationPolicy', '-http'), DEPLOYED, {
    how: 'delete',
  }),
  accepted('a DirectResponse, deleted by the namespace controller', deployed('DirectResponse'), {
    how: 'delete',
    as: CONTROLLER,
  }),
  accepted('a DirectResponse, deleted by whoever deploys', deployed('DirectResponse'), { how: 'delete', as: DEPLOYER }),
  accepted(
    'the status of a route, by anybody',
    { ...deployed('HTTPRoute', 'ollama'), status: { parents: [] } },
    { how: 'status' },
  ),
  accepted(
    'the status of the Gateway, by kgateway',
    { ...deployed('Gateway'), status: { listeners: [] } },
    { how: 'status', as: KGATEWAY },
  ),
  accepted('the Gateway of dist/ as it is', deployed('Gateway'), { how: 'patch' }),
  accepted('a GatewayClass, which has no namespace', {
    apiVersion: GATEWAY_API,
    kind: 'GatewayClass',
    metadata: { name: 'attempt' },
    spec: { controllerName: 'example.com/another-gateway' },
  }),
  accepted(
    'an AuthorizationPolicy in a namespace of a team',
    objectOf('security.istio.io/v1', 'AuthorizationPolicy', { spec: {} }),
  ),
  refused('extAuth.disable', trafficPolicy(disable), ['decision', 'switches off the authorization'], { as: DEPLOYER }),
  refused('extAuth.disable from an administrator', trafficPolicy(disable), ['decision', 'switches off the authorization'], {
    as: ROOT,
  }),
];

const ATTACHES: Refusal = ['routes', 'attaches to an egress gateway from another namespace'];
const parent = (ref: object = {}) => ({ parentRefs: [{ name: GATEWAY, namespace: NAMESPACE, ...ref }] });
const internal = { backendRefs: [{ name: 'orders', port: 80 }] };
const listenerSet = (parentRef: object, metadata: object = {}) =>
  objectOf(
    GATEWAY_API,
    'ListenerSet',
    { spec: { parentRef, listeners: [{ name: 'own', port: 9999, protocol: 'HTTP' }] } },
    metadata,
  );

/** What attaches to the gateway from elsewhere. */
const ROUTES: readonly Row[] = [
  refused('a route of a team on the gateway', route(internal, {}, parent()), ATTACHES),
  refused('the same, created', route(internal, {}, parent()), ATTACHES, { how: 'create' }),
  refused('a route on a listener of the gateway', route(internal, {}, parent({ sectionName: 'http' })), ATTACHES),
  refused(
    'a route on two gateways',
    route(internal, {}, { parentRefs: [{ name: 'ingress' }, ...parent().parentRefs] }),
    ATTACHES,
  ),
  refused('a GRPCRoute on the gateway', route(internal, {}, parent(), 'GRPCRoute'), ATTACHES),
  refused('a TCPRoute on the gateway', route(internal, {}, parent(), 'TCPRoute'), ATTACHES),
  refused(
    'a route on a ListenerSet beside the gateway',
    route(internal, {}, parent({ kind: 'ListenerSet', name: 'egress-kgateway-http' })),
    ATTACHES,
  ),
  refused('a ListenerSet of a team on the gateway', listenerSet({ name: GATEWAY, namespace: NAMESPACE }), ATTACHES),
  refused('a route in kube-system on the gateway', route(internal, { namespace: 'kube-system' }, parent()), ATTACHES, {
    beyondKyverno: 'kube-system',
  }),
  refused('a ListenerSet beside the gateway', listenerSet({ name: GATEWAY }, here), DEPLOYED),
  accepted('a route of a team on the gateway, from whoever deploys', route(internal, {}, parent()), { as: DEPLOYER }),
  accepted('a route of a team on a gateway of the same name', route(internal, {}, { parentRefs: [{ name: GATEWAY }] })),
  accepted('a route of a team on another gateway', route(internal)),
  accepted('a ListenerSet of a team on its own gateway', listenerSet({ name: 'ingress' })),
];

const NO_TLS: Refusal = ['targets', 'without a BackendTLSPolicy for it'];
const IN_USE: Refusal = ['targets', 'a route still leads to the target'];
const toEntry = (name: string) => ({ backendRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name, port: 443 }] });
const toBackend = (name: string) => ({ backendRefs: [{ group: 'gateway.kgateway.dev', kind: 'Backend', name }] });
const mirrorOf = ({ backendRefs: [backendRef] }: { readonly backendRefs: readonly object[] }) => ({
  ...internal,
  filters: [{ type: 'RequestMirror', requestMirror: { backendRef } }],
});
const toHostname = { backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: 'unknown.example.org', port: 443 }] };
const dynamicRoute = (metadata: object, spec: object = { hostnames: ['api.example.org'] }) =>
  route(toBackend('everywhere'), { ...here, ...metadata }, spec);
const asDeployer = { as: DEPLOYER };
const byLookUp = { ...asDeployer, beyondNative: 'lookup' } as const;

const proxy = { type: 'DynamicForwardProxy', dynamicForwardProxy: { enableTls: true } };
const EVERYWHERE = backend(proxy, { name: 'everywhere', ...here });
const ports = (number: number) => ({ ports: [{ number, name: 'http', protocol: 'HTTP' }] });
const tlsPolicyOf = (name: string) =>
  objectOf(
    GATEWAY_API,
    'BackendTLSPolicy',
    { spec: { ...(tlsPolicy.spec as object), targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name }] } },
    { name, ...here },
  );
const PLAIN_POLICY = tlsPolicyOf('plain');
const MIRROR_POLICY = tlsPolicyOf('mirrored');

/** Destinations beside the gateway: any host by a proxy, one in plaintext now, one with TLS on another port, and one for copies. */
export const TO_TARGETS: readonly KubeObject[] = [
  EVERYWHERE,
  entryFor({ hosts: ['plain.example.org'], ...ports(80) }, { name: 'plain', ...here, ...approved() }),
  PLAIN_POLICY,
  route(toEntry('plain'), { name: 'plain', ...here }),
  entryFor(
    { hosts: ['other-port.example.org'], ...ports(8443) },
    { name: 'other-port', ...here, ...approved({ content: 'host other-port.example.org:8443 http\ntls originate' }) },
  ),
  entryFor({ hosts: ['mirrored.example.org'], ...ports(443) }, { name: 'mirrored', ...here, ...approved() }),
  MIRROR_POLICY,
  route(mirrorOf(toEntry('mirrored')), { name: 'mirrored', ...here }),
];

/** The annotations of a route with an approval, which has no labels. */
function onRoute(changes: Readonly<Record<string, string>> = {}) {
  const { labels, annotations } = approved(changes);
  return { annotations: { ...labels, ...annotations } };
}

/** What routes of the gateway lead to. */
const TARGETS: readonly Row[] = [
  accepted('a route to a host over TLS, with its policy', route(toEntry('api.example.com'), here), asDeployer),
  accepted('a route to a host in plaintext', route(toEntry('ollama'), here), asDeployer),
  refused('a route to port 443 without a TLS policy', route(toEntry('unknown'), here), NO_TLS, byLookUp),
  refused('the TLS policy of a route, deleted', deployed('BackendTLSPolicy'), IN_USE, { ...byLookUp, how: 'delete' }),
  refused(
    'the TLS policy of a route, moved to another host',
    { ...deployed('BackendTLSPolicy'), spec: tlsPolicy.spec },
    IN_USE,
    byLookUp,
  ),
  accepted(
    'the TLS policy of a route with another authority',
    { ...deployed('BackendTLSPolicy'), metadata: { ...deployed('BackendTLSPolicy').metadata, labels: { team: 'platform' } } },
    asDeployer,
  ),
  refused('a route to another port that is approved with TLS', route(toEntry('other-port'), here), NO_TLS, byLookUp),
  accepted('the TLS policy of a host that has become plaintext, deleted', PLAIN_POLICY, { ...asDeployer, how: 'delete' }),
  accepted('a dynamic forward proxy beside the gateway', EVERYWHERE, asDeployer),
  refused('a route to it without an approval', dynamicRoute({}), ['targets', 'leads to a dynamic forward proxy'], byLookUp),
  refused('a route to it for every host', dynamicRoute(onRoute(), {}), ['targets', 'leads to a dynamic forward proxy'], byLookUp),
  refused(
    'a route to it with an approval that has ended',
    dynamicRoute(onRoute({ until: '2026-01-02T00:00:00Z' })),
    ['targets', 'leads to a dynamic forward proxy'],
    byLookUp,
  ),
  accepted('a route to it for an approved host', dynamicRoute(onRoute()), asDeployer),
  refused('a mirror on port 443 without a TLS policy', route(mirrorOf(toEntry('unknown')), here), NO_TLS, byLookUp),
  accepted('a mirror over TLS, with its policy', route(mirrorOf(toEntry('mirrored')), here), asDeployer),
  refused('the TLS policy of a mirror, deleted', MIRROR_POLICY, IN_USE, { ...byLookUp, how: 'delete' }),
  refused(
    'a mirror to the dynamic forward proxy without an approval',
    route(mirrorOf(toBackend('everywhere')), here, { hostnames: ['api.example.org'] }),
    ['targets', 'leads to a dynamic forward proxy'],
    byLookUp,
  ),
  refused('a route by a host name without a TLS policy', route(toHostname, { ...here, ...approved() }), NO_TLS, byLookUp),
];

export const AT_GATEWAY: readonly Row[] = [...DEPLOYERS, ...ROUTES, ...TARGETS];
