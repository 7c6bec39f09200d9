import { validate } from '../../../lib/checks/object/validate';
import { nativeKind, places } from '../object/judge';

type Tree = { readonly [field: string]: unknown };

/** A valid object with the value at a path put in its place; `undefined` takes it away. */
function changed(object: Tree, path: string, value: unknown): Tree {
  const copy = structuredClone(object) as Record<string, unknown>;
  const steps = path.split('.');
  const parent = steps.slice(0, -1).reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, copy);
  parent[steps.at(-1) as string] = value;
  return copy;
}

/** Each row: a path, what is put there, and the paths that are told; none when it is taken. */
function table(file: string, valid: Tree, rows: readonly (readonly [string, unknown, ...string[]])[]): void {
  const kind = nativeKind(file);
  test(`${file}: a valid one`, () => expect(places(validate(valid, kind))).toEqual([]));
  test.each(rows.map(([path, value, ...told]) => ({ path, value, told })))(`${file}: $path = $value`, ({ path, value, told }) => {
    expect(validate(changed(valid, path, value), kind).map((issue) => issue.path)).toEqual(told);
  });
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a' },
  spec: {
    selector: { app: 'a' },
    ports: [
      { name: 'http', port: 80 },
      { name: 'grpc', port: 81 },
    ],
  },
};

table('core/service', service, [
  ['spec.type', 'NodePort'],
  ['spec.type', 'Nodeport', 'spec.type'],
  ['spec.ports', [], 'spec.ports'],
  ['spec.ports.0.port', 0, 'spec.ports[0].port'],
  ['spec.ports.0.port', 'http', 'spec.ports[0].port'],
  ['spec.ports.0.portt', 1, 'spec.ports[0].portt'],
  ['spec.ports.0.port', 81, 'spec.ports'],
  ['spec.ports.0.name', undefined, 'spec.ports[0].name'],
  ['spec.ports.0.name', 'grpc', 'spec.ports'],
  ['spec.ports.0.name', 'HTTP', 'spec.ports[0].name'],
  ['spec.ports.0.protocol', 'tcp', 'spec.ports[0].protocol'],
  ['spec.ports.0.targetPort', 'too-long-for-a-port', 'spec.ports[0].targetPort'],
  ['spec.ports.0.targetPort', 70000, 'spec.ports[0].targetPort'],
  ['spec.ports.0.nodePort', 30000, 'spec.ports[0].nodePort'],
  ['spec.ports.0.appProtocol', 'kubernetes.io/h2c'],
  ['spec.ports.0.appProtocol', 'a b', 'spec.ports[0].appProtocol'],
  ['spec.selector.app', 'a b', 'spec.selector.app'],
  ['spec.sessionAffinity', 'IP', 'spec.sessionAffinity'],
  ['spec.clusterIP', 'None'],
  ['spec.clusterIP', 'none', 'spec.clusterIP'],
  ['spec', undefined, 'spec'],
]);

const labels = { app: 'a' };
const container = {
  name: 'a',
  image: 'a:1',
  ports: [{ name: 'http', containerPort: 8080 }],
  env: [{ name: 'A', value: '1' }],
  resources: { requests: { cpu: '100m' }, limits: { cpu: 1, memory: '64Mi' } },
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
  readinessProbe: { httpGet: { path: '/', port: 'http' } },
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container], volumes: [{ name: 'data', emptyDir: {} }] } },
  },
};
const at = 'spec.template.spec.containers.0';
const told = 'spec.template.spec.containers[0]';

table('apps/deployment', deployment, [
  ['spec.replicas', -1, 'spec.replicas'],
  ['spec.replicas', '3', 'spec.replicas'],
  ['spec.selector', undefined, 'spec.selector'],
  ['spec.selector', {}, 'spec.selector'],
  ['spec.selector.matchLabels', { app: 'b' }, 'spec.template.metadata.labels'],
  ['spec.template.spec.restartPolicy', 'Never', 'spec.template.spec.restartPolicy'],
  ['spec.template.spec.containers', [], 'spec.template.spec.containers'],
  ['spec.template.spec.containers', [container, container], 'spec.template.spec'],
  ['spec.template.spec.volumes', [], `${told}.volumeMounts[0].name`],
  ['spec.template.spec.volumes', [{ name: 'data', emptyDir: {}, configMap: { name: 'a' } }], 'spec.template.spec.volumes[0]'],
  [`${at}.image`, undefined, `${told}.image`],
  [`${at}.name`, 'A', `${told}.name`],
  [`${at}.imagePullPolicy`, 'always', `${told}.imagePullPolicy`],
  [`${at}.ports.0.containerPort`, 0, `${told}.ports[0].containerPort`],
  [`${at}.ports.0.name`, '80', `${told}.ports[0].name`],
  [`${at}.env.0.name`, 'A=B', `${told}.env[0].name`],
  [`${at}.env.0.value`, 1, `${told}.env[0].value`],
  [`${at}.env.0.valueFrom`, {}, `${told}.env[0].valueFrom`, `${told}.env[0].valueFrom`],
  [`${at}.resources.limits.memory`, '64MB', `${told}.resources.limits.memory`],
  [`${at}.resources.limits.cpu`, '50m', `${told}.resources`],
  [`${at}.readinessProbe.httpGet.port`, 'Http', `${told}.readinessProbe.httpGet.port`],
  [`${at}.readinessProbe.tcpSocket`, { port: 1 }, `${told}.readinessProbe`],
  [`${at}.readinessProbe`, {}, `${told}.readinessProbe`],
  ['spec.strategy', { type: 'Recreate', rollingUpdate: {} }, 'spec.strategy.rollingUpdate'],
  ['spec.strategy', { rollingUpdate: { maxSurge: '25' } }, 'spec.strategy.rollingUpdate.maxSurge'],
]);

