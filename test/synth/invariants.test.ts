import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Caller, CallerSet, RequestRule } from '../../lib';
import { refusal } from '../findings';
import { AGENTS, egress, exit, grant, host, passthrough } from '../kit';
import { synth } from '../manifests';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'invariants-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of the security team. */
function file(text: string): string {
  const path = join(folder, 'invariants.yaml');
  writeFileSync(path, text);
  return path;
}

/** The messages without the name of the temporary folder. */
const short = (text: string) => text.replaceAll(`${folder}/`, '');

test('a violated invariant stops synthesis, at the construct that violates it, with the path', () => {
  const invariants = file(`invariants:
  - name: agents-only-bank
    because: agents run code of strangers
    callers: { namespaces: [team-a] }
    only: { hosts: ['*.bank.example'] }
`);
  const { app, chart } = egress({ invariants });
  host(chart, exit(chart));
  expect(short(refusal(app, 'invariant/violated'))).toMatchInlineSnapshot(`
"invariant/violated  egress/host (ExternalHost)  ServiceEntry egress-system/api.example.com spec.hosts[0]
  violates the invariant agents-only-bank (invariants.yaml:2:5): agents run code of strangers
    1. service account team-a/agent: AuthorizationPolicy egress-system/exit-http spec.rules[0].from[0].source.serviceAccounts[0]
    2. listener http, port 8080: Gateway egress-system/exit spec.listeners[0]
    3. route: HTTPRoute egress-system/api.example.com spec.rules[0]
    4. destination api.example.com, port 443: ServiceEntry egress-system/api.example.com
  got api.example.com; allowed: *.bank.example
  fix: remove the callers from the AuthorizationPolicy, or the route to the destination
  see cdk8s-egress/docs/rules/invariant.md#invariantviolated"
`);
});

test('an app that keeps the invariants synthesizes', () => {
  const invariants = file(`invariants:
  - { name: no-metadata, deny: { addresses: [169.254.0.0/16] } }
  - { name: ports, only: { ports: [443] } }
  - { name: read-only, callers: { namespaces: [team-a] }, only: { methods: [GET] } }
  - { name: ways, ways: [passthrough, dynamic], deny: { hosts: ['*'] } }
  - { name: safe, require: [tls, decision, enforced, exact-host] }
  - { name: approvals, approval: { maxDays: 500, tickets: '^SEC-', owners: [team-a], ownerIsCaller: true } }
  - { name: few, limit: { hostsPerNamespace: 1 } }
`);
  const { app, chart } = egress({ invariants });
  host(chart, exit(chart), { requests: [RequestRule.allow({ name: 'read', methods: ['GET'] })] });
  const { manifests, stderr } = synth(app);
  expect(manifests.ofKind('HTTPRoute').length).toBeGreaterThan(0);
  expect(stderr.split('\n').filter((line) => line.includes('invariant'))).toEqual([]);
});

test.each([
  ['ways: [passthrough], only: { hosts: [db.example.com] }', 'bank.example.com'],
  ['require: [decision]', 'a TLSRoute: the gateway reads no requests'],
  ['approval: { maxDays: 365 }', '424 days, until 2027-03-01T00:00:00Z'],
])('of a host that is passed through: %s', (demand, got) => {
  const { app, chart } = egress({ invariants: file(`invariants: [{ name: rule, ${demand} }]`) });
  const callers = new CallerSet({ name: 'http', port: 8080, tlsPort: 8443, callers: [Caller.serviceAccount('team-a', 'agent')] });
  passthrough(chart, exit(chart, { callerSets: [callers] }), { callers, approval: grant() });
  expect(refusal(app, 'invariant/violated')).toContain(`got ${got}; allowed: `);
});

test('a construct cannot waive an invariant', () => {
  const { app, chart } = egress({ invariants: file('invariants: [{ name: rule, deny: { ports: [443] } }]') });
  host(chart, exit(chart), { callers: AGENTS, waive: { 'invariant/violated': 'we like it' } as object });
  expect(refusal(app, 'input/waive')).toContain('got invariant/violated; allowed: rules other than input/…, invariant/…');
});

test('a malformed file stops synthesis, with all its mistakes', () => {
  const { app, chart } = egress({ invariants: file('invariants:\n  - name: A\n    deny: { port: [25] }\n') });
  host(chart, exit(chart));
  expect(short(refusal(app, 'input/invariants'))).toMatchInlineSnapshot(`
"input/invariants  app  invariants.yaml:2:5  invariants[0].name
  got A; allowed: a name of a-z, 0-9 and -, at most 63 characters
  fix: write name: no-metadata
  see cdk8s-egress/docs/rules/input.md#inputinvariants
input/invariants  app  invariants.yaml:3:5  invariants[0].deny
  got only port; allowed: at least one of addresses, hosts, ports
  fix: write deny: { hosts: [evil.example.com] }
  see cdk8s-egress/docs/rules/input.md#inputinvariants
input/invariants  app  invariants.yaml:3:13  invariants[0].deny.port
  got [25]; allowed: the properties addresses, hosts, ports
  fix: rename it: did you mean ports?
  see cdk8s-egress/docs/rules/input.md#inputinvariants"
`);
});

test('a file that does not exist stops synthesis', () => {
  const { app } = egress({ invariants: join(folder, 'none.yaml') });
  expect(short(refusal(app, 'input/invariants'))).toMatchInlineSnapshot(`
"input/invariants  app  none.yaml  invariants
  got no such file or folder; allowed: a readable file or folder
  fix: correct the path or its permissions
  see cdk8s-egress/docs/rules/input.md#inputinvariants"
`);
});

test('what selects nothing, and what cannot be decided, is printed', () => {
  const invariants = file('invariants: [{ name: rule, callers: { namespaces: [team-b] }, deny: { hosts: [evil.example] } }]');
  const { app, chart } = egress({ invariants });
  host(chart, exit(chart));
  const { stderr } = synth(app);
  expect(short(stderr)).toContain('warning invariant/unused  app  invariants.yaml:1:14  callers.namespaces[0]\n');
});
