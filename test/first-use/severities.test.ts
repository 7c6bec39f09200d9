import { ApiObject } from 'cdk8s';
import type { EgressAppProps, ExternalHostProps, Severities, Waivers } from '../../lib';
import { Approval, Tls } from '../../lib';
import { EgressValidation } from '../../lib/cli/validation-plugin';
import { findings, refusal } from '../findings';
import { egress, exit, gateway, grant, host, policy } from '../kit';
import { synth } from '../manifests';

const pending = Approval.pending({ owner: 'team-a', ticket: 'SEC-1', reason: 'maps' });
const hopeless = { retries: 3, perTryTimeout: '10s', timeout: '30s' } as const;

/** An app with these severities, and one host. */
function withHost(severities: Severities, props: Partial<ExternalHostProps> = {}) {
  const { app, chart } = egress({ severities });
  host(chart, exit(chart), props);
  return app;
}
const severitiesOf = (app: Parameters<typeof findings>[0]) => findings(app).map(({ rule, severity }) => `${severity} ${rule}`);

describe('the severity that the app sets for a rule holds for what constructs report', () => {
  test.each<[string, Severities, Partial<ExternalHostProps>]>([
    ['egress/retry-budget', { 'egress/retry-budget': 'warning' }, hopeless],
    ['egress/plaintext-to-https-port', { 'egress/plaintext-to-https-port': 'warning' }, { tls: Tls.none() }],
  ])('%s: warning', (rule, severities, props) => {
    expect(synth(withHost(severities, props)).stderr).toContain(`warning ${rule}  egress/host (ExternalHost)`);
    const off = Object.fromEntries(Object.keys(severities).map((id) => [id, 'off'])) as Severities;
    expect(synth(withHost(off, props)).stderr).not.toContain(rule);
  });

  test('a warning that becomes an error closes the gate of CI', () => {
    const ended = { approval: grant({ until: '2026-11-01' }) };
    expect(synth(withHost({}, ended)).stderr).toContain('warning egress/approval-expired  egress/host (ExternalHost)');
    expect(severitiesOf(withHost({ 'egress/approval-expired': 'error' }, ended))).toEqual(['error egress/approval-expired']);
    expect(severitiesOf(withHost({ 'egress/approval-pending': 'error' }, { approval: pending }))).toEqual([
      'error egress/approval-pending',
    ]);
  });

  test('a deliberate choice of a property is an error if the app says so', () => {
    const choice = { port: 8080, tls: Tls.none() };
    expect(synth(withHost({}, choice)).stderr).toBe('');
    expect(severitiesOf(withHost({ 'egress/plaintext-to-public-host': 'error' }, choice))).toEqual([
      'error egress/plaintext-to-public-host',
    ]);
  });

  test('a rule of a gateway, and one that only constructs report', () => {
    const exposed = egress({ severities: { 'egress/two-policies': 'warning' } });
    const through = gateway(exposed.chart);
    policy(exposed.chart, through);
    policy(exposed.chart, through, { name: 'other' }, 'other');
    expect(severitiesOf(exposed.app).filter((text) => text.endsWith('two-policies'))).not.toContain('error egress/two-policies');
  });

  test('a waiver is still a waiver, and malformed input is still an error', () => {
    const waive = { 'egress/retry-budget': 'the client gives up' };
    const app = withHost({ 'egress/retry-budget': 'error' }, { ...hopeless, waive });
    expect(synth(app).stderr).toMatch(/^waived egress\/retry-budget/);
  });
});

