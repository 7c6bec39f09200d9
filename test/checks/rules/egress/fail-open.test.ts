import { failOpen } from '../../../../lib/checks/rules/egress/fail-open';
import { objections } from '../objections';
import { authorized, documents, extension, gateway } from '../way-out';

test.each([
  ['does not set failOpen', authorized(extension())],
  ['fails closed', authorized(extension('failOpen: false'))],
  ['no egress route uses', documents(gateway(), extension('failOpen: true'))],
])('an extension that %s is not reported', (_, yaml) => {
  expect(objections(failOpen, yaml)).toEqual([]);
});

test('an extension of an egress route that fails open is reported', () => {
  expect(objections(failOpen, authorized(extension('failOpen: true')))).toEqual([
    'GatewayExtension egress/authz spec.extAuth.failOpen: true',
  ]);
});
