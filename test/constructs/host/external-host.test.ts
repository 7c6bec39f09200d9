import { ApiObject, JsonPatch } from 'cdk8s';
import type { BackendConfigPolicySpec } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import { Approval, Caller, type ExternalHostProps, type PlatformVersions, Tls } from '../../../lib';
import { backendConfigsOf } from '../../backend-configs';
import { egress, exit, gateway, grant, host } from '../../kit';
import { type Manifests, manifests, outline } from '../../manifests';

const NAME = 'api.example.com';
const HEADER = 'x-egress-decision';
/** What Envoy adds of the caller, which is nobody's business outside. */
const ABOUT_THE_CALLER = ['x-forwarded-for', 'x-forwarded-proto', 'x-envoy-external-address'];
const decided = { headers: [{ type: 'Exact', name: HEADER, value: NAME }] };
const strip = { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: [HEADER, ...ABOUT_THE_CALLER] } };
const refusal = {
  name: 'refused',
  filters: [
    { type: 'ExtensionRef', extensionRef: { group: 'gateway.kgateway.dev', kind: 'DirectResponse', name: 'exit-refusal' } },
  ],
};
const approval = { labels: grant().labels, annotations: grant().annotations };
const serviceEntry = { group: 'networking.istio.io', kind: 'ServiceEntry', name: NAME, port: 443 };

/** The objects of an app with one host. */
function made(props: Partial<ExternalHostProps> = {}, platform: PlatformVersions = {}): Manifests {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart), props);
  return manifests(app);
}

const rulesOf = (all: Manifests) => all.get('HTTPRoute', NAME).spec as { rules: unknown[] };
const own = (all: Manifests) => all.names.filter((name) => name.endsWith(`/${NAME}`) || name.endsWith(`/${NAME}-reads`));

test('creates by default', () => {
  const { chart } = egress();
  expect(outline(host(chart, exit(chart)))).toMatchInlineSnapshot(`
"BackendTLSPolicy egress-system/api.example.com
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: api.example.com } ]
  validation: { hostname: api.example.com, wellKnownCACertificates: System }
ServiceEntry egress-system/api.example.com
  annotations:
    argocd.argoproj.io/sync-wave: "-1"
    security.corp/egress-approved-by: security@example.com
    security.corp/egress-from: 2026-01-01T00:00:00Z
    security.corp/egress-owner: team-a
    security.corp/egress-reason: weather data
    security.corp/egress-ticket: SEC-12
    security.corp/egress-until: 2027-03-01T00:00:00Z
  labels: { cdk8s-egress/retry-limit: exit, security.corp/egress-approved: "true" }
  endpoints: [ { address: api.example.com. } ]
  hosts: [ api.example.com ]
  location: MESH_EXTERNAL
  ports: [ { name: http, number: 443, protocol: HTTP } ]
  resolution: DNS
TrafficPolicy egress-system/api.example.com
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  extAuth:
    contextExtensions:
      egress.authority: api.example.com
      egress.callers: http=8080
      egress.from: "1767225600"
      egress.host: api.example.com
      egress.owner: team-a
      egress.rules: '[{"allow":"any","when":[]}]'
      egress.ticket: SEC-12
      egress.until: "1803859200"
    extensionRef: { name: authz }
  retry: { attempts: 2, retryOn: [ connect-failure, refused-stream, reset-before-request ] }
  targetRefs: [ { group: gateway.networking.k8s.io, kind: HTTPRoute, name: api.example.com } ]
  timeouts: { request: 15s }
HTTPRoute egress-system/api.example.com
  hostnames: [ api.example.com ]
  parentRefs: [ { name: exit, sectionName: http } ]
  rules:
    - backendRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: api.example.com, port: 443 } ]
      filters:
        - requestHeaderModifier: { remove: [ x-egress-decision, x-forwarded-for, x-forwarded-proto, x-envoy-external-address ] }
          type: RequestHeaderModifier
      matches: [ { headers: [ { name: x-egress-decision, type: Exact, value: api.example.com } ] } ]
      name: decided
    - filters: [ { extensionRef: { group: gateway.kgateway.dev, kind: DirectResponse, name: exit-refusal }, type: ExtensionRef } ]
      name: refused"
`);
});

