import { backendMissing } from '../../../../lib/checks/rules/egress/backend-missing';
import { ENTRY, gateway, object, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const BACKEND = object('Backend', 'egress/fixed', '{ static: { hosts: [{ host: api.example.com, port: 443 }] } }');
const leading = (...refs: string[]) => route({ rules: `{ backendRefs: [${refs.join(', ')}] }` });

test.each([
  ['a ServiceEntry', leading(TO_ENTRY)],
  ['a Backend', leading('{ group: gateway.kgateway.dev, kind: Backend, name: fixed }')],
  ['a host', leading('{ group: networking.istio.io, kind: Hostname, name: API.example.com, port: 443 }')],
  ['a Service, which may be in another repository', leading(TO_ENTRY, '{ name: cache, port: 80 }')],
])('a route may refer to %s', (_, yaml) => {
  expect(objections(backendMissing, gateway() + ENTRY + BACKEND + yaml)).toEqual([]);
});

test.each([
  ['{ group: networking.istio.io, kind: ServiceEntry, name: nope, port: 443 }', 'ServiceEntry egress/nope'],
  ['{ group: networking.istio.io, kind: ServiceEntry, name: api, namespace: other, port: 443 }', 'ServiceEntry other/api'],
  ['{ group: gateway.kgateway.dev, kind: Backend, name: nope }', 'Backend egress/nope'],
  ['{ group: networking.istio.io, kind: Hostname, name: nope.example.com, port: 443 }', 'Hostname nope.example.com'],
])('a missing backend is reported: %s', (ref, got) => {
  const yaml = gateway() + ENTRY + BACKEND + leading(TO_ENTRY, ref);
  expect(objections(backendMissing, yaml)).toEqual([`HTTPRoute egress/api spec.rules[0].backendRefs[1].name: ${got}`]);
  expect(objections(backendMissing, yaml, { external: [got] })).toEqual([]);
});

test('a missing backend of a RequestMirror filter is reported', () => {
  const ref = '{ group: gateway.kgateway.dev, kind: Backend, name: nope }';
  const filter = `{ type: RequestMirror, requestMirror: { backendRef: ${ref} } }`;
  const yaml = gateway() + ENTRY + route({ rules: `{ filters: [${filter}], backendRefs: [${TO_ENTRY}] }` });
  const path = 'spec.rules[0].filters[0].requestMirror.backendRef.name';
  expect(objections(backendMissing, yaml)).toEqual([`HTTPRoute egress/api ${path}: Backend egress/nope`]);
});
