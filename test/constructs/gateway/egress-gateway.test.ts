import { ApiObject, JsonPatch } from 'cdk8s';
import { Decision, EgressGateway, type EgressGatewayProps, type PlatformVersions } from '../../../lib';
import { findings } from '../../findings';
import { egress, exit, gateway, host, policy, set } from '../../kit';
import { type Manifests, manifests, outline } from '../../manifests';

function made(props: Partial<EgressGatewayProps> = {}, platform: PlatformVersions = {}): Manifests {
  const { app, chart } = egress({ platform });
  policy(chart, gateway(chart, { waive: { 'egress/forgeable-decision': 'a test bed' }, ...props }));
  return manifests(app);
}

test('creates by default', () => {
  const { chart } = egress();
  expect(outline(gateway(chart))).toMatchInlineSnapshot(`
"NetworkPolicy egress-system/exit-default-deny
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  podSelector: {}
  policyTypes: [ Ingress, Egress ]
NetworkPolicy egress-system/exit
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  egress:
    - ports: [ { port: 53, protocol: UDP }, { port: 53, protocol: TCP } ]
      to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
    - ports: [ { port: 9977, protocol: TCP } ]
      to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kgateway-system } } } ]
  ingress:
    - from: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: team-a } } } ]
      ports: [ { port: 15008, protocol: TCP } ]
    - from: [ { ipBlock: { cidr: 169.254.7.127/32 } }, { ipBlock: { cidr: fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128 } } ]
      ports: [ { port: 8082, protocol: TCP } ]
  podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }
  policyTypes: [ Ingress, Egress ]
PeerAuthentication egress-system/exit
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  mtls: { mode: STRICT }
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }
GatewayParameters egress-system/exit
  kube:
    deployment: { replicas: 2 }
    podTemplate:
      extraAnnotations: { ambient.istio.io/dns-capture: "false" }
      extraLabels: { istio.io/dataplane-mode: ambient }
    service: { type: ClusterIP }
ListenerPolicy egress-system/exit
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  default:
    httpSettings:
      accessLog:
        - fileSink:
            jsonFormat:
              attempt_count: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%"
              authority: "%REQ(:AUTHORITY)%"
              bytes_received: "%BYTES_RECEIVED%"
              bytes_sent: "%BYTES_SENT%"
              caller_address: "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%"
              callers: "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:callers)%"
              decision: "%DYNAMIC_METADATA(envoy.filters.http.ext_authz)%"
              duration: "%DURATION%"
              host: "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:host)%"
              listener_port: "%DOWNSTREAM_LOCAL_PORT%"
              method: "%REQ(:METHOD)%"
              owner: "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:owner)%"
              path: "%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%"
              protocol: "%PROTOCOL%"
              refused_by: '%CEL(response.code_details == "ext_authz_denied" ? "policy" : response.code_details == "ext_authz_error" ? "outage" : response.code_details == "direct_response" ? "no decision" : response.code_details == "local_rate_limited" ? "rate limit" : response.code_details.startsWith("jwt_authn_access_denied") ? "token" : response.code_details.startsWith("rbac_access_denied") ? "token" : "-")%'
              request_id: "%REQ(X-REQUEST-ID)%"
              response_code: "%RESPONSE_CODE%"
              response_code_details: "%RESPONSE_CODE_DETAILS%"
              response_flags: "%RESPONSE_FLAGS%"
              route_name: "%ROUTE_NAME%"
              rule: "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:rule)%"
              start_time: "%START_TIME%"
              upstream_cluster: "%UPSTREAM_CLUSTER%"
              upstream_host: "%UPSTREAM_HOST%"
              upstream_tls_version: "%UPSTREAM_TLS_VERSION%"
              upstream_transport_failure_reason: "%UPSTREAM_TRANSPORT_FAILURE_REASON%"
              verdict: "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:decision)%"
              would: "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:would)%"
            path: /dev/stdout
      earlyRequestHeaderModifier: { remove: [ x-egress-decision ] }
      localReplies:
        mappers:
          - filter: { celFilter: { match: response.code_details == "ext_authz_error" } }
            headers: { set: [ { name: retry-after, value: "5" } ] }
            statusCode: 503
          - filter: { celFilter: { match: response.code_details == "local_rate_limited" } }
            headers: { set: [ { name: retry-after, value: "1" } ] }
  targetRefs: [ { group: gateway.networking.k8s.io, kind: Gateway, name: exit } ]
BackendConfigPolicy egress-system/exit
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  circuitBreakers: { maxRetries: 1024 }
  targetSelectors:
    - { group: networking.istio.io, kind: Hostname, matchLabels: { cdk8s-egress/retry-limit: exit } }
    - { group: gateway.kgateway.dev, kind: Backend, matchLabels: { cdk8s-egress/retry-limit: exit } }
Gateway egress-system/exit
  gatewayClassName: kgateway
  infrastructure: { parametersRef: { group: gateway.kgateway.dev, kind: GatewayParameters, name: exit } }
  listeners: [ { allowedRoutes: { namespaces: { from: Same } }, name: http, port: 8080, protocol: HTTP } ]
DirectResponse egress-system/exit-refusal
  body: "egress refused: no decision"
  status: 403
AuthorizationPolicy egress-system/exit-http
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  action: ALLOW
  rules: [ { from: [ { source: { serviceAccounts: [ team-a/agent ] } } ], to: [ { operation: { ports: [ "8080" ] } } ] } ]
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }
HTTPRoute egress-system/exit-unknown-hosts
  parentRefs: [ { name: exit } ]
  rules:
    - filters: [ { extensionRef: { group: gateway.kgateway.dev, kind: DirectResponse, name: exit-refusal }, type: ExtensionRef } ]
      name: refused"
`);
});