describe('the route', () => {
  test('forwards only requests with the decision for this host, without the header, and refuses all others', () => {
    expect(rulesOf(made()).rules).toEqual([
      { name: 'decided', matches: [decided], filters: [strip], backendRefs: [serviceEntry] },
      refusal,
    ]);
  });

  test('is for this host only, on the listener of its callers only', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), { callers: [Caller.serviceAccount('team-b', 'batch')] });
    expect(manifests(app).get('HTTPRoute', NAME).spec).toMatchObject({
      hostnames: [NAME],
      parentRefs: [{ name: 'exit', sectionName: NAME }],
    });
  });

  test('forwards all requests if the gateway requires no decision', () => {
    const { app, chart } = egress();
    host(chart, gateway(chart, { decision: 'none', waive: { 'egress/no-decision': 'a test bed' } }));
    expect(rulesOf(manifests(app)).rules).toEqual([{ name: 'decided', backendRefs: [serviceEntry] }]);
  });
});

describe('a pending host', () => {
  const pending = Approval.pending({ owner: 'team-a', ticket: 'SEC-13', reason: 'search' });

  test('gets a route that refuses requests, and no destination', () => {
    const all = made({ approval: pending });
    expect(own(all)).toEqual([`HTTPRoute/${NAME}`]);
    expect(rulesOf(all).rules).toEqual([refusal]);
  });

  test('has the pending approval on the route', () => {
    expect(made({ approval: pending }).get('HTTPRoute', NAME).metadata).toMatchObject({
      labels: { 'security.corp/egress-approved': 'pending' },
      annotations: { 'security.corp/egress-ticket': 'SEC-13' },
    });
  });

  test('gets no objects on a gateway without decisions', () => {
    const { app, chart } = egress();
    host(chart, gateway(chart, { decision: 'none', waive: { 'egress/no-decision': 'a test bed' } }), { approval: pending });
    expect(own(manifests(app))).toEqual([]);
  });
});

describe('the destination', () => {
  test('is a ServiceEntry for this host only, with the approval', () => {
    const entry = made().get('ServiceEntry', NAME);
    expect(entry.apiVersion).toBe('networking.istio.io/v1');
    expect(entry.metadata.namespace).toBe('egress-system');
    expect(entry.metadata).toMatchObject(approval);
    expect(entry.spec).toEqual({
      hosts: [NAME],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [{ number: 443, name: 'http', protocol: 'HTTP' }],
      endpoints: [{ address: `${NAME}.` }],
    });
  });

  test('ends with a dot where it is resolved, and only there: search domains do not apply to such a name', () => {
    for (const destination of ['ServiceEntry', 'Backend'] as const) {
      const all = made({ destination, protocol: 'http2' });
      const written = JSON.stringify(all.all.map(({ spec }) => spec));
      expect(written.split(`"${NAME}."`)).toHaveLength(2);
      expect(all.get('BackendConfigPolicy', NAME).spec).toMatchObject({ tls: { sni: NAME, verifySubjectAltNames: [NAME] } });
      expect(all.get('HTTPRoute', NAME).spec).toHaveProperty('hostnames', [NAME]);
    }
  });

  test.each([
    ['http2', 'HTTP2'],
    ['grpc', 'GRPC'],
  ] as const)('has the protocol %s in the spelling of Istio', (protocol, spelt) => {
    expect(made({ protocol }).get('ServiceEntry', NAME).spec).toMatchObject({ ports: [{ name: protocol, protocol: spelt }] });
  });

  test('is the only object with the approval, so that no other object looks approved', () => {
    const labelled = made().all.filter(({ metadata }) =>
      Object.keys(metadata.labels ?? {}).includes('security.corp/egress-approved'),
    );
    expect(labelled.map(({ kind }) => kind)).toEqual(['ServiceEntry']);
  });

  describe('as a Backend of kgateway', () => {
    test('has the host, the port and the approval', () => {
      const backend = made({ destination: 'Backend' }).get('Backend', NAME);
      expect(backend.spec).toEqual({ static: { hosts: [{ host: `${NAME}.`, port: 443 }] } });
      expect(backend.metadata).toMatchObject(approval);
    });

    test('is referred to without a port, which kgateway rejects', () => {
      const ref = { group: 'gateway.kgateway.dev', kind: 'Backend', name: NAME };
      const all = made({ destination: 'Backend', maxConcurrentRetries: 50 });
      expect(rulesOf(all).rules[0]).toHaveProperty('backendRefs', [ref]);
      expect(all.get('BackendTLSPolicy', NAME).spec).toHaveProperty('targetRefs', [ref]);
      expect(all.get('BackendConfigPolicy', NAME).spec).toHaveProperty('targetRefs', [ref]);
      expect(all.ofKind('ServiceEntry')).toEqual([]);
    });

    test.each(['http2', 'grpc'] as const)('has the protocol %s', (protocol) => {
      expect(made({ destination: 'Backend', protocol }).get('Backend', NAME).spec).toHaveProperty('static.appProtocol', protocol);
    });

    test('has a type if kgateway requires it', () => {
      expect(made({ destination: 'Backend' }, { kgateway: '2.2' }).get('Backend', NAME).spec).toHaveProperty('type', 'Static');
    });
  });
});

