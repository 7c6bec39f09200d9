import type { Destination, PolicyTarget } from '../../../lib/checks/graph';
import { KIND } from '../../../lib/core/kinds';
import { showPath } from '../../../lib/core/path';
import { ENTRY, object, policy } from '../rules/exit';
import { graphOf } from './graph-of';

const GATEWAY = 'gateway.networking.k8s.io/Gateway';
const TRAFFIC = 'gateway.kgateway.dev/TrafficPolicy';
const CONFIG = 'gateway.kgateway.dev/BackendConfigPolicy';
const FIELDS = 'timeouts: {}';
const shown = (targets: readonly PolicyTarget[]) =>
  targets.map(({ policy: { metadata }, path, sectionName }) => [
    metadata.name,
    showPath(path),
    ...(sectionName === undefined ? [] : [sectionName]),
  ]);

describe('a policy that names its targets', () => {
  const graph = graphOf(
    policy('TrafficPolicy', 'whole', 'gateway.networking.k8s.io Gateway exit', FIELDS) +
      policy('TrafficPolicy', 'part', 'gateway.networking.k8s.io Gateway exit http', FIELDS) +
      policy('TrafficPolicy', 'team-a/foreign', 'gateway.networking.k8s.io Gateway exit', FIELDS) +
      policy('ListenerPolicy', 'other', 'gateway.networking.k8s.io Gateway exit', 'default: {}'),
  );

  test('is found by target, in the order of the manifests', () => {
    expect(shown(graph.policies.on(TRAFFIC, GATEWAY, 'egress', 'exit'))).toEqual([
      ['whole', 'spec.targetRefs[0]'],
      ['part', 'spec.targetRefs[0]', 'http'],
    ]);
  });

  test('attaches only within its own namespace', () => {
    expect(shown(graph.policies.on(TRAFFIC, GATEWAY, 'team-a', 'exit'))).toEqual([['foreign', 'spec.targetRefs[0]']]);
    expect(graph.policies.on(TRAFFIC, GATEWAY, 'egress', 'other')).toEqual([]);
    expect(graph.policies.on(TRAFFIC, 'gateway.networking.k8s.io/HTTPRoute', 'egress', 'exit')).toEqual([]);
  });

  test('is listed with the policies that share its target', () => {
    expect(graph.policies.targets(TRAFFIC)).toHaveLength(3);
    expect(graph.policies.shared(TRAFFIC).map(shown)).toEqual([shown(graph.policies.on(TRAFFIC, GATEWAY, 'egress', 'exit'))]);
    expect(graph.policies.shared('gateway.kgateway.dev/ListenerPolicy')).toEqual([]);
  });
});

describe('a policy that selects its targets', () => {
  const entry = (name: string, labels: string, hosts: string) =>
    `---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: ${name.split('/')[1]}, namespace: ${name.split('/')[0]}, labels: { ${labels} } }\nspec: { hosts: [${hosts}] }\n`;
  const entries =
    entry('egress/a', 'limit: x, tier: one', 'a.test') +
    entry('egress/b', 'limit: x', 'b.test, c.test') +
    entry('other/d', 'limit: x', 'd.test');
  const selecting = (selector: string) =>
    graphOf(
      entries +
        object('BackendConfigPolicy', 'egress/limit', `{ targetSelectors: [{ group: networking.istio.io, ${selector} }] }`),
    ).policies;
  const names = (selector: string) =>
    selecting(selector)
      .targets(CONFIG)
      .map(({ name }) => name);

  test.each([
    ['the hosts of its ServiceEntries', 'kind: Hostname, matchLabels: { limit: x }', ['a.test', 'b.test', 'c.test']],
    ['the ServiceEntries themselves', 'kind: ServiceEntry, matchLabels: { limit: x }', ['a', 'b']],
    ['those with all its labels', 'kind: ServiceEntry, matchLabels: { limit: x, tier: one }', ['a']],
    ['all, without labels', 'kind: ServiceEntry', ['a', 'b']],
    ['none', 'kind: ServiceEntry, matchLabels: { limit: y }', []],
  ])('attaches to %s', (_, selector, expected) => {
    expect(names(selector)).toEqual(expected);
  });
});

test('a host is found in upper and lower case', () => {
  const { policies } = graphOf(policy('BackendConfigPolicy', 'limit', 'networking.istio.io Hostname API.example.com', FIELDS));
  expect(shown(policies.on(CONFIG, KIND.Hostname, 'egress', 'api.example.com'))).toEqual([['limit', 'spec.targetRefs[0]']]);
});

test('policies of a destination are found by its object and by its host', () => {
  const graph = graphOf(
    ENTRY +
      policy('BackendTLSPolicy', 'by-object', 'networking.istio.io ServiceEntry api', 'validation: {}') +
      policy('BackendTLSPolicy', 'by-host', 'networking.istio.io Hostname api.example.com', 'validation: {}') +
      policy('BackendTLSPolicy', 'of-another', 'networking.istio.io ServiceEntry other', 'validation: {}'),
  );
  const found = graph.policies.onDestination('gateway.networking.k8s.io/BackendTLSPolicy', graph.destinations[0] as Destination);
  expect(shown(found).map(([name]) => name)).toEqual(['by-object', 'by-host']);
});

test('policies of a Service and of a Backend are found by name', () => {
  const graph = graphOf(
    object('Backend', 'egress/fixed', '{ static: { hosts: [{ host: a.test, port: 443 }] } }') +
      object('Service', 'egress/out', '{ type: ExternalName, externalName: b.test }') +
      policy('BackendConfigPolicy', 'backend', 'gateway.kgateway.dev Backend fixed', FIELDS) +
      policy('BackendConfigPolicy', 'service', "'' Service out", FIELDS),
  );
  expect(graph.destinations.map((each) => shown(graph.policies.onDestination(CONFIG, each)).map(([name]) => name))).toEqual([
    ['backend'],
    ['service'],
  ]);
});

test('a policy without targets attaches to nothing', () => {
  expect(graphOf(object('TrafficPolicy', 'egress/bare', '{}')).policies.targets(TRAFFIC)).toEqual([]);
});
