import { ApiObject } from 'cdk8s';
import { Approval, type ApprovalGrant, type EgressAppProps, type ExternalHostProps, Tls } from '../../lib';
import { command } from '../cli/terminal';
import { findings, refusal } from '../findings';
import { egress, exit, grant, host } from '../kit';
import { synth } from '../manifests';

const hopeless = { retries: 3, perTryTimeout: '10s', timeout: '30s' } as const;
const reason = 'the client gives up after 30s';

function withHost(props: EgressAppProps, ofHost: Partial<ExternalHostProps> = {}) {
  const { app, chart } = egress(props);
  host(chart, exit(chart), ofHost);
  return app;
}
const rules = (app: Parameters<typeof findings>[0]) => findings(app).map(({ rule, severity }) => `${severity} ${rule}`);

describe('the longest approval', () => {
  const forever = { approval: grant({ until: '9999-12-31' }) };

  test('is not limited by default', () => {
    expect(findings(withHost({}, forever))).toEqual([]);
  });

  test('can be limited: a longer one is one error, on the host', () => {
    expect(refusal(withHost({ approvals: { longestDays: 366 } }, forever))).toMatchInlineSnapshot(`
"egress/approval-too-long  egress/host (ExternalHost)  ServiceEntry egress-system/api.example.com metadata.annotations['security.corp/egress-until']
  the approval of the destination is longer than permitted
  got 2912442 days, until 9999-12-31T00:00:00Z; allowed: at most 366 days, until 2027-01-02T00:00:00.000Z
  fix: set an earlier end, and renew the approval then
  see cdk8s-egress/docs/rules/egress-approval-too-long.md"
`);
  });

  test('does not concern an approval within the limit', () => {
    expect(findings(withHost({ approvals: { longestDays: 425 } }))).toEqual([]);
    expect(rules(withHost({ approvals: { longestDays: 423 } }))).toEqual(['error egress/approval-too-long']);
  });

  test.each([0, -1, '366', Number.NaN, Number.POSITIVE_INFINITY])('cannot be %p', (longestDays) => {
    expect(findings(egress({ approvals: { longestDays } } as EgressAppProps).app)).toMatchObject([
      { rule: 'input/property', path: 'approvals.longestDays' },
    ]);
  });
});

