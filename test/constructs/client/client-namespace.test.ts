import { Chart } from 'cdk8s';
import { Deployment as Plus, Namespace as PlusNamespace } from 'cdk8s-plus-30';
import { Deployment } from '../../../imports/apps/deployment';
import { NetworkPolicy, type NetworkPolicySpec } from '../../../imports/networking.k8s.io/network-policy';
import { ClientNamespace, type ClientNamespaceProps, ClusterPeer, EgressGateway } from '../../../lib';
import { findings, type PrintedFinding } from '../../findings';
import { egress, exit, gateway, host } from '../../kit';
import { manifests, outline } from '../../manifests';

/** The NetworkPolicy of a client namespace. */
function policyOf(props: Partial<ClientNamespaceProps>): NetworkPolicySpec {
  const { app, chart } = egress();
  client(chart, { gateways: [exit(chart)], ...props });
  return manifests(app).get('NetworkPolicy', 'egress-through-gateway').spec as NetworkPolicySpec;
}

function client(chart: Chart, props: Partial<ClientNamespaceProps> = {}, id = 'client'): ClientNamespace {
  return new ClientNamespace(chart, id, { namespace: 'team-a', gateways: [], ...props });
}

/** What a client namespace may call, besides name servers and gateways. */
const allowed = (...allow: readonly ClusterPeer[]) => policyOf({ allow }).egress?.slice(2);

const shown = ({ severity, rule, object, path }: PrintedFinding) => [severity, rule, object, path].filter(Boolean).join(' ');

/** A Deployment in the namespace, with what the user's own policies add. */
const workload = (chart: Chart) =>
  new Deployment(chart, 'web', {
    metadata: { name: 'web', namespace: 'team-a' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web' }] } },
    },
  });

test('creates by default a policy that denies egress except DNS and the gateways, for IPv4 and IPv6', () => {
  const { chart } = egress();
  expect(outline(client(chart, { gateways: [gateway(chart)] }))).toMatchInlineSnapshot(`
"NetworkPolicy team-a/egress-through-gateway
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  egress:
    - ports: [ { port: 53, protocol: UDP }, { port: 53, protocol: TCP } ]
      to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
    - ports: [ { port: 15008, protocol: TCP } ]
      to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: egress-system } }
          podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }
  podSelector: {}
  policyTypes: [ Egress ]"
`);
});

test('creates the Namespace in ambient, and a policy that denies ingress except probes, if asked', () => {
  const { chart } = egress();
  const props = { createNamespace: true, denyIngress: true, probePorts: [8080], policyName: 'closed' };
  expect(outline(client(chart, { ...props, gateways: [gateway(chart)] }))).toMatchInlineSnapshot(`
"Namespace team-a
  annotations: { argocd.argoproj.io/sync-wave: "-3" }
  labels: { istio.io/dataplane-mode: ambient }
NetworkPolicy team-a/closed
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  egress:
    - ports: [ { port: 53, protocol: UDP }, { port: 53, protocol: TCP } ]
      to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
    - ports: [ { port: 15008, protocol: TCP } ]
      to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: egress-system } }
          podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }
  ingress:
    - from: [ { ipBlock: { cidr: 169.254.7.127/32 } }, { ipBlock: { cidr: fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128 } } ]
      ports: [ { port: 8080, protocol: TCP } ]
  podSelector: {}
  policyTypes: [ Ingress, Egress ]"
`);
});

test('denies all ingress without ports of probes', () => {
  const { policyTypes, ingress } = policyOf({ denyIngress: true });
  expect([policyTypes, ingress]).toEqual([['Ingress', 'Egress'], undefined]);
});

test('opens each gateway once, also one of another repository', () => {
  const { app, chart } = egress();
  const one = exit(chart);
  const other = EgressGateway.fromGatewayName(chart, 'shared', {
    ...{ name: 'shared', namespace: 'shared-egress', extension: 'authz' },
  });
  client(chart, { gateways: [one, other, one], createNamespace: true });
  const { egress: rules } = manifests(app).get('NetworkPolicy', 'egress-through-gateway').spec as NetworkPolicySpec;
  const pods = (namespace: string, name: string) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': name } },
  });
  expect(rules?.[1]).toEqual({
    to: [pods('egress-system', 'exit'), pods('shared-egress', 'shared')],
    ports: [{ protocol: 'TCP', port: 15008 }],
  });
});

describe('allows in the cluster', () => {
  const inMonitoring = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } };
  const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));

  test('all ports of a namespace', () => {
    expect(allowed(ClusterPeer.namespace('monitoring'))).toEqual([{ to: [inMonitoring] }]);
  });

  test('some ports, and the port of ztunnel, on which pods in the mesh are called', () => {
    expect(allowed(ClusterPeer.namespace('monitoring', { ports: [9090, 3000] }))).toEqual([
      { to: [inMonitoring], ports: tcp(9090, 3000, 15008) },
    ]);
  });

  test('only these ports of pods outside the mesh', () => {
    const [rule] = allowed(ClusterPeer.namespace('monitoring', { ports: [9090], inMesh: false })) ?? [];
    expect(rule?.ports).toEqual(tcp(9090));
  });

  test('UDP, which ztunnel does not carry', () => {
    const [rule] = allowed(ClusterPeer.namespace('monitoring', { udpPorts: [8125] })) ?? [];
    expect(rule?.ports).toEqual([{ protocol: 'UDP', port: 8125 }]);
  });

  test('pods by their labels, of another namespace or of its own', () => {
    const labels = { app: 'postgres' };
    expect(allowed(ClusterPeer.pods({ namespace: 'monitoring', labels }), ClusterPeer.pods({ labels }))).toEqual([
      { to: [{ ...inMonitoring, podSelector: { matchLabels: labels } }] },
      { to: [{ podSelector: { matchLabels: labels } }] },
    ]);
  });

  test('its own namespace', () => {
    expect(allowed(ClusterPeer.sameNamespace())).toEqual([{ to: [{ podSelector: {} }] }]);
  });

  test('the API server by its addresses, IPv4 and IPv6', () => {
    const rule = (port: number, ...cidrs: string[]) => ({ to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(port) });
    const addresses = ['10.0.0.10', 'fd00::10', '10.1.0.0/28'];
    expect(allowed(ClusterPeer.apiServer({ addresses }), ClusterPeer.apiServer({ addresses: ['10.0.0.1'], port: 443 }))).toEqual([
      rule(6443, '10.0.0.10/32', 'fd00::10/128', '10.1.0.0/28'),
      rule(443, '10.0.0.1/32'),
    ]);
  });
});

