import { extensionMissing } from '../../../../lib/checks/rules/kgateway/extension-missing';
import { object, policy } from '../exit';
import { objections } from '../objections';

const GATEWAY = 'gateway.networking.k8s.io Gateway exit';
const referring = (ref: string) => policy('TrafficPolicy', 'policy', GATEWAY, `extAuth: { extensionRef: { ${ref} } }`);
const extension = (name: string) => object('GatewayExtension', name, '{ extAuth: {} }');

test.each([
  ['an extension in its namespace', referring('name: authz') + extension('egress/authz')],
  ['an extension in another namespace', referring('name: authz, namespace: platform') + extension('platform/authz')],
  ['no extension', policy('TrafficPolicy', 'policy', GATEWAY, 'extAuth: { disable: {} }')],
])('accepts a policy that refers to %s', (_, yaml) => {
  expect(objections(extensionMissing, yaml)).toEqual([]);
});

test.each([
  ['in its namespace', referring('name: authz') + extension('platform/authz'), 'egress/authz'],
  ['in another namespace', referring('name: authz, namespace: platform') + extension('egress/authz'), 'platform/authz'],
])('reports a missing extension %s', (_, yaml, got) => {
  expect(objections(extensionMissing, yaml)).toEqual([`TrafficPolicy egress/policy spec.extAuth.extensionRef.name: ${got}`]);
  expect(objections(extensionMissing, yaml, { external: [`GatewayExtension ${got}`] })).toEqual([]);
});