describe('TLS', () => {
  const tls13 = Tls.originate({ maxVersion: '1.3' });

  test('verifies the certificate of the host, and precedes the host and its route in the file', () => {
    const all = made();
    expect(all.get('BackendTLSPolicy', NAME).spec).toEqual({
      targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: NAME }],
      validation: { hostname: NAME, wellKnownCACertificates: 'System' },
    });
    const then = [`ServiceEntry/${NAME}`, `TrafficPolicy/${NAME}`, `HTTPRoute/${NAME}`];
    expect(own(all)).toEqual([`BackendTLSPolicy/${NAME}`, ...then]);
    expect(own(made({ tls: tls13 }))).toEqual([`BackendConfigPolicy/${NAME}`, ...then]);
    expect(own(made({ maxConcurrentRetries: 50 }))).toEqual([`BackendTLSPolicy/${NAME}`, `BackendConfigPolicy/${NAME}`, ...then]);
  });

  test('reaches the cluster before the host with Argo CD too, and the route comes last', () => {
    const all = made({ maxConcurrentRetries: 50 });
    const wave = (kind: string) =>
      Number(
        (all.get(kind, NAME).metadata.annotations as Record<string, string> | undefined)?.['argocd.argoproj.io/sync-wave'] ?? 0,
      );
    expect(wave('BackendTLSPolicy')).toBeLessThan(wave('ServiceEntry'));
    expect(wave('BackendConfigPolicy')).toBeLessThan(wave('ServiceEntry'));
    expect(wave('ServiceEntry')).toBeLessThan(wave('HTTPRoute'));
  });

  test.each([
    ['TLS 1.3', { tls: tls13 }, { parameters: { maxVersion: '1.3' } }],
    ['gRPC', { protocol: 'grpc' }, { alpnProtocols: ['h2'] }],
  ] as const)('for %s is in the BackendConfigPolicy, not in a BackendTLSPolicy, which would take precedence', (_, props, tls) => {
    const all = made(props);
    expect(all.ofKind('BackendTLSPolicy')).toEqual([]);
    expect(all.get('BackendConfigPolicy', NAME).spec).toMatchObject({
      targetRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: NAME }],
      tls: { sni: NAME, verifySubjectAltNames: [NAME], ...tls },
    });
  });

  test('is absent with Tls.none()', () => {
    const all = made({ port: 8080, tls: Tls.none(), maxConcurrentRetries: 50 });
    expect(all.ofKind('BackendTLSPolicy')).toEqual([]);
    expect(all.get('BackendConfigPolicy', NAME).spec).not.toHaveProperty('tls');
  });
});