test('accepts plain HTTP on 8080, and routes of its own namespace', () => {
  const { spec, metadata } = made().get('Gateway', 'exit');
  expect(metadata.namespace).toBe('egress-system');
  expect(spec).toEqual({
    gatewayClassName: 'kgateway',
    infrastructure: { parametersRef: { group: 'gateway.kgateway.dev', kind: 'GatewayParameters', name: 'exit' } },
    listeners: [{ name: 'http', port: 8080, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } }],
  });
});

test('is reachable only in the cluster, with pods in the ambient mesh and without DNS capture', () => {
  expect(made().get('GatewayParameters', 'exit').spec).toEqual({
    kube: {
      deployment: { replicas: 2 },
      service: { type: 'ClusterIP' },
      podTemplate: {
        extraLabels: { 'istio.io/dataplane-mode': 'ambient' },
        extraAnnotations: { 'ambient.istio.io/dns-capture': 'false' },
      },
    },
  });
});

test('uses the specified replicas, class and listeners', () => {
  const all = made({ replicas: 5, gatewayClass: 'kgateway-internal', callerSets: [set('team-a', 9000)] });
  expect(all.get('GatewayParameters', 'exit').spec).toHaveProperty('kube.deployment.replicas', 5);
  expect(all.get('Gateway', 'exit').spec).toMatchObject({
    gatewayClassName: 'kgateway-internal',
    listeners: [{ name: 'team-a', port: 9000 }],
  });
});

describe('the namespace', () => {
  test('is created in the ambient mesh, and applied first, if createNamespace is set', () => {
    const all = made({ createNamespace: true });
    expect(all.names[0]).toBe('Namespace/egress-system');
    expect(all.get('Namespace', 'egress-system').metadata.labels).toEqual({ 'istio.io/dataplane-mode': 'ambient' });
  });

  test('is not created by default', () => {
    expect(made().ofKind('Namespace')).toEqual([]);
  });
});

