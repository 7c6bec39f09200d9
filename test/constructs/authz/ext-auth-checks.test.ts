import { AuthorizationServer, type ExtAuthPolicyProps, type PlatformVersions, RequestCondition } from '../../../lib';
import { extAuthChecks } from '../../../lib/constructs/authz/ext-auth-checks';
import { findings, type Told, told, untested } from '../../findings';
import { egress, gateway, policy } from '../../kit';

const DURATION = "a duration such as '10s', '250ms' or '1m30s' (h, m, s, ms; no fractions), more than nothing";
const name = (got: string): Told => ({
  rule: 'input/name',
  path: 'name',
  got,
  allowed: 'a DNS label, as its Service takes the name: a-z, 0-9 and -, a letter first, at most 63 characters',
  fix: 'rename it',
});
const allow = (got: string, allowed: string, fix: string): Told => ({ rule: 'input/allow', path: 'allow', got, allowed, fix });
const timeout = (got: string): Told => ({
  rule: 'input/timeout',
  path: 'timeout',
  got,
  allowed: DURATION,
  fix: 'correct it, or leave it out for 1s',
});
const server = (field: string, got: string, allowed: string, fix: string): Told => ({
  rule: 'input/server',
  path: `server.${field}`,
  got,
  allowed,
  fix,
});
const service = (got: string) =>
  server('serviceName', got, 'the name of a Service: a-z, 0-9 and -, a letter first, at most 63 characters', 'correct the name');
const port = (got: string) => server('port', got, 'a whole number from 1 to 65535', 'correct the port, or leave it out for 9081');
const replicas = (got: string) =>
  server(
    'replicas',
    got,
    'a whole number of at least 1: with none, every request is refused',
    'correct it, or leave it out for 2',
  );
const existing = (props: object) => AuthorizationServer.existing({ serviceName: 'authz', ...props });
const noFile: Told = {
  rule: 'input/platform-feature',
  path: 'server',
  got: 'a server to be deployed',
  allowed: 'AuthorizationServer.existing({ … }) for kyvernoAuthz 0.1 and 0.2, which read no policy from a file',
  fix: 'install the chart of that version and name its Service, or target kyvernoAuthz 0.3 or later',
};

const rows: readonly [string, Partial<ExtAuthPolicyProps>, Told, PlatformVersions?][] = [
  ['no name', { name: '' }, name("''")],
  ['a name with a dot', { name: 'authz.example' }, name('authz.example')],
  ['a name that is too long', { name: 'a'.repeat(64) }, name('a'.repeat(64))],
  [
    'a policy name that cannot be',
    { policyName: 'Demo Policy' },
    {
      rule: 'input/name',
      path: 'policyName',
      got: 'Demo Policy',
      allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
      fix: 'correct the name, or leave it out',
    },
  ],
  [
    'no condition',
    { allow: [] },
    allow(
      '[]',
      'at least one condition: with none, nothing would ever leave',
      'add RequestCondition.header(…), or RequestCondition.any()',
    ),
  ],
  [
    'conditions that cannot be met',
    { allow: [RequestCondition.any(), RequestCondition.header('x key', 'a'), RequestCondition.header('x-key')] },
    allow(
      '["header name \\"x key\\"","header x-key without values"]',
      'a header that clients can send, and values that are not empty, without blanks around them or control characters',
      'correct the condition',
    ),
  ],
  [
    'hosts that are none',
    { hosts: ['a.example.com', 'https://b.example.com', 'C.example.com'] },
    {
      rule: 'input/host',
      path: 'hosts',
      got: '["https://b.example.com","C.example.com"]',
      allowed: 'host names in lower case, such as api.example.com',
      fix: 'write them as the other repositories declare them',
    },
  ],
  ['no time', { timeout: '0s' }, timeout('0s')],
  ['a time that is none', { timeout: 'soon' }, timeout('soon')],
  ['a Service without a name', { server: existing({ serviceName: '' }) }, service("''")],
  ['a Service that cannot be', { server: existing({ serviceName: 'authz.kyverno' }) }, service('authz.kyverno')],
  [
    'a namespace that cannot be',
    { server: existing({ namespace: 'Kyverno' }) },
    server(
      'namespace',
      'Kyverno',
      'a namespace: a-z, 0-9 and -, at most 63 characters',
      "correct it, or leave it out for the gateway's namespace",
    ),
  ],
  ['port 0', { server: existing({ port: 0 }) }, port('0')],
  ['port 70000', { server: existing({ port: 70_000 }) }, port('70000')],
  ['no replica', { server: AuthorizationServer.deploy({ replicas: 0 }) }, replicas('0')],
  ['one and a half replicas', { server: AuthorizationServer.deploy({ replicas: 1.5 }) }, replicas('1.5')],
  ['a server to be run of plugin 0.1', {}, noFile, { kyvernoAuthz: '0.1' }],
  ['a server to be run of plugin 0.2', { server: AuthorizationServer.deploy() }, noFile, { kyvernoAuthz: '0.2' }],
];

test.each(rows)('refuses %s', (_, props, finding, platform = {}) => {
  const { app, chart } = egress({ platform });
  policy(chart, gateway(chart), props);
  expect(told(findings(app))).toEqual([finding]);
});

const noUse: Told = {
  rule: 'input/host',
  path: 'hosts',
  got: '["a.example.com"]',
  allowed: "nothing for a gateway with decision: 'none', where the route alone says which hosts there are",
  fix: 'leave hosts out, or let the gateway require a decision',
};

test('refuses hosts where none is decided on', () => {
  const { app, chart } = egress();
  const through = gateway(chart, { decision: 'none', waive: { 'egress/no-decision': 'a test bed' } });
  policy(chart, through, { hosts: ['a.example.com'] });
  expect(told(findings(app)).filter(({ rule }) => rule.startsWith('input/'))).toEqual([noUse]);
});

const size = (got: string): Told => ({
  rule: 'input/policy-size',
  path: 'gateway.hosts',
  got,
  allowed: '1000000 bytes, as a ConfigMap holds',
  fix: 'divide the hosts among several gateways',
});

test('refuses more hosts than a ConfigMap holds', () => {
  const { app, chart } = egress();
  const label = 'h'.repeat(60);
  const hosts = Array.from({ length: 2500 }, (_, i) => `h${i}.${label}.${label}.${label}.example`);
  policy(chart, gateway(chart), { hosts });
  const [finding, ...more] = told(findings(app));
  expect(more).toEqual([]);
  expect(finding).toEqual(size(finding?.got ?? ''));
  const bytes = Number(/^a policy of (\d+) bytes$/.exec(finding?.got ?? '')?.[1]);
  expect(bytes).toBeGreaterThan(2 * hosts.join().length);
});

test('every check is tested', () => {
  expect(untested(extAuthChecks, [...rows.map(([, , finding]) => finding), noUse, size('')])).toEqual([]);
});
