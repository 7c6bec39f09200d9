import { Caller, CallerSet, EgressGateway, type EgressGatewayProps, type PlatformVersions } from '../../../lib';
import { listenerSetName } from '../../../lib/constructs/caller/listener-place';
import { findings } from '../../findings';
import { egress, exit, host, passthrough, policy, set } from '../../kit';
import { manifests } from '../../manifests';

const many = (count: number) => Array.from({ length: count }, (_, i) => set(`team-${i}`, 20_000 + i));
const three = ['team-a', 'team-b', 'team-c'].map((name, i) => set(name, 9000 + i));

/** An app with a host for each set of callers. */
function made(sets: readonly CallerSet[], props: Partial<EgressGatewayProps> = {}, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform, severities: { 'egress/unlimited-client': 'off' } });
  const through = exit(chart, { callerSets: [], listenerSets: true, ...props });
  for (const callers of sets) host(chart, through, { host: `${callers.name}.example.com`, callers }, callers.name);
  return app;
}

/** The names of the listeners, by the Gateway or the ListenerSet that has them. */
function listeners(all: ReturnType<typeof manifests>) {
  const owners = [...all.ofKind('Gateway'), ...all.ofKind('ListenerSet')];
  const named = owners.map(({ kind, metadata, spec }) => {
    const { listeners = [] } = spec as { listeners?: readonly { name: string; port: number }[] };
    return [`${kind} ${metadata.name}`, listeners.map(({ name, port }) => `${name} ${port}`).join()];
  });
  return Object.fromEntries(named);
}

const parents = (all: ReturnType<typeof manifests>, route: string) =>
  (all.get('HTTPRoute', route).spec as { parentRefs: unknown }).parentRefs;

test('the listeners are in ListenerSets of the gateway, which accepts those of its own namespace', () => {
  const all = manifests(made(three));
  expect(listeners(all)).toEqual({
    'Gateway exit': 'nobody 30734',
    'ListenerSet exit-9': 'team-a 9000',
    'ListenerSet exit-13': 'team-b 9001',
    'ListenerSet exit-17': 'team-c 9002',
  });
  expect(all.get('Gateway', 'exit').spec).toHaveProperty('allowedListeners', { namespaces: { from: 'Same' } });
  expect(all.get('ListenerSet', 'exit-9')).toMatchInlineSnapshot(`
{
  "apiVersion": "gateway.networking.k8s.io/v1",
  "kind": "ListenerSet",
  "metadata": {
    "name": "exit-9",
    "namespace": "egress-system",
  },
  "spec": {
    "listeners": [
      {
        "allowedRoutes": {
          "namespaces": {
            "from": "Same",
          },
        },
        "name": "team-a",
        "port": 9000,
        "protocol": "HTTP",
      },
    ],
    "parentRef": {
      "name": "exit",
    },
  },
}
`);
});

test('a host attaches to the listener of its callers, and the refusal of unknown hosts to all listeners', () => {
  const all = manifests(made(three));
  expect(parents(all, 'team-a.example.com')).toEqual([{ kind: 'ListenerSet', name: 'exit-9', sectionName: 'team-a' }]);
  const sets = ['exit-13', 'exit-17', 'exit-9'].map((name) => ({ kind: 'ListenerSet', name }));
  expect(parents(all, 'exit-unknown-hosts')).toEqual([{ name: 'exit' }, ...sets]);
});

test('nothing else differs from a gateway with listeners of its own', () => {
  const texts = (listenerSets: boolean) => {
    const others = manifests(made(three, { listenerSets })).all.filter(
      ({ kind }) => !/^(Gateway|ListenerSet|HTTPRoute)$/.test(kind),
    );
    return others.map((object) => JSON.stringify(object));
  };
  expect(texts(true)).toEqual(texts(false));
});

