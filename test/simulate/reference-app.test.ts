import { expectAllowed, expectDenied, Manifests, simulate } from '../../lib/simulate';

const manifests = Manifests.fromFolder('dist');
const time = new Date('2026-12-01T00:00:00Z');
const AGENT = { namespace: 'team-a', serviceAccount: 'agent', labels: { app: 'curl-client' } };
const REPORTS = { namespace: 'team-b', serviceAccount: 'reports' };
const OLLAMA = { url: 'http://egress-kgateway.egress-system:8080/api', caller: AGENT, time };
const host = 'host.docker.internal';
const AUTHORIZED = { host, 'x-force-authorized': 'true' };

describe('the requests of the tutorial', () => {
  test('are forwarded with the header', () => {
    const { upstream, metadata } = expectAllowed(manifests, { ...OLLAMA, headers: AUTHORIZED });
    expect(upstream).toMatchObject({
      hosts: [host],
      port: 11434,
      tls: undefined,
      path: '/api',
      headers: { host: `${host}:11434` },
    });
    expect(metadata).toMatchObject({ decision: 'allow', rule: 'any', host, owner: 'team-a', callers: 'http' });
  });

  test('do not bring the header of the decision, or of the condition, to the destination', () => {
    const { upstream } = expectAllowed(manifests, { ...OLLAMA, headers: { ...AUTHORIZED, 'x-own': '1' } });
    expect(upstream?.headers).toEqual({ host: `${host}:11434`, 'x-own': '1' });
  });

  test.each([{ host }, { host, 'x-force-authorized': 'no' }, { ...AUTHORIZED, 'x-force-authorized': ['true', 'true'] }])(
    'are refused with %j',
    (headers) => {
      expectDenied(manifests, { ...OLLAMA, headers }, { status: 403, by: 'request policy', body: /Kyverno/ });
    },
  );

  test('do not become decided by the header of the decision', () => {
    const headers = { host, 'x-egress-decision': host };
    expectDenied(manifests, { ...OLLAMA, headers }, { status: 403, by: 'ConfigMap kyverno-authz-server-policy' });
  });
});

test('a proxy is told the host by the URL', () => {
  const { upstream } = expectAllowed(manifests, {
    ...OLLAMA,
    ...{
      url: `http://${host}/v1`,
      proxy: 'http://egress-kgateway.egress-system:8080',
      headers: { ...AUTHORIZED, host: 'other' },
    },
  });
  expect(upstream).toMatchObject({ path: '/v1', headers: { host: `${host}:11434` } });
});

test('TLS to the destination is that of its BackendTLSPolicy', () => {
  const url = 'http://egress-kgateway.egress-system:8081/';
  const headers = { ...AUTHORIZED, host: 'api.example.com' };
  const { upstream } = expectAllowed(manifests, { caller: REPORTS, url, headers, time });
  expect(upstream).toMatchObject({ port: 443, tls: { object: { kind: 'BackendTLSPolicy' }, serverName: 'api.example.com' } });
});

describe('an approval', () => {
  const at = (text: string) => ({ ...OLLAMA, headers: AUTHORIZED, time: new Date(text) });

  test('counts from its first to before its last minute', () => {
    expectDenied(manifests, at('2026-11-22T23:59:59Z'), {
      status: 403,
      by: 'approval-not-begun',
      body: /begins at 2026-11-23T00:00:00Z/,
    });
    expectAllowed(manifests, at('2026-11-23T00:00:00Z'));
    expectAllowed(manifests, at('2027-12-31T23:59:59Z'));
    expectDenied(manifests, at('2028-01-01T00:00:00Z'), { status: 403, by: 'approval-ended', body: /SEC-12/ });
  });
});

describe('who refuses', () => {
  test('the mesh, another service account', () => {
    const request = { ...OLLAMA, caller: { ...AGENT, serviceAccount: 'default' }, headers: AUTHORIZED };
    expectDenied(manifests, request, { status: undefined, by: 'AuthorizationPolicy egress-system/egress-kgateway-http' });
  });

  test('the mesh, the listener of another team', () => {
    const request = { ...OLLAMA, url: 'http://egress-kgateway.egress-system:8081/', headers: AUTHORIZED };
    expectDenied(manifests, request, { by: 'ztunnel' });
  });

  test('network policies, what goes past the gateway', () => {
    const request = { ...OLLAMA, url: 'http://api.example.com/' };
    expectDenied(manifests, request, { by: 'NetworkPolicy team-a/only-by-the-gateway' });
    expectDenied(manifests, { ...request, url: 'https://1.1.1.1/' }, { by: 'network policy' });
  });

  test('Envoy, a malformed request', () => {
    expectDenied(manifests, { ...OLLAMA, path: '/#x', headers: AUTHORIZED }, { status: 400, by: 'http' });
  });

  test('the policy, a host that no route serves', () => {
    expectDenied(manifests, { ...OLLAMA, headers: { ...AUTHORIZED, host: 'other.example.com' } }, { status: 403 });
  });
});

test('a namespace that is not among the manifests is no client of the gateway', () => {
  const caller = { namespace: 'team-c', serviceAccount: 'agent' };
  expectDenied(manifests, { ...OLLAMA, caller, headers: AUTHORIZED }, { by: 'NetworkPolicy egress-system/egress-kgateway' });
});

test('each layer names its object', () => {
  const { trace } = simulate(manifests, { ...OLLAMA, headers: AUTHORIZED });
  expect(trace.map(({ layer, object }) => `${layer}: ${object?.kind} ${object?.metadata.name}`)).toMatchInlineSnapshot(`
[
  "capture: Gateway egress-kgateway",
  "network policy: NetworkPolicy only-by-the-gateway",
  "network policy: NetworkPolicy egress-kgateway",
  "ztunnel: AuthorizationPolicy egress-kgateway-http",
  "listener: Gateway egress-kgateway",
  "http: ListenerPolicy egress-kgateway",
  "route: HTTPRoute ollama",
  "authorization: TrafficPolicy ollama",
  "request policy: ConfigMap kyverno-authz-server-policy",
  "decided route: HTTPRoute ollama",
  "route: HTTPRoute ollama",
  "backend: ServiceEntry ollama",
]
`);
});
