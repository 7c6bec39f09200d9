import { timeOutNotRetried } from '../../../../lib/checks/rules/egress/time-out-not-retried';
import { objections } from '../objections';
import { wayOut } from '../way-out';

const told = (retry: string) => objections(timeOutNotRetried, wayOut(`retry: { ${retry} }`));

test.each([
  ['time-outs are retried', 'perTryTimeout: 1s, retryOn: [reset], statusCodes: [503, 504]'],
  ['time-outs are retried as errors', 'perTryTimeout: 1s, retryOn: [gateway-error]'],
  ['nothing is retried that the upstream may have read', 'perTryTimeout: 1s, retryOn: [connect-failure, reset-before-request]'],
  ['tries have no time-out', 'retryOn: [connect-failure], statusCodes: [504]'],
  ['nothing fires at all, which another rule tells', 'perTryTimeout: 1s, statusCodes: [503, 504]'],
])('it is fine when %s', (_, retry) => {
  expect(told(retry)).toEqual([]);
});

test.each([
  'perTryTimeout: 1s, retryOn: [connect-failure], statusCodes: [503, 504]',
  'perTryTimeout: 1s, retryOn: [connect-failure, retriable-4xx]',
  'perTryTimeout: 1s, statusCodes: [429]',
])('it is told when answers are retried and time-outs are not: { %s }', (retry) => {
  expect(told(retry)).toEqual(['TrafficPolicy egress/api spec.retry.perTryTimeout: 1s']);
});
