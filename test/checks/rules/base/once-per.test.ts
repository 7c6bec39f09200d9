import { oncePer } from '../../../../lib/checks/rules/base/once-per';

test('of several items with one key only the first is reported, in the order of the items', () => {
  const items = ['b1', 'a1', 'b2', 'c1', 'a2'];
  expect([...oncePer(items, (item) => item[0])]).toEqual(['b1', 'a1', 'c1']);
});

test('two objects that look alike are two keys', () => {
  const items = [{ name: 'a' }, { name: 'a' }];
  expect([...oncePer(items, (item) => item)]).toEqual(items);
});
