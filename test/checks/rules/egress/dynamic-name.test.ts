import { dynamicName } from '../../../../lib/checks/rules/egress/dynamic-name';
import { gateway, object, route } from '../exit';
import { objections } from '../objections';

const backend = (name: string) => object('Backend', `egress/${name}`, '{ dynamicForwardProxy: { enableTls: true } }');
const to = (name: string) =>
  route({ name: `egress/${name}`, rules: `{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: ${name} }] }` });

test('reports the dynamic Backends of a gateway once', () => {
  const one = gateway() + backend('a') + to('a');
  const got = 'a Service such as api.example for api.example.com would get the connection';
  expect(objections(dynamicName, one)).toEqual([`Backend egress/a spec.dynamicForwardProxy: Backend a: ${got}`]);
  expect(objections(dynamicName, one + backend('b') + to('b') + to('b').replace('egress/b', 'egress/c'))).toEqual([
    `Backend egress/a spec.dynamicForwardProxy: Backend a and 1 more: ${got}`,
  ]);
});

test('does not report a Backend that no route uses, and one with static hosts', () => {
  expect(objections(dynamicName, gateway() + backend('a'))).toEqual([]);
  const fixed = object('Backend', 'egress/a', '{ static: { hosts: [{ host: api.example.com., port: 443 }] } }');
  expect(objections(dynamicName, gateway() + fixed + to('a'))).toEqual([]);
});
