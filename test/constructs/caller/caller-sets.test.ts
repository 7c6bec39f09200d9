import type { AuthorizationPolicySpec } from '../../../imports/security.istio.io/authorization-policy';
import { Caller, CallerSet, EgressGateway, type EgressGatewayProps } from '../../../lib';
import { callerChecks } from '../../../lib/constructs/caller/caller-checks';
import { listenerSetName } from '../../../lib/constructs/caller/listener-place';
import { hostCallerChecks } from '../../../lib/constructs/host/host-caller-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit, gateway, grant, host, policy, set } from '../../kit';
import { manifests, outline } from '../../manifests';

const agent = Caller.serviceAccount('team-a', 'agent');
const batch = Caller.serviceAccount('team-b', 'batch');
const NONE = { callerSets: [] };

/** The listeners of a gateway with these hosts. */
function listeners(hosts: readonly Parameters<typeof host>[2][], props: Partial<EgressGatewayProps> = NONE) {
  const { app, chart } = egress();
  const through = exit(chart, props);
  for (const [i, given] of hosts.entries()) host(chart, through, { host: `h${i}.example.com`, ...given }, `h${i}`);
  const spec = manifests(app).get('Gateway', 'exit').spec as { listeners: { name: string; port: number }[] };
  return spec.listeners.map(({ name, port }) => `${name}:${port}`);
}

test('hosts with the same callers share a listener, whatever the order of the callers, with the name of the first host', () => {
  const callers = [agent, batch];
  expect(listeners([{ callers }, { callers: [batch, agent, batch] }, { callers: [agent] }])).toEqual([
    expect.stringMatching(/^h0.example.com:/),
    expect.stringMatching(/^h2.example.com:/),
  ]);
});

test('a set with a name has a listener of its own, even if its callers are those of another set', () => {
  const one = new CallerSet({ name: 'one', port: 8080, callers: [agent] });
  const two = new CallerSet({ name: 'two', port: 8081, callers: [agent] });
  expect(listeners([{ callers: one }, { callers: two }, { callers: one }])).toEqual(['one:8080', 'two:8081']);
});

test('sets without hosts of this app have a listener too', () => {
  expect(listeners([], { callerSets: [set('team-b', 8081), set('team-a', 8080)] })).toEqual(['team-a:8080', 'team-b:8081']);
});

test('an AuthorizationPolicy admits the callers of a set to the port of their listener, and nobody else', () => {
  const { app, chart } = egress();
  const callers = [batch, Caller.namespace('team-c'), agent];
  host(chart, exit(chart, NONE), { callers: new CallerSet({ name: 'team', port: 8080, callers }) });
  expect(
    outline(app.node.findChild('egress').node.findChild('gateway') as EgressGateway, 'AuthorizationPolicy'),
  ).toMatchInlineSnapshot(`
"AuthorizationPolicy egress-system/exit-team
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  action: ALLOW
  rules:
    - from: [ { source: { serviceAccounts: [ team-a/agent, team-b/batch ] } }, { source: { namespaces: [ team-c ] } } ]
      to: [ { operation: { ports: [ "8080" ] } } ]
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }"
`);
});

test('a source has at most 16 service accounts', () => {
  const { app, chart } = egress();
  const callers = Array.from({ length: 33 }, (_, i) => Caller.serviceAccount('team-a', `agent-${i}`));
  host(chart, exit(chart, NONE), { callers });
  const spec = manifests(app).get('AuthorizationPolicy', 'exit-api.example.com').spec as AuthorizationPolicySpec;
  expect(spec.rules?.[0]?.from?.map(({ source }) => source?.serviceAccounts?.length)).toEqual([16, 16, 1]);
});

/** The text of each object of an app of 1,000 hosts with 200 callers in 40 sets, by kind and name. */
function large(more: readonly Caller[] = []): ReadonlyMap<string, string> {
  const { app, chart } = egress();
  const through = exit(chart, NONE);
  const sets = Array.from({ length: 40 }, (_, s) => {
    const callers = Array.from({ length: 5 }, (_, c) => Caller.serviceAccount(`team-${s}`, `agent-${c}`));
    return new CallerSet({ name: `team-${s}`, callers: s === 7 ? [...callers, ...more] : callers });
  });
  for (let i = 0; i < 1000; i++) {
    host(chart, through, { host: `h${i}.example.com`, callers: sets[i % 40] as CallerSet, approval: grant() }, `h${i}`);
  }
  return new Map(manifests(app).all.map((object) => [`${object.kind}/${object.metadata.name}`, JSON.stringify(object)]));
}

