import { severalHosts } from '../../../../lib/checks/rules/kgateway/several-hosts';
import { objections } from '../objections';
import { documents, entry, gateway, route } from '../way-out';

const TWO = entry('hosts: [api.example.com, www.example.com], resolution: DNS, ports: [{ number: 443, name: tls }]');

test('a backend may have one host', () => {
  expect(objections(severalHosts, documents(gateway(), route(), entry()))).toEqual([]);
});

test('several hosts may share a ServiceEntry that no route uses', () => {
  expect(objections(severalHosts, TWO)).toEqual([]);
});

test('several hosts of a backend mix their addresses', () => {
  expect(objections(severalHosts, documents(gateway(), route(), TWO))).toEqual([
    'ServiceEntry egress/api spec.hosts: ["api.example.com","www.example.com"]',
  ]);
});

test('by whichever name the route calls it', () => {
  const byHost = '{ group: networking.istio.io, kind: Hostname, name: www.example.com, port: 443 }';
  expect(objections(severalHosts, documents(gateway(), route(byHost), TWO))).toHaveLength(1);
});
