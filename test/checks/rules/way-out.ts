/** Manifests of an egress route in namespace `egress`, as YAML documents that tests combine. */

export const documents = (...texts: readonly string[]): string => texts.join('\n---\n');

/** A Gateway `exit` with one listener. */
export const gateway = (listener = '{ name: http, port: 8080, protocol: HTTP }'): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: exit, namespace: egress }
spec: { gatewayClassName: kgateway, listeners: [${listener}] }`;

/** A `backendRef` to the ServiceEntry `api`. */
export const ENTRY = '{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 443 }';
/** A `backendRef` to the Backend `api`. */
export const BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: api }';

/** A route `api` on that Gateway with one rule; `rule` adds fields to the rule. */
export const route = (backend = ENTRY, rule = '', kind = 'HTTPRoute'): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: api, namespace: egress }
spec:
  parentRefs: [{ name: exit }]
  hostnames: [api.example.com]
  rules: [{ name: decided, backendRefs: [${backend}]${rule && `, ${rule}`} }]`;

/** A ServiceEntry `api` for api.example.com:443 by DNS; `spec` replaces its spec, `marks` adds to its metadata. */
export const entry = (spec = SPEC, marks = '', name = 'api', namespace = 'egress'): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: ${namespace}${marks && `, ${marks}`} }
spec: { ${spec} }`;

/** The spec of an {@link entry} with another port, host or resolution. */
export const spec = (port: string, host = 'api.example.com', rest = 'resolution: DNS'): string =>
  `hosts: ['${host}'], location: MESH_EXTERNAL, ${rest}, ports: [${port}]`;

const SPEC = spec('{ number: 443, name: https, protocol: HTTPS }');

/** A Backend `api`. */
export const backend = (host = '{ host: api.example.com, port: 443 }'): string => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: api, namespace: egress }
spec: { static: { hosts: [${host}] } }`;

/** A policy `api`; `target` is a `targetRef`, `rest` the other fields of its spec. */
export const policy = (kind: string, target: string, rest: string, name = 'api'): string => `
apiVersion: ${kind === 'BackendTLSPolicy' ? 'gateway.networking.k8s.io/v1' : 'gateway.kgateway.dev/v1alpha1'}
kind: ${kind}
metadata: { name: ${name}, namespace: egress }
spec: { targetRefs: [${target}], ${rest} }`;

/** A BackendTLSPolicy for the ServiceEntry `api`, or for another target. */
export const tls = (target = '{ group: networking.istio.io, kind: ServiceEntry, name: api }'): string =>
  policy('BackendTLSPolicy', target, 'validation: { hostname: api.example.com, wellKnownCACertificates: System }');

/** A BackendConfigPolicy for the host of the ServiceEntry `api`, or for another target. */
export const config = (rest: string, target = '{ group: networking.istio.io, kind: Hostname, name: api.example.com }'): string =>
  policy('BackendConfigPolicy', target, rest);

/** The TLS settings of a BackendConfigPolicy that verifies the upstream. */
export const VERIFIED =
  'tls: { wellKnownCACertificates: System, sni: api.example.com, verifySubjectAltNames: [api.example.com] }';

/** A TrafficPolicy for the route `api`, or for another target. */
export const traffic = (
  rest: string,
  target = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api }',
  name?: string,
) => policy('TrafficPolicy', target, rest, name);

/** A `targetRef` to the Gateway `exit`. */
export const OF_GATEWAY = '{ group: gateway.networking.k8s.io, kind: Gateway, name: exit }';

/** The egress route of namespace `egress`, with a TrafficPolicy on it. */
export const wayOut = (rest: string, rule?: string): string =>
  documents(gateway(), route(ENTRY, rule), entry(), tls(), traffic(rest));

/** A GatewayExtension `authz` that calls the Service `authz`; `fields` adds to its `extAuth`, `grpc` to its `grpcService`. */
export const extension = (fields = '', grpc = ''): string => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: { name: authz, namespace: egress }
spec: { extAuth: { grpcService: { backendRef: { name: authz, port: 9081 }${grpc && `, ${grpc}`} }${fields && `, ${fields}`} } }`;

/** An egress route that the extension authorizes. */
export const authorized = (...more: readonly string[]): string =>
  documents(gateway(), route(), entry(), traffic('extAuth: { extensionRef: { name: authz } }', OF_GATEWAY, 'authz'), ...more);

const MARKS: Readonly<Record<string, string>> = {
  owner: 'team-a',
  ticket: 'SEC-12',
  reason: 'weather data',
  'approved-by': 'security@example.com',
  from: '2026-01-01T00:00:00Z',
  until: '2027-03-01T00:00:00Z',
};

/** The metadata of a valid approval with some annotations changed; `undefined` removes one. */
export function approval(changes: Readonly<Record<string, string | undefined>> = {}, label = "'true'"): string {
  const entries = Object.entries({ ...MARKS, ...changes }).filter(([, value]) => value !== undefined);
  const annotations = entries.map(([key, value]) => `security.corp/egress-${key}: '${value}'`).join(', ');
  return `labels: { security.corp/egress-approved: ${label} }, annotations: { ${annotations} }`;
}
