import { BASE, judge } from './situation';

/** Pods that other controllers than those of Kubernetes create. */
const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: team-c, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: client, namespace: team-c }
spec:
  selector: { matchLabels: { app: client } }
  template: { metadata: { labels: { app: client } }, spec: { containers: [{ name: c, image: registry.example.com/c:1 }] } }
---
`;
const policy = (podSelector: string, more = '') => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: team-c }
spec: { podSelector: ${podSelector}, policyTypes: [Egress]${more} }
---
`;
const template = (labels: string, more = '') =>
  `{ metadata: { labels: ${labels} }, spec: { ${more}containers: [{ name: c, image: registry.example.com/c:1 }] } }`;
const workload = (kind: string, spec: string, namespace = 'team-c') => {
  const [apiVersion, short] = kind.split(' ');
  return `apiVersion: ${apiVersion}\nkind: ${short}\nmetadata: { name: job${namespace && `, namespace: ${namespace}`} }\nspec: ${spec}\n---\n`;
};

const ONLY_CLIENT = policy('{ matchLabels: { app: client } }');
const OTHER = template('{ app: other }');

test.each([
  ['argoproj.io/v1alpha1 Rollout', `{ template: ${OTHER} }`],
  ['apps.openshift.io/v1 DeploymentConfig', `{ template: ${OTHER} }`],
  ['batch.volcano.sh/v1alpha1 Job', `{ tasks: [{ template: ${OTHER} }, { template: ${OTHER} }] }`],
  ['jobset.x-k8s.io/v1alpha2 JobSet', `{ replicatedJobs: [{ template: { spec: { template: ${OTHER} } } }] }`],
  ['flink.apache.org/v1beta1 FlinkDeployment', `{ jobManager: { podTemplate: ${OTHER} } }`],
  ['keda.sh/v1alpha1 ScaledJob', `{ jobTargetRef: { template: ${OTHER} } }`],
  ['kubevirt.io/v1 VirtualMachine', '{ template: { metadata: { labels: { app: other } }, spec: { domain: {} } } }'],
])('the pods of a %s are judged', (kind, spec) => {
  const name = kind.split(' ')[1];
  expect(judge([BASE, NAMESPACE, policy('{}'), workload(kind, spec)])).toEqual([]);
  expect(judge([BASE, NAMESPACE, ONLY_CLIENT, workload(kind, spec)])).toEqual([
    `error egress/direct-exit  ${name} team-c/job metadata.namespace`,
  ]);
});

test('what a policy opens for the pods of a Rollout is reported', () => {
  const opened = [policy('{}'), policy('{ matchLabels: { app: other } }', ', egress: [{}]').replace('closed', 'open')].join('');
  expect(judge([BASE, NAMESPACE, opened, workload('argoproj.io/v1alpha1 Rollout', `{ template: ${OTHER} }`)])).toEqual([
    'error egress/direct-exit  NetworkPolicy team-c/open spec.egress[0]',
  ]);
});

test('a Rollout on the network of the node leaves without the gateway', () => {
  const spec = `{ template: ${template('{ app: client }', 'hostNetwork: true, ')} }`;
  expect(judge([BASE, NAMESPACE, policy('{}'), workload('argoproj.io/v1alpha1 Rollout', spec)])).toEqual([
    'error egress/direct-exit  Rollout team-c/job spec.template.spec.hostNetwork',
  ]);
});

test('a policy that may select the pods by labels of their controller is not judged', () => {
  const service = workload('serving.knative.dev/v1 Service', '{ template: { spec: { containers: [{ image: a }] } } }');
  const ofKnative = policy('{ matchLabels: { serving.knative.dev/service: job } }').replace('closed', 'knative');
  expect(judge([BASE, NAMESPACE, ONLY_CLIENT, ofKnative, service])).toEqual([
    'info egress/not-judged  Service team-c/job metadata.namespace',
  ]);
  expect(judge([BASE, NAMESPACE, policy('{}'), service])).toEqual([]);
});

test.each([
  [
    'kyverno.io/v1 ClusterPolicy',
    '{ rules: [{ name: a, match: { any: [{ resources: { kinds: [Deployment] } }] }, validate: { message: a, pattern: { spec: { template: { spec: { containers: [{ image: a }] } } } } } }] }',
    '',
  ],
  [
    'work.open-cluster-management.io/v1 ManifestWork',
    `{ workload: { manifests: [{ apiVersion: apps/v1, kind: Deployment, spec: { template: ${OTHER} } }] } }`,
    'team-c',
  ],
  ['argoproj.io/v1alpha1 ClusterAnalysisTemplate', `{ metrics: [{ provider: { job: { spec: { template: ${OTHER} } } } }] }`, ''],
  [
    'cert-manager.io/v1 Issuer',
    '{ acme: { solvers: [{ http01: { ingress: { podTemplate: { spec: { nodeSelector: {} } } } } }] } }',
    'team-c',
  ],
])('a %s creates no pods here', (kind, spec, namespace) => {
  expect(judge([BASE, NAMESPACE, ONLY_CLIENT, workload(kind, spec, namespace)])).toEqual([]);
});
