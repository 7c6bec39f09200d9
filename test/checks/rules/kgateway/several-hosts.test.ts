import { severalHosts } from '../../../../lib/checks/rules/kgateway/several-hosts';
import { objections } from '../objections';
import { documents, entry, gateway, route } from '../way-out';

const TWO = entry('hosts: [api.example.com, www.example.com], resolution: DNS, ports: [{ number: 443, name: tls }]');

test('accepts a backend with one host', () => {
  expect(objections(severalHosts, documents(gateway(), route(), entry()))).toEqual([]);
});

test('ignores a ServiceEntry that no route uses', () => {
  expect(objections(severalHosts, TWO)).toEqual([]);
});

test('reports a backend with several hosts', () => {
  expect(objections(severalHosts, documents(gateway(), route(), TWO))).toEqual([
    'ServiceEntry egress/api spec.hosts: ["api.example.com","www.example.com"]',
  ]);
});

test('reports it too if the route refers to one of the hosts', () => {
  const byHost = '{ group: networking.istio.io, kind: Hostname, name: www.example.com, port: 443 }';
  expect(objections(severalHosts, documents(gateway(), route(byHost), TWO))).toHaveLength(1);
});