describe('the other limits for approvals', () => {
  const approvals = {
    tickets: '^SEC-[0-9]+$',
    approvers: ['security@example.com', 'ciso@example.com'],
    dataClasses: ['internal', 'restricted'],
    twoApprovers: ['restricted'],
    deniedSuffixes: ['pastebin.com', '.ru'],
  } as const;
  const withApproval = (given: Partial<ApprovalGrant>, ofHost: Partial<ExternalHostProps> = {}) =>
    withHost({ approvals }, { approval: grant({ dataClass: 'internal', ...given }), ...ofHost });

  test('do not concern an approval within them', () => {
    expect(findings(withApproval({}))).toEqual([]);
    const both = ['Security@example.com', 'ciso@example.com'];
    expect(findings(withApproval({ dataClass: 'restricted', approvedBy: both }))).toEqual([]);
  });

  test.each<[string, Partial<ApprovalGrant>, string, string]>([
    ['a ticket of another form', { ticket: 'JIRA-1' }, 'egress-ticket', 'a ticket that matches ^SEC-[0-9]+$'],
    ['somebody else', { approvedBy: 'bob' }, 'egress-approved-by', 'approvals by security@example.com, ciso@example.com'],
    ['an unknown class', { dataClass: 'secret' }, 'egress-data-class', 'internal, restricted'],
    [
      'one approver where two are needed',
      { dataClass: 'restricted' },
      'egress-approved-by',
      'two people for restricted data, who are neither the owner nor the requester',
    ],
    [
      'the requester as one of two approvers',
      { dataClass: 'restricted', requestedBy: 'ciso@example.com', approvedBy: ['security@example.com', 'ciso@example.com'] },
      'egress-approved-by',
      'two people for restricted data, who are neither the owner nor the requester',
    ],
  ])('%s is an error', (_, given, annotation, allowed) => {
    expect(findings(withApproval(given))).toMatchObject([
      {
        rule: 'egress/approval-not-permitted',
        severity: 'error',
        path: `metadata.annotations['security.corp/${annotation}']`,
        allowed,
      },
    ]);
  });

  test('an approval must state its class, if there are classes', () => {
    const app = withHost({ approvals }, {});
    expect(findings(app)).toMatchObject([
      { rule: 'egress/approval-not-permitted', got: 'nothing', allowed: 'internal, restricted' },
    ]);
  });

  test('an approval must state what was approved, if content is required', () => {
    expect(refusal(withHost({ approvals: { content: 'required' } }))).toMatchInlineSnapshot(`
"egress/approval-not-permitted  egress/host (ExternalHost)  ServiceEntry egress-system/api.example.com metadata.annotations['security.corp/egress-content']
  the approval of the destination is not within the limits for approvals
  got nothing; allowed: what was approved, one line each
  fix: write content: [] into Approval.granted: synthesis then shows the lines of the host, which the approver reviews
  see cdk8s-egress/docs/rules/egress-approval-not-permitted.md"
`);
  });

  test.each(['pastebin.com', 'www.pastebin.com', 'api.example.ru'])('%s is denied, approved or not', (name) => {
    expect(rules(withApproval({}, { host: name }))).toEqual(['error egress/denied-host']);
    const pending = Approval.pending({ owner: 'team-a', ticket: 'SEC-1', reason: 'paste' });
    expect(rules(withHost({ approvals }, { host: name, approval: pending }))).toContain('error egress/denied-host');
  });

  test.each<[unknown, string]>([
    [7, 'approvals'],
    [{ tickets: '(SEC' }, 'approvals.tickets'],
    [{ tickets: '(?=SEC)' }, 'approvals.tickets'],
    [{ approvers: [] }, 'approvals.approvers'],
    [{ approvers: ['a, b'] }, 'approvals.approvers[0]'],
    [{ twoApprovers: ['restricted'] }, 'approvals.twoApprovers'],
    [{ deniedSuffixes: ['*.ru'] }, 'approvals.deniedSuffixes[0]'],
    [{ content: true }, 'approvals.content'],
    [{ longest: 7 }, 'approvals.longest'],
  ])('%j is malformed', (given, path) => {
    expect(findings(egress({ approvals: given } as EgressAppProps).app)).toMatchObject([{ rule: 'input/property', path }]);
  });
});

describe('an approval by the owner', () => {
  const own = { approval: grant({ owner: 'team-a', approvedBy: 'Team-A' }) };

  test('is one by the requester too, unless somebody else has approved it', () => {
    const requestedBy = 'bob@example.com';
    expect(synth(withHost({}, { approval: grant({ requestedBy, approvedBy: 'Bob@example.com' }) })).stderr).toContain(
      'egress/self-approved',
    );
    expect(synth(withHost({}, { approval: grant({ requestedBy, approvedBy: ['team-a', requestedBy] }) })).stderr).toContain(
      'somebody other than the owner, team-a, and the requester, bob@example.com',
    );
    expect(synth(withHost({}, { approval: grant({ requestedBy, approvedBy: [requestedBy, 'carol'] }) })).stderr).toBe('');
  });

  test('is a warning, once', () => {
    expect(synth(withHost({}, own)).stderr.match(/egress\/self-approved {2}/g)).toHaveLength(1);
  });

  test('is an error if the app says so', () => {
    expect(rules(withHost({ severities: { 'egress/self-approved': 'error' } }, own))).toEqual(['error egress/self-approved']);
  });
});

