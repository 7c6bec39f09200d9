import { parseAllDocuments } from 'yaml';
import { EgressGraph } from '../../../lib/checks/graph';
import { conditionsOf, retryUses } from '../../../lib/checks/graph/retries';
import type { Manifest } from '../../../lib/manifests/manifest';
import { filters } from '../rules/exit';
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

const FILTERED = filters('by-filter');
const BY_FILTER = retry(5, 'by-filter').replace(/targetRefs: \[.*?\], /, '');
const retriesIn = (yaml: string) =>
  retryUses(new EgressGraph(parseAllDocuments(yaml).map((document) => document.toJS() as Manifest))).map(
    ({ object, retry: { attempts }, timeout }) => `${object.kind} ${object.metadata.name} ${attempts} ${timeout?.value}`,
  );

test('a policy of an ExtensionRef filter wins over all others, and the retry of the route over that', () => {
  const yaml = (rule: string) => documents(gateway(), route(undefined, rule), entry(), BY_FILTER, ...LEVELS);
  expect(retriesIn(yaml(FILTERED))).toEqual(['TrafficPolicy by-filter 5 undefined']);
  expect(retriesIn(yaml(`${FILTERED}, retry: { attempts: 6 }`))).toEqual(['HTTPRoute api 6 undefined']);
});

test.each([
  ['backendRequest', 'backendRequest: 2s', 'undefined'],
  ['both', 'request: 9s, backendRequest: 2s', '9s'],
  ['request', 'request: 9s', '9s'],
])('the retry of a route has the %s time-out', (_, timeouts, total) => {
  const rule = `retry: { codes: [503], backoff: 10ms }, timeouts: { ${timeouts} }`;
  expect(retriesIn(documents(gateway(), route(undefined, rule), entry()))).toEqual([`HTTPRoute api undefined ${total}`]);
});

test.each([['null'], ['often'], ['3']])('a retry of a route that is %s is ignored', (value) => {
  expect(retriesIn(documents(gateway(), route(undefined, `retry: ${value}`), entry()))).toEqual([]);
});

test('malformed fields of the retry of a route are ignored', () => {
  const rule = "retry: { attempts: many, codes: ['503', 504], backoff: 1 }";
  const [use] = retryUses(
    new EgressGraph(
      parseAllDocuments(documents(gateway(), route(undefined, rule), entry())).map((document) => document.toJS() as Manifest),
    ),
  );
  expect(use?.retry).toMatchObject({ statusCodes: [504] });
  expect(use?.retry).not.toHaveProperty('attempts');
});

test('the same retries at two listeners are two uses if the time-outs differ', () => {
  const two = gateway('{ name: http, port: 8080, protocol: HTTP }, { name: other, port: 8081, protocol: HTTP }');
  const short = traffic('timeouts: { request: 1s }', OF_LISTENER, 'short');
  expect(retriesIn(documents(two, route(), entry(), retry(1, 'a'), short))).toEqual([
    'TrafficPolicy a 1 1s',
    'TrafficPolicy a 1 undefined',
  ]);
  expect(retriesIn(documents(two, route(), entry(), retry(1, 'a')))).toEqual(['TrafficPolicy a 1 undefined']);
});

test('TLS that the gateway passes through is not retried', () => {
  const passing = gateway('{ name: tls, port: 8443, protocol: TLS, tls: { mode: Passthrough } }');
  const yaml = documents(passing, route(undefined, '', 'TLSRoute'), entry(), retry(1, 'of-gateway', OF_GATEWAY));
  expect(retriesIn(yaml)).toEqual([]);
});
