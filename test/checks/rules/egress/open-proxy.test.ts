import { openProxy } from '../../../../lib/checks/rules/egress/open-proxy';
import { gateway, object, route } from '../exit';
import { objections } from '../objections';

const OPEN = object('Backend', 'egress/open', '{ dynamicForwardProxy: { enableTls: true } }');
const FIXED = object('Backend', 'egress/fixed', '{ static: { hosts: [{ host: api.example.com, port: 443 }] } }');
const leading = (name: string, hostnames: string) =>
  route({ hostnames, rules: `{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: ${name} }] }` });
const told = (hosts: string) =>
  `HTTPRoute egress/api spec.rules[0].backendRefs[0]: Backend open, a dynamicForwardProxy, for ${hosts}`;

test.each([
  ['named hosts to a forward proxy', leading('open', 'api.example.com, other.example.com')],
  ['every host to a fixed one', leading('fixed', '')],
])('a route may lead %s', (_, yaml) => {
  expect(objections(openProxy, gateway() + OPEN + FIXED + yaml)).toEqual([]);
});

test.each([
  ['no hosts', '', '*'],
  ['a wildcard', "api.example.com, '*.example.com'", '*.example.com'],
])('a forward proxy behind a route of %s is told', (_, hostnames, hosts) => {
  expect(objections(openProxy, gateway() + OPEN + leading('open', hostnames))).toEqual([told(hosts)]);
  expect(objections(openProxy, OPEN + leading('open', hostnames))).toEqual([told(hosts)]);
});

test('the listener may name the host', () => {
  const named = (hostname: string) => gateway(`{ name: http, port: 8080, protocol: HTTP, hostname: '${hostname}' }`);
  expect(objections(openProxy, named('api.example.com') + OPEN + leading('open', ''))).toEqual([]);
  expect(objections(openProxy, named('*.example.com') + OPEN + leading('open', ''))).toEqual([told('*.example.com')]);
});
