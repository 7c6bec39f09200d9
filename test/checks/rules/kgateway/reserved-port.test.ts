import { reservedPort } from '../../../../lib/checks/rules/kgateway/reserved-port';
import { gateway, object } from '../exit';
import { objections } from '../objections';

const on = (port: number) => gateway(`{ name: http, port: ${port}, protocol: HTTP }`);
const AMBIENT =
  '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: egress, labels: { istio.io/dataplane-mode: ambient } }\n';
const reported = (got: string) => [`Gateway egress/exit spec.listeners[0].port: ${got}`];

test.each([
  ['another port', on(8080)],
  ['a port of ztunnel, if ztunnel does not capture the pods', on(15008)],
  ['a port of the proxy, if another proxy runs the gateway', on(8082).replace('Name: kgateway', 'Name: istio')],
])('accepts %s', (_, yaml) => {
  expect(objections(reservedPort, yaml)).toEqual([]);
});

test.each([
  [8082, '8082, readiness of the proxy'],
  [9091, '9091, metrics of the proxy'],
  [19000, '19000, admin interface of the proxy'],
])('reports port %d of the proxy', (port, got) => {
  expect(objections(reservedPort, on(port))).toEqual(reported(got));
});

test('reports ports of ztunnel if it captures the gateway pods', () => {
  expect(objections(reservedPort, on(15008) + AMBIENT)).toEqual(reported('15008, HBONE port of ztunnel'));
  const ref = 'infrastructure: { parametersRef: { group: gateway.kgateway.dev, kind: GatewayParameters, name: exit } }';
  const marked = on(15006).replace('gatewayClassName: kgateway', `gatewayClassName: own, ${ref}`);
  const label = '{ kube: { podTemplate: { extraLabels: { istio.io/dataplane-mode: ambient } } } }';
  const yaml = marked + object('GatewayParameters', 'egress/exit', label);
  expect(objections(reservedPort, yaml)).toEqual(reported('15006, plaintext port of ztunnel'));
});
