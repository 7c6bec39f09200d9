import { foreignListeners } from '../../../../lib/checks/rules/egress/foreign-listeners';
import { ENTRY, HTTP, object, route } from '../exit';
import { objections } from '../objections';

const accepting = (allowed: string) =>
  object(
    'Gateway',
    'egress/exit',
    `{ gatewayClassName: kgateway, listeners: [${HTTP}]${allowed && `, allowedListeners: ${allowed}`} }`,
  );

test.each([
  '',
  '{ namespaces: { from: None } }',
  '{ namespaces: { from: Same } }',
  '{ namespaces: { from: Selector, selector: {} } }',
])('a gateway may accept listeners: %s', (allowed) => {
  expect(objections(foreignListeners, accepting(allowed) + ENTRY + route())).toEqual([]);
});

test('a gateway that accepts listeners from every namespace is reported, if it is for egress', () => {
  const all = accepting('{ namespaces: { from: All } }');
  expect(objections(foreignListeners, all + ENTRY + route())).toEqual([
    'Gateway egress/exit spec.allowedListeners.namespaces.from: All',
  ]);
  expect(objections(foreignListeners, all)).toEqual([]);
});
