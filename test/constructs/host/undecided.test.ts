import { EgressGateway, type ExternalHostProps, type Undecided } from '../../../lib';
import { undecidedChecks } from '../../../lib/constructs/host/undecided';
import { asRows, findings, refusals, untested } from '../../findings';
import { egress, exit, gateway, grant, host, policy } from '../../kit';
import { manifests } from '../../manifests';

const undecided: Undecided = { allow: true, reason: 'status page during incidents', until: '2027-01-31' };

/** A gateway for hosts that must stay reachable, with its policy. */
function open() {
  const { app, chart } = egress();
  const through = gateway(chart, { decision: 'while-available' });
  policy(chart, through);
  return { app, chart, through };
}

test('its server decides, and while none answers, requests leave by routes that need no decision', () => {
  const { app, chart, through } = open();
  host(chart, through, { undecided });
  const all = manifests(app);
  const { extAuth } = all.get('GatewayExtension', 'authz').spec as { extAuth: object };
  expect(extAuth).toMatchObject({ failOpen: true });
  expect(extAuth).not.toHaveProperty('clearRouteCache');
  expect(all.get('HTTPRoute', 'api.example.com').spec).toHaveProperty('rules', [expect.not.objectContaining({ matches: [] })]);
  expect(all.names).not.toContain('DirectResponse/exit-refusal');
});

test('is reported with the reasons of all hosts', () => {
  const { app, chart, through } = open();
  host(chart, through, { undecided }, 'one');
  host(chart, through, { host: 'b.example.com', undecided: { ...undecided, reason: 'paging' } }, 'two');
  expect(findings(app)).toEqual([]);
  expect(manifests(app).get('GatewayExtension', 'authz').metadata.annotations).toEqual({
    'cdk8s-egress/waive.fail-open':
      'api.example.com until 2027-01-31: status page during incidents; b.example.com until 2027-01-31: paging',
  });
});

test('a host whose approval has ended stays closed', () => {
  const { app, chart, through } = open();
  const ended = grant({ until: '2026-02-01' });
  host(chart, through, { undecided, approval: ended, waive: { 'egress/approval-expired': 'a test' } });
  expect(JSON.stringify(manifests(app).get('HTTPRoute', 'api.example.com').spec)).not.toContain('backendRefs');
});

test('a policy of another repository fails open if the owner of the gateway says so', () => {
  const { app, chart } = egress();
  policy(
    chart,
    EgressGateway.fromGatewayName(chart, 'gateway', { name: 'exit', namespace: 'egress-system', decision: 'while-available' }),
  );
  expect(manifests(app).get('GatewayExtension', 'authz').metadata.annotations).toEqual({
    'cdk8s-egress/waive.fail-open': "decision: 'while-available', for hosts of other repositories",
  });
});

test('without a policy, nobody would decide', () => {
  const { app, chart } = egress();
  host(chart, gateway(chart, { decision: 'while-available' }), { undecided });
  expect(findings(app).map(({ rule, got }) => `${rule}: ${got}`)).toContain(
    'egress/no-decision: no ExtAuthPolicy for this gateway, so no request would be decided',
  );
});

const rows = asRows<Partial<ExternalHostProps>>([
  {},
  { undecided: { ...undecided, until: '2026-11-23' } },
  { undecided: { ...undecided, until: '30.6.2027' } },
  { undecided: { ...undecided, reason: ' ' } },
  { undecided: { ...undecided, allow: false as true } },
  { undecided: true as never },
  { undecided: { allow: true, reason: 'a reason' } as never },
]);

function refuse(props: Partial<ExternalHostProps>) {
  const { app, chart, through } = open();
  host(chart, through, props);
  return findings(app);
}

function onSharedGateway() {
  const { app, chart } = egress();
  host(chart, exit(chart), { undecided });
  return findings(app);
}

test('reports hosts without an end or a reason', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/undecided  undecided
  allowed: a reason and an end for each host of a gateway with decision: 'while-available'
  fix: write undecided: { allow: true, reason: '…', until: '…' }, or attach the host to a gateway that always decides
  - {}: got nothing
input/undecided  undecided.until
  allowed: a time after now, 2026-11-23T12:00:00.000Z: the host may no longer be reached without a decision
  fix: attach the host to a gateway that always decides, or renew the end
  - { undecided: { allow: true, reason: 'sta… (91 characters): got 2026-11-23
input/undecided  undecided.until
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: correct the date
  - { undecided: { allow: true, reason: 'sta… (90 characters): got 30.6.2027
input/undecided  undecided.reason
  allowed: a non-empty string
  fix: write why the host must stay reachable without a decision
  - { undecided: { allow: true, reason: ' ', until: '2027-01-31' } }: got " " (with blanks)
input/undecided  undecided.allow
  allowed: true
  fix: write allow: true, or remove undecided
  - { undecided: { allow: false, reason: 'st… (92 characters): got false
input/undecided  undecided
  allowed: an object { allow: true, reason, until }
  fix: write undecided: { allow: true, reason: '…', until: '2027-06-30' }, or remove it
  - { undecided: true }: got true
input/undecided  undecided.until
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: correct the date; if the value is that of an environment variable, set the variable
  - { undecided: { allow: true, reason: 'a reason' } }: got nothing"
`);
});

test('reports such a host on a shared gateway', () => {
  expect(onSharedGateway().map(({ rule, path, fix }) => [rule, path, fix])).toMatchInlineSnapshot(`
[
  [
    "input/undecided",
    "undecided",
    "attach the host to another EgressGateway with decision: 'while-available', or remove undecided",
  ],
]
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, given] of rows) refuse(given);
    onSharedGateway();
  };
  expect(untested(undecidedChecks, tried)).toEqual([]);
});
