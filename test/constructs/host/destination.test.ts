import { DESTINATIONS } from '../../../lib/constructs/host/destination';
import { Platform } from '../../../lib/core/platform';
import { egress } from '../../kit';

const api = { name: 'api', host: 'api.example.com', port: 8443, protocol: 'http' } as const;

test('routes and TLS refer to a ServiceEntry by its name, and BackendConfigPolicies by its host', () => {
  const { ServiceEntry } = DESTINATIONS;
  const named = { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'api' };
  expect(ServiceEntry.backendRef(api)).toEqual({ ...named, port: 8443 });
  expect(ServiceEntry.tlsTarget(api)).toEqual(named);
  expect(ServiceEntry.configTarget(api)).toEqual({ group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.com' });
});

test('all objects refer to a Backend by its name, without its port', () => {
  const { Backend } = DESTINATIONS;
  const named = { group: 'gateway.kgateway.dev', kind: 'Backend', name: 'api' };
  expect([Backend.backendRef(api), Backend.tlsTarget(api), Backend.configTarget(api)]).toEqual([named, named, named]);
});

test.each([
  ['ServiceEntry', '2.2', false],
  ['ServiceEntry', '2.3', true],
  ['Backend', '2.1', true],
] as const)('a BackendConfigPolicy can attach to a %s on kgateway %s: %s', (kind, kgateway, expected) => {
  const { chart } = egress({ platform: { kgateway } });
  expect(DESTINATIONS[kind].configurable(Platform.of(chart).capabilities)).toBe(expected);
});
