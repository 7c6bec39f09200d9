import { Chart } from 'cdk8s';
import { EgressGateway, EgressGovernance, Tls, type Waivers } from '../../../lib';
import { findings } from '../../findings';
import { egress, exit, gateway, host, policy } from '../../kit';
import { manifests, synth } from '../../manifests';

describe('a waiver', () => {
  const why = 'the client gives up after 30s anyway';
  const hopeless = { retries: 3, perTryTimeout: '10s', timeout: '30s', waive: { 'egress/retry-budget': why } };

  test('marks its finding as waived, with the reason', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), hopeless);
    expect(synth(app).stderr).toMatchInlineSnapshot(`
"waived egress/retry-budget  egress/host (ExternalHost)  timeout
  got 30s; allowed: at least 40.175s, for 4 tries of 10s and the pauses between them
  waived: the client gives up after 30s anyway
  see cdk8s-egress/docs/rules/egress-retry-budget.md
"
`);
  });

  test('is an annotation on every object of its construct, and on no other', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), { ...hopeless, maxConcurrentRetries: 50 });
    const marked = manifests(app).all.filter(({ metadata }) =>
      JSON.stringify(metadata).includes('cdk8s-egress/waive.retry-budget'),
    );
    expect(marked.map(({ kind }) => kind)).toEqual([
      ...['BackendTLSPolicy', 'BackendConfigPolicy', 'ServiceEntry', 'TrafficPolicy', 'HTTPRoute'],
    ]);
    for (const { metadata } of marked) expect(metadata.annotations).toMatchObject({ 'cdk8s-egress/waive.retry-budget': why });
  });

  test('is an annotation on all objects of a gateway, of its authorization, and of governance', () => {
    const { app } = egress();
    const waive = { 'egress/access-log': 'a test bed' };
    const [one, two, three] = ['one', 'two', 'three'].map((id) => new Chart(app, id)) as [Chart, Chart, Chart];
    const through = gateway(one, { createNamespace: true, waive });
    policy(two, through, { waive });
    new EgressGovernance(three, 'governance', { name: 'egress', gateways: [through], waive });
    const unmarked = manifests(app).all.filter(
      ({ metadata }) =>
        (metadata.annotations as Record<string, string> | undefined)?.['cdk8s-egress/waive.access-log'] !== 'a test bed',
    );
    expect(unmarked).toEqual([]);
  });

  test('applies to its construct only', () => {
    const { app, chart } = egress();
    const through = exit(chart);
    host(chart, through, { ...hopeless, host: 'a.example.com' }, 'a');
    host(chart, through, { ...hopeless, host: 'b.example.com', waive: {} }, 'b');
    expect(findings(app).map(({ construct, severity }) => `${severity} ${construct}`)).toEqual([
      'error egress/b (ExternalHost)',
      'waived egress/a (ExternalHost)',
    ]);
  });

  test('is rejected for malformed input', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), { port: 0, tls: Tls.none(), waive: { 'input/port': 'it works here' } as Waivers });
    expect(findings(app).map(({ rule }) => rule)).toEqual(['input/port', 'input/waive']);
  });

  test('without effect is a warning', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), { waive: { 'egress/retry-budget': why } });
    expect(synth(app).stderr).toMatchInlineSnapshot(`
"warning input/waive  egress/host (ExternalHost)  waive['egress/retry-budget']
  got the client gives up after 30s anyway; allowed: rules that this construct breaks
  fix: remove the waiver, which has no effect
  see cdk8s-egress/docs/rules/input.md#inputwaive
"
`);
  });
});

test('cluster-scoped objects do not get the namespace of their chart', () => {
  const { app } = egress();
  const chart = new Chart(app, 'in-team-a', { namespace: 'team-a' });
  gateway(chart, { createNamespace: true, waive: { 'egress/no-decision': 'decided elsewhere' } });
  const all = manifests(app);
  expect(all.get('Namespace', 'egress-system').metadata).not.toHaveProperty('namespace');
  expect(all.get('Gateway', 'exit').metadata.namespace).toBe('egress-system');
});

test('hosts and policies attach to an imported gateway as to one of this app', () => {
  const names = (own: boolean) => {
    const { app, chart } = egress();
    const imported = () => EgressGateway.fromGatewayName(chart, 'gateway', { name: 'exit', namespace: 'egress-system' });
    const through = own ? gateway(chart) : imported();
    policy(chart, through);
    host(chart, through);
    const all = manifests(app).all.filter(({ metadata }) => !metadata.name.startsWith('exit'));
    return all.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  };
  expect(names(false)).toEqual(names(true));
});
