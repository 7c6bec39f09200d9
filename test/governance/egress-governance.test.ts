import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { EgressGateway, EgressGovernance } from '../../lib';
import { findings, told } from '../findings';
import { egress, exit } from '../kit';
import { manifests } from '../manifests';

test('governs destinations, and lets Kyverno read what it reports on', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress' });
  const all = manifests(app);
  expect(all.names).toEqual(['ValidatingPolicy/egress-approval', 'ClusterRole/egress-reports']);
  expect(all.get('ValidatingPolicy', 'egress-approval').apiVersion).toBe('policies.kyverno.io/v1');
  const role = all.get('ClusterRole', 'egress-reports');
  expect(role.metadata.labels).toEqual({ 'rbac.kyverno.io/aggregate-to-reports-controller': 'true' });
  const verbs = ['get', 'list', 'watch'];
  expect(role.rules).toEqual([
    { apiGroups: ['networking.istio.io'], resources: ['serviceentries', 'workloadentries'], verbs },
    { apiGroups: ['gateway.kgateway.dev'], resources: ['backends'], verbs },
    { apiGroups: [''], resources: ['services'], verbs },
  ]);
});

test('keeps the decision of gateways on, each namespace once', () => {
  const { app, chart } = egress();
  const gateways = ['zone-b', 'zone-a', 'zone-b'].map((namespace, i) =>
    EgressGateway.fromGatewayName(chart, `gateway-${i}`, { name: `exit-${i}`, namespace }),
  );
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways });
  expect(manifests(app).get('ValidatingPolicy', 'egress-decision').spec).toHaveProperty(
    'matchConstraints.namespaceSelector.matchExpressions.0.values',
    ['zone-a', 'zone-b'],
  );
});

test('stands before what it governs, in the file and for Argo CD', () => {
  const { app, chart } = egress();
  const through = exit(chart, { createNamespace: true });
  new EgressGovernance(chart, 'zz-governance', { name: 'egress', gateways: [through] });
  const all = manifests(app);
  expect(all.names.slice(0, 3)).toEqual([
    'Namespace/egress-system',
    'ValidatingPolicy/egress-approval',
    'ValidatingPolicy/egress-decision',
  ]);
  expect(all.get('ValidatingPolicy', 'egress-approval').metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-3' });
});

test('its objects belong to no namespace, even in a chart that has one', () => {
  const { app } = egress();
  new EgressGovernance(new Chart(app, 'in-team-a', { namespace: 'team-a' }), 'governance', { name: 'egress' });
  for (const { kind, metadata } of manifests(app).all) expect([kind, metadata.namespace]).toEqual([kind, undefined]);
});

test('its default child is the policy for destinations, for JSON patches', () => {
  const { app, chart } = egress();
  const governance = new EgressGovernance(chart, 'governance', { name: 'egress' });
  ApiObject.of(governance).addJsonPatch(JsonPatch.replace('/spec/validationActions', ['Audit']));
  expect(manifests(app).get('ValidatingPolicy', 'egress-approval').spec).toHaveProperty('validationActions', ['Audit']);
});

test.each([
  ['', "''"],
  ['Egress', 'Egress'],
  ['e'.repeat(201), 'e'.repeat(201)],
])('refuses the name %j', (name, got) => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name });
  expect(told(findings(app))).toEqual([
    {
      rule: 'input/name',
      path: 'name',
      got,
      allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 200 characters',
      fix: 'correct the name',
    },
  ]);
});
