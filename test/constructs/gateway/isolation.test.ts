import type { NetworkPolicySpec } from '../../../imports/networking.k8s.io/network-policy';
import {
  Approval,
  AuthorizationServer,
  Caller,
  CallerSet,
  ClusterPeer,
  type EgressGatewayProps,
  type ExternalHostProps,
  MetricsAccess,
} from '../../../lib';
import { findings, type Row, refusals } from '../../findings';
import { egress, exit, gateway, host, policy } from '../../kit';
import { type Manifests, manifests, outline } from '../../manifests';

/** An app with a gateway and hosts. */
function made(props: Partial<EgressGatewayProps> = {}, ...hosts: readonly Partial<ExternalHostProps>[]): Manifests {
  const { app, chart } = egress();
  const through = exit(chart, props);
  for (const [i, given] of hosts.entries()) host(chart, through, { host: `h${i}.example.com`, ...given }, `h${i}`);
  return manifests(app);
}

const specOf = (all: Manifests, name = 'exit') => all.get('NetworkPolicy', name).spec as NetworkPolicySpec;
const portsOf = (ports: readonly { readonly port?: number | string }[] = []) => ports.map(({ port }) => port);
const cidrsOf = (to: NonNullable<NetworkPolicySpec['egress']>[number]['to'] = []) => to.map(({ ipBlock }) => ipBlock?.cidr);

/** The destinations that a policy opens: addresses and ports. */
const destinations = (all: Manifests) =>
  (specOf(all).egress ?? [])
    .filter(({ to = [] }) => to.some(({ ipBlock }) => ipBlock))
    .map(({ to, ports }) => [cidrsOf(to), portsOf(ports)]);

const INTERNET = ['0.0.0.0/0', '2000::/3', '64:ff9b::/96'];

test('denies everything in the namespace, and opens what the gateway needs', () => {
  const { app, chart } = egress();
  const through = exit(chart);
  host(chart, through, { host: 'printer.internal', port: 631, addresses: ['10.20.30.40'] });
  manifests(app);
  expect(outline(through, 'NetworkPolicy', 'PeerAuthentication')).toMatchInlineSnapshot(`
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
    - { ports: [ { port: 15008, protocol: TCP } ], to: [ { podSelector: { matchLabels: { app.kubernetes.io/name: authz } } } ] }
    - { ports: [ { port: 631, protocol: TCP } ], to: [ { ipBlock: { cidr: 10.20.30.40/32 } } ] }
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
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }"
`);
});

