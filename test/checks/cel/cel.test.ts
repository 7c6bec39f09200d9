import { cel } from '../../../lib/checks/cel/cel';

test.each([
  ['30s', 30_000_000_000],
  ['1h1m1s1ms1us1ns', 3_661_001_001_001],
  ['1.5h', 5_400_000_000_000],
  ['.5s', 500_000_000],
  ['1.s', 1_000_000_000],
  ['0', 0],
  ['-0', 0],
  ['+3\u00b5s', 3000],
  ['3\u03bcs', 3000],
  ['-1ns', -1],
  ['9007199254740993ns', 9007199254740993n],
  ['9223372036854775807ns', 9223372036854775807n],
  ['-9223372036854775808ns', -9223372036854775808n],
  ['9223372036854775808ns', undefined],
  ['0.000000001999999999999999999s', 2],
  ['', undefined],
  ['1', undefined],
  ['s', undefined],
  ['.s', undefined],
  ['1d', undefined],
  ['1s ', undefined],
  ['--1s', undefined],
  ['1constructors', undefined],
])('duration %j is %s nanoseconds', (text, nanoseconds) => {
  expect(cel.duration(text)).toBe(nanoseconds);
});

test.each([
  ['1Ki', '1024', 0],
  ['1.5Gi', '1610612736', 0],
  ['100m', '0.1', 0],
  ['1e3', '1k', 0],
  ['1E', '1e18', 0],
  ['-1', '0', -1],
  ['-2', '-1', -1],
  ['-1e999999', '-1', -1],
  ['0.0000000001', '1n', 0],
  ['1e-999999999', '1n', 0],
  ['9Ei', '9223372036854775807', 0],
  ['1e4294967296', '1', 0],
  ['123456789012345678901234567890', '123456789012345678901234567891', -1],
  ['Ki', '0', 0],
  ['', '1', undefined],
  ['1KiB', '1', undefined],
  ['1 Gi', '1', undefined],
  ['1e', '1', undefined],
  ['1toString', '1', undefined],
  ['Pi', '1', undefined],
])('quantity %j against %j: %s', (left, right, order) => {
  expect(cel.compareQuantity(cel.quantity(left), cel.quantity(right))).toBe(order);
});

test.each([
  ['1_000', 1000],
  ['1e400', undefined],
  ['-Inf', -Infinity],
  ['nan', Number.NaN],
  ['.', undefined],
  ['', undefined],
])('double(%j) is %s', (text, number) => expect(cel.double(text)).toBe(number));

test.each([
  ['::1', true],
  ['1:2:3:4:5:6:7::', true],
  ['1::2::3', false],
  ['::ffff:102:304', false],
  ['0:0:0:0:0:FFFF:1.2.3.4', false],
  ['::1.2.3.4', true],
  ['::ffff:0:0:1', true],
  ['1.2.3', false],
  ['api.example.com', false],
])('isIP(%j) is %s', (text, answer) => expect(cel.isIP(text)).toBe(answer));

test('an overflow of 64 bits is an error, a sum beyond 2^53 is exact', () => {
  expect(cel.add(9223372036854775807n, 1)).toBeUndefined();
  expect(cel.add(Number.MAX_SAFE_INTEGER, 2)).toBe(9007199254740993n);
});
