import { merged } from '../../lib/core/draft';

test('of two records, the other one wins, and none is changed', () => {
  const one = Object.freeze({ a: '1', b: '1' });
  const other = Object.freeze({ b: '2', c: '2' });
  expect(merged(one, other)).toEqual({ a: '1', b: '2', c: '2' });
});

test('an empty one is left out', () => {
  const one = { a: '1' };
  expect(merged(one, {})).toBe(one);
  expect(merged({}, one)).toBe(one);
});
