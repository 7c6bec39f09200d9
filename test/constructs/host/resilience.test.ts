import { Resilience } from '../../../lib/constructs/host/resilience';

test('by default, a request may take 15s and is retried twice if the host cannot have processed it', () => {
  expect(new Resilience({}).forAll).toEqual({
    retry: { attempts: 2, retryOn: ['connect-failure', 'refused-stream', 'reset-before-request'] },
    timeouts: { request: '15s' },
  });
});

test('safe never retries a request that the host may have read', () => {
  const sent = new Resilience({ retryOn: 'safe' }).conditions;
  for (const condition of ['reset', '5xx', 'gateway-error', 'retriable-status-codes'])
    expect(sent.conditions).not.toContain(condition);
  expect(sent.statusCodes).toEqual([]);
});

test('wide also retries timeouts: Envoy resets a try that times out, and its own 504 never matches', () => {
  expect(new Resilience({ retryOn: 'wide', perTryTimeout: '4s' }).forAll?.retry).toEqual({
    attempts: 2,
    perTryTimeout: '4s',
    retryOn: ['connect-failure', 'refused-stream', 'reset'],
    statusCodes: [503, 504],
  });
});

test('wide-for-reads is wide for reads, and safe for all other methods', () => {
  const both = new Resilience({ retryOn: 'wide-for-reads', perTryTimeout: '4s' });
  expect(both.forReads).toEqual(new Resilience({ retryOn: 'wide', perTryTimeout: '4s' }).forAll);
  expect(both.forAll).toEqual(new Resilience({ retryOn: 'safe', perTryTimeout: '4s' }).forAll);
});

test('specified conditions are not changed', () => {
  const retryOn = { conditions: ['retriable-4xx'], statusCodes: [429] } as const;
  expect(new Resilience({ retryOn }).forAll?.retry).toEqual({ attempts: 2, retryOn: ['retriable-4xx'], statusCodes: [429] });
});

test('without retries, no field for retries is set', () => {
  const once = new Resilience({ retries: 0, retryOn: 'wide-for-reads' });
  expect(once.forAll).toEqual({ timeouts: { request: '15s' } });
  expect(once.forReads).toBeUndefined();
});

test('a stream has no time limit, which the route specifies instead of the policy', () => {
  const stream = new Resilience({ timeout: 'none', perTryTimeout: '1h' });
  expect(stream.forAll).not.toHaveProperty('timeouts');
  expect(stream.routeTimeouts).toEqual({ request: '0s' });
  expect(new Resilience({ timeout: '10s' }).routeTimeouts).toBeUndefined();
});

test('a stream without retries needs no policy', () => {
  expect(new Resilience({ timeout: 'none', retries: 0 }).forAll).toBeUndefined();
});

test.each([
  ['no tries of known length', {}, 0],
  ['one try', { retries: 0, perTryTimeout: '1s' }, 1000],
  ['a pause of 25ms between two', { retries: 1, perTryTimeout: '1s' }, 2025],
  ['pauses that double', { retries: 3, perTryTimeout: '10s' }, 40_175],
  ['pauses that stop growing at 250ms', { retries: 6, perTryTimeout: '1s' }, 7000 + 25 + 50 + 100 + 200 + 250 + 250],
])('the budget includes %s', (_, props, millis) => {
  expect(new Resilience(props).budget).toBe(millis);
});

describe('a host that gets plaintext, whose refused connections ztunnel hides', () => {
  test('is not retried by default', () => {
    expect(new Resilience({}, true).forAll).toEqual({ timeouts: { request: '15s' } });
  });

  test('is retried as specified', () => {
    const wide = { retryOn: 'wide', perTryTimeout: '4s' } as const;
    expect(new Resilience(wide, true).forAll).toEqual(new Resilience(wide).forAll);
    expect(new Resilience({ retries: 1 }, true).forAll).toEqual(new Resilience({ retries: 1 }).forAll);
  });

  test('has retries for reads only, with wide-for-reads', () => {
    const reads = { retryOn: 'wide-for-reads', perTryTimeout: '4s' } as const;
    expect(new Resilience(reads, true).forReads).toEqual(new Resilience(reads).forReads);
    expect(new Resilience(reads, true).forAll).toEqual({ timeouts: { request: '15s' } });
  });
});
