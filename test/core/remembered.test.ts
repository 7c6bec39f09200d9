import { remembered } from '../../lib/core/remembered';

test('what a text gives is made once, until there are too many', () => {
  const made: string[] = [];
  const length = remembered((text) => made.push(text) && text.length, 2);
  expect(['a', 'bb', 'a', 'bb'].map(length)).toEqual([1, 2, 1, 2]);
  expect(made).toEqual(['a', 'bb']);
  expect(['ccc', 'a'].map(length)).toEqual([3, 1]);
  expect(made).toEqual(['a', 'bb', 'ccc', 'a']);
});
