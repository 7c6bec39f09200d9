import { showMillis, toMillis } from '../../lib/core/duration';

test.each([
  ['0s', 0],
  ['250ms', 250],
  ['10s', 10_000],
  ['1m', 60_000],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['1h2m3s4ms', 3_723_004],
  ['30s1m', 90_000],
  ['99999ms', 99_999],
])('%s is %d ms', (text, millis) => {
  expect(toMillis(text)).toBe(millis);
});

test.each([
  ...['', ' ', '10', 's', '10 s', '10S', '1.5s', '-1s', '+1s', '1d', '1us', '10s\n', '100000s', '1s1s1s1s1s', 'none', '1m30'],
  ...[undefined, null, 10],
])('%j is not a duration', (text) => {
  expect(toMillis(text as string)).toBeUndefined();
});

test.each([
  [0, '0ms'],
  [999, '999ms'],
  [1000, '1s'],
  [40_175, '40.175s'],
  [90_000, '90s'],
])('%d ms is printed as %s', (millis, text) => {
  expect(showMillis(millis)).toBe(text);
});
