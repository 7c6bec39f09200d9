import { searchDomain } from '../../../../lib/checks/rules/egress/search-domain';
import { objections } from '../objections';
import { backend, documents, entry, gateway, route, spec } from '../way-out';

const BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: api }';
const PORT = '{ number: 443, name: https, protocol: HTTPS }';
const toEntry = (...fields: Parameters<typeof spec>) => documents(gateway(), route(), entry(spec(...fields)));
const toBackend = (host: string) => documents(gateway(), route(BACKEND), backend(`{ host: ${host}, port: 443 }`));

test.each([
  ['a Backend has a name with a trailing dot', toBackend('api.example.com.')],
  ['a Backend has an address', toBackend('198.51.100.20')],
  ['a name has five dots, so it is first looked up as written', toBackend('a.b.c.d.example.com')],
  [
    'the endpoint of a ServiceEntry has a trailing dot',
    toEntry(PORT, 'api.example.com', 'resolution: DNS, endpoints: [{ address: api.example.com. }]'),
  ],
  [
    'a ServiceEntry has addresses',
    toEntry(PORT, 'api.example.com', 'resolution: STATIC, endpoints: [{ address: 198.51.100.20 }]'),
  ],
  ['no route of an egress gateway has the destination', documents(gateway(), entry())],
  ['there is no gateway', entry()],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(searchDomain, yaml)).toEqual([]);
});

test.each([
  ['a Backend', toBackend('api.example.com'), 'Backend egress/api spec.static.hosts[0].host: api.example.com'],
  ['a ServiceEntry', toEntry(PORT), 'ServiceEntry egress/api spec.hosts[0]: api.example.com'],
  [
    'an endpoint of a ServiceEntry',
    toEntry(PORT, 'api.example.com', 'resolution: DNS, endpoints: [{ address: one.example.net. }, { address: two.example.net }]'),
    'ServiceEntry egress/api spec.endpoints[1].address: two.example.net',
  ],
  [
    'a ServiceEntry of one address',
    toEntry(PORT, 'ollama.dev', 'resolution: DNS_ROUND_ROBIN'),
    'ServiceEntry egress/api spec.hosts[0]: ollama.dev',
  ],
])('a name without a trailing dot is reported, of %s', (_, yaml, objection) => {
  expect(objections(searchDomain, yaml)).toEqual([objection]);
});
