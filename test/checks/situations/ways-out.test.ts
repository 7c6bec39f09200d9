import { extensionRef } from '../rules/exit';
import { BASE, judge } from './situation';

const ROUTE = (spec: string, name = 'sneak', kind = 'HTTPRoute') => `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: egress-system }
spec: { ${spec} }
`;
const AT_EXIT = 'parentRefs: [{ name: exit }], hostnames: [sneak.example.com]';
const TO_API = '{ group: networking.istio.io, kind: ServiceEntry, name: api.example.com, port: 443 }';
const PARAMETERS = '  infrastructure: { parametersRef: { group: gateway.kgateway.dev, kind: GatewayParameters, name: exit } }\n';
const GATEWAY = (name: string, gatewayClass: string, listener: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: egress-system }
spec:
  gatewayClassName: ${gatewayClass}
${gatewayClass === 'kgateway' ? PARAMETERS : ''}  listeners: [${listener}]
`;
const KGATEWAY = (kind: string, name: string, spec: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ${kind}
metadata: { name: ${name}, namespace: egress-system }
spec: ${spec}
`;
const REFUSAL = extensionRef('exit-refusal', 'DirectResponse');

describe('connections that the gateway does not read', () => {
  test.each(['Passthrough', 'Terminate'])('a TLSRoute at a listener with mode %s is no way out without a finding', (mode) => {
    const tls = GATEWAY(
      'tls',
      'kgateway',
      `{ name: tls, port: 8443, protocol: TLS, tls: { mode: ${mode}, certificateRefs: [{ name: c }] } }`,
    );
    const route = ROUTE(
      `parentRefs: [{ name: tls }], hostnames: [api.example.com], rules: [{ backendRefs: [${TO_API}] }]`,
      'tls',
      'TLSRoute',
    );
    expect(judge([BASE, tls, route])).toContain('error egress/no-decision  TLSRoute egress-system/tls spec.rules[0]');
  });

  test('a TLSRoute that no listener accepts is reported for that alone', () => {
    expect(judge([BASE, ROUTE(`${AT_EXIT}, rules: [{ backendRefs: [${TO_API}] }]`, 'tls', 'TLSRoute')])).toEqual([
      'error egress/route-without-listener  TLSRoute egress-system/tls spec.parentRefs[0]',
    ]);
  });

  test('TLS and TCP into the cluster need no decision', () => {
    const inside = GATEWAY(
      'in',
      'kgateway',
      '{ name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } }, { name: tcp, port: 5432, protocol: TCP }',
    );
    const tls =
      'parentRefs: [{ name: in, sectionName: tls }], hostnames: [shop.example.com], rules: [{ backendRefs: [{ name: shop, port: 443 }] }]';
    const tcp = 'parentRefs: [{ name: in, sectionName: tcp }], rules: [{ backendRefs: [{ name: db, port: 5432 }] }]';
    expect(judge([inside, ROUTE(tls, 'tls', 'TLSRoute'), ROUTE(tcp, 'tcp', 'TCPRoute')])).toEqual([]);
  });
});

describe('a rule that refuses and forwards', () => {
  test('answers 500, and is reported', () => {
    const rule = `{ filters: [${REFUSAL}], backendRefs: [${TO_API}] }`;
    expect(judge([BASE, ROUTE(`${AT_EXIT}, rules: [${rule}]`)])).toEqual([
      'error egress/refusal-missing  HTTPRoute egress-system/sneak spec.rules[0].filters[0].extensionRef',
    ]);
  });

  test('a rule that refuses, and one that redirects, are not', () => {
    const redirect = '{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: www.example.com } }] }';
    expect(judge([BASE, ROUTE(`${AT_EXIT}, rules: [{ filters: [${REFUSAL}] }]`)])).toEqual([]);
    expect(judge([BASE, ROUTE(`${AT_EXIT}, rules: [${redirect}]`)])).toEqual([]);
  });
});

