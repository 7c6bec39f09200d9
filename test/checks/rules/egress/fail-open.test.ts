import { failOpen } from '../../../../lib/checks/rules/egress/fail-open';
import { objections } from '../objections';
import { authorized, documents, extension, gateway } from '../way-out';

test.each([
  ['says nothing', authorized(extension())],
  ['fails closed', authorized(extension('failOpen: false'))],
  ['has nothing to do with the way out', documents(gateway(), extension('failOpen: true'))],
])('an extension is fine that %s', (_, yaml) => {
  expect(objections(failOpen, yaml)).toEqual([]);
});

test('an extension of the way out that fails open is told', () => {
  expect(objections(failOpen, authorized(extension('failOpen: true')))).toEqual([
    'GatewayExtension egress/authz spec.extAuth.failOpen: true',
  ]);
});
