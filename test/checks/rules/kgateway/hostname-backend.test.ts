import { hostnameBackend } from '../../../../lib/checks/rules/kgateway/hostname-backend';
import { ENTRY, route } from '../exit';
import { objections } from '../objections';

test('accepts a ServiceEntry by name', () => {
  expect(objections(hostnameBackend, ENTRY + route())).toEqual([]);
});

test('reports a ServiceEntry by host, even if it is not in the manifests', () => {
  const rules = '{ backendRefs: [{ group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443 }] }';
  const reported = ['HTTPRoute egress/api spec.rules[0].backendRefs[0].kind: Hostname api.example.com'];
  expect(objections(hostnameBackend, ENTRY + route({ rules }))).toEqual(reported);
  expect(objections(hostnameBackend, route({ rules }))).toEqual(reported);
});
