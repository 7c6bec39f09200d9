import { APPROVAL_ANNOTATIONS, APPROVED_LABEL, Approval, type ApprovalGrant, type ApprovalWithdrawal } from '../../../lib';
import { approvalChecks } from '../../../lib/constructs/host/approval-checks';
import { asRows, findings, refusal, refusals, untested } from '../../findings';
import { egress, exit, grant, host, NOW } from '../../kit';
import { manifests, synth } from '../../manifests';

const ofTexts = asRows<Partial<ApprovalGrant>>([
  { owner: '' },
  { owner: undefined },
  { ticket: '  ' },
  { reason: '' },
  { approvedBy: '' },
  { approvedBy: [] },
  { approvedBy: ['alice@example.com', ''] },
  { approvedBy: 'Doe, Jane' },
  { impact: ' ' },
  { dataClass: '' },
  { requestedBy: '' },
]);
const ofTimes = asRows<Partial<ApprovalGrant>>([
  { from: 'yesterday' },
  { from: undefined },
  { from: '2026-02-31' },
  { until: '1 March 2027' },
  { until: '2027-3-1' },
  { until: '2027-13-01' },
  { until: '2027-03-01T00:00:00+01:00' },
  { until: '2027-03-01T24:00:00Z' },
  { until: '2027-03-01T12:00Z' },
  { until: '' },
  { from: '2026-03-01', until: '2026-03-01' },
  { until: '2026-11-23' },
  { until: '2026-11-23T12:00:00Z' },
  { from: '2026-11-23T12:00:01Z' },
  { from: '2026-12-01' },
]);
// Unknown to the type checker, as from JavaScript.
const ofOtherThings = asRows<unknown>([undefined, true, 'SEC-12', { approved: true }]);

const withdrawal = { owner: 'team-a', ticket: 'SEC-12', reason: 'weather data', by: 'security@example.com', on: '2026-11-20' };
const ofWithdrawals = asRows<Partial<ApprovalWithdrawal>>([{}, { by: '' }, { on: 'yesterday' }]);
const refuseWithdrawal = (given: Partial<ApprovalWithdrawal>) => refuse(Approval.withdrawn({ ...withdrawal, ...given }));

function refuse(approval: Approval) {
  const { app, chart } = egress({ severities: { 'egress/approval-expired': 'error', 'egress/approval-not-begun': 'error' } });
  host(chart, exit(chart), { approval, name: 'api' });
  return findings(app);
}
const refuseGrant = (given: Partial<ApprovalGrant>) => refuse(grant(given));
const refuseOther = (given: unknown) => refuse(given as Approval);

/** An app with a host whose approval is not decided yet. */
function waiting() {
  const { app, chart } = egress();
  const approval = Approval.pending({ owner: 'team-a', ticket: 'SEC-13', reason: 'search' });
  host(chart, exit(chart), { approval });
  return app;
}

test('reports an approval with an empty field', () => {
  expect(refusals(ofTexts, refuseGrant)).toMatchInlineSnapshot(`
"input/approval  approval.owner
  allowed: a non-empty string
  fix: name the team that is responsible for the destination
  - { owner: '' }: got ''
  - { owner: undefined }: got nothing
input/approval  approval.ticket
  allowed: a non-empty string
  fix: name the ticket of the request
  - { ticket: '  ' }: got "  " (with blanks)
input/approval  approval.reason
  allowed: a non-empty string
  fix: describe why the destination is needed
  - { reason: '' }: got ''
input/approval  approval.approvedBy
  allowed: a name without a comma, or a list of names
  fix: name the person who approved it, or use Approval.pending; write several names as a list: approvedBy: ['…', '…']
  - { approvedBy: '' }: got ''
  - { approvedBy: [] }: got []
  - { approvedBy: [ 'alice@example.com', '' ] }: got ["alice@example.com",""]
  - { approvedBy: 'Doe, Jane' }: got Doe, Jane
input/approval  approval.impact
  allowed: a non-empty string
  fix: describe what does not work while it is blocked, or remove impact
  - { impact: ' ' }: got " " (with blanks)
input/approval  approval.dataClass
  allowed: a non-empty string
  fix: name the class of the data, or remove dataClass
  - { dataClass: '' }: got ''
input/approval  approval.requestedBy
  allowed: a non-empty string
  fix: name the person who asked for it, or remove requestedBy
  - { requestedBy: '' }: got ''"
`);
});

