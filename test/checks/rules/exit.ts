const API_VERSIONS: Readonly<Record<string, string>> = {
  Gateway: 'gateway.networking.k8s.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  GRPCRoute: 'gateway.networking.k8s.io/v1',
  TLSRoute: 'gateway.networking.k8s.io/v1',
  GatewayClass: 'gateway.networking.k8s.io/v1',
  ListenerSet: 'gateway.networking.k8s.io/v1',
  ReferenceGrant: 'gateway.networking.k8s.io/v1beta1',
  BackendTLSPolicy: 'gateway.networking.k8s.io/v1',
  ServiceEntry: 'networking.istio.io/v1',
  Namespace: 'v1',
  Service: 'v1',
};

/** A document for an object named `namespace/name`, with `spec` in flow style. Kinds not listed above are kgateway's. */
export function object(kind: string, name: string, spec: string): string {
  const [namespace, own] = name.includes('/') ? name.split('/') : [undefined, name];
  const metadata = namespace === undefined ? `{ name: ${own} }` : `{ name: ${own}, namespace: ${namespace} }`;
  return `---\napiVersion: ${API_VERSIONS[kind] ?? 'gateway.kgateway.dev/v1alpha1'}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
}

/** An egress gateway `egress/exit` with these listeners. */
export function gateway(listeners = HTTP): string {
  return object('Gateway', 'egress/exit', `{ gatewayClassName: kgateway, listeners: [${listeners}] }`);
}

export const HTTP = '{ name: http, port: 8080, protocol: HTTP }';

/** The destination `egress/api`. */
export const ENTRY = object(
  'ServiceEntry',
  'egress/api',
  '{ hosts: [api.example.com], ports: [{ number: 443, name: https, protocol: HTTPS }], resolution: DNS }',
);

/** A reference to it. */
export const TO_ENTRY = '{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 443 }';

/** Fields of a route. The default is `egress/api` on the gateway, with one host and a rule to {@link ENTRY}. */
export interface RouteFields {
  readonly kind?: string;
  readonly name?: string;
  readonly parent?: string;
  readonly hostnames?: string;
  readonly rules?: string;
}

export function route({ kind, name, parent, hostnames, rules }: RouteFields = {}): string {
  const spec = `{ parentRefs: [${parent ?? '{ name: exit, namespace: egress }'}], hostnames: [${hostnames ?? 'api.example.com'}], rules: [${
    rules ?? `{ backendRefs: [${TO_ENTRY}] }`
  }] }`;
  return object(kind ?? 'HTTPRoute', name ?? 'egress/api', spec);
}

/** The gateway with {@link ENTRY} and a route of one rule, which has these fields. */
export function routed(rule: string, kind = 'HTTPRoute'): string {
  return gateway() + ENTRY + route({ kind, rules: `{ ${rule} }` });
}

/** The fields of a rule to {@link ENTRY}, with `filters` on the rule. */
export function onRule(filters: string): string {
  return `${filters}, backendRefs: [${TO_ENTRY}]`;
}

/** The fields of a rule to {@link ENTRY}, with `filters` on its backend. */
export function onBackend(filters: string): string {
  return `backendRefs: [${TO_ENTRY.replace(' }', `, ${filters} }`)}]`;
}

/** A policy `egress/<name>`. The target is `<group> <kind> <name>`, such as `gateway.networking.k8s.io Gateway exit`. */
export function policy(kind: string, name: string, target: string, fields: string): string {
  const [group, targetKind, targetName, section] = target.split(' ');
  const sectionName = section === undefined ? '' : `, sectionName: ${section}`;
  const ref = `{ group: ${group}, kind: ${targetKind}, name: ${targetName}${sectionName} }`;
  return object(kind, name.includes('/') ? name : `egress/${name}`, `{ targetRefs: [${ref}], ${fields} }`);
}

/** `filters: [...]` with ExtensionRef filters that name these TrafficPolicies. */
export function filters(...names: readonly string[]): string {
  return `filters: [${names.map((name) => extensionRef(name)).join(', ')}]`;
}

export function extensionRef(name: string, kind = 'TrafficPolicy'): string {
  return `{ type: ExtensionRef, extensionRef: { group: gateway.kgateway.dev, kind: ${kind}, name: ${name} } }`;
}

/** A TrafficPolicy `egress/<name>` without a target. */
export function unattached(name: string, fields: string): string {
  return object('TrafficPolicy', `egress/${name}`, `{ ${fields} }`);
}