test('listeners for TLS have places of their own, to which no HTTPRoute attaches', () => {
  const callers = [Caller.serviceAccount('team-a', 'agent')];
  const all = manifests(made([], { callerSets: [new CallerSet({ name: 'team-a', port: 9000, tlsPort: 9443, callers })] }));
  expect(listeners(all)).toMatchObject({ 'ListenerSet exit-9': 'team-a 9000', 'ListenerSet exit-17': 'team-a-tls 9443' });
  expect(parents(all, 'exit-unknown-hosts')).toEqual([{ name: 'exit' }, { kind: 'ListenerSet', name: 'exit-9' }]);
});

test('hosts whose connections pass through attach to the ListenerSet of their listener', () => {
  const { app, chart } = egress({ severities: { 'egress/unlimited-client': 'off' } });
  const through = exit(chart, { callerSets: [], listenerSets: true });
  passthrough(chart, through);
  passthrough(chart, through, { host: 'db.example.com', port: 5432, protocol: 'tcp' }, 'db');
  const all = manifests(app);
  const refs = ['TLSRoute', 'TCPRoute'].flatMap((kind) =>
    all
      .ofKind(kind)
      .flatMap(({ spec }) => (spec as { parentRefs: { kind: string; name: string; sectionName: string }[] }).parentRefs),
  );
  expect(refs).toHaveLength(2);
  for (const { kind, name, sectionName } of refs) expect(listeners(all)[`${kind} ${name}`]).toContain(sectionName);
});

test('another set moves none', () => {
  const texts = (sets: readonly CallerSet[]) =>
    new Map(manifests(made(sets)).all.map((one) => [`${one.kind}/${one.metadata.name}`, JSON.stringify(one)]));
  const sets = many(20);
  const before = texts(sets);
  const after = texts([set('team-new', 9000), ...sets]);
  const place = `ListenerSet/${listenerSetName('exit', 'team-new')}`;
  const differ = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
  expect(differ.filter((name) => !name.includes('team-new')).sort()).toEqual(
    [place, 'NetworkPolicy/exit', 'TrafficPolicy/authz'].sort(),
  );
});

test('200 sets have a place, and 64 without ListenerSets', () => {
  expect(findings(made(many(200)))).toEqual([]);
  expect(findings(made(many(65), { listenerSets: false }))).toMatchObject([
    { rule: 'input/callers', got: '65 sets, which need 65 listeners', fix: expect.stringMatching(/^write listenerSets: true/) },
  ]);
});

test('reports more than 64 sets in one ListenerSet', () => {
  const first = many(1500).filter(({ name }) => listenerSetName('exit', name) === 'exit-1');
  expect(findings(made(first.slice(0, 64)))).toEqual([]);
  expect(findings(made(first.slice(0, 65)))).toMatchObject([
    { rule: 'input/callers', path: 'callerSets.name', got: '["exit-1: 65 listeners"]' },
  ]);
});

test('reports a set with the port of the listener that the Gateway itself must have', () => {
  expect(findings(made([set('team-a', 30_734)]))).toMatchObject([
    { rule: 'input/callers', path: 'callerSets.port', got: '["30734: team-a, the listener that the Gateway itself must have"]' },
  ]);
  expect(findings(made([set('team-a', 30_734)], { listenerSets: false }))).toEqual([]);
});

test.each<[string, PlatformVersions, string]>([
  ['kgateway 2.2', { kgateway: '2.2' }, 'input/platform-feature'],
  ['Gateway API 1.4', { kgateway: '2.3', gatewayApi: '1.4' }, 'schema/unserved-version'],
])('reports %s, which has no ListenerSets', (_title, platform, rule) => {
  expect(findings(made(three, {}, platform)).map((finding) => finding.rule)).toContain(rule);
});

test('hosts of another repository attach to the ListenerSets of its owner', () => {
  const { app, chart } = egress();
  const names = { name: 'exit', namespace: 'egress-system', listenerSets: true };
  const through = EgressGateway.fromGatewayName(chart, 'gateway', names);
  policy(chart, through);
  host(chart, through, { callers: set('team-a', 9000) });
  expect(parents(manifests(app), 'api.example.com')).toEqual([{ kind: 'ListenerSet', name: 'exit-9', sectionName: 'team-a' }]);
});
