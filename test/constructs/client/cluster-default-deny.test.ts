import { Chart } from 'cdk8s';
import { Namespace, Pod } from 'cdk8s-plus-30';
import { ClusterDefaultDeny, type ClusterDefaultDenyProps } from '../../../lib';
import { clusterDefaultDenyChecks } from '../../../lib/constructs/client/cluster-default-deny';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit, host } from '../../kit';
import { outline } from '../../manifests';

/** The rules that are reported for a pod in a namespace without a NetworkPolicy. */
function reported(make: (chart: Chart) => void) {
  const { app, chart } = egress();
  host(chart, exit(chart));
  const team = new Chart(app, 'team');
  new Namespace(team, 'namespace', { metadata: { name: 'team-x', labels: { 'istio.io/dataplane-mode': 'ambient' } } });
  new Pod(team, 'pod', { metadata: { name: 'app', namespace: 'team-x' }, containers: [{ image: 'app', resources: {} }] });
  make(chart);
  return findings(app).map(({ rule }) => rule);
}

test('closes the ways out of the cluster to all pods that no NetworkPolicy limits', () => {
  expect(reported(() => {})).toEqual(['egress/direct-exit']);
  expect(reported((chart) => new ClusterDefaultDeny(chart, 'deny'))).toEqual([]);
  expect(reported((chart) => new ClusterDefaultDeny(chart, 'deny', { exemptNamespaces: ['team-x'] }))).toEqual([
    'egress/direct-exit',
  ]);
});

test('creates a policy of the Baseline tier', () => {
  const { chart } = egress();
  const props = { exemptNamespaces: ['backup'], dns: { addresses: ['169.254.20.10'] }, apiServer: { addresses: ['10.0.0.10'] } };
  expect(outline(new ClusterDefaultDeny(chart, 'deny', props))).toMatchInlineSnapshot(`
"ClusterNetworkPolicy egress-default-deny
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  egress:
    - { action: Accept, name: pods, to: [ { namespaces: {} } ] }
    - action: Accept
      name: dns
      protocols: [ { udp: { destinationPort: { number: 53 } } }, { tcp: { destinationPort: { number: 53 } } } ]
      to: [ { networks: [ 169.254.20.10/32 ] } ]
    - action: Accept
      name: api-server
      protocols: [ { tcp: { destinationPort: { number: 6443 } } } ]
      to: [ { networks: [ 10.0.0.10/32 ] } ]
    - { action: Deny, name: outside, to: [ { networks: [ 0.0.0.0/0, ::/0 ] } ] }
  priority: 1000
  subject:
    namespaces:
      matchExpressions:
        - key: kubernetes.io/metadata.name
          operator: NotIn
          values:
            - backup
            - calico-system
            - istio-system
            - kgateway-system
            - kube-flannel
            - kube-node-lease
            - kube-public
            - kube-system
            - kyverno
            - openshift-ovn-kubernetes
            - ovn-kubernetes
            - tigera-operator
  tier: Baseline"
`);
});

const rows: readonly Row<[object]>[] = [
  ['an invalid name', { name: 'Default Deny' }],
  ['a namespace as a text', { exemptNamespaces: 'backup' }],
  ['an invalid namespace', { exemptNamespaces: ['Backup'] }],
  ['name servers that are no addresses', { dns: { addresses: ['node-local'] } }],
  ['no address of the API server', { apiServer: { addresses: [] } }],
];

function refuse(props: object) {
  const { app, chart } = egress();
  new ClusterDefaultDeny(chart, 'deny', props as ClusterDefaultDenyProps);
  return findings(app);
}

test('reports malformed values', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/name  name
  allowed: a DNS subdomain: a-z, 0-9, - and ., at most 253 characters
  fix: correct the name, or remove it
  - an invalid name: got Default Deny
input/namespace  exemptNamespaces
  allowed: a list of namespaces, such as ['monitoring']
  fix: write the namespaces as a list, or remove exemptNamespaces
  - a namespace as a text: got "backup" (a string)
input/namespace  exemptNamespaces[0]
  allowed: a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus
  fix: correct the namespace
  - an invalid namespace: got Backup
input/dns  dns.addresses[0]
  allowed: an IPv4 or IPv6 address, or a range such as 10.0.0.0/28
  fix: correct the address
  - name servers that are no addresses: got node-local
input/peer  apiServer.addresses
  allowed: a list of at least one address, such as ['192.0.2.10']
  fix: write the addresses as a list
  - no address of the API server: got []"
`);
});

test('every check is tested', () => {
  expect(untested(clusterDefaultDenyChecks, () => rows.map(([, given]) => refuse(given)))).toEqual([]);
});