test('the Internet is one rule for all hosts, without private networks, the metadata of clouds and ranges of the cluster', () => {
  const all = made({ clusterRanges: ['203.0.113.0/24'] }, {}, { port: 8443 }, {});
  expect(destinations(all)).toEqual([[INTERNET, [443, 8443]]]);
  const [block] = (specOf(all).egress ?? []).flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
  expect(block?.except).toEqual(expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16', '203.0.113.0/24']));
});

test('a host with addresses opens exactly these, on its port', () => {
  const addresses = ['10.20.30.40', 'fd00:5::/64'];
  expect(destinations(made({}, { addresses, port: 8443 }))).toEqual([[['10.20.30.40/32', 'fd00:5::/64'], [8443]]]);
});

test('addresses that are called on the same ports share a rule, whatever the order of the hosts', () => {
  const hosts = [
    { addresses: ['10.0.0.2'] },
    { addresses: ['10.0.0.1/32'], port: 8443 },
    { addresses: ['10.0.0.1'] },
    { addresses: ['10.0.0.3'] },
  ];
  const expected = [
    [['10.0.0.1/32'], [443, 8443]],
    [['10.0.0.2/32', '10.0.0.3/32'], [443]],
  ];
  expect(destinations(made({}, ...hosts))).toEqual(expected);
  expect(destinations(made({}, ...hosts.reverse()))).toEqual(expected);
});

test('a host that is not approved opens nothing', () => {
  const approval = Approval.pending({ owner: 'team-a', ticket: 'SEC-1', reason: 'maps' });
  expect(destinations(made({}, { approval }))).toEqual([]);
});

test('lets in the namespaces of all callers, each once, through ztunnel only', () => {
  const of = (namespace: string) => [Caller.serviceAccount(namespace, 'agent'), Caller.serviceAccount('team-a', 'batch')];
  const all = made({ callerSets: [] }, { callers: of('team-c') }, { callers: of('team-b') });
  const names = (specOf(all).ingress?.[0]?.from ?? []).map(({ namespaceSelector }) =>
    Object.values(namespaceSelector?.matchLabels ?? {}),
  );
  expect(names.flat()).toEqual(['team-a', 'team-b', 'team-c']);
  expect(portsOf(specOf(all).ingress?.[0]?.ports)).toEqual([15008]);
});

test('nobody is let in without callers: an empty list would mean everybody', () => {
  const { app, chart } = egress();
  const through = exit(chart, { callerSets: [] });
  expect(findings(app).map(({ rule }) => rule)).toContain('input/callers');
  const ingress = outline(through, 'NetworkPolicy').split('ingress:')[1] ?? '';
  expect(ingress).not.toContain('15008');
});

test('kgateway in the mesh is called through ztunnel, and name servers, hosts of other repositories and peers as specified', () => {
  const spec = specOf(
    made({
      controlPlane: { namespace: 'kgateway', inMesh: true },
      dns: { addresses: ['169.254.20.10'] },
      destinations: [{ port: 443 }, { port: 5000, addresses: ['10.9.9.9'] }],
      allow: [ClusterPeer.namespace('authz', { ports: [9081] })],
    }),
  );
  const rules = (spec.egress ?? []).map(({ to = [], ports }) => {
    const peer = to.map(
      ({ ipBlock, namespaceSelector }) => ipBlock?.cidr ?? namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'],
    );
    return `${peer.join(' ') || 'here'}: ${portsOf(ports).join(' ')}`;
  });
  expect(rules).toEqual([
    'kube-system 169.254.20.10/32: 53 53',
    'kgateway: 15008',
    'here: 15008',
    'authz: 9081 15008',
    `${INTERNET.join(' ')}: 443`,
    '10.9.9.9/32: 5000',
  ]);
});

describe('the authorization server', () => {
  const serverRule = (server: AuthorizationServer) => {
    const { app, chart } = egress();
    const through = gateway(chart);
    policy(chart, through, { server });
    host(chart, through);
    return specOf(manifests(app)).egress?.[2];
  };
  const tcp = (...ports: readonly number[]) => ports.map((port) => ({ protocol: 'TCP', port }));

  test('is called through ztunnel', () => {
    expect(serverRule(AuthorizationServer.deploy())).toEqual({
      to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'authz' } } }],
      ports: tcp(15008),
    });
  });

  test('that exists in another namespace may be outside the mesh, and its pods are unknown', () => {
    expect(serverRule(AuthorizationServer.existing({ serviceName: 'authz', namespace: 'kyverno', port: 9443 }))).toEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kyverno' } } }],
      ports: tcp(15008, 9443),
    });
  });

  test('that a workload runs has the labels of its pods', () => {
    const workload = { matchLabels: { app: 'decides' }, metadata: { namespace: 'decisions' } };
    expect(serverRule(AuthorizationServer.runBy({ workload }))).toEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'decisions' } },
          podSelector: { matchLabels: { app: 'decides' } },
        },
      ],
      ports: tcp(15008, 9081),
    });
  });
});

describe('metrics', () => {
  const ofMetrics = (metrics: MetricsAccess) => {
    const all = made({ metrics });
    const [, , rule] = specOf(all).ingress ?? [];
    return {
      ports: portsOf(rule?.ports),
      from: rule?.from,
      mtls: all.get('PeerAuthentication', 'exit').spec,
      admits: (all.get('AuthorizationPolicy', 'exit-metrics').spec as { rules: unknown }).rules,
    };
  };
  const selector = { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'exit' } };
  const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }];
  const to = [{ operation: { ports: ['9091'] } }];

  test('nobody can read them by default', () => {
    const all = made();
    expect(specOf(all).ingress).toHaveLength(2);
    expect(all.names).not.toContain('AuthorizationPolicy/exit-metrics');
  });

  test('pods in the mesh read them through ztunnel, by their namespace', () => {
    expect(ofMetrics(MetricsAccess.fromMesh('monitoring'))).toEqual({
      ports: [15008],
      from,
      mtls: { selector, mtls: { mode: 'STRICT' } },
      admits: [{ from: [{ source: { namespaces: ['monitoring'] } }], to }],
    });
  });

  test('pods outside the mesh read them in plaintext, on this port only', () => {
    expect(ofMetrics(MetricsAccess.plaintext('monitoring'))).toEqual({
      ports: [9091],
      from,
      mtls: { selector, mtls: { mode: 'STRICT' }, portLevelMtls: { 9091: { mode: 'PERMISSIVE' } } },
      admits: [{ to }],
    });
  });
});

