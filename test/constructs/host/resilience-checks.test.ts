import { type PlatformVersions, type ResilienceProps, type RetryCondition, Tls } from '../../../lib';
import { resilienceChecks } from '../../../lib/constructs/host/resilience-checks';
import { asRows, findings, refusals, untested } from '../../findings';
import { egress, exit, host } from '../../kit';

const timeouts = asRows<ResilienceProps>([
  { timeout: '15' },
  { timeout: '1.5s' },
  { timeout: '0s' },
  { timeout: '-1s' },
  { timeout: '1d' },
  { timeout: '' },
  { timeout: 'None' },
  { perTryTimeout: '10 s' },
  { perTryTimeout: '0ms' },
  { perTryTimeout: 'none' },
  { perTryTimeout: '10s', timeout: '10s', retries: 0 },
  { perTryTimeout: '1m', timeout: '59s', retries: 0 },
  { retryOn: 'wide' },
  { retryOn: 'wide-for-reads', timeout: 'none' },
  // The example of the architecture page, and the tutorial's own numbers.
  { retries: 3, perTryTimeout: '10s', timeout: '30s' },
  { retries: 1, perTryTimeout: '400ms', timeout: '824ms' },
  { perTryTimeout: '6s' },
]);
const retries = asRows<ResilienceProps>([
  { retries: -1 },
  { retries: 1.5 },
  { retries: 101 },
  { retries: Number.NaN },
  { retries: 2 ** 40, perTryTimeout: '1ms', timeout: 'none' },
  { retries: 0, retryOn: 'safe', maxConcurrentRetries: 5 },
  { retryOn: 'always' as 'wide' },
  { retryOn: { conditions: ['reset', 'timeout' as RetryCondition] } },
  { retryOn: { conditions: [], statusCodes: [503, 504] } },
  { retryOn: { conditions: ['reset'], statusCodes: [200, 503, 600, 503.5] } },
  { maxConcurrentRetries: 0 },
  { maxConcurrentRetries: 2.5 },
]);
const onOldPlatform = asRows<ResilienceProps>([{ maxConcurrentRetries: 50, retries: 0 }, {}]);

const inPlaintext = asRows<ResilienceProps>([
  { retries: 2 },
  { retryOn: 'safe' },
  { perTryTimeout: '4s' },
  { retryOn: { conditions: ['connect-failure', 'reset-before-request'] } },
]);

const refusePlaintext = (given: ResilienceProps) => {
  const { app, chart } = egress({ severities: { 'egress/idle-retry': 'error' } });
  host(chart, exit(chart), { tls: Tls.none(), host: 'model.corp.internal', port: 8000, addresses: ['10.1.2.3'], ...given });
  return findings(app);
};
const refuseOn = (platform: PlatformVersions) => (given: ResilienceProps) => {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart), given);
  return findings(app);
};
const [refuse, refuseOnOld] = [refuseOn({}), refuseOn({ kgateway: '2.2' })];

test('reports timeouts that are invalid, or too short for the tries', () => {
  expect(refusals(timeouts, refuse)).toMatchInlineSnapshot(`
"input/timeout  timeout
  allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), greater than 0; or 'none' for requests without a time limit
  fix: correct the duration, or remove timeout for 15s
  - { timeout: '15' }: got 15
  - { timeout: '1.5s' }: got 1.5s
  - { timeout: '0s' }: got 0s
  - { timeout: '-1s' }: got -1s
  - { timeout: '1d' }: got 1d
  - { timeout: '' }: got ''
  - { timeout: 'None' }: got None
input/timeout  perTryTimeout
  allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), greater than 0
  fix: correct the duration, or remove perTryTimeout
  - { perTryTimeout: '10 s' }: got 10 s
  - { perTryTimeout: '0ms' }: got 0ms
  - { perTryTimeout: 'none' }: got none
input/timeout  perTryTimeout
  allowed: less than timeout, which is 10s
  fix: lower perTryTimeout, or raise timeout
  - { perTryTimeout: '10s', timeout: '10s', retries: 0 }: got 10s
input/retries  retries
  allowed: no other retry properties with retries: 0
  fix: remove the other properties, or raise retries
  - { perTryTimeout: '10s', timeout: '10s', retries: 0 }: got 0, with perTryTimeout
  - { perTryTimeout: '1m', timeout: '59s', retries: 0 }: got 0, with perTryTimeout
input/timeout  perTryTimeout
  allowed: less than timeout, which is 59s
  fix: lower perTryTimeout, or raise timeout
  - { perTryTimeout: '1m', timeout: '59s', retries: 0 }: got 1m
input/timeout  perTryTimeout
  allowed: a duration, with retryOn 'wide': without a time limit per try, a timeout is never retried
  fix: set perTryTimeout, or set retryOn to 'safe'
  - { retryOn: 'wide' }: got nothing
input/timeout  perTryTimeout
  allowed: a duration, with retryOn 'wide-for-reads': without a time limit per try, a timeout is never retried
  fix: set perTryTimeout, or set retryOn to 'safe'
  - { retryOn: 'wide-for-reads', timeout: 'none' }: got nothing
egress/retry-budget  timeout
  allowed: at least 40.175s, for 4 tries of 10s and the pauses between them
  fix: raise timeout, or lower perTryTimeout or retries
  - { retries: 3, perTryTimeout: '10s', timeout: '30s' }: got 30s
egress/retry-budget  timeout
  allowed: at least 825ms, for 2 tries of 400ms and the pauses between them
  fix: raise timeout, or lower perTryTimeout or retries
  - { retries: 1, perTryTimeout: '400ms', timeout: '824ms' }: got 824ms
egress/retry-budget  timeout
  allowed: at least 18.075s, for 3 tries of 6s and the pauses between them
  fix: raise timeout, or lower perTryTimeout or retries
  - { perTryTimeout: '6s' }: got 15s"
`);
});