describe('rules that must not be waived', () => {
  test('are errors although the construct waives them, and the fix says why', () => {
    const waive = { 'egress/retry-budget': reason };
    expect(refusal(withHost({ noWaivers: ['egress/retry-budget'] }, { ...hopeless, waive }))).toMatchInlineSnapshot(`
"egress/retry-budget  egress/host (ExternalHost)  timeout
  got 30s; allowed: at least 40.175s, for 4 tries of 10s and the pauses between them
  fix: raise timeout, or lower perTryTimeout or retries; the waiver has no effect, because this rule must not be waived
  see cdk8s-egress/docs/rules/egress-retry-budget.md"
`);
    expect(rules(withHost({ noWaivers: true }, { ...hopeless, waive }))).toEqual(['error egress/retry-budget']);
  });

  test('do not affect waivers of other rules', () => {
    const waive = { 'egress/retry-budget': reason };
    const app = withHost({ noWaivers: ['egress/no-decision'] }, { ...hopeless, waive });
    expect(synth(app).stderr).toMatch(/^waived egress\/retry-budget/);
  });

  test('are errors although the annotation of an object waives them', () => {
    const { app, chart } = egress({ noWaivers: ['egress/direct-exit'], external: [] });
    host(chart, exit(chart));
    new ApiObject(chart, 'app', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'app', namespace: 'team-a', annotations: { 'cdk8s-egress/waive.direct-exit': 'a node agent' } },
      spec: {
        selector: { matchLabels: { app: 'app' } },
        template: { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'app', image: 'app' }] } },
      },
    });
    expect(rules(app)).toEqual(['error egress/direct-exit']);
  });

  test('include those that a deliberate choice would waive', () => {
    const choice = { port: 8080, tls: Tls.none() };
    expect(synth(withHost({}, choice)).stderr).toBe('');
    expect(synth(withHost({ noWaivers: true }, choice)).stderr).toMatch(/^warning egress\/plaintext-to-public-host/);
  });

  test.each([
    [['egress/no-decison'], 'noWaivers[0]'],
    [['input/port'], 'noWaivers[0]'],
    [[7], 'noWaivers[0]'],
    ['all', 'noWaivers'],
    [false, 'noWaivers'],
  ])('%j is a finding', (noWaivers, path) => {
    expect(findings(egress({ noWaivers } as EgressAppProps).app)).toMatchObject([{ rule: 'input/property', path }]);
  });
});

describe('check has the same limits', () => {
  const ENTRY = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: api
  namespace: egress
  labels: { security.corp/egress-approved: "true" }
  annotations:
    cdk8s-egress/waive.approval-too-long: we like it
    security.corp/egress-owner: team-a
    security.corp/egress-ticket: SEC-1
    security.corp/egress-reason: maps
    security.corp/egress-approved-by: team-a
    security.corp/egress-from: "2026-01-01T00:00:00Z"
    security.corp/egress-until: "9999-12-31T00:00:00Z"
spec: { hosts: [api.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
`;
  const check = async (...args: string[]) =>
    (await command([...['check', '--now', '2026-11-23', '--format', 'json'], ...args], { stdin: ENTRY })).stdout;
  const severities = async (...args: string[]) =>
    [...JSON.parse(await check(...args)).findings].map(({ rule, severity }: Record<string, string>) => `${severity} ${rule}`);

  test('--approval-limit, which a waiver can exempt from', async () => {
    expect(await severities()).toEqual(['warning egress/self-approved']);
    expect(await severities('--approval-limit', 'longestDays=366')).toEqual(['warning egress/self-approved']);
  });

  test('--no-waivers', async () => {
    const both = ['error egress/approval-too-long', 'warning egress/self-approved'];
    for (const rule of ['egress/approval-too-long', 'all'])
      expect((await severities('--approval-limit', 'longestDays=366', '--no-waivers', rule)).sort()).toEqual(both);
  });

  test.each([
    ['--approval-limit', 'longestDays=soon'],
    ['--approval-limit', 'longestDays=0'],
    ['--approval-limit', 'longestDays'],
    ['--approval-limit', 'days=7'],
    ['--approval-limit', 'tickets=(SEC'],
    ['--approval-limit', 'dataClasses='],
    ['--approval-limit', 'twoApprovers=restricted'],
    ['--approval-limit', 'deniedSuffixes=*.example.com'],
    ['--approval-limit', 'content=optional'],
    ['--no-waivers', 'egress/aproval-too-long'],
    ['--no-waivers', 'schema/type'],
  ])('%s %s is a wrong argument', async (...args) => {
    const { code, stderr } = await command(['check', ...args], { stdin: ENTRY });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${args[0]}`)]);
  });
});
