import { serviceEntryResolution } from '../../../../lib/checks/rules/kgateway/service-entry-resolution';
import { objections } from '../objections';
import { documents, entry, gateway, route, spec } from '../way-out';

const PORT = '{ number: 443, name: https }';
const used = (rest: string, host?: string) => documents(gateway(), route(), entry(spec(PORT, host, rest)));

test.each([
  ['by DNS', 'resolution: DNS'],
  ['by DNS of an endpoint', 'resolution: DNS_ROUND_ROBIN, endpoints: [{ address: lb.example.com }]'],
  ['at an address', 'resolution: STATIC, endpoints: [{ address: 192.0.2.1 }]'],
  ['at a socket', 'resolution: STATIC, endpoints: [{ address: unix:///run/api.sock }]'],
  ['at pods', 'resolution: STATIC, workloadSelector: { labels: { app: api } }'],
])('accepts a host that kgateway finds %s', (_, rest) => {
  expect(objections(serviceEntryResolution, used(rest))).toEqual([]);
});

test('accepts a wildcard with an address', () => {
  const rest = 'resolution: STATIC, endpoints: [{ address: 192.0.2.1 }]';
  expect(objections(serviceEntryResolution, used(rest, '*.example.com'))).toEqual([]);
});

test('ignores a ServiceEntry that no route uses', () => {
  expect(objections(serviceEntryResolution, entry(spec(PORT, '*.example.com', 'resolution: NONE')))).toEqual([]);
});

test.each([
  ['exportTo: []', 'spec.resolution: undefined'],
  ['resolution: NONE', 'spec.resolution: NONE'],
  ['resolution: DYNAMIC_DNS', 'spec.resolution: DYNAMIC_DNS'],
  ['resolution: STATIC', 'spec.resolution: STATIC without endpoints'],
  ['resolution: STATIC, endpoints: []', 'spec.resolution: STATIC without endpoints'],
  [
    'resolution: STATIC, endpoints: [{ address: 192.0.2.1 }, { address: lb.example.com }]',
    'spec.endpoints[1].address: lb.example.com',
  ],
])('reports a ServiceEntry with %s', (rest, objection) => {
  expect(objections(serviceEntryResolution, used(rest))).toEqual([`ServiceEntry egress/api ${objection}`]);
});

test('reports a wildcard that DNS would have to resolve', () => {
  expect(objections(serviceEntryResolution, used('resolution: DNS', '*.example.com'))).toEqual([
    'ServiceEntry egress/api spec.hosts[0]: *.example.com with DNS',
  ]);
});
