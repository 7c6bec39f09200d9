import { podsGuard } from '../../../lib/constructs/governance/pods-policy';
import { written } from './admission-request';
import { alone } from './alone';

const spec = alone(podsGuard({ namespaces: ['egress-system', 'team-a'], gateways: { 'egress-system': ['exit'] } }));

interface Pod {
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly spec?: object;
}

const container = (securityContext: object) => ({ name: 'main', image: 'app', securityContext });
const template = ({ labels = {}, annotations = {}, spec: more }: Pod) => ({
  metadata: { labels, annotations },
  spec: { containers: [{ name: 'main', image: 'app' }], ...more },
});

function pod(given: Pod) {
  const { metadata, spec: ofPod } = template(given);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', namespace: given.namespace ?? 'team-a', ...metadata },
    spec: ofPod,
  };
}

/** The kinds from which Kubernetes makes pods. */
const workloads = (given: Pod) =>
  ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController', 'CronJob'].map((kind) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'x', namespace: 'team-a' },
    spec: kind === 'CronJob' ? { jobTemplate: { spec: { template: template(given) } } } : { template: template(given) },
  }));

const REFUSED: readonly (readonly [string, Pod, RegExp])[] = [
  ['hostNetwork', { spec: { hostNetwork: true } }, /^hostNetwork: true .*: remove it/],
  ['out of the mesh by its label', { labels: { 'istio.io/dataplane-mode': 'none' } }, /^the label istio.io\/dataplane-mode /],
  ['out of the mesh as if it had a sidecar', { annotations: { 'sidecar.istio.io/status': '' } }, /sidecar\.istio\.io\/status/],
  [
    'without DNS of the mesh',
    { annotations: { 'ambient.istio.io/dns-capture': 'false' } },
    /dns-capture .*remove the annotation/,
  ],
  ['the same, as Go reads it', { annotations: { 'ambient.istio.io/dns-capture': '0' } }, /dns-capture/],
  ['with callers past the mesh', { annotations: { 'ambient.istio.io/bypass-inbound-capture': 'true' } }, /bypass-inbound/],
  ['NET_ADMIN', { spec: { containers: [container({ capabilities: { add: ['NET_ADMIN'] } })] } }, /NET_ADMIN, NET_RAW and ALL/],
  ['net_raw', { spec: { containers: [container({ capabilities: { add: ['CHOWN', 'net_raw'] } })] } }, /NET_RAW/],
  ['CAP_NET_RAW', { spec: { initContainers: [container({ capabilities: { add: ['CAP_NET_RAW'] } })] } }, /NET_RAW/],
  ['all', { spec: { ephemeralContainers: [container({ capabilities: { add: ['ALL'] } })] } }, /NET_RAW/],
  ['privileged', { spec: { containers: [container({ privileged: true })] } }, /^privileged containers/],
];

test.each(REFUSED)('refuses a pod: %s', (_, given, message) => {
  expect(written(spec, pod(given))).toMatch(message);
});

test.each(REFUSED)('refuses each kind of workload with such pods, so that its author sees why: %s', (_, given, message) => {
  for (const workload of workloads(given))
    expect([workload.kind, written(spec, workload)]).toEqual([workload.kind, expect.stringMatching(message)]);
});

test.each(REFUSED)('refuses administrators too: %s', (_, given, message) => {
  expect(written(spec, pod(given), { groups: ['system:masters'] })).toMatch(message);
});

test.each<[string, Pod]>([
  ['ordinary', {}],
  ['in the mesh by its own label', { labels: { 'istio.io/dataplane-mode': 'ambient' } }],
  ['hardened', { spec: { hostNetwork: false, containers: [container({ privileged: false, capabilities: { drop: ['ALL'] } })] } }],
  ['that listens on port 80', { spec: { containers: [container({ capabilities: { add: ['NET_BIND_SERVICE'] } })] } }],
  [
    'with the defaults of ambient',
    { annotations: { 'ambient.istio.io/dns-capture': 'true', 'ambient.istio.io/bypass-inbound-capture': 'false' } },
  ],
])('accepts a pod, and workloads with it: %s', (_, given) => {
  expect([pod(given), ...workloads(given)].map((object) => written(spec, object))).toEqual(Array(8).fill('accepted'));
});

test('accepts a pod template without metadata', () => {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'x', namespace: 'team-a' },
    spec: { template: { spec: { containers: [] } } },
  };
  expect(written(spec, job)).toBe('accepted');
});

test('the pods of a gateway need no DNS of the mesh, those of other namespaces do', () => {
  const own = {
    labels: { 'gateway.networking.k8s.io/gateway-name': 'exit' },
    annotations: { 'ambient.istio.io/dns-capture': 'false' },
  };
  expect(written(spec, pod({ ...own, namespace: 'egress-system' }))).toBe('accepted');
  expect(written(spec, pod(own))).toMatch(/dns-capture/);
  const other = { ...own, namespace: 'egress-system', labels: { 'gateway.networking.k8s.io/gateway-name': 'ingress' } };
  expect(written(spec, pod(other))).toMatch(/dns-capture/);
});

test('accepts updates that leave the pod as it was, so that the old one can be scaled down', () => {
  const [bad, good] = [{ spec: { hostNetwork: true } }, {}];
  const unchanged = 'not matched: changes-a-pod';
  for (const before of workloads(bad)) {
    expect(written(spec, { ...before, spec: { ...before.spec, replicas: 0 } }, { before })).toBe(unchanged);
    expect(written(spec, before, { before: workloads(good).find(({ kind }) => kind === before.kind) as object })).toMatch(
      /^hostNetwork/,
    );
  }
  const before = pod(bad);
  expect(written(spec, { ...before, metadata: { ...before.metadata, finalizers: ['x'] } }, { before })).toBe(unchanged);
  expect(written(spec, pod({ labels: { 'istio.io/dataplane-mode': 'none' } }), { before: pod({}) })).toMatch(/^the label/);
});

test('accepts the end of an object, also if its pod is refused', () => {
  const ending = pod({ spec: { hostNetwork: true } });
  const metadata = { ...ending.metadata, deletionTimestamp: '2026-11-23T00:00:00Z' };
  expect(written(spec, { ...ending, metadata }, { before: ending })).toBe('not matched: changes-a-pod');
});

test('covers the namespaces of clients and gateways, and ephemeral containers', () => {
  const { namespaceSelector, resourceRules = [] } = spec.matchConstraints ?? {};
  expect(namespaceSelector?.matchExpressions?.[0]?.values).toEqual(['egress-system', 'team-a']);
  expect(resourceRules.flatMap(({ resources }) => resources)).toContain('pods/ephemeralcontainers');
});

test('works while Kyverno is down if it is enforced, and rejects nothing in audit', () => {
  expect(spec).toMatchObject({ autogen: { validatingAdmissionPolicy: { enabled: true } }, validationActions: ['Deny'] });
  const audit = alone(podsGuard({ namespaces: ['team-a'], gateways: {} }), 'audit');
  expect(audit).toMatchObject({ validationActions: ['Audit'], failurePolicy: 'Ignore' });
  expect(audit.autogen).toBeUndefined();
});
