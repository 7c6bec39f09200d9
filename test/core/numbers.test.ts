import { isCount, isPort } from '../../lib/core/numbers';

test.each([1, 80, 443, 65_535])('%d is a port', (port) => {
  expect(isPort(port)).toBe(true);
});

test.each([0, -1, 65_536, 70_000, 80.5, Number.NaN, Number.POSITIVE_INFINITY, '80', undefined, null])(
  '%p is not a port',
  (port) => {
    expect(isPort(port)).toBe(false);
  },
);

test('a count is an integer within its limits, and fits into the 32 bits of Kubernetes', () => {
  expect(isCount(0, 0)).toBe(true);
  expect(isCount(0, 1)).toBe(false);
  expect(isCount(101, 0, 100)).toBe(false);
  expect(isCount(2 ** 31 - 1, 1)).toBe(true);
  expect(isCount(2 ** 31, 1)).toBe(false);
  expect(isCount(1.5, 1)).toBe(false);
});
