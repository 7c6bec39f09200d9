import { BASE, input, judge } from './situation';

const DNS = `{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }], ports: [{ port: 53, protocol: UDP }] }`;
const EXIT = '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: egress-system } } }';

const namespace = (name: string, labels = '{ istio.io/dataplane-mode: ambient }') => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: ${labels} }`;

const deployment = (name: string, spec = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: client, namespace: ${name} }
spec:
  selector: { matchLabels: { app: client } }
  template: { metadata: { labels: { app: client } }, spec: { ${spec}containers: [{ name: c, image: registry.example.com/c:1 }] } }`;

const policy = (name: string, spec: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: limit, namespace: ${name} }
spec: ${spec}`;

const egress = (...rules: readonly string[]) => `{ podSelector: {}, policyTypes: [Egress], egress: [${rules.join(', ')}] }`;

/** The gateway's policies of a minimal setup that works on real components. */
const MINIMAL = {
  hbone: `{ from: [{ namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [team-d, orders] }] } }], ports: [{ port: 15008 }] }`,
  dns: DNS,
  xds: '{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kgateway-system } } }], ports: [{ port: 9977 }] }',
  authz: '{ to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: egress-authz } } }], ports: [{ port: 15008 }] }',
  host: '{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }], ports: [{ port: 443 }] }',
};

function gatewayPolicy(without?: keyof typeof MINIMAL): string {
  const { hbone, ...out } = Object.fromEntries(Object.entries(MINIMAL).filter(([key]) => key !== without)) as Partial<
    typeof MINIMAL
  >;
  return `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: egress-system }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---${policy(
    'egress-system',
    `
  podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }
  policyTypes: [Ingress, Egress]
  ingress: [${hbone ?? '{ ports: [{ port: 8082 }] }'}]
  egress: [${Object.values(out).join(', ')}]`,
  )}`;
}

const client = (name: string, ...rules: readonly string[]) => [namespace(name), deployment(name), policy(name, egress(...rules))];
const OPEN = client('team-d', DNS, `{ to: [${EXIT}], ports: [{ port: 15008 }] }`);

test('neither end opens the port of ztunnel', () => {
  expect(judge([BASE, input('30-networkpolicy-without-hbone')])).toEqual([
    'error egress/gateway-unreachable  NetworkPolicy team-d/exit spec.egress[1].ports',
    'error egress/gateway-unreachable  NetworkPolicy egress-system/exit-ingress spec.ingress',
  ]);
});

test('the minimal policies of both ends are accepted', () => {
  expect(judge([BASE, gatewayPolicy(), ...OPEN])).toEqual([]);
});

test.each<[without: keyof typeof MINIMAL, path: string]>([
  ['hbone', 'spec.ingress'],
  ['dns', 'spec.egress'],
  ['xds', 'spec.egress'],
  ['authz', 'spec.egress'],
  ['host', 'spec.egress'],
])('a gateway without a rule for %s is reported', (without, path) => {
  const findings = judge([BASE, gatewayPolicy(without), ...OPEN]);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatch(new RegExp(`^error egress/gateway-unreachable  NetworkPolicy egress-system/[a-z-]+ ${path}$`));
});

test.each<[about: string, objects: readonly string[], findings: readonly string[]]>([
  ['pods that do not call the gateway', client('team-d', DNS), []],
  ['pods that may call nothing', client('team-d'), []],
  [
    'pods that call another workload in the namespace of the gateway',
    client(
      'team-d',
      DNS,
      `{ to: [{ ${EXIT.slice(1, -1)}, podSelector: { matchLabels: { app: x } } }], ports: [{ port: 8080 }] }`,
    ),
    [],
  ],
  [
    'pods that may call all pods on some port',
    client('team-d', DNS, '{ to: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }'),
    [],
  ],
  ['pods that may call the gateway on all ports', client('team-d', DNS, `{ to: [${EXIT}] }`), []],
  [
    'pods that may call a range of ports',
    client('team-d', DNS, `{ to: [${EXIT}], ports: [{ port: 15000, endPort: 15010 }] }`),
    [],
  ],
  [
    'pods outside ambient that call the port of the listener',
    [
      namespace('team-d', '{}'),
      deployment('team-d'),
      policy('team-d', egress(DNS, `{ to: [${EXIT}], ports: [{ port: 8080 }] }`)),
    ],
    [],
  ],
  [
    'pods outside ambient that call the port of ztunnel',
    [
      namespace('team-d', '{}'),
      deployment('team-d'),
      policy('team-d', egress(DNS, `{ to: [${EXIT}], ports: [{ port: 15008 }] }`)),
    ],
    ['error egress/gateway-unreachable  NetworkPolicy team-d/limit spec.egress[1].ports'],
  ],
  [
    'pods whose namespace is unknown',
    [deployment('team-d'), policy('team-d', egress(DNS, `{ to: [${EXIT}], ports: [{ port: 8080 }] }`))],
    [],
  ],
  [
    'the protocol is UDP',
    client('team-d', DNS, `{ to: [${EXIT}], ports: [{ port: 8080 }, { port: 15008, protocol: UDP }] }`),
    ['error egress/gateway-unreachable  NetworkPolicy team-d/limit spec.egress[1].ports'],
  ],
  [
    'another policy opens the port',
    [
      ...client('team-d', DNS, `{ to: [${EXIT}], ports: [{ port: 8080 }] }`),
      policy('team-d', egress(`{ to: [${EXIT}], ports: [{ port: 15008 }] }`)).replace('name: limit', 'name: more'),
    ],
    [],
  ],
  [
    'Cilium may open the port',
    [
      ...client('team-d', DNS, `{ to: [${EXIT}], ports: [{ port: 8080 }] }`),
      'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: more, namespace: team-d }\nspec: { endpointSelector: {}, egress: [{ toEndpoints: [{}] }] }',
    ],
    ['info egress/not-judged  CiliumNetworkPolicy team-d/more kind'],
  ],
  [
    'no name server',
    client('team-d', `{ to: [${EXIT}], ports: [{ port: 15008 }] }`),
    ['warning egress/client-without-dns  NetworkPolicy team-d/limit spec.egress'],
  ],
  [
    'a name server on the node',
    client(
      'team-d',
      `{ to: [${EXIT}], ports: [{ port: 15008 }] }`,
      '{ to: [{ ipBlock: { cidr: 169.254.20.10/32 } }], ports: [{ port: 53, protocol: UDP }] }',
    ),
    [],
  ],
  [
    'the names are in the pods',
    [
      namespace('team-d'),
      deployment('team-d', 'hostAliases: [{ ip: 10.0.0.1, hostnames: [exit] }], '),
      policy('team-d', egress(`{ to: [${EXIT}], ports: [{ port: 15008 }] }`)),
    ],
    [],
  ],
  [
    'the gateway takes other namespaces only',
    [...client('team-e', DNS, `{ to: [${EXIT}], ports: [{ port: 15008 }] }`), gatewayPolicy()],
    ['error egress/gateway-unreachable  NetworkPolicy egress-system/limit spec.ingress'],
  ],
  [
    'an Admin policy denies the port',
    [
      ...OPEN,
      'apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: { name: rule }\nspec: { tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ namespaces: {} }], protocols: [{ tcp: { destinationPort: { number: 15008 } } }] }] }',
    ],
    ['error egress/gateway-unreachable  ClusterNetworkPolicy rule spec.egress[0]'],
  ],
])('%s', (...[, objects, findings]) => {
  expect(judge([BASE, ...objects])).toEqual(findings);
});

test('a team repository with the gateway of another repository', () => {
  const external = { external: ['Gateway egress-system/exit'] };
  expect(judge(client('team-d', DNS, `{ to: [${EXIT}], ports: [{ port: 8080 }] }`), external)).toEqual([
    'error egress/gateway-unreachable  NetworkPolicy team-d/limit spec.egress[1].ports',
  ]);
  expect(judge(OPEN, external)).toEqual([]);
});

test('an authorization server whose policy keeps the gateway out', () => {
  const base = BASE.replace('- port: 15008', '- port: 9081');
  expect(judge([base])).toEqual(['error egress/gateway-unreachable  NetworkPolicy egress-system/egress-authz spec.ingress']);
});