describe('a severity that cannot be set is a finding', () => {
  const setting = (severities: unknown) => refusal(egress({ severities } as EgressAppProps).app);

  test('for a rule that does not exist', () => {
    expect(setting({ 'egress/aproval-expired': 'off' })).toMatchInlineSnapshot(`
"input/property  app  severities['egress/aproval-expired']
  there is no such rule
  got egress/aproval-expired; allowed: the id of a rule (docs/rules/)
  fix: did you mean egress/approval-expired?
  see cdk8s-egress/docs/rules/input.md#inputproperty"
`);
  });

  test('for an unknown severity', () => {
    expect(setting({ 'egress/approval-expired': 'fatal' })).toMatchInlineSnapshot(`
"input/property  app  severities['egress/approval-expired']
  got fatal; allowed: error, warning, info, off
  fix: correct the severity, or remove it for the default of the rule
  see cdk8s-egress/docs/rules/input.md#inputproperty"
`);
  });

  test.each(['input/port', 'schema/type', 'istio/host'])('for %s, which cannot be changed', (rule) => {
    expect(setting({ [rule]: 'off' })).toContain(`got ${rule}; allowed: rules other than input/…`);
  });

  test('and hides no other finding', () => {
    const { app, chart } = egress({ severities: { 'egress/aproval-expired': 'off' } as Severities });
    host(chart, exit(chart), { approval: grant({ until: '2026-11-01' }) });
    host(chart, gateway(chart, { name: 'undecided', namespace: 'other' }, 'undecided'), { host: 'b.example.com' }, 'b');
    expect(new Set(findings(app).map(({ rule }) => rule))).toEqual(
      new Set(['egress/approval-expired', 'input/property', 'egress/no-decision']),
    );
  });
});

describe('a waiver of a rule', () => {
  const waiving = (waive: Record<string, string>) => {
    const { app, chart } = egress();
    host(chart, exit(chart), { waive: waive as Waivers });
    return synth(app).stderr;
  };

  test('that does not exist says so, and proposes one', () => {
    expect(waiving({ 'egress/retry-buget': 'x' })).toMatchInlineSnapshot(`
"warning input/waive  egress/host (ExternalHost)  waive['egress/retry-buget']
  there is no such rule
  got egress/retry-buget; allowed: the id of a rule (docs/rules/)
  fix: did you mean egress/retry-budget?
  see cdk8s-egress/docs/rules/input.md#inputwaive
"
`);
  });

  test('without its component proposes the id', () => {
    expect(waiving({ 'retry-budget': 'x' })).toContain('did you mean egress/retry-budget?');
  });

  test('that is misspelt leaves the finding an error', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), { ...hopeless, waive: { 'egress/retry-buget': 'x' } as Waivers });
    expect(severitiesOf(app)).toEqual(['error egress/retry-budget', 'warning input/waive']);
  });
});

test.each([
  [
    { 'egress/aproval-expired': 'off' },
    'got egress/aproval-expired; allowed: the id of a rule (docs/rules/); fix: did you mean egress/',
  ],
  [{ 'egress/approval-expired': 'fatal' }, 'got fatal; allowed: error, warning, info, off'],
  [{ 'istio/host': 'off' }, 'got istio/host; allowed: rules other than'],
])('the validation of cdk8s synth rejects %j', async (severities, text) => {
  const report = { addViolation: () => undefined, submit: () => undefined };
  const validation = new EgressValidation({ severities: severities as Severities });
  await expect(validation.validate({ manifests: [], report })).rejects.toThrow(text);
});

test('ids are completed and checked by the compiler', () => {
  const severities: Severities = { 'egress/approval-expired': 'off' };
  // @ts-expect-error there is no such rule
  const misspelt: Severities = { 'egress/aproval-expired': 'off' };
  // @ts-expect-error malformed input cannot be waived
  const waive: Waivers = { 'input/port': 'x' };
  expect([severities, misspelt, waive]).toHaveLength(3);
});

describe('an annotation that waives no rule', () => {
  const withAnnotation = (name: string) => {
    const { app, chart } = egress();
    host(chart, exit(chart));
    const metadata = { name: 'settings', namespace: 'team-a', annotations: { [name]: 'a reason' } };
    new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    return synth(app).stderr;
  };

  test('is a warning, which proposes the annotation', () => {
    const text = withAnnotation('cdk8s-egress/waive.direct-exti');
    expect(text).toMatch(/^warning egress\/unknown-waiver {2}egress\/settings {2}ConfigMap team-a\/settings/);
    expect(text).toContain('fix: did you mean cdk8s-egress/waive.direct-exit?');
    expect(withAnnotation('cdk8s-egress/waive.direct-exit')).toBe('');
  });

  test('of a construct is reported once, on the construct', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), { waive: { 'egress/retry-buget': 'a reason' } as never });
    const { stderr } = synth(app);
    expect(stderr.match(/^warning .*/gm)).toEqual([expect.stringContaining('input/waive')]);
    expect(app.synthYaml()).not.toContain('waive.retry-buget');
  });
});
