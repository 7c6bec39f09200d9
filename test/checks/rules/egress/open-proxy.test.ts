import { openProxy } from '../../../../lib/checks/rules/egress/open-proxy';
import { gateway, object, route } from '../exit';
import { objections } from '../objections';

const OPEN = object('Backend', 'egress/open', '{ dynamicForwardProxy: { enableTls: true } }');
const PLAIN = object('Backend', 'egress/open', '{ dynamicForwardProxy: {} }');
const FIXED = object('Backend', 'egress/fixed', '{ static: { hosts: [{ host: api.example.com, port: 443 }] } }');
const routeTo = (name: string, hostnames: string) =>
  route({ hostnames, rules: `{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: ${name} }] }` });
const report = (hosts: string) =>
  `HTTPRoute egress/api spec.rules[0].backendRefs[0]: Backend open (dynamicForwardProxy) for ${hosts}`;

test.each([
  ['full host names to a forward proxy', routeTo('open', 'api.example.com, other.example.com')],
  ['the hosts of a domain to a forward proxy over TLS', routeTo('open', "'*.example.com'")],
  ['every host to a fixed destination', routeTo('fixed', '')],
])('a route may send %s', (_, yaml) => {
  expect(objections(openProxy, gateway() + OPEN + FIXED + yaml)).toEqual([]);
});

test.each([
  ['no hosts', OPEN, '', '*'],
  ['a wildcard, if it is not over TLS', PLAIN, "api.example.com, '*.example.com'", '*.example.com'],
])('a forward proxy behind a route with %s is reported', (_, backend, hostnames, hosts) => {
  expect(objections(openProxy, gateway() + backend + routeTo('open', hostnames))).toEqual([report(hosts)]);
  expect(objections(openProxy, backend + routeTo('open', hostnames))).toEqual([report(hosts)]);
});

test('the hostname of the listener limits the hosts too', () => {
  const named = (hostname: string) => gateway(`{ name: http, port: 8080, protocol: HTTP, hostname: '${hostname}' }`);
  expect(objections(openProxy, named('api.example.com') + OPEN + routeTo('open', ''))).toEqual([]);
  expect(objections(openProxy, named('*.example.com') + OPEN + routeTo('open', ''))).toEqual([]);
  expect(objections(openProxy, named('*.example.com') + PLAIN + routeTo('open', ''))).toEqual([report('*.example.com')]);
});