describe('retries and timeouts', () => {
  /** How many retries may run at once, by each policy that holds for the host: of two the older would win. */
  function limits(all: Manifests, destination = 'ServiceEntry'): unknown[] {
    const policies = backendConfigsOf(all, all.get(destination, NAME));
    return policies.map(({ spec }) => (spec as BackendConfigPolicySpec).circuitBreakers?.maxRetries);
  }

  test('attach to the route', () => {
    const all = made({ timeout: '30s', perTryTimeout: '4s', retries: 3 });
    expect(all.get('TrafficPolicy', NAME).spec).toMatchObject({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: NAME }],
      retry: { attempts: 3, perTryTimeout: '4s', retryOn: ['connect-failure', 'refused-stream', 'reset-before-request'] },
      timeouts: { request: '30s' },
    });
  });

  test('have the specified limit of concurrent retries, which is above the 3 of Envoy', () => {
    expect(limits(made())).toEqual([1024]);
    expect(limits(made({ maxConcurrentRetries: 50 }))).toEqual([50]);
  });

  test.each([
    ['2.1', 'Backend', false],
    ['2.2', 'ServiceEntry', false],
    ['2.2', 'Backend', true],
    ['2.3', 'ServiceEntry', true],
  ] as const)('on kgateway %s to a %s have a limit that can be raised: %s', (kgateway, destination, raised) => {
    const { app, chart } = egress({ platform: { kgateway } });
    const through = exit(chart, { waive: { 'egress/forgeable-decision': 'a test bed' } });
    host(chart, through, { destination, waive: { 'egress/retry-limit': 'a test bed' } });
    expect(limits(manifests(app), destination)).toEqual(raised ? [1024] : []);
  });

  test('need no limit if there are no retries', () => {
    expect(limits(made({ retries: 0 }))).toEqual([]);
    expect(own(made({ retries: 0 }))).not.toContain(`BackendConfigPolicy/${NAME}`);
  });

  test('that are wide for reads need their own rule and policy', () => {
    const all = made({ retryOn: 'wide-for-reads', perTryTimeout: '4s' });
    const out = { filters: [strip], backendRefs: [serviceEntry] };
    expect(rulesOf(all).rules).toEqual([
      {
        name: 'reads',
        matches: [
          { ...decided, method: 'GET' },
          { ...decided, method: 'HEAD' },
        ],
        ...out,
      },
      { name: 'decided', matches: [decided], ...out },
      refusal,
    ]);
    expect(all.get('TrafficPolicy', `${NAME}-reads`).spec).toMatchObject({
      targetRefs: [{ kind: 'HTTPRoute', name: NAME, sectionName: 'reads' }],
      retry: { retryOn: ['connect-failure', 'refused-stream', 'reset'], statusCodes: [503, 504] },
    });
    expect(all.get('TrafficPolicy', NAME).spec).toMatchObject({
      targetRefs: [{ kind: 'HTTPRoute', name: NAME }],
      retry: { retryOn: ['connect-failure', 'refused-stream', 'reset-before-request'] },
    });
  });

  test('of a stream have no time limit, which only the route can specify', () => {
    const all = made({ timeout: 'none', perTryTimeout: '1h' });
    expect(rulesOf(all).rules[0]).toHaveProperty('timeouts', { request: '0s' });
    expect(rulesOf(all).rules[1]).not.toHaveProperty('timeouts');
    expect(all.get('TrafficPolicy', NAME).spec).not.toHaveProperty('timeouts');
  });
});

describe('names', () => {
  test('are the host, unless another name is specified', () => {
    const all = made({ name: 'weather', maxConcurrentRetries: 50 });
    expect(all.names.filter((name) => name.endsWith('/weather'))).toEqual([
      'BackendTLSPolicy/weather',
      'BackendConfigPolicy/weather',
      'ServiceEntry/weather',
      'TrafficPolicy/weather',
      'HTTPRoute/weather',
    ]);
  });

  test('of single objects can be specified, and references to them follow', () => {
    const objectNames = { destination: 'old-entry', route: 'old-route', trafficPolicy: 'old-policy' };
    const all = made({ name: 'weather', objectNames });
    expect(all.get('HTTPRoute', 'old-route').spec).toMatchObject({ rules: [{ backendRefs: [{ name: 'old-entry' }] }, {}] });
    expect(all.get('TrafficPolicy', 'old-policy').spec).toMatchObject({ targetRefs: [{ name: 'old-route' }] });
    expect(all.get('BackendTLSPolicy', 'weather').spec).toMatchObject({ targetRefs: [{ name: 'old-entry' }] });
    expect(all.get('ServiceEntry', 'old-entry').metadata).toMatchObject(approval);
  });
});

test('a JSON patch changes the route, also fields that its type does not have', () => {
  const { app, chart } = egress();
  const patched = host(chart, exit(chart), { waive: { 'schema/unknown-field': 'our Gateway API is the experimental one' } });
  ApiObject.of(patched).addJsonPatch(JsonPatch.add('/spec/rules/0/sessionPersistence', { type: 'Cookie' }));
  expect(rulesOf(manifests(app)).rules[0]).toHaveProperty('sessionPersistence', { type: 'Cookie' });
});
