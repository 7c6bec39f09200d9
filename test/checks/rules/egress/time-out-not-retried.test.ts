import { timeOutNotRetried } from '../../../../lib/checks/rules/egress/time-out-not-retried';
import { objections } from '../objections';
import { wayOut } from '../way-out';

const reported = (retry: string) => objections(timeOutNotRetried, wayOut(`retry: { ${retry} }`));

test.each([
  ['timeouts are retried', 'perTryTimeout: 1s, retryOn: [reset], statusCodes: [503, 504]'],
  ['timeouts are retried as gateway errors', 'perTryTimeout: 1s, retryOn: [gateway-error]'],
  [
    'only requests that the upstream has not read are retried',
    'perTryTimeout: 1s, retryOn: [connect-failure, reset-before-request]',
  ],
  ['tries have no timeout', 'retryOn: [connect-failure], statusCodes: [504]'],
  ['requests are never retried, which another rule reports', 'perTryTimeout: 1s, statusCodes: [503, 504]'],
])('nothing is reported if %s', (_, retry) => {
  expect(reported(retry)).toEqual([]);
});

test.each([
  'perTryTimeout: 1s, retryOn: [connect-failure], statusCodes: [503, 504]',
  'perTryTimeout: 1s, retryOn: [connect-failure, retriable-4xx]',
  'perTryTimeout: 1s, statusCodes: [429]',
])('retries of responses without retries of timeouts are reported: { %s }', (retry) => {
  expect(reported(retry)).toEqual(['TrafficPolicy egress/api spec.retry.perTryTimeout: 1s']);
});