const values: readonly Row<[object]>[] = [
  ['name servers as a text', { dns: 'kube-dns' }],
  ['kgateway as a text', { controlPlane: 'kgateway-system' }],
  ['an invalid namespace of kgateway', { controlPlane: { namespace: 'KGateway' } }],
  ['a text in place of a flag', { controlPlane: { inMesh: 'yes' } }],
  ['a range as a text', { clusterRanges: '10.0.0.0/8' }],
  ['a range that is a name, and one that is everything', { clusterRanges: ['pods', '0.0.0.0/0', '::/0'] }],
  ['a destination without a port', { destinations: [{ addresses: ['10.0.0.1'] }] }],
  ['a destination without addresses', { destinations: [{ port: 443, addresses: [] }] }],
  ['a destination that is no object', { destinations: [443] }],
  ['destinations as an object', { destinations: { port: 443 } }],
  ['a peer as a text', { allow: ['monitoring'] }],
  ['the name of a namespace that reads metrics', { metrics: 'monitoring' }],
  ['an invalid namespace that reads metrics', { metrics: MetricsAccess.fromMesh('Monitoring') }],
];

test('reports malformed values', () => {
  const refuse = (given: object) => {
    const { app, chart } = egress();
    exit(chart, given);
    return findings(app);
  };
  expect(refusals(values, refuse)).toMatchInlineSnapshot(`
"input/dns  dns
  allowed: an object { namespace, labels, port, addresses }
  fix: describe the name servers, or remove dns for the pods with k8s-app: kube-dns in kube-system
  - name servers as a text: got "kube-dns" (a string)
input/property  controlPlane
  allowed: an object { namespace, inMesh }
  fix: describe where kgateway runs, or remove controlPlane for kgateway-system
  - kgateway as a text: got "kgateway-system" (a string)
input/namespace  controlPlane.namespace
  allowed: a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus
  fix: correct the namespace
  - an invalid namespace of kgateway: got KGateway
input/property  controlPlane.inMesh
  allowed: true or false
  fix: correct the value, or remove inMesh for false
  - a text in place of a flag: got "yes" (a string)
input/addresses  clusterRanges
  allowed: a list of ranges of the cluster
  fix: write the ranges as a list
  - a range as a text: got "10.0.0.0/8" (a string)
input/addresses  clusterRanges[0]
  allowed: a range of the cluster, such as 203.0.113.0/24 or 2001:db8:5::/48, smaller than the Internet
  fix: correct the range
  - a range that is a name, and one that is everything: got pods
input/addresses  clusterRanges[1]
  allowed: a range of the cluster, such as 203.0.113.0/24 or 2001:db8:5::/48, smaller than the Internet
  fix: correct the range
  - a range that is a name, and one that is everything: got 0.0.0.0/0
input/addresses  clusterRanges[2]
  allowed: a range of the cluster, such as 203.0.113.0/24 or 2001:db8:5::/48, smaller than the Internet
  fix: correct the range
  - a range that is a name, and one that is everything: got ::/0
input/port  destinations[0].port
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - a destination without a port: got nothing
input/addresses  destinations[0].addresses
  allowed: a list of at least one address, such as ['10.0.0.10']
  fix: write the addresses as a list, or remove addresses for a host on the Internet
  - a destination without addresses: got []
input/addresses  destinations[0]
  allowed: a destination { port, addresses }
  fix: write the destination as { port: 443 }
  - a destination that is no object: got 443
input/addresses  destinations
  allowed: a list of destinations, such as [{ port: 443 }]
  fix: write the destinations as a list
  - destinations as an object: got {"port":443}
input/peer  allow[0]
  allowed: ClusterPeer.namespace(…), pods({ … }), sameNamespace() or apiServer({ … })
  fix: use one of these, such as ClusterPeer.sameNamespace()
  - a peer as a text: got "monitoring" (a string)
input/metrics  metrics
  allowed: MetricsAccess.fromMesh('…') or MetricsAccess.plaintext('…')
  fix: use one of these, or remove metrics so that nobody can read them
  - the name of a namespace that reads metrics: got "monitoring" (a string)
input/metrics  metrics
  allowed: a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus
  fix: correct the namespace
  - an invalid namespace that reads metrics: got Monitoring"
`);
});

test('a set of callers is let in with the hosts of other repositories', () => {
  const callers = [Caller.serviceAccount('team-z', 'agent')];
  const all = made({ callerSets: [new CallerSet({ name: 'z', port: 9000, callers })] });
  expect(JSON.stringify(specOf(all).ingress)).toContain('team-z');
});
