import {
  Approval,
  Caller,
  CallerSet,
  EgressGateway,
  type ExternalHostProps,
  PassthroughHost,
  type PassthroughHostProps,
  Way,
} from '../../../lib';
import { findings } from '../../findings';
import { AGENTS, egress, exit, gateway, grant, host, passthrough } from '../../kit';
import { type Manifests, outline, synth } from '../../manifests';

const NAME = 'bank.example.com';

function made(props: Partial<PassthroughHostProps> = {}): { readonly manifests: Manifests; readonly stderr: string } {
  const { app, chart } = egress();
  passthrough(chart, exit(chart), props);
  return synth(app);
}

const DATABASE = { host: 'db.example.com', port: 5432, protocol: 'tcp' } as const;
const listeners = (all: Manifests) => (all.get('Gateway', 'exit').spec as { listeners: { name: string }[] }).listeners;

test('creates by default', () => {
  const { chart } = egress();
  expect(outline(passthrough(chart, exit(chart)))).toMatchInlineSnapshot(`
"ServiceEntry egress-system/bank.example.com-capture
  annotations: { argocd.argoproj.io/sync-wave: "-1" }
  hosts: [ bank.example.com ]
  location: MESH_INTERNAL
  ports: [ { name: tls-443, number: 443, protocol: TLS, targetPort: 28177 } ]
  resolution: STATIC
  workloadSelector: { labels: { gateway.networking.k8s.io/gateway-name: exit } }
Backend egress-system/bank.example.com
  annotations:
    argocd.argoproj.io/sync-wave: "-1"
    security.corp/egress-approved-by: security@example.com
    security.corp/egress-from: 2026-01-01T00:00:00Z
    security.corp/egress-owner: team-a
    security.corp/egress-reason: weather data
    security.corp/egress-ticket: SEC-12
    security.corp/egress-until: 2027-03-01T00:00:00Z
  labels: { security.corp/egress-approved: "true" }
  static: { hosts: [ { host: bank.example.com., port: 443 } ] }
TLSRoute egress-system/bank.example.com
  annotations: { cdk8s-egress/waive.no-decision: the client has a certificate }
  hostnames: [ bank.example.com ]
  parentRefs: [ { name: exit, sectionName: http-tls } ]
  rules: [ { backendRefs: [ { group: gateway.kgateway.dev, kind: Backend, name: bank.example.com } ] } ]"
`);
});

test('creates for plain TCP', () => {
  const { chart } = egress();
  expect(outline(passthrough(chart, exit(chart), DATABASE), 'ServiceEntry', 'TCPRoute', 'TLSRoute')).toMatchInlineSnapshot(`
"ServiceEntry egress-system/db.example.com-capture
  annotations: { argocd.argoproj.io/sync-wave: "-1" }
  hosts: [ db.example.com ]
  location: MESH_INTERNAL
  ports: [ { name: tcp-5432, number: 5432, protocol: TCP, targetPort: 18442 } ]
  resolution: STATIC
  workloadSelector: { labels: { gateway.networking.k8s.io/gateway-name: exit } }
TCPRoute egress-system/db.example.com
  annotations: { cdk8s-egress/waive.no-decision: the client has a certificate }
  parentRefs: [ { name: exit, sectionName: db.example.com-tcp } ]
  rules: [ { backendRefs: [ { group: gateway.kgateway.dev, kind: Backend, name: db.example.com } ] } ]"
`);
});

test('the callers get a listener for TLS, beside that for requests', () => {
  const { chart, app } = egress();
  const callers = new CallerSet({ name: 'agents', callers: AGENTS.callers, port: 20_080, tlsPort: 20_443 });
  const through = exit(chart, { callerSets: [] });
  passthrough(chart, through, { callers });
  host(chart, through, { callers });
  const { manifests } = synth(app);
  expect(listeners(manifests)).toMatchObject([
    { name: 'agents', port: 20_080, protocol: 'HTTP' },
    { name: 'agents-tls', port: 20_443, protocol: 'TLS', tls: { mode: 'Passthrough' } },
  ]);
  expect(manifests.get('TLSRoute', NAME).spec).toMatchObject({ parentRefs: [{ name: 'exit', sectionName: 'agents-tls' }] });
  expect(manifests.get('AuthorizationPolicy', 'exit-agents').spec).toMatchObject({
    rules: [{ to: [{ operation: { ports: ['20080', '20443'] } }] }],
  });
});

