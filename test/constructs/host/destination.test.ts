import { DESTINATIONS } from '../../../lib/constructs/host/destination';
import { Platform } from '../../../lib/core/platform';
import { egress } from '../../kit';

const api = { name: 'api', host: 'api.example.com', port: 8443, protocol: 'http' } as const;

test('a ServiceEntry is named by its name for routes and TLS, and by its host for BackendConfigPolicies', () => {
  const { ServiceEntry } = DESTINATIONS;
  const named = { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'api' };
  expect(ServiceEntry.backendRef(api)).toEqual({ ...named, port: 8443 });
  expect(ServiceEntry.tlsTarget(api)).toEqual(named);
  expect(ServiceEntry.configTarget(api)).toEqual({ group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.com' });
});

test('a Backend is named by its name everywhere, without its port', () => {
  const { Backend } = DESTINATIONS;
  const named = { group: 'gateway.kgateway.dev', kind: 'Backend', name: 'api' };
  expect([Backend.backendRef(api), Backend.tlsTarget(api), Backend.configTarget(api)]).toEqual([named, named, named]);
});

test.each([
  ['ServiceEntry', '2.2', false],
  ['ServiceEntry', '2.3', true],
  ['Backend', '2.1', true],
] as const)('a BackendConfigPolicy attaches to a %s on kgateway %s: %s', (kind, kgateway, expected) => {
  const { chart } = egress({ platform: { kgateway } });
  expect(DESTINATIONS[kind].configurable(Platform.of(chart).capabilities)).toBe(expected);
});