describe('a dynamic forward proxy behind a route that delegates', () => {
  const parent = (host: string) =>
    ROUTE(
      `parentRefs: [{ name: exit }], hostnames: ["${host}"], rules: [{ backendRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: child }] }]`,
    );
  const child = ROUTE('rules: [{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: any }] }]', 'child');
  const any = KGATEWAY('Backend', 'any', '{ dynamicForwardProxy: {} }');

  test('lets clients choose the port, and with a wildcard the host', () => {
    const at = 'HTTPRoute egress-system/child spec.rules[0].backendRefs[0]';
    const found = judge([BASE, parent('*.example.com'), child, any]);
    expect(found).toEqual(expect.arrayContaining([`error egress/client-chosen-port  ${at}`, `error egress/open-proxy  ${at}`]));
    expect(judge([BASE, parent('www.example.com'), child, any])).not.toContain(`error egress/open-proxy  ${at}`);
    const overTls = any.replace('{}', '{ enableTls: true }');
    expect(judge([BASE, parent('*.example.com'), child, overTls])).not.toContain(`error egress/open-proxy  ${at}`);
  });
});

describe('backends of other controllers', () => {
  const at = (gatewayClass: string, backend: string) => [
    GATEWAY('eg', gatewayClass, '{ name: http, port: 8080, protocol: HTTP }'),
    ROUTE(`parentRefs: [{ name: eg }], rules: [{ backendRefs: [${backend}] }]`),
  ];

  test.each([
    ['eg', '{ group: gateway.envoyproxy.io, kind: Backend, name: out }'],
    ['agentgateway', '{ group: agentgateway.dev, kind: AgentgatewayBackend, name: llm }'],
  ])('at class %s, it is not judged where they lead', (gatewayClass, backend) => {
    expect(judge(at(gatewayClass, backend))).toEqual([
      'info egress/not-judged  HTTPRoute egress-system/sneak spec.rules[0].backendRefs[0]',
    ]);
  });

  test.each([
    ['istio', '{ name: shop, port: 80 }, { name: shop-canary, port: 80, weight: 0 }'],
    ['eg', '{ group: multicluster.x-k8s.io, kind: ServiceImport, name: shop, port: 80 }'],
    ['gke-l7-rilb', '{ group: net.gke.io, kind: ServiceImport, name: shop, port: 80 }'],
    ['istio', '{ group: inference.networking.k8s.io, kind: InferencePool, name: llm }'],
  ])('at class %s, those in the cluster are no way out', (gatewayClass, backend) => {
    expect(judge(at(gatewayClass, backend))).toEqual([]);
  });
});

test('policies of a rule and of its route are merged field by field, so a time-out at the rule keeps what the route disables', () => {
  const ref = (section = '') => `targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: sneak${section} }]`;
  const route = ROUTE(`${AT_EXIT}, rules: [{ name: a, backendRefs: [${TO_API}] }]`);
  const ofRule = KGATEWAY('TrafficPolicy', 'rule', `{ ${ref(', sectionName: a')}, timeouts: { streamIdle: 5s } }`);
  const ofRoute = KGATEWAY('TrafficPolicy', 'route', `{ ${ref()}, extAuth: { disable: {} } }`);
  expect(judge([BASE, route, ofRule, ofRoute])).toEqual([
    'error egress/authorization-disabled  TrafficPolicy egress-system/route spec.extAuth.disable',
  ]);
});

describe('a server to which the gateway itself sends requests, logs or traces', () => {
  const backend = (host: string) => KGATEWAY('Backend', 'server', `{ static: { hosts: [{ host: ${host}, port: 4317 }] } }`);
  const REF = '{ group: gateway.kgateway.dev, kind: Backend, name: server }';
  const SETTINGS = `tracing: { provider: { openTelemetry: { serviceName: exit, grpcService: { backendRef: ${REF} } } } }`;
  const processing = KGATEWAY('GatewayExtension', 'process', `{ extProc: { grpcService: { backendRef: ${REF} } } }`);
  const traces = KGATEWAY(
    'ListenerPolicy',
    'traces',
    `{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: exit, sectionName: http }], default: { httpSettings: { ${SETTINGS} } } }`,
  );
  const judged = (...objects: readonly string[]) => judge([BASE, ...objects]).filter((each) => each.includes('not-judged'));

  test('outside the cluster is not judged', () => {
    expect(judged(backend('traces.example.com'), processing, traces)).toEqual([
      'info egress/not-judged  GatewayExtension egress-system/process spec.extProc.grpcService.backendRef',
      'info egress/not-judged  ListenerPolicy egress-system/traces spec.default.httpSettings.tracing.provider.openTelemetry.grpcService.backendRef',
    ]);
  });

  test('in the cluster is no way out', () => {
    expect(judged(backend('collector.monitoring.svc'), processing, traces)).toEqual([]);
  });
});