test('reports an approval that is not current, or with invalid dates', () => {
  expect(refusals(ofTimes, refuseGrant)).toMatchInlineSnapshot(`
"input/approval  approval.from
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date in UTC
  - { from: 'yesterday' }: got yesterday
  - { from: undefined }: got nothing
  - { from: '2026-02-31' }: got 2026-02-31
input/approval  approval.until
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date in UTC
  - { until: '1 March 2027' }: got 1 March 2027
  - { until: '2027-3-1' }: got 2027-3-1
  - { until: '2027-13-01' }: got 2027-13-01
  - { until: '2027-03-01T00:00:00+01:00' }: got 2027-03-01T00:00:00+01:00
  - { until: '2027-03-01T24:00:00Z' }: got 2027-03-01T24:00:00Z
  - { until: '2027-03-01T12:00Z' }: got 2027-03-01T12:00Z
  - { until: '' }: got ''
input/approval  approval.until
  allowed: an end after the beginning
  fix: correct from or until
  - { from: '2026-03-01', until: '2026-03-01' }: got 2026-03-01, from 2026-03-01
egress/approval-expired  approval.until
  allowed: an end after now, 2026-11-23T12:00:00.000Z: every request to the host is refused
  fix: have it renewed, and set until to the new end; or remove the host
  - { until: '2026-11-23' }: got 2026-11-23
  - { until: '2026-11-23T12:00:00Z' }: got 2026-11-23T12:00:00Z
egress/approval-not-begun  approval.from
  allowed: a beginning before now, 2026-11-23T12:00:00.000Z: until then, every request to the host is refused
  fix: synthesize again when it has begun, or correct from
  - { from: '2026-11-23T12:00:01Z' }: got 2026-11-23T12:00:01Z
  - { from: '2026-12-01' }: got 2026-12-01"
`);
});

test('reports a host without an approval', () => {
  expect(refusals(ofOtherThings, refuseOther)).toMatchInlineSnapshot(`
"input/approval  approval
  allowed: Approval.granted({ … }), Approval.pending({ … }) or Approval.withdrawn({ … })
  fix: use Approval.granted with who approved it and until when, or Approval.pending while it is not approved
  - undefined: got nothing
  - true: got true
  - 'SEC-12': got "SEC-12" (a string)
  - { approved: true }: got {"approved":true}"
`);
});

test('reports a pending approval as a warning', () => {
  expect(synth(waiting()).stderr).toMatchInlineSnapshot(`
"warning egress/approval-pending  egress/host (ExternalHost)  approval
  got pending, SEC-13; allowed: an approval that is granted: until then, every request to the host is refused
  fix: use Approval.granted when it is approved
  see cdk8s-egress/docs/rules/egress-approval-pending.md
"
`);
});

test('a pending approval needs its fields too, except who approved it', () => {
  const incomplete = Approval.pending({ owner: '', ticket: 'SEC-13', reason: 'search' });
  expect(refuse(incomplete)).toMatchObject([
    { rule: 'input/approval', path: 'approval.owner', got: "''" },
    { rule: 'egress/approval-pending', severity: 'warning', path: 'approval', got: 'pending, SEC-13' },
  ]);
});

test('reports a withdrawn approval', () => {
  const { app, chart } = egress({ severities: { 'egress/approval-withdrawn': 'error' } });
  host(chart, exit(chart), { approval: Approval.withdrawn(withdrawal), name: 'api' });
  expect(refusal(app)).toMatchInlineSnapshot(`
"egress/approval-withdrawn  egress/host (ExternalHost)  approval
  got withdrawn by security@example.com on 2026-11-20, SEC-12; allowed: an approval that is granted: every request to the host is refused
  fix: remove the host when nobody calls it any more, or use Approval.granted after a new approval
  see cdk8s-egress/docs/rules/egress-approval-withdrawn.md"
`);
  expect(refusals(ofWithdrawals, refuseWithdrawal)).toMatchInlineSnapshot(`
"not refused
  - {}
input/approval  approval.by
  allowed: a non-empty string
  fix: name the person who withdrew the approval
  - { by: '' }: got ''
warning egress/approval-withdrawn  approval
  allowed: an approval that is granted: every request to the host is refused
  fix: remove the host when nobody calls it any more, or use Approval.granted after a new approval
  - { by: '' }: got withdrawn by  on 2026-11-20, SEC-12
  - { on: 'yesterday' }: got withdrawn by security@example.com on yesterday, SEC-12
input/approval  approval.on
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date in UTC
  - { on: 'yesterday' }: got yesterday"
`);
});

