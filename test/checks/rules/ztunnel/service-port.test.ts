import { servicePort } from '../../../../lib/checks/rules/ztunnel/service-port';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const ports = (list: string) =>
  `rules: [{ from: [{ source: { serviceAccounts: [team-a/agent] } }], to: [{ operation: { ports: ${list} } }] }]`;

test('accepts ports of listeners', () => {
  expect(objections(servicePort, exit() + authorizationPolicy(ports('["8080", "8081"]')))).toEqual([]);
});

test('accepts the ports of the proxy itself, such as that for metrics', () => {
  expect(objections(servicePort, exit() + authorizationPolicy(ports('["9091", "8082"]')))).toEqual([]);
});

test('accepts any port on pods that are not a gateway', () => {
  expect(objections(servicePort, exit() + authorizationPolicy(ports('["443"]'), '{ matchLabels: { app: other } }'))).toEqual([]);
});

test('reports each port of a Service and of HBONE', () => {
  expect(objections(servicePort, exit() + authorizationPolicy(ports('["8080", "80", "15008"]')))).toEqual([
    'AuthorizationPolicy exit/callers spec.rules[0].to[0].operation.ports[1]: 80',
    'AuthorizationPolicy exit/callers spec.rules[0].to[0].operation.ports[2]: 15008',
  ]);
});

test('checks policies of the root namespace against gateways of all namespaces', () => {
  const root = (namespace: string) => authorizationPolicy(ports('["443"]')).replace('namespace: exit', `namespace: ${namespace}`);
  expect(objections(servicePort, exit() + root('istio-system'))).toEqual([
    'AuthorizationPolicy istio-system/callers spec.rules[0].to[0].operation.ports[0]: 443',
  ]);
  expect(objections(servicePort, exit() + root('team-a'))).toEqual([]);
});
