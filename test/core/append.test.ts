import { append } from '../../lib/core/append';

test('a list begins with its first item, and grows in place', () => {
  const list = append(undefined, 'first');
  expect(append(list, 'second')).toBe(list);
  expect(list).toEqual(['first', 'second']);
});
