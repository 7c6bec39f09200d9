import { duplicates, oncePer } from '../../lib/core/group-by';

test('a key of more than one place is told with its places in order, a key of one is not', () => {
  const keyed = [
    ['api.example.com', 'egress/b'],
    ['other.example.com', 'egress/c'],
    ['api.example.com', 'egress/a'],
  ] as const;
  expect(duplicates(keyed)).toEqual([['api.example.com', ['egress/a', 'egress/b']]]);
});

test('nothing repeats in nothing', () => {
  expect(duplicates([])).toEqual([]);
});

test('of several items with one key only the first is reported, in the order of the items', () => {
  const items = ['b1', 'a1', 'b2', 'c1', 'a2'];
  expect([...oncePer(items, (item) => item[0])]).toEqual(['b1', 'a1', 'c1']);
});

test('two objects that look alike are two keys', () => {
  const items = [{ name: 'a' }, { name: 'a' }];
  expect([...oncePer(items, (item) => item)]).toEqual(items);
});
