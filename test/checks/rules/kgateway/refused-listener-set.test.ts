import { refusedListenerSet } from '../../../../lib/checks/rules/kgateway/refused-listener-set';
import { ENTRY, HTTP, object, route } from '../exit';
import { objections } from '../objections';

const accepting = (allowed: string) =>
  object(
    'Gateway',
    'egress/exit',
    `{ gatewayClassName: kgateway, listeners: [${HTTP}], allowedListeners: { namespaces: ${allowed} } }`,
  );
const set = (namespace: string) =>
  object(
    'ListenerSet',
    `${namespace}/door`,
    '{ parentRef: { name: exit, namespace: egress }, listeners: [{ name: own, port: 9090, protocol: HTTP }] }',
  );
const TEAM = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: team-b, labels: { team: b } }\n';
const THERE = ENTRY + route() + TEAM;
const selecting = (team: string) => `{ from: Selector, selector: { matchLabels: { team: ${team} } } }`;
const REFUSED = ['ListenerSet team-b/door spec.parentRef: Gateway egress/exit, from namespace team-b'];

test.each([
  ['{ from: All }', []],
  [selecting('b'), []],
  [selecting('c'), REFUSED],
  ['{ from: Same }', REFUSED],
  ['{ from: None }', REFUSED],
  ['{}', REFUSED],
])('a Gateway that accepts %s', (allowed, expected) => {
  expect(objections(refusedListenerSet, THERE + accepting(allowed) + set('team-b'))).toEqual(expected);
});

test('a ListenerSet of the namespace of the Gateway, or of a namespace with unknown labels, may be accepted', () => {
  expect(objections(refusedListenerSet, THERE + accepting('{ from: Same }') + set('egress'))).toEqual([]);
  expect(objections(refusedListenerSet, THERE + accepting(selecting('c')) + set('unknown'))).toEqual([]);
});

test('a Gateway without egress, or of another repository, is not checked', () => {
  expect(objections(refusedListenerSet, accepting('{}') + set('team-b'))).toEqual([]);
  expect(objections(refusedListenerSet, THERE + set('team-b'))).toEqual([]);
});
