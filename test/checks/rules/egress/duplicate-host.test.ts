import { duplicateHost } from '../../../../lib/checks/rules/egress/duplicate-host';
import { objections } from '../objections';
import { backend, documents, entry, gateway, route } from '../way-out';

const other = (namespace: string, host = 'api.example.com') =>
  entry(`hosts: ['${host}'], resolution: DNS, ports: [{ number: 443, name: tls }]`, '', 'other', namespace);

test.each([
  ['another host', other('egress', 'www.example.com')],
  ['a Backend for the same host, as for a captured host', backend()],
])('the manifests may have %s', (_, more) => {
  expect(objections(duplicateHost, documents(gateway(), route(), entry(), more))).toEqual([]);
});

test.each([
  ['one namespace', other('egress'), 'ServiceEntry egress/other spec.hosts[0]: api.example.com'],
  [
    'two namespaces, where the one of the tenant has effect in its own',
    other('team'),
    'ServiceEntry team/other spec.hosts[0]: api.example.com',
  ],
  ['two spellings', other('egress', 'API.example.com'), 'ServiceEntry egress/other spec.hosts[0]: api.example.com'],
])('a host in two ServiceEntries is reported: %s', (_, more, objection) => {
  expect(objections(duplicateHost, documents(entry(), more))).toEqual([objection]);
});

test('a host that one ServiceEntry lists twice is not reported', () => {
  expect(objections(duplicateHost, entry('hosts: [a.example.com, a.example.com]'))).toEqual([]);
});
