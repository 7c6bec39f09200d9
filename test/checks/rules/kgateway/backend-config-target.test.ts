import { backendConfigTarget } from '../../../../lib/checks/rules/kgateway/backend-config-target';
import type { KgatewayVersion } from '../../../../lib/core/platform';
import { objections } from '../objections';
import { config, documents, entry, VERIFIED } from '../way-out';

const told = (kgateway: KgatewayVersion, ...yaml: readonly string[]) =>
  objections(backendConfigTarget, documents(...yaml), { platform: { kgateway } });
const ON_BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: api }';
const BREAKER = 'circuitBreakers: { maxRetries: 9 }';

test.each<[KgatewayVersion, string]>([
  ['2.3', config(BREAKER)],
  ['2.4', config(VERIFIED)],
  ['2.2', config(BREAKER, ON_BACKEND)],
  ['2.1', config(VERIFIED, ON_BACKEND)],
])('kgateway %s takes it: %#', (version, yaml) => {
  expect(told(version, entry(), yaml)).toEqual([]);
});

test.each<[KgatewayVersion, string, string]>([
  ['2.2', config(BREAKER), 'spec.targetRefs[0].kind: Hostname'],
  ['2.1', config(VERIFIED), 'spec.targetRefs[0].kind: Hostname'],
  ['2.1', config(BREAKER, ON_BACKEND), 'spec.circuitBreakers: {"maxRetries":9}'],
])('kgateway %s does not take it: %#', (version, yaml, objection) => {
  expect(told(version, entry(), yaml)).toEqual([`BackendConfigPolicy egress/api ${objection}`]);
});

test('a selector of many hosts is told once', () => {
  const entries = ['a', 'b'].map((name) => entry(`hosts: [${name}.example.com]`, 'labels: { limit: exit }', name));
  const selector = config(BREAKER).replace(
    /targetRefs: \[.*?\]/,
    'targetSelectors: [{ group: networking.istio.io, kind: Hostname, matchLabels: { limit: exit } }]',
  );
  expect(told('2.2', ...entries, selector)).toEqual(['BackendConfigPolicy egress/api spec.targetSelectors[0].kind: Hostname']);
});
