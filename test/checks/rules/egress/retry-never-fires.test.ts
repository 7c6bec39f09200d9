import { retryNeverFires } from '../../../../lib/checks/rules/egress/retry-never-fires';
import { objections } from '../objections';
import { documents, ENTRY, entry, gateway, route, spec, traffic, wayOut } from '../way-out';

test.each([
  'retryOn: [connect-failure]',
  'retryOn: [connect-failure], statusCodes: [503, 504]',
  'statusCodes: [429]',
  'attempts: 1, retryOn: [5xx]',
])('requests are retried with { %s }', (retry) => {
  expect(objections(retryNeverFires, wayOut(`retry: { ${retry} }`))).toEqual([]);
});

test.each([
  ['attempts: 3, perTryTimeout: 10s, statusCodes: [503, 504]', 'statusCodes: [503,504]'],
  ['retryOn: [retriable-status-codes], statusCodes: [503]', 'statusCodes: [503]'],
  ['retryOn: [refused-stream], statusCodes: [504]', 'statusCodes: [504]'],
  ['attempts: 0, retryOn: [reset]', 'attempts: 0'],
  ['retryOn: [retriable-status-codes]', 'retryOn: ["retriable-status-codes"]'],
  ['retryOn: [deadline-exceeded, refused-stream]', 'retryOn: ["deadline-exceeded","refused-stream"]'],
])('a retry without effect is reported: { %s }', (retry, objection) => {
  expect(objections(retryNeverFires, wayOut(`retry: { ${retry} }`))).toEqual([
    `TrafficPolicy egress/api spec.retry.${objection}`,
  ]);
});

test('conditions of gRPC are accepted for gRPC upstreams and for unknown upstreams', () => {
  const policy = traffic('retry: { retryOn: [unavailable] }');
  const grpc = entry(spec('{ number: 443, name: grpc, protocol: GRPC }'));
  expect(objections(retryNeverFires, documents(gateway(), route(), grpc, policy))).toEqual([]);
  expect(objections(retryNeverFires, documents(gateway(), route(ENTRY), policy))).toEqual([]);
});

test('of the retry of an HTTPRoute, only 0 attempts are reported: kgateway adds conditions to the codes', () => {
  const retried = (retry: string) => documents(gateway(), route(ENTRY, `retry: { ${retry} }`), entry());
  expect(objections(retryNeverFires, retried('attempts: 0'))).toEqual(['HTTPRoute egress/api spec.rules[0].retry.attempts: 0']);
  expect(objections(retryNeverFires, retried('codes: [503, 504]'))).toEqual([]);
});
