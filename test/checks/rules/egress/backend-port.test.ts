import { backendPort } from '../../../../lib/checks/rules/egress/backend-port';
import { ENTRY, object, route } from '../exit';
import { objections } from '../objections';

const BACKEND = object('Backend', 'egress/fixed', '{ static: { hosts: [{ host: api.example.com, port: 443 }] } }');
const ENTRY_REF = 'group: networking.istio.io, kind: ServiceEntry';
const TWO_PORTS = object(
  'ServiceEntry',
  'egress/two',
  '{ hosts: [b.test], ports: [{ number: 80, name: a }, { number: 443, name: b }] }',
);
const leading = (ref: string) => ENTRY + TWO_PORTS + BACKEND + route({ rules: `{ backendRefs: [{ ${ref} }] }` });

test.each([
  ['a port of the ServiceEntry', `${ENTRY_REF}, name: api, port: 443`],
  ['one of several', `${ENTRY_REF}, name: two, port: 443`],
  ['no port of a Backend', 'group: gateway.kgateway.dev, kind: Backend, name: fixed'],
  ['a port of a missing ServiceEntry, which another rule reports', `${ENTRY_REF}, name: nope, port: 1`],
  ['any port of a Service', 'name: web, port: 1'],
])('a route may refer to %s', (_, ref) => {
  expect(objections(backendPort, leading(ref))).toEqual([]);
});

test.each([
  ['another port', `${ENTRY_REF}, name: api, port: 80`, 80],
  ['no port of a ServiceEntry', `${ENTRY_REF}, name: api`, undefined],
  ['a port of a Backend', 'group: gateway.kgateway.dev, kind: Backend, name: fixed, port: 443', 443],
])('a route that refers to %s is reported', (_, ref, port) => {
  expect(objections(backendPort, leading(ref))).toEqual([`HTTPRoute egress/api spec.rules[0].backendRefs[0].port: ${port}`]);
});