test('a TCP destination has a listener of its own, on the given port', () => {
  const { manifests } = made({ ...DATABASE, listenerPort: 20_432, name: 'db' });
  expect(listeners(manifests)).toContainEqual(expect.objectContaining({ name: 'db-tcp', port: 20_432, protocol: 'TCP' }));
  expect(manifests.get('ServiceEntry', 'db.example.com-capture').spec).toMatchObject({
    ports: [{ number: 5432, protocol: 'TCP', targetPort: 20_432 }],
  });
});

test('with ListenerSets, the route attaches to the one that has the listener', () => {
  const { chart, app } = egress();
  passthrough(chart, exit(chart, { listenerSets: true }));
  const { manifests } = synth(app);
  const [parent] = (manifests.get('TLSRoute', NAME).spec as { parentRefs: { kind: string; name: string }[] }).parentRefs;
  expect(parent).toMatchObject({ kind: 'ListenerSet', sectionName: 'http-tls' });
  expect(manifests.get('ListenerSet', parent?.name ?? '').spec).toMatchObject({
    listeners: expect.arrayContaining([
      expect.objectContaining({ name: 'http-tls', protocol: 'TLS', tls: { mode: 'Passthrough' } }),
    ]),
  });
});

test('the gateway may connect to the port of the host, at its addresses', () => {
  const { manifests } = made({ ...DATABASE, addresses: ['10.20.30.40'] });
  expect(JSON.stringify(manifests.get('NetworkPolicy', 'exit').spec)).toContain(
    '{"ports":[{"port":5432,"protocol":"TCP"}],"to":[{"ipBlock":{"cidr":"10.20.30.40/32"}}]}',
  );
});

test('the request policy does not name the host, because there are no requests', () => {
  expect(JSON.stringify(made().manifests.ofKind('ConfigMap'))).not.toContain(NAME);
});

test('TLS is not originated to the host, which would put TLS into the TLS of the client', () => {
  const { manifests } = made();
  expect(manifests.ofKind('BackendTLSPolicy')).toEqual([]);
  expect(manifests.get('Backend', NAME).spec).toEqual({ static: { hosts: [{ host: `${NAME}.`, port: 443 }] } });
});

test.each([
  [{ kgateway: '2.3' }, {}, []],
  [{ kgateway: '2.3' }, DATABASE, ['input/platform-feature']],
  [{ gatewayApi: '1.4' }, {}, ['input/platform-feature']],
] as const)('on %j, %j has the findings %j', (platform, props, rules) => {
  const { chart, app } = egress({ platform });
  passthrough(chart, exit(chart), props);
  expect(findings(app).map(({ rule }) => rule)).toEqual(rules);
});

describe('without an approval in force', () => {
  const request = { owner: 'team-a', ticket: 'SEC-12', reason: 'payments' };
  const waive = {
    'egress/approval-expired': 'shown in a test',
    'egress/approval-not-begun': 'shown in a test',
  };

  test.each([
    ['pending', { approval: Approval.pending(request) }],
    [
      'ended',
      { approval: grant({ until: '2026-02-01' }), waive: { 'egress/approval-expired': waive['egress/approval-expired'] } },
    ],
    [
      'not begun',
      { approval: grant({ from: '2027-01-01' }), waive: { 'egress/approval-not-begun': waive['egress/approval-not-begun'] } },
    ],
  ] as const)('%s: the connections of applications go to the gateway, and no further', (_, props) => {
    const { manifests, stderr } = made(props);
    expect(manifests.get('ServiceEntry', `${NAME}-capture`).spec).toMatchObject({ hosts: [NAME] });
    expect(manifests.names).not.toContain(`TLSRoute/${NAME}`);
    expect(manifests.names).not.toContain(`Backend/${NAME}`);
    expect(stderr).toContain('egress/approval-');
  });

  test('an end in the past is an error if the app says so', () => {
    const { app, chart } = egress({ severities: { 'egress/approval-expired': 'error' } });
    passthrough(chart, exit(chart), { approval: grant({ until: '2026-02-01' }) });
    expect(findings(app)).toMatchObject([{ rule: 'egress/approval-expired', severity: 'error', path: 'approval.until' }]);
  });
});

