import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { GatewayParameters } from '../../../imports/gateway.kgateway.dev/gateway-parameters';
import { TrafficPolicy } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import { ClusterPolicy, type ClusterPolicySpec } from '../../../imports/kyverno.io/cluster-policy';
import { ServiceEntry, type ServiceEntryProps } from '../../../imports/networking.istio.io/service-entry';
import { AuthorizationPolicy } from '../../../imports/security.istio.io/authorization-policy';

const external: ServiceEntryProps = { spec: { hosts: ['api.example.com'], location: 'MESH_EXTERNAL', resolution: 'DNS' } };

test('an object contains what was written, with its apiVersion and kind', () => {
  const chart = Testing.chart();
  new ServiceEntry(chart, 'api', { metadata: { name: 'api', namespace: 'egress' }, ...external });
  expect(Testing.synth(chart)).toEqual([
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'api', namespace: 'egress' },
      spec: external.spec,
    },
  ]);
});

test('the manifest can be created without a construct', () => {
  expect(ServiceEntry.manifest(external)).toEqual({ apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', ...external });
});

test('a kind without required fields needs no props', () => {
  const chart = Testing.chart();
  new AuthorizationPolicy(chart, 'deny', undefined);
  expect(Testing.synth(chart)[0]).toMatchObject({ kind: 'AuthorizationPolicy' });
});

test('a JSON patch on a field that the type does not know is kept', () => {
  const chart = Testing.chart();
  const entry = new ServiceEntry(chart, 'api', external);
  ApiObject.of(entry).addJsonPatch(JsonPatch.add('/spec/newField', { deep: [1] }), JsonPatch.replace('/spec/resolution', 'NONE'));
  expect(Testing.synth(chart)[0].spec).toMatchObject({ newField: { deep: [1] }, resolution: 'NONE' });
});

test.each<ClusterPolicySpec['validationFailureAction']>(['Audit', 'Enforce', 'audit', 'enforce'])(
  'the type accepts %s, as Kyverno does',
  (action) => {
    const chart = Testing.chart();
    new ClusterPolicy(chart, 'policy', { spec: { validationFailureAction: action } });
    expect(Testing.synth(chart)[0].spec).toEqual({ validationFailureAction: action });
  },
);

test.each([
  ['imports/kyverno.io/cluster-policy.ts', `validationFailureAction?: 'audit' | 'enforce' | 'Audit' | 'Enforce';`],
  ['imports/networking.istio.io/service-entry.ts', `location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL';`],
  ['imports/gateway.networking.k8s.io/http-route.ts', 'statusCode?: 301 | 302 | 303 | 307 | 308;'],
])('%s: %s', (file, text) => {
  expect(readFileSync(file, 'utf8')).toContain(text);
});

test('int-or-string accepts a number or a text, and keeps it unchanged', () => {
  const chart = Testing.chart();
  const limits = { cpu: '500m', memory: 1024 };
  new GatewayParameters(chart, 'parameters', { spec: { kube: { envoyContainer: { resources: { limits } } } } });
  expect(Testing.synth(chart)[0].spec.kube.envoyContainer.resources.limits).toEqual(limits);
});

test('a map keeps all of its 20,000 entries', () => {
  const chart = Testing.chart();
  const extraLabels = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`label-${index}`, `${index}`]));
  new GatewayParameters(chart, 'parameters', { spec: { kube: { service: { extraLabels } } } });
  expect(Testing.synth(chart)[0].spec.kube.service.extraLabels).toEqual(extraLabels);
});

test('loading a kind loads no other file of imports/', () => {
  const code = `require('./imports/gateway.kgateway.dev/traffic-policy');
    console.log(Object.keys(require.cache).filter((name) => name.includes('/imports/') && !name.includes('/node_modules/')).join());`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', code], { encoding: 'utf8' });
  expect(stdout.trim().split(',')).toEqual([expect.stringMatching(/traffic-policy\.ts$/)]);
  expect(TrafficPolicy.GVK.kind).toBe('TrafficPolicy');
});
