import type { ResilienceProps, RetryCondition } from '../../../lib';
import { resilienceChecks } from '../../../lib/constructs/host/resilience-checks';
import { findings, type Told, told, untested } from '../../findings';
import { egress, exit, host } from '../../kit';

const FORMAT = "a duration such as '10s', '250ms' or '1m30s' (h, m, s, ms; no fractions), more than nothing";
const CONDITIONS =
  '5xx, gateway-error, reset, reset-before-request, connect-failure, envoy-ratelimited, retriable-4xx, refused-stream, ' +
  'retriable-status-codes, http3-post-connect-failure, cancelled, deadline-exceeded, internal, resource-exhausted, unavailable';

const timeout = (got: string): Told => ({
  rule: 'input/timeout',
  path: 'timeout',
  got,
  allowed: `${FORMAT}; or 'none' for streams without a limit`,
  fix: 'correct it, or leave it out for 15s',
});
const perTry = (got: string, allowed = FORMAT, fix = 'correct it, or leave it out'): Told => ({
  rule: 'input/timeout',
  path: 'perTryTimeout',
  got,
  allowed,
  fix,
});
const notLess = (got: string, total: string) =>
  perTry(got, `less than timeout, ${total}`, 'lower perTryTimeout, or raise timeout');
const endless = (mode: string) =>
  perTry(
    'nothing',
    `a duration beside retryOn '${mode}': a try that never times out is never retried`,
    "set perTryTimeout, or take retryOn 'safe'",
  );
const retryOn = (field: string, got: string, allowed: string, fix: string): Told => ({
  rule: 'input/retry-on',
  path: `retryOn${field}`,
  got,
  allowed,
  fix,
});
const budget = (got: string, allowed: string): Told => ({
  rule: 'egress/retry-budget',
  path: 'timeout',
  got,
  allowed,
  fix: 'raise timeout, or lower perTryTimeout or retries',
});
const concurrent = (got: string): Told => ({
  rule: 'input/max-concurrent-retries',
  path: 'maxConcurrentRetries',
  got,
  allowed: 'a whole number of at least 1',
  fix: 'correct it, or leave it out for 1024',
});

const count = (got: string): Told => ({
  rule: 'input/retries',
  path: 'retries',
  got,
  allowed: 'a whole number from 0 to 100',
  fix: 'correct it, or leave it out for 2',
});
const beside = (props: string): Told => ({
  rule: 'input/retries',
  path: 'retries',
  got: `0, and ${props}`,
  allowed: 'nothing about retries beside retries: 0',
  fix: 'leave the other props out, or raise retries',
});

