import { lazy, memoize, memoizePerObject } from '../../lib/core/memo';

test('a lazy value is created once, when it is first needed', () => {
  const make = jest.fn(() => ['table']);
  const table = lazy(make);
  expect(make).not.toHaveBeenCalled();
  expect(table()).toBe(table());
  expect(make).toHaveBeenCalledTimes(1);
});

test('the result for a text is created once, until there are too many', () => {
  const made: string[] = [];
  const length = memoize((text) => made.push(text) && text.length, 2);
  expect(['a', 'bb', 'a', 'bb'].map(length)).toEqual([1, 2, 1, 2]);
  expect(made).toEqual(['a', 'bb']);
  expect(['ccc', 'a'].map(length)).toEqual([3, 1]);
  expect(made).toEqual(['a', 'bb', 'ccc', 'a']);
});

test('each object has its own result, which is created once', () => {
  const names = memoizePerObject(({ name }: { readonly name: string }) => [name]);
  const [one, other] = [{ name: 'a' }, { name: 'a' }];
  expect(names(one)).toEqual(['a']);
  expect(names(one)).toBe(names(one));
  expect(names(other)).not.toBe(names(one));
});
