import { retryBudget } from '../../../../lib/checks/rules/egress/retry-budget';
import { objections } from '../objections';
import { documents, ENTRY, entry, gateway, OF_GATEWAY, route, traffic, wayOut } from '../way-out';

const retry = (rest: string) => `retry: { retryOn: [reset], ${rest} }`;

test.each([
  ['enough for all tries', `${retry('attempts: 3, perTryTimeout: 10s')}, timeouts: { request: 41s }`, ''],
  ['no limit on the route', retry('attempts: 3, perTryTimeout: 10s'), 'timeouts: { request: 0s }'],
  ['no limit on a try', `${retry('attempts: 3')}, timeouts: { request: 1s }`, ''],
  ['no retries', `${retry('attempts: 0, perTryTimeout: 10s')}, timeouts: { request: 11s }`, ''],
  ['the default of 15s', retry('attempts: 2, perTryTimeout: 4s'), ''],
  ['no retry policy', 'timeouts: { request: 1s }', ''],
])('a request with %s is not reported', (_, policy, rule) => {
  expect(objections(retryBudget, wayOut(policy, rule))).toEqual([]);
});

test.each([
  [
    'the timeout of the policy',
    `${retry('attempts: 3, perTryTimeout: 10s')}, timeouts: { request: 30s }`,
    '',
    'spec.timeouts.request: 30s',
  ],
  [
    'the timeout of the policy, because of the pauses',
    `${retry('attempts: 3, perTryTimeout: 10s')}, timeouts: { request: 40s }`,
    '',
    'spec.timeouts.request: 40s',
  ],
  [
    'the timeout of the policy, because of longer pauses',
    `${retry('perTryTimeout: 1s, backoffBaseInterval: 1s')}, timeouts: { request: 2500ms }`,
    '',
    'spec.timeouts.request: 2500ms',
  ],
  [
    'the timeout of the route',
    retry('attempts: 3, perTryTimeout: 1s'),
    'timeouts: { request: 2s }',
    'spec.retry.perTryTimeout: 1s',
  ],
  ['the default timeout', retry('attempts: 3, perTryTimeout: 4s'), '', 'spec.retry.perTryTimeout: 4s'],
])('tries that exceed %s are reported', (_, policy, rule, objection) => {
  expect(objections(retryBudget, wayOut(policy, rule))).toEqual([`TrafficPolicy egress/api ${objection}`]);
});

test('a policy is reported once, even if its rules have different timeouts', () => {
  const again = route(undefined, 'timeouts: { request: 2s }').replace('metadata: { name: api', 'metadata: { name: other');
  const policy = traffic(retry('attempts: 3, perTryTimeout: 4s'), OF_GATEWAY, 'of-gateway');
  const yaml = documents(gateway(), route(), again, entry(), policy);
  expect(objections(retryBudget, yaml)).toEqual(['TrafficPolicy egress/of-gateway spec.retry.perTryTimeout: 4s']);
});

test('timeouts and retries of several policies are merged, the most specific first', () => {
  const policies = [
    traffic(retry('attempts: 3, perTryTimeout: 4s'), OF_GATEWAY, 'of-gateway'),
    traffic('timeouts: { request: 1m }', undefined, 'of-route'),
  ];
  const yaml = documents(gateway(), route(), entry(), ...policies);
  expect(objections(retryBudget, yaml)).toEqual([]);
  const ofRule = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api, sectionName: decided }';
  const short = traffic('timeouts: { request: 5s }', ofRule, 'of-rule');
  expect(objections(retryBudget, documents(yaml, short))).toEqual([
    'TrafficPolicy egress/of-gateway spec.retry.perTryTimeout: 4s',
  ]);
});

test('a policy on a route inside the cluster is not reported', () => {
  const inside = route('{ kind: Service, name: api, port: 80 }');
  const policy = traffic(`${retry('attempts: 3, perTryTimeout: 10s')}, timeouts: { request: 30s }`);
  expect(objections(retryBudget, documents(gateway(), inside, policy))).toEqual([]);
});

test('each rule of an HTTPRoute with retry is reported', () => {
  const rule = (times: string) => `{ backendRefs: [${ENTRY}], retry: { attempts: 3 }, timeouts: { ${times} } }`;
  const rules = [rule('backendRequest: 5s'), rule('request: 6s, backendRequest: 2s'), rule('request: 60s, backendRequest: 5s')];
  const yaml = documents(gateway(), route().replace(/rules: .*/, `rules: [${rules.join(', ')}]`), entry());
  expect(objections(retryBudget, yaml)).toEqual([
    'HTTPRoute egress/api spec.rules[0].timeouts.backendRequest: 5s',
    'HTTPRoute egress/api spec.rules[1].timeouts.request: 6s',
  ]);
});