const rows: readonly [ResilienceProps, ...Told[]][] = [
  [{ timeout: '15' }, timeout('15')],
  [{ timeout: '1.5s' }, timeout('1.5s')],
  [{ timeout: '0s' }, timeout('0s')],
  [{ timeout: '-1s' }, timeout('-1s')],
  [{ timeout: '1d' }, timeout('1d')],
  [{ timeout: '' }, timeout("''")],
  [{ timeout: 'None' }, timeout('None')],
  [{ perTryTimeout: '10 s' }, perTry('10 s')],
  [{ perTryTimeout: '0ms' }, perTry('0ms')],
  [{ perTryTimeout: 'none' }, perTry('none')],
  [{ perTryTimeout: '10s', timeout: '10s', retries: 0 }, notLess('10s', '10s'), beside('perTryTimeout')],
  [{ perTryTimeout: '1m', timeout: '59s', retries: 0 }, notLess('1m', '59s'), beside('perTryTimeout')],
  [{ retries: -1 }, count('-1')],
  [{ retries: 1.5 }, count('1.5')],
  [{ retries: 101 }, count('101')],
  [{ retries: Number.NaN }, count('NaN')],
  [{ retries: 2 ** 40, perTryTimeout: '1ms', timeout: 'none' }, count('1099511627776')],
  [{ retries: 0, retryOn: 'safe', maxConcurrentRetries: 5 }, beside('retryOn, maxConcurrentRetries')],
  [{ retryOn: 'wide' }, endless('wide')],
  [{ retryOn: 'wide-for-reads', timeout: 'none' }, endless('wide-for-reads')],
  [
    { retryOn: 'always' as 'wide' },
    retryOn('', 'always', 'safe, wide-for-reads, wide, or { conditions, statusCodes }', 'correct it, or leave it out for safe'),
  ],
  [
    { retryOn: { conditions: ['reset', 'timeout' as RetryCondition] } },
    retryOn('.conditions', '["timeout"]', CONDITIONS, 'correct the condition'),
  ],
  [
    { retryOn: { conditions: [], statusCodes: [503, 504] } },
    {
      rule: 'egress/retry-never-fires',
      path: 'retryOn.conditions',
      got: 'none, with statusCodes [503,504]',
      allowed: 'at least one condition: status codes never match the 503 and 504 that Envoy makes itself',
      fix: "take retryOn 'safe', 'wide-for-reads' or 'wide'",
    },
  ],
  [
    { retryOn: { conditions: ['reset'], statusCodes: [200, 503, 600, 503.5] } },
    retryOn('.statusCodes', '[200,600,503.5]', 'whole numbers from 400 to 599', 'correct the status code'),
  ],
  // The example of the architecture page, and the tutorial's own numbers.
  [{ retries: 3, perTryTimeout: '10s', timeout: '30s' }, budget('30s', 'at least 40.175s for 4 tries of 10s and the pauses')],
  [
    { retries: 1, perTryTimeout: '400ms', timeout: '824ms' },
    budget('824ms', 'at least 825ms for 2 tries of 400ms and the pauses'),
  ],
  [{ perTryTimeout: '6s' }, budget('15s', 'at least 18.075s for 3 tries of 6s and the pauses')],
  [{ maxConcurrentRetries: 0 }, concurrent('0')],
  [{ maxConcurrentRetries: 2.5 }, concurrent('2.5')],
];

test.each(rows)('refuses %j', (given, ...expected) => {
  const { app, chart } = egress();
  host(chart, exit(chart), given);
  expect(told(findings(app))).toEqual(expected);
});

const onOldPlatform: readonly [ResilienceProps, ...Told[]][] = [
  [
    { maxConcurrentRetries: 50, retries: 0 },
    beside('maxConcurrentRetries'),
    {
      rule: 'input/platform-feature',
      path: 'maxConcurrentRetries',
      got: '50',
      allowed: 'nothing on this version of kgateway, where at most 3 retries per host run at once',
      fix: "target kgateway 2.3 or later, take destination 'Backend' on 2.2, or leave it out",
    },
  ],
  [
    {},
    {
      rule: 'egress/retry-limit',
      path: 'retries',
      got: '2',
      allowed: '0 on this version of kgateway, where of many failing requests at most 3 per host are retried at once',
      fix: "target kgateway 2.3 or later, take destination 'Backend' on 2.2, or set retries: 0",
    },
  ],
];

describe('on kgateway 2.2', () => {
  test.each(onOldPlatform)('refuses %j', (given, ...expected) => {
    const { app, chart } = egress({ platform: { kgateway: '2.2' } });
    host(chart, exit(chart), given);
    expect(told(findings(app))).toEqual(expected);
  });

  test.each([
    ['no retries', { retries: 0 }],
    ['a Backend, whose limit can be raised', { destination: 'Backend' }],
  ] as const)('takes %s', (_, given) => {
    const { app, chart } = egress({ platform: { kgateway: '2.2' } });
    host(chart, exit(chart), given);
    expect(findings(app)).toEqual([]);
  });
});

test('every check is tested', () => {
  expect(
    untested(
      resilienceChecks,
      [...rows, ...onOldPlatform].flatMap(([, ...expected]) => expected),
    ),
  ).toEqual([]);
});

test.each<ResilienceProps>([
  { retries: 3, perTryTimeout: '10s', timeout: '40175ms' }, // the budget, to the millisecond
  { retries: 0 },
  { retries: 100 },
  { retries: 3, timeout: 'none', perTryTimeout: '1h' },
  { timeout: '1h30m', perTryTimeout: '20m' },
  { retryOn: 'wide', perTryTimeout: '4s' },
  { retryOn: { conditions: ['5xx'], statusCodes: [400, 599] } },
])('takes %j', (given) => {
  const { app, chart } = egress();
  host(chart, exit(chart), given);
  expect(findings(app)).toEqual([]);
});