const peer = { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] } };
const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'a' },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [peer], ports: [{ port: 80, endPort: 90 }] }] },
};
const to = 'spec.egress.0.to.0';

table('networking.k8s.io/network-policy', networkPolicy, [
  ['spec.policyTypes', ['egress'], 'spec.policyTypes[0]'],
  ['spec.egress.0.ports.0.port', 91, 'spec.egress[0].ports[0].endPort'],
  ['spec.egress.0.ports.0.port', 'http', 'spec.egress[0].ports[0].endPort'],
  ['spec.egress.0.ports.0.protocol', 'ICMP', 'spec.egress[0].ports[0].protocol'],
  [to, {}, 'spec.egress[0].to[0]'],
  [to, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
  [to, { ipBlock: { cidr: '10.0.0.1/8' } }, 'spec.egress[0].to[0].ipBlock.cidr'],
  [to, { ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }, 'spec.egress[0].to[0].ipBlock.except'],
  [to, { ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }, 'spec.egress[0].to[0]'],
  [
    `${to}.podSelector.matchExpressions.0.operator`,
    'in',
    `spec.egress[0].to[0].podSelector.matchExpressions[0].operator`,
    'spec.egress[0].to[0].podSelector.matchExpressions[0].values',
  ],
  [`${to}.podSelector.matchExpressions.0.values`, [], 'spec.egress[0].to[0].podSelector.matchExpressions[0].values'],
]);

const clusterRole = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'a' },
  rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
};

table('rbac.authorization.k8s.io/cluster-role', clusterRole, [
  ['rules.0.verbs', [], 'rules[0].verbs'],
  ['rules.0.apiGroups', undefined, 'rules[0].apiGroups'],
  ['rules.0', { verbs: ['get'], nonResourceURLs: ['/healthz'] }],
  ['rules.0.nonResourceURLs', ['/healthz'], 'rules[0].apiGroups', 'rules[0].resources'],
]);

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a.yaml': 'x' } };

table('core/config-map', configMap, [
  ['data', { 'a b': '' }, 'data'],
  ['data', { a: 1 }, 'data.a'],
  ['data', { a: 'x'.repeat(2 ** 20 + 1) }, 'data'],
  ['binaryData', { b: 'AA==' }],
  ['binaryData', { b: 'A' }, 'binaryData.b'],
  ['binaryData', { 'a.yaml': 'AA==' }, 'binaryData'],
]);

const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const admissionPolicy = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'a' },
  spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'true' }] },
};

table('admissionregistration.k8s.io/validating-admission-policy', admissionPolicy, [
  ['spec.failurePolicy', 'Deny', 'spec.failurePolicy'],
  ['spec.matchConstraints', undefined, 'spec.matchConstraints'],
  ['spec.matchConstraints.resourceRules.0.operations', ['create'], 'spec.matchConstraints.resourceRules[0].operations[0]'],
  ['spec.matchConstraints.resourceRules.0.apiVersions', [], 'spec.matchConstraints.resourceRules[0].apiVersions'],
  ['spec.validations', [], 'spec.validations'],
  ['spec.validations.0.expression', '', 'spec.validations[0].expression'],
  ['spec.validations.0.reason', 'No', 'spec.validations[0].reason'],
  ['spec.variables', [{ name: 'a-b', expression: '1' }], 'spec.variables[0].name'],
]);

const binding = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'a' },
  spec: { policyName: 'a', validationActions: ['Deny', 'Audit'] },
};

table('admissionregistration.k8s.io/validating-admission-policy-binding', binding, [
  ['spec.validationActions', [], 'spec.validationActions'],
  ['spec.validationActions', ['Deny', 'Warn'], 'spec.validationActions'],
  ['spec.validationActions', ['deny'], 'spec.validationActions[0]'],
  ['spec.policyName', '', 'spec.policyName'],
]);
