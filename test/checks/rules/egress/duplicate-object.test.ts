import { duplicateObject } from '../../../../lib/checks/rules/egress/duplicate-object';
import { object } from '../exit';
import { objections } from '../objections';

const one = object('ServiceEntry', 'egress/api', '{ hosts: [a.test] }');

test.each([
  ['another name', object('ServiceEntry', 'egress/other', '{ hosts: [b.test] }')],
  ['another namespace', object('ServiceEntry', 'team-a/api', '{ hosts: [b.test] }')],
  ['another kind', object('Backend', 'egress/api', '{ dynamicForwardProxy: {} }')],
  ['the same content, which is harmless', one],
])('a second object may have %s', (_, other) => {
  expect(objections(duplicateObject, one + other)).toEqual([]);
});

// The rule reports the object that is replaced.
test.each([
  ['in a namespace', one, object('ServiceEntry', 'egress/api', '{ hosts: [b.test] }'), 'ServiceEntry egress/api'],
  [
    'in the default namespace',
    object('Service', 'web', '{ type: ClusterIP }'),
    object('Service', 'default/web', '{}'),
    'Service web',
  ],
  ['without a namespace', object('Namespace', 'a', '{}'), object('Namespace', 'a', '{ finalizers: [] }'), 'Namespace a'],
])('an object %s that another replaces is reported', (_, first, second, name) => {
  expect(objections(duplicateObject, first + second)).toEqual([`${name} metadata.name: ${name.replace(/.*[ /]/, '')}`]);
});

test('the API version makes no difference', () => {
  const former = one.replace('networking.istio.io/v1', 'networking.istio.io/v1beta1').replace('a.test', 'b.test');
  expect(objections(duplicateObject, one + former)).toHaveLength(1);
});
