import { Chart } from 'cdk8s';
import type { ApprovalGrant, EgressGatewayProps } from '../../../lib';
import { checkManifests } from '../../../lib/checks/check-manifests';
import { Platform } from '../../../lib/core/platform';
import type { Manifest as Checked } from '../../../lib/manifests/manifest';
import { findings } from '../../findings';
import { egress, gateway, grant, host, NOW, policy } from '../../kit';
import { manifests, outline, synth } from '../../manifests';

const OLD = 'old.example.com';
const ENDED = { until: '2026-11-01' };
const NOT_BEGUN = { from: '2026-12-01' };
const WHY = 'the team decides on Monday';

/** An app with a host that is approved and one whose approval is not in force, which synthesizes because of a waiver. */
function withOld(period: Partial<ApprovalGrant>, props: Partial<EgressGatewayProps> = {}) {
  const { app, chart } = egress();
  const through = gateway(chart, props);
  policy(chart, through);
  host(chart, through);
  const waive = { 'egress/approval-expired': WHY, 'egress/approval-not-begun': WHY };
  const rule = 'until' in period ? 'egress/approval-expired' : 'egress/approval-not-begun';
  const old = host(chart, through, { host: OLD, approval: grant(period), waive: { [rule]: waive[rule] } }, 'old');
  return { app, chart, old };
}

test('a host whose approval has ended makes only a route that refuses, and its policy, with the reason and whom to ask', () => {
  expect(outline(withOld(ENDED).old)).toMatchInlineSnapshot(`
"DirectResponse egress-system/old.example.com
  annotations:
    cdk8s-egress/waive.approval-expired: the team decides on Monday
    security.corp/egress-approved-by: security@example.com
    security.corp/egress-from: 2026-01-01T00:00:00Z
    security.corp/egress-owner: team-a
    security.corp/egress-reason: weather data
    security.corp/egress-ticket: SEC-12
    security.corp/egress-until: 2026-11-01T00:00:00Z
  body: "egress refused: the approval of old.example.com ended at 2026-11-01T00:00:00Z; ask team-a to renew it, SEC-12"
  status: 403
HTTPRoute egress-system/old.example.com
  annotations:
    cdk8s-egress/waive.approval-expired: the team decides on Monday
    security.corp/egress-approved-by: security@example.com
    security.corp/egress-from: 2026-01-01T00:00:00Z
    security.corp/egress-owner: team-a
    security.corp/egress-reason: weather data
    security.corp/egress-ticket: SEC-12
    security.corp/egress-until: 2026-11-01T00:00:00Z
  labels: { security.corp/egress-approved: ended }
  hostnames: [ old.example.com ]
  parentRefs: [ { name: exit, sectionName: http } ]
  rules:
    - filters:
        - { extensionRef: { group: gateway.kgateway.dev, kind: DirectResponse, name: old.example.com }, type: ExtensionRef }
      name: refused
TrafficPolicy egress-system/old.example.com
  annotations: { argocd.argoproj.io/sync-wave: "-2", cdk8s-egress/waive.approval-expired: the team decides on Monday }
  extAuth:
    contextExtensions:
      egress.authority: old.example.com
      egress.callers: http=8080
      egress.from: "1767225600"
      egress.host: old.example.com
      egress.owner: team-a
      egress.rules: '[{"allow":"any","when":[]}]'
      egress.ticket: SEC-12
      egress.until: "1793491200"
    extensionRef: { name: authz }
  targetRefs: [ { group: gateway.networking.k8s.io, kind: HTTPRoute, name: old.example.com } ]"
`);
});

test('so does a host whose approval has not begun', () => {
  const { app } = withOld(NOT_BEGUN);
  expect(manifests(app).get('DirectResponse', OLD).spec).toEqual({
    status: 403,
    body: 'egress refused: the approval of old.example.com begins at 2026-12-01T00:00:00Z; ask team-a, SEC-12',
  });
  expect(manifests(app).get('HTTPRoute', OLD).metadata.labels).toEqual({ 'security.corp/egress-approved': 'not-begun' });
});

test('synthesis stops if the app says so', () => {
  const { app, chart } = egress({ severities: { 'egress/approval-expired': 'error' } });
  const through = gateway(chart);
  policy(chart, through);
  host(chart, through, { approval: grant(ENDED) });
  expect(findings(app)).toMatchObject([{ rule: 'egress/approval-expired', severity: 'error', path: 'approval.until' }]);
});

