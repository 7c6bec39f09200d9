import { duplicates, oncePer } from '../../lib/core/group-by';

test('a repeated key is reported with its places in order, a unique key is not', () => {
  const keyed = [
    ['api.example.com', 'egress/b'],
    ['other.example.com', 'egress/c'],
    ['api.example.com', 'egress/a'],
  ] as const;
  expect(duplicates(keyed)).toEqual([['api.example.com', ['egress/a', 'egress/b']]]);
});

test('an empty list has no repeated key', () => {
  expect(duplicates([])).toEqual([]);
});

test('of several items with the same key only the first is reported, in the order of the items', () => {
  const items = ['b1', 'a1', 'b2', 'c1', 'a2'];
  expect([...oncePer(items, (item) => item[0])]).toEqual(['b1', 'a1', 'c1']);
});

test('two equal objects are two keys', () => {
  const items = [{ name: 'a' }, { name: 'a' }];
  expect([...oncePer(items, (item) => item)]).toEqual(items);
});
