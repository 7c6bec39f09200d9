import { BASE, judge } from './situation';

test('what the constructs make of one host has no findings', () => {
  expect(judge([BASE])).toEqual([]);
});