test('a withdrawn host makes only a route that refuses, and its policy, with who withdrew it and whom to ask', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { approval: Approval.withdrawn(withdrawal), name: 'api' });
  const { manifests: all, stderr } = synth(app);
  expect(stderr).toMatch(/^warning egress\/approval-withdrawn/);
  expect(all.ofKind('ServiceEntry')).toEqual([]);
  expect(all.get('HTTPRoute', 'api').metadata).toMatchObject({
    labels: { [APPROVED_LABEL]: 'withdrawn' },
    annotations: {
      'security.corp/egress-withdrawn-by': 'security@example.com',
      'security.corp/egress-withdrawn-on': '2026-11-20T00:00:00Z',
    },
  });
  expect(all.get('DirectResponse', 'api').spec).toEqual({
    status: 403,
    body: 'egress refused: the approval of api.example.com was withdrawn by security@example.com on 2026-11-20T00:00:00Z; ask team-a, SEC-12',
  });
  expect(all.get('TrafficPolicy', 'api').spec).toHaveProperty(
    'extAuth.contextExtensions',
    expect.objectContaining({ 'egress.withdrawn': 'by security@example.com on 2026-11-20T00:00:00Z', 'egress.until': '0' }),
  );
});

test('every check is tested', () => {
  const tried = () => {
    refuse(grant({ content: [] }));
    for (const [, given] of ofWithdrawals) refuseWithdrawal(given);
    for (const [, given] of [...ofTexts, ...ofTimes]) refuseGrant(given);
    for (const [, given] of ofOtherThings) refuseOther(given);
    synth(waiting());
  };
  expect(untested(approvalChecks, tried)).toEqual([]);
});

test('an approval is valid from its first instant until just before its end', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { approval: grant({ from: '2026-11-23T12:00:00Z', until: '2026-11-23T12:00:01Z' }) });
  expect(NOW.toISOString()).toBe('2026-11-23T12:00:00.000Z');
  expect(findings(app)).toEqual([]);
});

test('an expired approval can be waived, with the reason in the manifest, but the host stays refused', () => {
  const { app, chart } = egress();
  const waive = { 'egress/approval-expired': 'SEC-12 is being renewed' };
  host(chart, exit(chart), { approval: grant({ until: '2026-11-01' }), waive });
  const route = manifests(app).get('HTTPRoute', 'api.example.com');
  expect(manifests(app).ofKind('ServiceEntry')).toEqual([]);
  expect(route.metadata.annotations).toMatchObject({
    'security.corp/egress-until': '2026-11-01T00:00:00Z',
    'cdk8s-egress/waive.approval-expired': 'SEC-12 is being renewed',
  });
});

test('all fields of an approval are written, with dates as instants', () => {
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

test('further fields of an approval are written if they are given', () => {
  const more = { impact: 'no forecasts', dataClass: 'internal', requestedBy: 'bob@example.com' };
  expect(grant({ ...more, approvedBy: ['alice@example.com', 'carol@example.com'] }).annotations).toMatchObject({
    [APPROVAL_ANNOTATIONS.impact]: 'no forecasts',
    [APPROVAL_ANNOTATIONS.dataClass]: 'internal',
    [APPROVAL_ANNOTATIONS.requestedBy]: 'bob@example.com',
    [APPROVAL_ANNOTATIONS.approvedBy]: 'alice@example.com, carol@example.com',
  });
});

test('a pending approval has the label pending, never true', () => {
  const { labels, annotations } = Approval.pending({ owner: 'team-a', ticket: 'SEC-13', reason: 'search' });
  expect(labels).toEqual({ [APPROVED_LABEL]: 'pending' });
  expect(annotations).toEqual({
    [APPROVAL_ANNOTATIONS.owner]: 'team-a',
    [APPROVAL_ANNOTATIONS.ticket]: 'SEC-13',
    [APPROVAL_ANNOTATIONS.reason]: 'search',
  });
});