describe('a host that is called over http:// too', () => {
  const both = (props: Partial<ExternalHostProps>) => {
    const { app, chart } = egress();
    const through = exit(chart);
    passthrough(chart, through, { name: 'bank-tls' });
    host(chart, through, { host: NAME, ...props });
    return app;
  };

  test('has two names, and one capture with both ports', () => {
    const { manifests } = synth(both({ ways: [Way.transparent()] }));
    expect(manifests.names).toEqual(expect.arrayContaining([`HTTPRoute/${NAME}`, 'TLSRoute/bank-tls']));
    expect(manifests.ofKind('ServiceEntry').map(({ spec }) => spec)).toMatchObject([
      {
        ports: [
          { number: 80, protocol: 'HTTP', targetPort: 8080 },
          { number: 443, protocol: 'TLS' },
        ],
      },
    ]);
  });

  test('has no ServiceEntry as its destination, which would lead past the gateway', () => {
    expect(findings(both({}))).toMatchObject([{ rule: 'egress/duplicate-host' }, { rule: 'egress/protocol-conflict' }]);
  });
});

test('a gateway can have nothing but such hosts, and then needs no policy for requests', () => {
  const { app, chart } = egress();
  passthrough(chart, gateway(chart, { callerSets: [] }));
  const { manifests } = synth(app);
  expect(listeners(manifests)).toMatchObject([{ name: 'http-tls', protocol: 'TLS' }]);
  expect(manifests.ofKind('HTTPRoute')).toEqual([]);
});

describe('at a gateway of another repository', () => {
  const imported = (props: object = {}) => {
    const { app, chart } = egress();
    const through = EgressGateway.fromGatewayName(chart, 'gateway', { name: 'exit', namespace: 'egress-system', ...props });
    return { app, chart, through };
  };

  test('the capture leads to the port of its listener', () => {
    const { app, chart, through } = imported({ listeners: [{ name: 'agents-tls', port: 20_443, protocol: 'TLS' }] });
    passthrough(chart, through, { callers: new CallerSet({ name: 'agents', callers: AGENTS.callers }) });
    const { manifests } = synth(app);
    expect(manifests.get('ServiceEntry', `${NAME}-capture`).spec).toMatchObject({ ports: [{ targetPort: 20_443 }] });
    expect(manifests.get('TLSRoute', NAME).spec).toMatchObject({ parentRefs: [{ sectionName: 'agents-tls' }] });
  });

  test('the set can name the port instead', () => {
    const { app, chart, through } = imported();
    passthrough(chart, through, { callers: new CallerSet({ name: 'agents', callers: AGENTS.callers, tlsPort: 20_443 }) });
    expect(synth(app).manifests.get('ServiceEntry', `${NAME}-capture`).spec).toMatchObject({ ports: [{ targetPort: 20_443 }] });
  });
});

test('reviewers find the reason on the route, and an app that forbids the waiver gets an error', () => {
  const { manifests } = made({ reason: 'the bank wants our certificate' });
  expect(manifests.get('TLSRoute', NAME).metadata.annotations).toMatchObject({
    'cdk8s-egress/waive.no-decision': 'the bank wants our certificate',
  });
  const { app, chart } = egress({ noWaivers: ['egress/no-decision'] });
  passthrough(chart, exit(chart));
  expect(findings(app)).toMatchObject([
    { rule: 'egress/no-decision', severity: 'error', object: `TLSRoute egress-system/${NAME}` },
  ]);
});

test('what needs requests does not compile', () => {
  const { chart } = egress();
  const usual = { gateway: exit(chart), host: NAME, port: 443, callers: [Caller.namespace('team-a')], approval: grant() };
  const inspected = { ...usual, inspection: 'none', reason: 'a certificate of the client' } as const;
  // @ts-expect-error nobody acknowledges that nothing is inspected
  new PassthroughHost(chart, 'a', usual);
  // @ts-expect-error no reason
  new PassthroughHost(chart, 'b', { ...usual, inspection: 'none' });
  // @ts-expect-error there are no requests to repeat
  new PassthroughHost(chart, 'c', { ...inspected, retries: 2 });
  // @ts-expect-error TLS is that of the client
  new PassthroughHost(chart, 'd', { ...inspected, tls: undefined });
  // @ts-expect-error no requests
  new PassthroughHost(chart, 'e', { ...inspected, timeout: '5s' });
  // @ts-expect-error calls to such a host always go by its name
  new PassthroughHost(chart, 'f', { ...inspected, ways: [] });
  // @ts-expect-error requests need an ExternalHost
  new PassthroughHost(chart, 'g', { ...inspected, protocol: 'http' });
});