describe('the decision', () => {
  test('is removed from client requests before authorization', () => {
    expect(made().get('ListenerPolicy', 'exit').spec).toHaveProperty('default.httpSettings.earlyRequestHeaderModifier', {
      remove: [Decision.HEADER],
    });
  });

  test('is required: requests without it get a 403, also to unknown hosts', () => {
    const all = made({ callerSets: [set('a', 8080), set('b', 8081)] });
    expect(all.get('DirectResponse', 'exit-refusal').spec).toEqual({ status: 403, body: 'egress refused: no decision' });
    const { spec } = all.get('HTTPRoute', 'exit-unknown-hosts');
    expect(spec).not.toHaveProperty('hostnames');
    expect(spec).toEqual({
      parentRefs: [{ name: 'exit' }], // all listeners
      rules: [new Decision('exit').refusal],
    });
  });

  test("with 'none' has no objects", () => {
    const all = made({ decision: 'none', waive: { 'egress/no-decision': 'a test bed' } });
    const extensions = all.ofKind('GatewayExtension');
    expect(JSON.stringify(all.all.filter((one) => !extensions.includes(one)))).not.toContain(Decision.HEADER);
    expect(all.ofKind('DirectResponse')).toEqual([]);
    expect(all.ofKind('HTTPRoute')).toEqual([]);
  });
});

test('its default child is the Gateway, for JSON patches', () => {
  const { app, chart } = egress();
  ApiObject.of(exit(chart)).addJsonPatch(JsonPatch.add('/spec/addresses', [{ value: '10.0.0.1' }]));
  expect(manifests(app).get('Gateway', 'exit').spec).toHaveProperty('addresses', [{ value: '10.0.0.1' }]);
});

describe('a gateway of another repository', () => {
  const imported = { name: 'exit', namespace: 'egress-system', extension: 'shared-authz' };

  test('creates no objects, and hosts are reached through the listener of their callers', () => {
    const { app, chart } = egress();
    host(chart, EgressGateway.fromGatewayName(chart, 'gateway', imported));
    const all = manifests(app);
    expect(all.ofKind('Gateway')).toEqual([]);
    expect(all.get('HTTPRoute', 'api.example.com').metadata.namespace).toBe('egress-system');
    expect(all.get('HTTPRoute', 'api.example.com').spec).toMatchObject({
      parentRefs: [{ name: 'exit', sectionName: 'http' }],
      rules: [{ matches: [new Decision('exit').matchFor('api.example.com')] }, new Decision('exit').refusal],
    });
    expect(all.get('TrafficPolicy', 'api.example.com').spec).toHaveProperty('extAuth.extensionRef', { name: 'shared-authz' });
  });

  test('whose policy is not known is reported: its routes could not say what may leave', () => {
    const { app, chart } = egress();
    host(chart, EgressGateway.fromGatewayName(chart, 'gateway', { name: 'exit', namespace: 'egress-system' }));
    expect(findings(app)).toMatchObject([{ rule: 'input/extension', path: 'extension', got: 'nothing' }]);
  });

  test('that requires no decision gets routes without one', () => {
    const { app, chart } = egress();
    host(chart, EgressGateway.fromGatewayName(chart, 'gateway', { ...imported, decision: 'none' }));
    expect(JSON.stringify(manifests(app))).not.toContain(Decision.HEADER);
  });

  test('accepts a policy of this app', () => {
    const { app, chart } = egress();
    policy(chart, EgressGateway.fromGatewayName(chart, 'gateway', imported));
    expect(manifests(app).get('TrafficPolicy', 'authz').spec).toMatchObject({ targetRefs: [{ kind: 'Gateway', name: 'exit' }] });
  });

  test('has the same checks of names and hosts', () => {
    const { app, chart } = egress();
    const through = EgressGateway.fromGatewayName(chart, 'gateway', { ...imported, name: 'Exit', namespace: '-' });
    host(chart, through, { name: 'one' }, 'one');
    host(chart, through, { name: 'two' }, 'two');
    expect(findings(app).map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      'input/name name',
      'input/namespace namespace',
      'input/duplicate-host hosts.host',
    ]);
  });
});

test('a stream can pause for longer than 5 minutes, or for any time', () => {
  const idle = (props: Partial<EgressGatewayProps>) =>
    (made(props).get('ListenerPolicy', 'exit').spec as { default: { httpSettings: object } }).default.httpSettings;
  expect(idle({})).not.toHaveProperty('streamIdleTimeout');
  expect(idle({ streamIdle: '30m' })).toHaveProperty('streamIdleTimeout', '30m');
  expect(idle({ streamIdle: 'none' })).toHaveProperty('streamIdleTimeout', '0s');
});
