import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { approversGuard } from '../../../lib/constructs/governance/approvers-policy';
import { identitiesGuard } from '../../../lib/constructs/governance/identities-policy';
import { isolationGuard } from '../../../lib/constructs/governance/isolation-policy';
import { podsGuard } from '../../../lib/constructs/governance/pods-policy';
import { DEFAULT_APPROVAL_KEYS as keys } from '../../../lib/core/labels';
import { written } from './admission-request';
import { alone } from './alone';

const GATEWAY = 'gateway.networking.k8s.io/gateway-name';
const gateways = { 'egress-system': ['exit'] };
const namespaces = ['egress-system', 'team-a'];
const pods = alone(podsGuard({ namespaces, gateways }));
const identities = alone(identitiesGuard({ exempt: {}, gateways, restricted: [], aliases: () => ({}) }));
const isolation = alone(isolationGuard({ exempt: {}, clients: ['team-a'], namespaces, declared: () => ({}) }));
const approvers = alone(approversGuard({ keys, exempt: {}, approvers: {} }));

const object = (kind: string, metadata: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', ...(kind !== 'Namespace' && { namespace: 'egress-system' }), ...metadata },
  spec,
});
const pod = (metadata: object, spec: object = {}) => object('Pod', metadata, { containers: [], ...spec });
const gatewayPod = (metadata: object) => pod({ labels: { [GATEWAY]: 'exit' }, ...metadata }, { serviceAccountName: 'exit' });
const namespace = (labels: object) => object('Namespace', { name: 'team-a', labels });

const resourcesOf = ({ matchConstraints }: ValidatingPolicySpec) =>
  (matchConstraints?.resourceRules ?? []).flatMap(({ resources = [] }) => resources);

test('cover those by which the API server lets labels and annotations be written', () => {
  expect(resourcesOf(pods)).toContain('pods/status');
  expect(resourcesOf(identities)).toEqual(expect.arrayContaining(['pods/status', 'services/status']));
  expect(resourcesOf(isolation)).toEqual(expect.arrayContaining(['namespaces/status', 'namespaces/finalize']));
  expect(resourcesOf(approvers)).toContain('services/status');
});

const ENTRIES: readonly (readonly [string, ValidatingPolicySpec, string, object, object])[] = [
  ['a pod that leaves the mesh', pods, 'status', pod({}), pod({ labels: { 'istio.io/dataplane-mode': 'none' } })],
  ['a pod that poses as the gateway', identities, 'status', pod({}), pod({ labels: { [GATEWAY]: 'exit' } })],
  ['a Service that does', identities, 'status', object('Service', {}), object('Service', { labels: { [GATEWAY]: 'exit' } })],
  ['a longer approval', approvers, 'status', object('Service', {}), object('Service', { annotations: { [keys.until]: '2100' } })],
  ...(['status', 'finalize'] as const).map(
    (by) =>
      [
        `a namespace that leaves the mesh, by ${by}`,
        isolation,
        by,
        namespace({ 'istio.io/dataplane-mode': 'ambient' }),
        namespace({}),
      ] as const,
  ),
];

test.each(ENTRIES)('refuse %s', (_, spec, subResource, before, after) => {
  expect(written(spec, after, { before, subResource })).not.toMatch(/^(accepted|not matched)/);
});

test('accept the status itself, and the annotation by which istio-cni marks a pod of the gateway', () => {
  const cni = { user: 'system:serviceaccount:istio-system:istio-cni', subResource: 'status' };
  const marked = { annotations: { 'ambient.istio.io/redirection': 'enabled' } };
  for (const spec of [pods, identities]) {
    expect(written(spec, { ...gatewayPod({}), status: {} }, { ...cni, before: gatewayPod({}) })).toBe(
      'not matched: changes-a-pod',
    );
    expect(written(spec, gatewayPod(marked), { ...cni, before: gatewayPod({}) })).toMatch(
      /^(accepted|not matched: changes-a-label)$/,
    );
  }
});
