import { extensionMissing } from '../../../../lib/checks/rules/kgateway/extension-missing';
import { object, policy } from '../exit';
import { objections } from '../objections';

const GATEWAY = 'gateway.networking.k8s.io Gateway exit';
const asking = (ref: string) => policy('TrafficPolicy', 'policy', GATEWAY, `extAuth: { extensionRef: { ${ref} } }`);
const extension = (name: string) => object('GatewayExtension', name, '{ extAuth: {} }');

test.each([
  ['an extension of its namespace', asking('name: authz') + extension('egress/authz')],
  ['one of another namespace', asking('name: authz, namespace: platform') + extension('platform/authz')],
  ['none', policy('TrafficPolicy', 'policy', GATEWAY, 'extAuth: { disable: {} }')],
])('a policy may ask %s', (_, yaml) => {
  expect(objections(extensionMissing, yaml)).toEqual([]);
});

test.each([
  ['of its namespace', asking('name: authz') + extension('platform/authz'), 'egress/authz'],
  ['of another', asking('name: authz, namespace: platform') + extension('egress/authz'), 'platform/authz'],
])('an extension %s that is not there is told', (_, yaml, got) => {
  expect(objections(extensionMissing, yaml)).toEqual([`TrafficPolicy egress/policy spec.extAuth.extensionRef.name: ${got}`]);
  expect(objections(extensionMissing, yaml, { external: [`GatewayExtension ${got}`] })).toEqual([]);
});
