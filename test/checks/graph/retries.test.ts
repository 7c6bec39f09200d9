import { parseAllDocuments } from 'yaml';
import { EgressGraph } from '../../../lib/checks/graph';
import { conditionsOf, retryUses } from '../../../lib/checks/graph/retries';
import type { Manifest } from '../../../lib/manifests/manifest';
import { documents, entry, gateway, OF_GATEWAY, route, traffic } from '../rules/way-out';

const OF_LISTENER = '{ group: gateway.networking.k8s.io, kind: Gateway, name: exit, sectionName: http }';
const OF_RULE = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api, sectionName: decided }';
const retry = (attempts: number, name: string, target?: string) =>
  traffic(`retry: { attempts: ${attempts}, retryOn: [reset] }`, target, name);
const LEVELS = [
  retry(1, 'of-gateway', OF_GATEWAY),
  retry(2, 'of-listener', OF_LISTENER),
  retry(3, 'of-route'),
  retry(4, 'of-rule', OF_RULE),
];
const retriesOf = (...more: readonly string[]) => {
  const yaml = documents(gateway(), route(), entry(), ...more);
  return retryUses(new EgressGraph(parseAllDocuments(yaml).map((document) => document.toJS() as Manifest)));
};

test.each([
  [1, 'of-gateway'],
  [2, 'of-listener'],
  [3, 'of-route'],
  [4, 'of-rule'],
])('of %i policies, one per level, the most specific applies: %s', (count, name) => {
  expect(retriesOf(...LEVELS.slice(0, count)).map(({ object }) => object.metadata.name)).toEqual([name]);
});

test.each([
  ['another rule', OF_RULE.replace('decided', 'other')],
  ['another listener', OF_LISTENER.replace('http', 'other')],
])('a policy that targets %s is ignored', (_, target) => {
  expect(retriesOf(retry(1, 'elsewhere', target))).toEqual([]);
});

test('the timeout comes from another policy, or is not set', () => {
  const timed = traffic('timeouts: { request: 9s }', OF_GATEWAY, 'timed');
  expect(retriesOf(retry(1, 'a'), timed)[0]?.timeout?.value).toBe('9s');
  expect(retriesOf(retry(1, 'a'))[0]?.timeout).toBeUndefined();
});

test('a policy without retries is ignored', () => {
  expect(retriesOf(traffic('timeouts: { request: 9s }'))).toEqual([]);
});

test('a list of status codes adds a condition, which is absent without a list', () => {
  expect([...conditionsOf({ retryOn: ['reset'], statusCodes: [503] })]).toEqual(['reset', 'retriable-status-codes']);
  expect([...conditionsOf({ retryOn: ['retriable-status-codes'] })]).toEqual([]);
});
