import { foreignRoutes } from '../../../../lib/checks/rules/egress/foreign-routes';
import { ENTRY, gateway, route } from '../exit';
import { objections } from '../objections';

const listener = (name: string, namespaces: string) =>
  `{ name: ${name}, port: 8080, protocol: HTTP, allowedRoutes: { namespaces: ${namespaces} } }`;
const SELECTOR = '{ from: Selector, selector: { matchLabels: { a: b } } }';

test.each([
  ['set no namespaces', '{ name: http, port: 8080, protocol: HTTP }'],
  ['accept routes from its namespace', listener('http', '{ from: Same }')],
  ['select namespaces', listener('http', SELECTOR)],
])('a listener may %s', (_, listeners) => {
  expect(objections(foreignRoutes, gateway(listeners) + ENTRY + route())).toEqual([]);
});

test('a listener that accepts routes from every namespace is reported', () => {
  const yaml = gateway(`${listener('own', '{ from: Same }')}, ${listener('open', '{ from: All }')}`) + ENTRY + route();
  expect(objections(foreignRoutes, yaml)).toEqual(['Gateway egress/exit spec.listeners[1].allowedRoutes.namespaces.from: All']);
});

test('a gateway without egress routes may accept them', () => {
  const inside = route({ rules: '{ backendRefs: [{ name: web, port: 80 }] }' });
  expect(objections(foreignRoutes, gateway(listener('open', '{ from: All }')) + inside)).toEqual([]);
});
