import { APPROVAL_ANNOTATIONS, APPROVED_LABEL, Approval, type ApprovalGrant } from '../../../lib';
import { approvalChecks } from '../../../lib/constructs/host/approval';
import { findings, type Told, told, untested } from '../../findings';
import { egress, exit, grant, host, NOW } from '../../kit';
import { manifests, synth } from '../../manifests';

const INSTANTS = 'YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ';
const TEXT = 'a text that is not empty';
const input = (path: string, got: string, allowed: string, fix: string): Told => ({
  rule: 'input/approval',
  path: `approval.${path}`,
  got,
  allowed,
  fix,
});
const utc = (path: string, got: string) => input(path, got, INSTANTS, 'write the day in UTC');
const expired = (got: string): Told => ({
  rule: 'egress/approval-expired',
  path: 'approval.until',
  got,
  allowed: 'an end after now, 2026-11-23T12:00:00.000Z',
  fix: 'have it approved again, or remove the host',
});
const early = (got: string): Told => ({
  rule: 'egress/approval-not-begun',
  path: 'approval.from',
  got,
  allowed: 'a beginning before now, 2026-11-23T12:00:00.000Z',
  fix: 'use Approval.pending until it begins',
});

const rows: readonly [Partial<ApprovalGrant>, Told][] = [
  [{ owner: '' }, input('owner', "''", TEXT, 'name the team that answers for it')],
  [{ owner: undefined }, input('owner', 'nothing', TEXT, 'name the team that answers for it')],
  [{ ticket: '  ' }, input('ticket', '  ', TEXT, 'name the ticket in which it is decided')],
  [{ reason: '' }, input('reason', "''", TEXT, 'say what it is needed for')],
  [{ approvedBy: '' }, input('approvedBy', "''", TEXT, 'name who approved it, or use Approval.pending')],
  [{ from: 'yesterday' }, utc('from', 'yesterday')],
  [{ from: undefined }, utc('from', 'nothing')],
  [{ from: '2026-02-31' }, utc('from', '2026-02-31')],
  [{ until: '1 March 2027' }, utc('until', '1 March 2027')],
  [{ until: '2027-3-1' }, utc('until', '2027-3-1')],
  [{ until: '2027-13-01' }, utc('until', '2027-13-01')],
  [{ until: '2027-03-01T00:00:00+01:00' }, utc('until', '2027-03-01T00:00:00+01:00')],
  [{ until: '2027-03-01T24:00:00Z' }, utc('until', '2027-03-01T24:00:00Z')],
  [{ until: '2027-03-01T12:00Z' }, utc('until', '2027-03-01T12:00Z')],
  [{ until: '' }, utc('until', "''")],
  [
    { from: '2026-03-01', until: '2026-03-01' },
    input('until', '2026-03-01, from 2026-03-01', 'an end after its beginning', 'correct from or until'),
  ],
  [{ until: '2026-11-23' }, expired('2026-11-23')],
  [{ until: '2026-11-23T12:00:00Z' }, expired('2026-11-23T12:00:00Z')],
  [{ from: '2026-11-23T12:00:01Z' }, early('2026-11-23T12:00:01Z')],
  [{ from: '2026-12-01' }, early('2026-12-01')],
];

test.each(rows)('refuses %j', (given, finding) => {
  const { app, chart } = egress();
  host(chart, exit(chart), { approval: grant(given) });
  expect(told(findings(app))).toEqual([finding]);
});

const missing: Told = {
  rule: 'input/approval',
  path: 'approval',
  got: 'nothing',
  allowed: 'Approval.granted({ … }) or Approval.pending({ … })',
  fix: 'say who approved the destination until when, or that it waits for its decision',
};

test.each([
  [undefined, 'nothing'],
  [true, 'true'],
  ['SEC-12', 'SEC-12'],
  [{ approved: true }, '{"approved":true}'],
])('refuses a host without an approval: %j', (given, got) => {
  const { app, chart } = egress();
  // Unknown to the type checker, as from JavaScript.
  const broken = () => host(chart, exit(chart), { approval: given as unknown as Approval, name: 'api' });
  expect(() => broken()).not.toThrow();
  expect(told(findings(app))).toEqual([{ ...missing, got }]);
});

const pending: Told = {
  rule: 'egress/approval-pending',
  path: 'approval',
  got: 'pending, SEC-13',
  allowed: 'granted: until then every request is refused',
  fix: 'Approval.granted once it is decided',
};

test('tells of a pending approval, and goes on', () => {
  const { app, chart } = egress();
  const approval = Approval.pending({ owner: 'team-a', ticket: 'SEC-13', reason: 'search' });
  host(chart, exit(chart), { approval });
  expect(synth(app).stderr).toBe(
    `warning ${pending.rule}  egress/host (ExternalHost)  ${pending.path}\n` +
      `  got ${pending.got}; allowed: ${pending.allowed}\n  fix: ${pending.fix}\n`,
  );
});

test('a pending approval needs its texts too, but nobody who approved it', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { approval: Approval.pending({ owner: '', ticket: 'SEC-13', reason: 'search' }) });
  expect(told(findings(app))).toEqual([input('owner', "''", TEXT, 'name the team that answers for it'), pending]);
});

test('every check is tested', () => {
  expect(untested(approvalChecks, [...rows.map(([, finding]) => finding), missing, pending])).toEqual([]);
});

test('an approval holds from its first instant, and until just before its last', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { approval: grant({ from: '2026-11-23T12:00:00Z', until: '2026-11-23T12:00:01Z' }) });
  expect(NOW.toISOString()).toBe('2026-11-23T12:00:00.000Z');
  expect(findings(app)).toEqual([]);
});

test('an expired approval can be waived, with the reason beside it in the manifest', () => {
  const { app, chart } = egress();
  const waive = { 'egress/approval-expired': 'SEC-12 is being renewed' };
  host(chart, exit(chart), { approval: grant({ until: '2026-11-01' }), waive });
  const entry = manifests(app).get('ServiceEntry', 'api.example.com');
  expect(entry.metadata.annotations).toMatchObject({
    'security.corp/egress-until': '2026-11-01T00:00:00Z',
    'cdk8s-egress/waive.approval-expired': 'SEC-12 is being renewed',
  });
});

test('a grant is written out in full, its days as instants', () => {
  const { labels, annotations } = grant({ from: '2026-01-01', until: '2027-03-01T09:30:00Z' });
  expect(labels).toEqual({ 'security.corp/egress-approved': 'true' });
  expect(annotations).toEqual({
    'security.corp/egress-owner': 'team-a',
    'security.corp/egress-ticket': 'SEC-12',
    'security.corp/egress-reason': 'weather data',
    'security.corp/egress-approved-by': 'security@example.com',
    'security.corp/egress-from': '2026-01-01T00:00:00Z',
    'security.corp/egress-until': '2027-03-01T09:30:00Z',
  });
});

test('a request is labelled pending, never true', () => {
  const { labels, annotations } = Approval.pending({ owner: 'team-a', ticket: 'SEC-13', reason: 'search' });
  expect(labels).toEqual({ [APPROVED_LABEL]: 'pending' });
  expect(annotations).toEqual({
    [APPROVAL_ANNOTATIONS.owner]: 'team-a',
    [APPROVAL_ANNOTATIONS.ticket]: 'SEC-13',
    [APPROVAL_ANNOTATIONS.reason]: 'search',
  });
});
