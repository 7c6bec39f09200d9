import { servicePort } from '../../../../lib/checks/rules/ztunnel/service-port';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const ports = (list: string) =>
  `rules: [{ from: [{ source: { serviceAccounts: [team-a/agent] } }], to: [{ operation: { ports: ${list} } }] }]`;

test('ports of listeners are fine', () => {
  expect(objections(servicePort, exit() + authorizationPolicy(ports('["8080", "8081"]')))).toEqual([]);
});

test('so are any on pods that are no gateway', () => {
  expect(objections(servicePort, exit() + authorizationPolicy(ports('["443"]'), '{ matchLabels: { app: other } }'))).toEqual([]);
});

test('ports of a Service and of HBONE are told, each', () => {
  expect(objections(servicePort, exit() + authorizationPolicy(ports('["8080", "80", "15008"]')))).toEqual([
    'AuthorizationPolicy exit/callers spec.rules[0].to[0].operation.ports[1]: 80',
    'AuthorizationPolicy exit/callers spec.rules[0].to[0].operation.ports[2]: 15008',
  ]);
});

test('a policy of the root namespace counts for gateways of all namespaces', () => {
  const root = (namespace: string) => authorizationPolicy(ports('["443"]')).replace('namespace: exit', `namespace: ${namespace}`);
  expect(objections(servicePort, exit() + root('istio-system'))).toEqual([
    'AuthorizationPolicy istio-system/callers spec.rules[0].to[0].operation.ports[0]: 443',
  ]);
  expect(objections(servicePort, exit() + root('team-a'))).toEqual([]);
});
