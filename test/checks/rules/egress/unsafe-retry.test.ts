import { unsafeRetry } from '../../../../lib/checks/rules/egress/unsafe-retry';
import { objections } from '../objections';
import { documents, ENTRY, entry, gateway, route, traffic, wayOut } from '../way-out';

const WIDE = 'retry: { retryOn: [connect-failure, reset], statusCodes: [503] }';

test.each([
  ['safe conditions', 'retry: { retryOn: [connect-failure, refused-stream, reset-before-request] }', ''],
  ['reads only', WIDE, 'matches: [{ method: GET }, { method: HEAD }, { method: OPTIONS }]'],
  ['no retries', 'retry: { attempts: 0, retryOn: [reset] }', ''],
])('%s are not reported', (_, policy, rule) => {
  expect(objections(unsafeRetry, wayOut(policy, rule))).toEqual([]);
});

test.each([
  ['any method', WIDE, '', 'retryOn: ["reset"]'],
  ['a path of any method', WIDE, 'matches: [{ method: GET }, { path: { value: /v1 } }]', 'retryOn: ["reset"]'],
  ['a write', 'retry: { statusCodes: [503] }', 'matches: [{ method: POST }]', 'statusCodes: [503]'],
  ['all errors', 'retry: { retryOn: [5xx, gateway-error] }', '', 'retryOn: ["5xx","gateway-error"]'],
])('a retry of %s is reported', (_, policy, rule, objection) => {
  expect(objections(unsafeRetry, wayOut(policy, rule))).toEqual([`TrafficPolicy egress/api spec.retry.${objection}`]);
});

test.each([
  ['decided', 1],
  ['other', 0],
])('a policy that targets the rule %s applies to that rule only', (sectionName, count) => {
  const target = `{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api, sectionName: ${sectionName} }`;
  const yaml = documents(gateway(), route(), entry(), traffic(WIDE, target));
  expect(objections(unsafeRetry, yaml)).toHaveLength(count);
});

test('every gRPC call counts as a write', () => {
  const yaml = [gateway(), route(ENTRY, '', 'GRPCRoute'), entry()];
  const policy = traffic('retry: { retryOn: [unavailable] }', '{ group: gateway.networking.k8s.io, kind: GRPCRoute, name: api }');
  expect(objections(unsafeRetry, documents(...yaml, policy))).toHaveLength(1);
});

test('the retry of an HTTPRoute is reported, because kgateway sets the conditions; one of reads is not', () => {
  const retried = (rule: string) => documents(gateway(), route(ENTRY, `retry: { codes: [503] }${rule}`), entry());
  expect(objections(unsafeRetry, retried(''))).toEqual([
    'HTTPRoute egress/api spec.rules[0].retry: ["cancelled","retriable-headers","unavailable","reset"]',
  ]);
  expect(objections(unsafeRetry, retried(', matches: [{ method: GET }]'))).toEqual([]);
});