test.each([
  ['egress/approval-expired', ENDED],
  ['egress/approval-not-begun', NOT_BEGUN],
] as const)('with %s, the others are synthesized, and the host is refused', (rule, period) => {
  const { app, chart } = egress();
  const through = gateway(chart);
  policy(chart, through);
  host(chart, through);
  host(chart, through, { host: OLD, approval: grant(period) }, 'old');
  const { manifests: all, stderr } = synth(app);
  expect(stderr.split('\n')[0]).toMatch(new RegExp(`^warning ${rule}  egress/old \\(ExternalHost\\)  approval\\.`));
  expect(all.ofKind('ServiceEntry').map(({ metadata }) => metadata.name)).toEqual(['api.example.com']);
  expect(all.get('DirectResponse', OLD).spec).toMatchObject({ status: 403 });
});

test('with its rule off, it is refused as well', () => {
  const { app, chart } = egress({ severities: { 'egress/approval-expired': 'off' } });
  const through = gateway(chart);
  policy(chart, through);
  host(chart, through, { approval: grant(ENDED) });
  expect(manifests(app).ofKind('ServiceEntry')).toEqual([]);
});

test('the finding is reported once, with its waiver', () => {
  expect(synth(withOld(ENDED).app).stderr).toMatchInlineSnapshot(`
"waived egress/approval-expired  egress/old (ExternalHost)  approval.until
  got 2026-11-01; allowed: an end after now, 2026-11-23T12:00:00.000Z: every request to the host is refused
  waived: the team decides on Monday
  see cdk8s-egress/docs/rules/egress-approval-expired.md
"
`);
});

test('its route tells the request policy when the approval ended, and whom to ask', () => {
  expect(manifests(withOld(ENDED).app).get('TrafficPolicy', OLD).spec).toHaveProperty('extAuth.contextExtensions', {
    'egress.authority': OLD,
    'egress.callers': 'http=8080',
    'egress.from': '1767225600',
    'egress.host': OLD,
    'egress.owner': 'team-a',
    'egress.rules': '[{"allow":"any","when":[]}]',
    'egress.ticket': 'SEC-12',
    'egress.until': '1793491200',
  });
});

test('it refuses also without a decision, where the route alone decides', () => {
  const { app } = withOld(ENDED, { decision: 'none', waive: { 'egress/no-decision': WHY } });
  expect(manifests(app).names).toEqual(expect.arrayContaining([`DirectResponse/${OLD}`, `HTTPRoute/${OLD}`]));
  expect(manifests(app).names).not.toContain(`ServiceEntry/${OLD}`);
});

test.each([ENDED, NOT_BEGUN])('check reports nothing about the objects of the refusal: %p', (period) => {
  const { app } = withOld(period);
  const all = manifests(app).all as unknown as Checked[];
  const about = checkManifests(all, { platform: Platform.for({}), now: NOW }).findings.filter(
    ({ object }) => object?.metadata.name === OLD || object?.kind === 'ConfigMap',
  );
  expect(about).toEqual([]);
});

test('it can be the only host of a gateway', () => {
  const { app, chart } = egress();
  const through = gateway(chart);
  policy(chart, through);
  host(chart, through, { approval: grant(ENDED), waive: { 'egress/approval-expired': WHY } });
  const all = manifests(app).all as unknown as Checked[];
  const { findings: found } = checkManifests(all, { platform: Platform.for({}), now: NOW });
  expect(found.filter(({ severity }) => severity !== 'waived')).toEqual([]);
});

test('its objects have the owner, for the layout by owner', () => {
  const { app } = withOld(ENDED);
  for (const kind of ['DirectResponse', 'HTTPRoute'])
    expect(manifests(app).get(kind, OLD).metadata.annotations).toMatchObject({ 'security.corp/egress-owner': 'team-a' });
});

test('a host with malformed dates is reported as malformed, not as refused', () => {
  const { app, chart } = egress();
  const through = gateway(chart);
  policy(chart, through);
  const made = host(chart, through, { approval: grant({ until: 'yesterday' }) });
  expect(made.refusal).toBeUndefined();
  expect(findings(app)).toMatchObject([{ rule: 'input/approval', path: 'approval.until' }]);
});

test('the state of a host is known from its construction on', () => {
  const { chart } = egress();
  expect(host(new Chart(chart, 'inner'), gateway(chart), { host: OLD, approval: grant(ENDED) }, 'h').refusal).toMatch(
    /ended at 2026-11-01T00:00:00Z/,
  );
});
