import { wildcardPublicSuffix } from '../../../../lib/checks/rules/egress/wildcard-public-suffix';
import { objections } from '../objections';
import { documents, entry, gateway, route, spec } from '../way-out';

const to = (host: string) => entry(spec('{ number: 443, name: https }', host));
const routeTo = (host: string) => route().replace('hostnames: [api.example.com]', `hostnames: ['${host}']`);
const listener = (host: string) => gateway(`{ name: http, port: 8080, protocol: HTTP, hostname: '${host}' }`);

test.each([
  ['a wildcard below a domain with one owner', documents(gateway(), routeTo('*.example.com'), to('*.example.com'))],
  ['a full name', documents(listener('api.github.io'), routeTo('api.github.io'), to('api.github.io'))],
  ['a wildcard of an ingress gateway', documents(listener('*.com'), route('{ name: web, port: 80 }'))],
])('%s is not reported', (_, yaml) => {
  expect(objections(wildcardPublicSuffix, yaml)).toEqual([]);
});

test.each([
  ['a ServiceEntry', to('*.com'), 'ServiceEntry egress/api spec.hosts[0]: *.com'],
  ['a route', documents(gateway(), routeTo('*.co.uk'), entry()), 'HTTPRoute egress/api spec.hostnames[0]: *.co.uk'],
  [
    'a listener',
    documents(listener('*.github.io'), route(), entry()),
    'Gateway egress/exit spec.listeners[0].hostname: *.github.io',
  ],
])('a wildcard below a public suffix is reported in %s', (_, yaml, objection) => {
  expect(objections(wildcardPublicSuffix, yaml)).toEqual([objection]);
});