test('reports retries that would not have an effect', () => {
  expect(refusals(retries, refuse)).toMatchInlineSnapshot(`
"input/retries  retries
  allowed: a whole number from 0 to 100
  fix: correct the number, or remove retries for 2
  - { retries: -1 }: got -1
  - { retries: 1.5 }: got 1.5
  - { retries: 101 }: got 101
  - { retries: NaN }: got NaN
  - { retries: 1099511627776, perTryTimeout: '1ms', timeout: 'none' }: got 1099511627776
input/retries  retries
  allowed: no other retry properties with retries: 0
  fix: remove the other properties, or raise retries
  - { retries: 0, retryOn: 'safe', maxConcurrentRetries: 5 }: got 0, with retryOn, maxConcurrentRetries
input/retry-on  retryOn
  allowed: safe, wide-for-reads, wide, or { conditions, statusCodes }
  fix: correct the mode, or remove retryOn for 'safe'
  - { retryOn: 'always' }: got always
input/retry-on  retryOn.conditions
  allowed: 5xx, gateway-error, reset, reset-before-request, connect-failure, envoy-ratelimited, retriable-4xx, refused-stream, retriable-status-codes, http3-post-connect-failure, cancelled, deadline-exceeded, internal, resource-exhausted, unavailable
  fix: correct the condition
  - { retryOn: { conditions: [ 'reset', 'timeout' ] } }: got ["timeout"]
egress/retry-never-fires  retryOn.conditions
  allowed: at least one condition: status codes never match the 503 and 504 that Envoy itself sends
  fix: set retryOn to 'safe', 'wide-for-reads' or 'wide'
  - { retryOn: { conditions: [], statusCodes: [ 503, 504 ] } }: got no conditions, with statusCodes [503,504]
input/retry-on  retryOn.statusCodes
  allowed: whole numbers from 400 to 599
  fix: correct the status code
  - { retryOn: { conditions: [ 'reset' ], statusCodes: [ 200, 503, 600, 503.5 ] } }: got [200,600,503.5]
input/max-concurrent-retries  maxConcurrentRetries
  allowed: a whole number of at least 1
  fix: correct the number, or remove maxConcurrentRetries for 1024
  - { maxConcurrentRetries: 0 }: got 0
  - { maxConcurrentRetries: 2.5 }: got 2.5"
`);
});

describe('on kgateway 2.2', () => {
  test('reports retries beyond its limit', () => {
    expect(refusals(onOldPlatform, refuseOnOld)).toMatchInlineSnapshot(`
"input/retries  retries
  allowed: no other retry properties with retries: 0
  fix: remove the other properties, or raise retries
  - { maxConcurrentRetries: 50, retries: 0 }: got 0, with maxConcurrentRetries
input/platform-feature  maxConcurrentRetries
  allowed: no value: on this version of kgateway, at most 3 retries per host run at the same time
  fix: target kgateway 2.3 or later, use destination 'Backend' on 2.2, or remove maxConcurrentRetries
  - { maxConcurrentRetries: 50, retries: 0 }: got 50
egress/retry-limit  retries
  allowed: 0: on this version of kgateway, at most 3 retries per host run at the same time, and other requests are not retried
  fix: target kgateway 2.3 or later, use destination 'Backend' on 2.2, or set retries: 0
  - {}: got 2"
`);
  });

  test.each([
    ['no retries', { retries: 0 }],
    ['a Backend, whose limit can be raised', { destination: 'Backend' }],
  ] as const)('accepts %s', (_, given) => {
    const { app, chart } = egress({ platform: { kgateway: '2.2' } });
    host(chart, exit(chart), given);
    expect(findings(app)).toEqual([]);
  });
});

test('reports retries that have no effect without TLS, unless they are only the default', () => {
  expect(refusals(inPlaintext, refusePlaintext)).toMatchInlineSnapshot(`
"egress/idle-retry  retryOn
  allowed: 'wide-for-reads' or 'wide' for a host without TLS: in ambient, ztunnel accepts every connection, so 'safe' retries nothing
  fix: set retries: 0, use TLS, or set retryOn to 'wide-for-reads' or 'wide'
  - { retries: 2 }: got safe
  - { retryOn: 'safe' }: got safe
  - { perTryTimeout: '4s' }: got safe
  - { retryOn: { conditions: [ 'connect-failure', 'reset-before-request' ] } }: got {"conditions":["connect-failure","reset-before-request"]}"
`);
});

test.each<ResilienceProps>([
  {},
  { retries: 0 },
  { retryOn: 'wide', perTryTimeout: '4s' },
  { retryOn: 'wide-for-reads', perTryTimeout: '4s' },
])('accepts %j without TLS', (given) => {
  expect(refusePlaintext(given)).toEqual([]);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, given] of [...timeouts, ...retries]) refuse(given);
    for (const [, given] of onOldPlatform) refuseOnOld(given);
    for (const [, given] of inPlaintext) refusePlaintext(given);
  };
  expect(untested(resilienceChecks, tried)).toEqual([]);
});

test.each<ResilienceProps>([
  { retries: 3, perTryTimeout: '10s', timeout: '40175ms' }, // the budget, to the millisecond
  { retries: 0 },
  { retries: 100 },
  { retries: 3, timeout: 'none', perTryTimeout: '1h' },
  { timeout: '1h30m', perTryTimeout: '20m' },
  { retryOn: 'wide', perTryTimeout: '4s' },
  { retryOn: { conditions: ['5xx'], statusCodes: [400, 599] } },
])('accepts %j', (given) => {
  const { app, chart } = egress();
  host(chart, exit(chart), given);
  expect(findings(app)).toEqual([]);
});
