import { hostnameBackend } from '../../../../lib/checks/rules/kgateway/hostname-backend';
import { ENTRY, route } from '../exit';
import { objections } from '../objections';

test('a backend may be a ServiceEntry by its name', () => {
  expect(objections(hostnameBackend, ENTRY + route())).toEqual([]);
});

test('one by its host is told, be the ServiceEntry there or not', () => {
  const rules = '{ backendRefs: [{ group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443 }] }';
  const told = ['HTTPRoute egress/api spec.rules[0].backendRefs[0].kind: Hostname api.example.com'];
  expect(objections(hostnameBackend, ENTRY + route({ rules }))).toEqual(told);
  expect(objections(hostnameBackend, route({ rules }))).toEqual(told);
});
