import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { AuthorizationServer, type EgressAppProps, EgressGateway, Tls } from '../../lib';
import { findings, type PrintedFinding } from '../findings';
import { egress, exit, grant, host, NOW, policy } from '../kit';
import { synth } from '../manifests';

/** A correct app, and an object that somebody adds. */
function governed(
  object: { readonly apiVersion: string; readonly kind: string } & Record<string, unknown>,
  props: EgressAppProps = {},
) {
  const { app, chart } = egress(props);
  host(chart, exit(chart));
  new ApiObject(chart, 'mine', object);
  return app;
}

const where = (all: readonly PrintedFinding[]) => all.map(({ rule, construct, object, path }) => [rule, construct, object, path]);
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'app' } },
    template: { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'app', image: 'app' }] } },
  },
};

test('an object that the cluster would reject is reported with the construct that made it', () => {
  const app = governed({ ...deployment, kind: 'Deployment', spec: { ...deployment.spec, replicas: '2', replica: 2 } });
  expect(where(findings(app))).toEqual([
    ['schema/type', 'egress/mine', 'Deployment shop/app', 'spec.replicas'],
    ['schema/unknown-field', 'egress/mine', 'Deployment shop/app', 'spec.replica'],
  ]);
});

test('findings of rules over several objects are reported', () => {
  expect(where(findings(governed(deployment)))).toEqual([
    ['egress/direct-exit', 'egress/mine', 'Deployment shop/app', 'metadata.namespace'],
  ]);
});

test('the severity of a rule can be changed, and the rule disabled', () => {
  const reported = (severity: 'warning' | 'info' | 'off') =>
    synth(governed(deployment, { severities: { 'egress/direct-exit': severity } })).stderr;
  expect(reported('warning')).toMatch(
    /^warning egress\/direct-exit {2}egress\/mine {2}Deployment shop\/app metadata\.namespace\n/,
  );
  expect([reported('info'), reported('off')]).toEqual(['', '']);
});

test('the class of an EgressGateway counts as kgateway, and so do the classes of the app', () => {
  const classed = (gatewayClass: string, props = {}) => {
    const { app, chart } = egress(props);
    host(chart, exit(chart, { gatewayClass }));
    return synth(app).stderr;
  };
  expect(classed('own')).toBe('');
  expect(classed('agentgateway')).toMatch(/^info egress\/not-judged {2}egress\/gateway /);
  expect(classed('agentgateway', { gatewayClasses: ['agentgateway'] })).toBe('');
});

test('an object can waive a rule with a reason', () => {
  const annotations = { 'cdk8s-egress/waive.direct-exit': 'a node agent' };
  const { stderr } = synth(governed({ ...deployment, metadata: { ...deployment.metadata, annotations } }));
  expect(stderr).toMatch(/^waived egress\/direct-exit[\s\S]* waived: a node agent\n/);
});

test('a construct can waive findings of its objects', () => {
  const { app, chart } = egress();
  const ending = { approval: grant({ until: '2026-11-30' }) };
  host(chart, exit(chart), { ...ending, waive: { 'egress/approval-ends-soon': 'the project ends then' } });
  expect(synth(app).stderr).toMatch(/^waived egress\/approval-ends-soon {2}egress\/host \(ExternalHost\) {2}ServiceEntry /);
});

test('nothing is reported twice, and no deliberate choice is reported', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { port: 8080, tls: Tls.none(), retryOn: 'wide', perTryTimeout: '2s' });
  expect(synth(app).stderr).toBe('');
});

test('while input is malformed, objects are not judged together, but those of other constructs are checked alone', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { port: 0 });
  new ApiObject(chart, 'mine', { ...deployment, spec: { ...deployment.spec, replicas: '2' } });
  expect(where(findings(app))).toEqual([
    ['input/port', 'egress/host (ExternalHost)', undefined, 'port'],
    ['schema/type', 'egress/mine', 'Deployment shop/app', 'spec.replicas'],
  ]);
});

test('objects that another repository owns are not reported as missing', () => {
  const { app, chart } = egress();
  const gateway = EgressGateway.fromGatewayName(chart, 'gateway', { name: 'exit', namespace: 'egress-system' });
  host(chart, gateway);
  policy(chart, gateway, { server: AuthorizationServer.existing({ serviceName: 'authz', namespace: 'kyverno' }) });
  expect(synth(app).stderr).toBe('');
});

test("in a plain app each construct's own objects are checked alone", () => {
  jest.useFakeTimers({ now: NOW });
  const app = new App();
  const chart = new Chart(app, 'egress');
  const patched = host(chart, exit(chart));
  ApiObject.of(patched).addJsonPatch(JsonPatch.add('/spec/hostname', 'api.example.com'));
  expect(() => app.synthYaml()).toThrow(
    /schema\/unknown-field {2}egress\/host \(ExternalHost\) {2}HTTPRoute egress-system\/api\.example\.com spec\.hostname/,
  );
  jest.useRealTimers();
});
