import { effectiveHosts, hostsMeet, type Listener, takesKind, takesNamespace } from '../../../lib/checks/graph';
import { showPath } from '../../../lib/core/path';
import { gateway } from '../rules/exit';
import { graphOf } from './graph-of';

const graphWith = (fields: string) => graphOf(`${gateway(`{ name: http, port: 8080, ${fields} }`)}${NAMESPACE}`);
const NAMESPACE = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: team-a, labels: { egress: allowed } }\n';
const listenerOf = (graph: ReturnType<typeof graphOf>) => graph.gateways[0]?.listeners[0] as Listener;
const listener = (fields: string) => listenerOf(graphWith(fields));

test('a Gateway has its listeners, each with its path', () => {
  const [first] = graphOf(gateway('{ name: a, port: 1, protocol: HTTP }, { name: b, port: 2, protocol: HTTP }')).gateways;
  expect(first?.listeners.map(({ spec, path }) => [spec.name, showPath(path)])).toEqual([
    ['a', 'spec.listeners[0]'],
    ['b', 'spec.listeners[1]'],
  ]);
  expect(first?.listeners.every((each) => each.gateway === first)).toBe(true);
});

const SELECTOR = 'from: Selector, selector: { matchLabels: { egress: allowed } }';

test.each([
  ['by default, that of the Gateway', '', { egress: true, 'team-a': false, unknown: false }],
  ['all', 'from: All', { egress: true, 'team-a': true, unknown: true }],
  ['none', 'from: None', { egress: false, 'team-a': false, unknown: false }],
  ['those that a selector selects', SELECTOR, { egress: undefined, 'team-a': true, unknown: undefined }],
  ['none without a selector', 'from: Selector', { egress: false, 'team-a': false, unknown: false }],
  ['none with an unknown value', 'from: Some', { egress: false, 'team-a': false, unknown: false }],
])('a listener accepts namespaces: %s', (_, namespaces, expected) => {
  const graph = graphWith(`protocol: HTTP, allowedRoutes: { namespaces: { ${namespaces} } }`);
  const accepted = Object.keys(expected).map((name) => [name, takesNamespace(listenerOf(graph), name, graph.catalogue)]);
  expect(Object.fromEntries(accepted)).toEqual(expected);
});

test.each([
  ['HTTP', '', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', '', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', '', ['TLSRoute']],
  ['TCP', '', []],
  ['HTTP', 'kinds: [{ kind: GRPCRoute }]', ['GRPCRoute']],
  ['HTTP', 'kinds: []', ['HTTPRoute', 'GRPCRoute']],
])('a listener with protocol %s and allowedRoutes %j accepts %j', (protocol, kinds, expected) => {
  const selected = listener(`protocol: ${protocol}, allowedRoutes: { ${kinds} }`);
  expect(['HTTPRoute', 'GRPCRoute', 'TLSRoute'].filter((kind) => takesKind(selected, kind))).toEqual(expected);
});

test.each([
  ['a.test', 'a.test', true],
  ['a.test', 'A.TEST', true],
  ['a.test', 'b.test', false],
  ['a.test', '*.test', true],
  ['*.test', 'a.b.test', true],
  ['*.b.test', '*.test', true],
  ['test', '*.test', false],
  ['a.test', '*.b.test', false],
  ['xtest', '*.test', false],
  [undefined, 'a.test', true],
  ['a.test', '', true],
])('the hosts %s and %s overlap: %s', (one, other, expected) => {
  expect(hostsMeet(one, other)).toBe(expected);
  expect(hostsMeet(other, one)).toBe(expected);
});

test.each([
  [[], '', ['*']],
  [[], 'A.test', ['a.test']],
  [['A.test', 'b.test'], '', ['a.test', 'b.test']],
  [['a.test', 'b.other'], '*.test', ['a.test']],
  [['*.test'], 'a.test', ['a.test']],
  [['*.test'], '*.a.test', ['*.a.test']],
  [['*.a.test'], '*.test', ['*.a.test']],
  [['*.test'], '*.test', ['*.test']],
  [['a.other'], '*.test', []],
])('the hosts of a route of %j at a listener of %j are %j', (hostnames, hostname, expected) => {
  expect(effectiveHosts(hostnames, listener(`protocol: HTTP, hostname: '${hostname}'`))).toEqual(expected);
});

const ADDED = `---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: more, namespace: egress }
spec: { parentRef: { name: exit }, listeners: [{ name: own, port: 9090, protocol: HTTP }] }
`;
const accepting = gateway().replace('spec: {', 'spec: { allowedListeners: { namespaces: { from: Same } },');

test('a Gateway has the listeners of the ListenerSets that it accepts', () => {
  const names = (yaml: string) => graphOf(yaml).gateways[0]?.listeners.map(({ spec, object }) => `${object.kind} ${spec.name}`);
  expect(names(accepting + ADDED)).toEqual(['Gateway http', 'ListenerSet own']);
  expect(names(gateway() + ADDED)).toEqual(['Gateway http']);
});