test('200 callers in 40 sets for 1,000 hosts: one more caller changes only the policies that admit it and its namespace', () => {
  const before = large();
  const changed = (namespace: string) => {
    const after = large([Caller.serviceAccount(namespace, 'agent')]);
    expect([...after.keys()]).toEqual([...before.keys()]);
    return [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
  };
  expect(changed('team-3')).toEqual(['AuthorizationPolicy/exit-team-7']);
  expect(changed('team-x')).toEqual(['NetworkPolicy/exit', 'AuthorizationPolicy/exit-team-7']);
});

const named = (name: string, props: object = {}) => new CallerSet({ name, callers: [agent], ...props });
const many = Array.from({ length: 65 }, (_, i) => named(`team-${i}`, { port: 8100 + i }));

const together = Array.from({ length: 2000 }, (_, i) => named(`team-${i}`, { port: 20_000 + i })).filter(
  ({ name }) => listenerSetName('exit', name) === 'exit-1',
);

const ofGateway: readonly Row<[readonly CallerSet[], Partial<EgressGatewayProps>?]>[] = [
  ['no set', []],
  ['65 sets', many],
  ['65 sets in one ListenerSet', together.slice(0, 65), { listenerSets: true }],
  ['two ports under one name', [named('http', { port: 8080 }), named('http', { port: 8081 })]],
  ['two lists of callers under one name', [named('http'), named('http', { callers: [batch] })]],
  ...[8082, 9091, 15_000, 15_008, 15_099, 19_000].map((port): Row<[CallerSet[]]> => [`port ${port}`, [named('http', { port })]]),
  ['two sets on one port', [named('a', { port: 8080 }), named('b', { port: 8080 })]],
];

function refuseSets(callerSets: readonly CallerSet[], props: Partial<EgressGatewayProps> = {}) {
  const { app, chart } = egress();
  exit(chart, { callerSets, ...props });
  return findings(app);
}

test('reports sets of a gateway that cannot have listeners', () => {
  expect(refusals(ofGateway, refuseSets)).toMatchInlineSnapshot(`
"input/callers  callerSets
  allowed: at least one set of callers, because a Gateway has at least one listener
  fix: add an ExternalHost, or the callers of the hosts that other repositories declare: callerSets: [new CallerSet({ … })]
  - no set: got neither a host nor a set of callers
input/callers  callerSets
  allowed: sets with at most 64 listeners together: one for HTTP, one for TLS, and one for each TCP destination
  fix: write listenerSets: true, distribute the hosts over several gateways, or let teams with the same hosts share a CallerSet
  - 65 sets: got 65 sets, which need 65 listeners
input/callers  callerSets.name
  allowed: at most 64 listeners in a ListenerSet, which follows from the name of a listener
  fix: distribute the hosts over several gateways, or let teams with the same hosts share a CallerSet
  - 65 sets in one ListenerSet: got ["exit-1: 65 listeners"]
input/callers  callerSets.name
  allowed: one port and one list of callers for each name of a set
  fix: create the CallerSet once and use it for all its hosts, or rename one of the sets
  - two ports under one name: got ["http"]
  - two lists of callers under one name: got ["http"]
input/callers  callerSets.port
  allowed: ports other than 8082, 9091, 19000 and 15000 to 15099
  fix: give the callers ports of their own: new CallerSet({ name: '…', port: 20080, tlsPort: 20443, callers: […] }), or listenerPort of the host for TCP
  - port 8082: got ["http: 8082 (readiness of the proxy)"]
  - port 9091: got ["http: 9091 (metrics of the proxy)"]
  - port 15000: got ["http: 15000 (reserved for ztunnel)"]
  - port 15008: got ["http: 15008 (HBONE port of ztunnel)"]
  - port 15099: got ["http: 15099 (reserved for ztunnel)"]
  - port 19000: got ["http: 19000 (admin interface of the proxy)"]
input/callers  callerSets.port
  allowed: each port once
  fix: give the callers ports of their own: new CallerSet({ name: '…', port: 20080, tlsPort: 20443, callers: […] }), or listenerPort of the host for TCP
  - two sets on one port: got ["8080: a, b"]"
`);
});

/** A gateway and a host whose names are too long together. */
function refuseLongNames() {
  const { app, chart } = egress();
  host(chart, exit(chart, { ...NONE, name: 'e'.repeat(40) }), { name: 'h'.repeat(213), callers: [agent] });
  return findings(app);
}

test('reports names that are too long for an AuthorizationPolicy', () => {
  expect(refuseLongNames()).toMatchObject([{ rule: 'input/callers', path: 'callerSets.name' }]);
});

const malformed: readonly Row<[unknown]>[] = [
  ['nothing', undefined],
  ['no callers', []],
  ['a name', 'team-a/agent'],
  ['a list of names', ['team-a/agent']],
  ['a namespace in upper case', [Caller.serviceAccount('Team-A', 'agent')]],
  ['an empty account', [agent, Caller.serviceAccount('team-a', '')]],
  ['a set with a malformed name', named('HTTP')],
  ['a set without callers', named('http', { callers: [] })],
  ['a set with a port that does not exist', named('http', { port: 70_000 })],
  ['a set with an unknown property', named('http', { ports: [80] })],
];

function refuseCallers(callers: unknown) {
  const { app, chart } = egress();
  host(chart, exit(chart), { callers: callers as [] });
  return findings(app);
}

test('reports hosts without callers, and malformed callers', () => {
  expect(refusals(malformed, refuseCallers)).toMatchInlineSnapshot(`
"input/callers  callers
  allowed: who may call it: a list of at least one caller, or a CallerSet
  fix: name the service accounts of the calling pods: callers: [Caller.serviceAccount('team-a', 'agent')]
  - nothing: got nothing
  - no callers: got []
  - a name: got "team-a/agent" (a string)
input/callers  callers[0]
  allowed: Caller.serviceAccount(namespace, name), Caller.of(serviceAccount) or Caller.namespace(name)
  fix: name the service account of the calling pods: callers: [Caller.serviceAccount('team-a', 'agent')]
  - a list of names: got "team-a/agent" (a string)
input/callers  callers[0]
  allowed: the name of a namespace, and that of a service account in it
  fix: correct the names; for a ServiceAccount of cdk8s-plus, set the namespace in its metadata or on its chart
  - a namespace in upper case: got Team-A/agent
input/callers  callers[1]
  allowed: the name of a namespace, and that of a service account in it
  fix: correct the names; for a ServiceAccount of cdk8s-plus, set the namespace in its metadata or on its chart
  - an empty account: got team-a/
input/callers  callers.name
  allowed: a name: a DNS label (a-z, 0-9 and -, starting with a letter, at most 63 characters)
  fix: rename the set
  - a set with a malformed name: got HTTP
input/callers  callers.callers
  allowed: who may call it: a list of at least one caller, or a CallerSet
  fix: name the service accounts of the calling pods: callers: [Caller.serviceAccount('team-a', 'agent')]
  - a set without callers: got []
input/callers  callers.port
  allowed: a whole number from 1 to 65535
  fix: correct the port, or remove it for a port that follows from the name
  - a set with a port that does not exist: got 70000
input/property  callers.ports
  allowed: the properties name, callers, port, tlsPort
  fix: rename it: did you mean port?
  - a set with an unknown property: got [80]"
`);
});

const LISTENERS = [{ name: 'http', port: 8080 }];
const imported: readonly Row<[CallerSet | Caller[], typeof LISTENERS?]>[] = [
  ['callers without a set', [agent]],
  ['callers without a set, and unknown listeners', [agent], undefined],
  ['a set that is not a listener', named('batch'), LISTENERS],
  ['a set with another port', named('http', { port: 8081 }), LISTENERS],
];

function refuseImported(callers: CallerSet | Caller[], known?: typeof LISTENERS) {
  const { app, chart } = egress();
  const props = { name: 'exit', namespace: 'egress-system', extension: 'authz', ...(known && { listeners: known }) };
  host(chart, EgressGateway.fromGatewayName(chart, 'gateway', props), { callers });
  return findings(app);
}

test('at a gateway of another repository, callers are a set whose name is a listener', () => {
  expect(refusals(imported, refuseImported)).toMatchInlineSnapshot(`
"input/callers  callers
  allowed: a CallerSet with the name of a listener of the gateway, whose callers the gateway's owner admits
  fix: write callers: new CallerSet({ name: 'http', callers: […] }), and add the same set to callerSets of the gateway
  - callers without a set: got callers without the name of their set
  - callers without a set, and unknown listeners: got callers without the name of their set
input/callers  callers.name
  allowed: the listeners of the gateway: http
  fix: correct the name, or add the set to callerSets of the gateway, and its listener to listeners here
  - a set that is not a listener: got batch
input/callers  callers.port
  allowed: 8080, the port of this listener of the gateway
  fix: remove the port: it is that of the listener
  - a set with another port: got 8081"
`);
  expect(refuseImported(named('http'), LISTENERS)).toEqual([]);
  expect(refuseImported(named('any'))).toEqual([]);
});

test('a gateway of another repository admits its callers itself, and its owner decides on the ports', () => {
  const { app, chart } = egress();
  const through = EgressGateway.fromGatewayName(chart, 'gateway', {
    name: 'exit',
    namespace: 'egress-system',
    listeners: LISTENERS,
  });
  policy(chart, through);
  host(chart, through, { callers: named('http') });
  expect(
    manifests(app)
      .ofKind('AuthorizationPolicy')
      .map(({ metadata }) => metadata.name),
  ).toEqual(['authz']);
  expect(through.callerSets).toMatchObject([{ name: 'http', listeners: [{ name: 'http', port: 8080 }] }]);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, ...given] of ofGateway) refuseSets(...given);
    refuseLongNames();
    for (const [, ...given] of imported) refuseImported(...given);
  };
  expect(untested([...callerChecks, ...hostCallerChecks] as never[], tried)).toEqual([]);
});

test('all other ports can be given', () => {
  const { app, chart } = egress();
  gateway(chart, {
    callerSets: [named('a', { port: 1 }), named('b', { port: 65_535 })],
    waive: { 'egress/no-decision': 'a test bed' },
  });
  expect(findings(app)).toEqual([]);
});
