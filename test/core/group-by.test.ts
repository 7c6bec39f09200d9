import { duplicates } from '../../lib/core/group-by';

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