test('name servers can be other pods with another port, and addresses on the node', () => {
  const labels = { 'dns.operator.openshift.io/daemonset-dns': 'default' };
  const [rule] = policyOf({ dns: { namespace: 'openshift-dns', labels, port: 5353, addresses: ['169.254.20.10'] } }).egress ?? [];
  expect(rule?.to).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
      podSelector: { matchLabels: labels },
    },
    { ipBlock: { cidr: '169.254.20.10/32' } },
  ]);
  expect(rule?.ports?.map(({ protocol, port }) => `${protocol} ${port}`)).toEqual(['UDP 53', 'UDP 5353', 'TCP 53', 'TCP 5353']);
});

describe('a Namespace of cdk8s-plus', () => {
  const made = (labels: Record<string, string> = {}) => {
    const { app, chart } = egress();
    const namespace = new PlusNamespace(chart, 'namespace', { metadata: { name: 'team-a', labels } });
    client(chart, { namespace, gateways: [exit(chart)] });
    return { app, chart };
  };

  test('gets the label of the mesh, and is applied first', () => {
    const { metadata } = manifests(made({ team: 'a' }).app).get('Namespace', 'team-a');
    expect(metadata.labels).toEqual({ 'istio.io/dataplane-mode': 'ambient', team: 'a' });
    expect(metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-3' });
  });

  test('that is not in the mesh is an error', () => {
    expect(findings(made({ 'istio.io/dataplane-mode': 'none' }).app)).toMatchObject([
      { rule: 'input/namespace', path: 'namespace', got: 'a Namespace with istio.io/dataplane-mode: none' },
    ]);
  });
});

describe('the rules about all objects', () => {
  /** A client namespace with a workload, and the policies of the user. */
  const reported = (props: Partial<ClientNamespaceProps>, add: (chart: Chart) => void = () => {}) => {
    const { app, chart } = egress({ severities: { 'egress/not-judged': 'error' } });
    const through = exit(chart);
    host(chart, through);
    client(chart, { gateways: [through], createNamespace: true, ...props });
    workload(chart);
    add(chart);
    return findings(app).map(shown);
  };

  test('find the exit closed, the gateway reachable, and names resolved', () => {
    const monitoring = ClusterPeer.namespace('monitoring', { ports: [9090] });
    const apiServer = ClusterPeer.apiServer({ addresses: ['10.0.0.10', 'fd00::10'] });
    expect(reported({})).toEqual([]);
    expect(reported({ allow: [monitoring, ClusterPeer.sameNamespace(), apiServer], denyIngress: true })).toEqual([]);
    expect(reported({ dns: { namespace: 'openshift-dns', port: 5353 } })).toEqual([]);
  });

  test('report an API server outside private ranges, which a waiver with a reason permits', () => {
    const allow = [ClusterPeer.apiServer({ addresses: ['203.0.113.10'], port: 443 })];
    const [finding] = reported({ allow });
    expect(finding).toBe('error egress/direct-exit NetworkPolicy team-a/egress-through-gateway spec.egress[2]');
    expect(reported({ allow, waive: { 'egress/direct-exit': 'the API server of the provider' } })).toEqual([]);
  });

  test('report a further policy of the user that opens the exit', () => {
    const open = (chart: Chart) =>
      new NetworkPolicy(chart, 'open', {
        metadata: { name: 'open', namespace: 'team-a' },
        spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
      });
    expect(reported({}, open)).toEqual(['error egress/direct-exit NetworkPolicy team-a/open spec.egress[0]']);
  });

  test('work for the gateway of another repository', () => {
    const { app, chart } = egress();
    const shared = EgressGateway.fromGatewayName(chart, 'shared', {
      ...{ name: 'shared', namespace: 'shared-egress', extension: 'authz' },
    });
    host(chart, shared);
    client(chart, { gateways: [shared], createNamespace: true });
    workload(chart);
    expect(findings(app)).toEqual([]);
    expect(manifests(app).names).toContain('NetworkPolicy/egress-through-gateway');
  });
});

test('the namespace and its policy come before a workload that was created first', () => {
  const { app, chart } = egress();
  const through = exit(chart);
  const own = new Chart(app, 'own');
  new Plus(own, 'web', { metadata: { name: 'web', namespace: 'team-a' }, containers: [{ image: 'web' }] });
  client(own, { gateways: [through], createNamespace: true });
  const kinds = manifests(app)
    .all.filter(({ metadata }) => metadata.namespace === 'team-a' || metadata.name === 'team-a')
    .map(({ kind }) => kind);
  expect(kinds).toEqual(['Namespace', 'NetworkPolicy', 'Deployment']);
});
