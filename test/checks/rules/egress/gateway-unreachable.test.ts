import { gatewayUnreachable } from '../../../../lib/checks/rules/egress/gateway-unreachable';
import { deployment, exit, TEAM_A } from '../ambient';
import { objections } from '../objections';

const policy = (namespace: string, spec: string) => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: limit, namespace: ${namespace} }
spec: { podSelector: {}, ${spec} }
`;
const calls = (port: number) =>
  policy(
    'team-a',
    `policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }, namespaceSelector: {} }], ports: [{ port: ${port} }] }]`,
  );
const takes = (port: number) => policy('exit', `ingress: [{ ports: [{ port: ${port} }] }]`);
const client = exit() + TEAM_A + deployment();

test.each([
  ['nothing limits either end', client],
  ['both ends open the port of ztunnel', client + calls(15008) + takes(15008)],
  ['the pods have no rule for the gateway', client + policy('team-a', 'policyTypes: [Egress]')],
  [
    'the pods of the gateway are outside ambient',
    exit({ namespaceLabels: '{}' }) + TEAM_A + deployment() + calls(8080) + takes(8080),
  ],
  ['another repository has more policies', [client + calls(8080), ['NetworkPolicy team-a/more']] as const],
])('nothing is reported if %s', (_, given) => {
  const [yaml, external] = typeof given === 'string' ? [given, []] : given;
  expect(objections(gatewayUnreachable, yaml, { external })).toEqual([]);
});

test.each([
  [
    'the pods open only the port of the listener',
    client + calls(8080),
    'NetworkPolicy team-a/limit spec.egress[0].ports: a rule for the gateway without port 15008',
  ],
  [
    'the gateway opens only the port of the listener',
    client + takes(8080),
    'NetworkPolicy exit/limit spec.ingress: no rule for port 15008 of Gateway exit/gw',
  ],
  [
    'the gateway takes other pods only',
    client + calls(15008) + policy('exit', 'ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 15008 }] }]'),
    'NetworkPolicy exit/limit spec.ingress: no rule for port 15008 from Deployment team-a/app, which is meant to call the gateway',
  ],
])('it is reported if %s', (_, yaml, objection) => {
  expect(objections(gatewayUnreachable, yaml)).toEqual([objection]);
});

const TO_API = '203.0.113.20/32';
const only = (cidr: string) =>
  `policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: ${cidr} } }], ports: [{ port: 443 }] }]`;

test.each([
  ['the name itself, which no search domain applies to', 'api.example.com.', only(TO_API), []],
  [
    'a name, and nothing is open',
    'api.example.com.',
    'policyTypes: [Egress]',
    ['addresses outside the cluster, for api.example.com'],
  ],
  ['an address that is open', '203.0.113.20', only(TO_API), []],
  ['an address, and another one is open', '203.0.113.21', only(TO_API), ['203.0.113.21']],
  ['a private address, which may be that of a Service', '10.0.0.1', only(TO_API), []],
  ['a Service of the cluster', 'api.shop.svc.cluster.local.', 'policyTypes: [Egress]', []],
])('a ServiceEntry whose endpoint is %s', (_, address, limits, missing) => {
  const yaml = exit().replace('resolution: DNS', `resolution: DNS, endpoints: [{ address: ${address} }]`);
  const found = objections(gatewayUnreachable, yaml + policy('exit', limits)).filter((each) => each.includes('port 443'));
  expect(found).toEqual(missing.map((each) => `NetworkPolicy exit/limit spec.egress: no rule for port 443 of ${each}`));
});

test('all that the gateway needs and cannot reach is reported', () => {
  expect(objections(gatewayUnreachable, exit() + policy('exit', 'policyTypes: [Egress]'))).toMatchInlineSnapshot(`
[
  "NetworkPolicy exit/limit spec.egress: no rule for port 53 (UDP and TCP), for DNS",
  "NetworkPolicy exit/limit spec.egress: no rule for port 9977 of kgateway, and 15008 if kgateway is in ambient",
  "NetworkPolicy exit/limit spec.egress: no rule for port 443 of addresses outside the cluster, for api.example.com",
]
`);
});

/** A policy of team-a that opens port 15008 to pods with a label, in a namespace. */
const aims = (label: string, namespace = 'exit', port = 15008) =>
  policy(
    'team-a',
    `policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${namespace} } }, podSelector: { matchLabels: { ${label} } } }], ports: [{ port: ${port} }] }]`,
  );
const NAME = 'gateway.networking.k8s.io/gateway-name';
const authz = deployment({ namespace: 'exit', template: '{ labels: { app: authz } }' });

test.each([
  ['the labels are those of the gateway', aims(`${NAME}: gw`)],
  ['the pods are those of a workload', aims('app: authz') + authz],
  ['the pods are in another namespace', aims('app: db', 'data')],
  ['the pods are those of a gateway that is not an egress gateway', aims(`${NAME}: public`, 'public')],
  ['the port is another one', aims('app: db', 'exit', 5432)],
])('a rule for port 15008 is not reported if %s', (_, yaml) => {
  expect(objections(gatewayUnreachable, client + yaml)).toEqual([]);
});

test.each([
  ['a name that no gateway has', `${NAME}: gww`, 'exit'],
  ['a label that no pod has', 'app: gateway', 'exit'],
  ['the name of the gateway in another namespace', `${NAME}: gw`, 'exitt'],
])('a rule for port 15008 of %s is reported', (_, label, namespace) => {
  const [key, value] = label.split(': ');
  expect(objections(gatewayUnreachable, client + aims(label, namespace))).toEqual([
    `NetworkPolicy team-a/limit spec.egress[0].to[0]: {"${key}":"${value}"}, labels of no pods there`,
  ]);
});

test('a rule of the gateway itself is not reported: another repository may have the pods of the authorization server', () => {
  const rule = `{ to: [{ podSelector: { matchLabels: { app: authz } } }], ports: [{ port: 15008 }] }`;
  const found = objections(gatewayUnreachable, client + policy('exit', `policyTypes: [Egress], egress: [${rule}]`));
  expect(found.join()).not.toContain('labels of no pods there');
});

test('a rule for a gateway of another repository is not reported', () => {
  expect(objections(gatewayUnreachable, client + aims(`${NAME}: gww`), { external: ['Gateway exit/gww'] })).toEqual([]);
});
