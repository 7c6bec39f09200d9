import { backendConfigTarget } from '../../../../lib/checks/rules/kgateway/backend-config-target';
import type { KgatewayVersion } from '../../../../lib/core/platform';
import { objections } from '../objections';
import { config, documents, entry, VERIFIED } from '../way-out';

const reported = (kgateway: KgatewayVersion, ...yaml: readonly string[]) =>
  objections(backendConfigTarget, documents(...yaml), { platform: { kgateway } });
const ON_BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: api }';
const BREAKER = 'circuitBreakers: { maxRetries: 9 }';

test.each<[KgatewayVersion, string]>([
  ['2.3', config(BREAKER)],
  ['2.4', config(VERIFIED)],
  ['2.2', config(BREAKER, ON_BACKEND)],
  ['2.1', config(VERIFIED, ON_BACKEND)],
])('accepts a policy that kgateway %s supports: %#', (version, yaml) => {
  expect(reported(version, entry(), yaml)).toEqual([]);
});

test.each<[KgatewayVersion, string, string]>([
  ['2.2', config(BREAKER), 'spec.targetRefs[0].kind: Hostname'],
  ['2.1', config(VERIFIED), 'spec.targetRefs[0].kind: Hostname'],
  ['2.1', config(BREAKER, ON_BACKEND), 'spec.circuitBreakers: {"maxRetries":9}'],
])('reports a policy that kgateway %s does not support: %#', (version, yaml, objection) => {
  expect(reported(version, entry(), yaml)).toEqual([`BackendConfigPolicy egress/api ${objection}`]);
});

test('reports a selector of many hosts once', () => {
  const entries = ['a', 'b'].map((name) => entry(`hosts: [${name}.example.com]`, 'labels: { limit: exit }', name));
  const selector = config(BREAKER).replace(
    /targetRefs: \[.*?\]/,
    'targetSelectors: [{ group: networking.istio.io, kind: Hostname, matchLabels: { limit: exit } }]',
  );
  expect(reported('2.2', ...entries, selector)).toEqual([
    'BackendConfigPolicy egress/api spec.targetSelectors[0].kind: Hostname',
  ]);
});
