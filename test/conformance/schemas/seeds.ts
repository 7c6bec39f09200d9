import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubeObject, objectsOf } from '../bed';

type Tree = Record<string, unknown>;

const labels = { app: 'a' };
const metadata = { name: 'conformance' };

const container = {
  name: 'a',
  image: 'a:1',
  args: ['--port=8080'],
  env: [
    { name: 'A', value: '1' },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  envFrom: [{ configMapRef: { name: 'a' } }],
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
  readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
  livenessProbe: { grpc: { port: 8080 }, failureThreshold: 3 },
  securityContext: { runAsUser: 1000, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
};

const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }], matchLabels: { tier: 'b' } };
const resourceRule = { operations: ['CREATE', 'UPDATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };

/** Valid objects of core kinds, with the fields that people usually set. */
const NATIVE: readonly Tree[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, labels } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'a.yaml': 'x: 1' }, binaryData: { b: 'AA==' }, immutable: true },
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: 'a' }],
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: labels,
      ports: [
        { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
        { name: 'grpc', port: 81, targetPort: 'grpc', appProtocol: 'kubernetes.io/h2c' },
      ],
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } },
      internalTrafficPolicy: 'Cluster',
      ipFamilyPolicy: 'SingleStack',
    },
  },
  { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', selector: labels, publishNotReadyAddresses: true } },
  { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'ExternalName', externalName: 'api.example.com' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'LoadBalancer',
      ports: [{ port: 80 }],
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      allocateLoadBalancerNodePorts: false,
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 2,
      minReadySeconds: 1,
      progressDeadlineSeconds: 60,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: {
        metadata: { labels, annotations: { a: 'b' } },
        spec: {
          containers: [container],
          initContainers: [{ name: 'init', image: 'a' }],
          serviceAccountName: 'a',
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
          terminationGracePeriodSeconds: 10,
          volumes: [
            { name: 'data', configMap: { name: 'a', items: [{ key: 'a', path: 'b/c' }], defaultMode: 0o444 } },
            { name: 'more', emptyDir: { sizeLimit: '1Gi' } },
            { name: 'keys', secret: { secretName: 'a', optional: true } },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      strategy: { type: 'Recreate' },
      template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } },
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: selector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [{ namespaceSelector: selector, podSelector: {} }], ports: [{ port: 80, endPort: 90, protocol: 'TCP' }] },
      ],
      egress: [
        { to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 'http' }, { protocol: 'UDP' }] },
      ],
    },
  },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {}, policyTypes: ['Egress'] } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata,
    rules: [
      { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] },
      { verbs: ['*'], nonResourceURLs: ['/healthz'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'a:b' },
    aggregationRule: { clusterRoleSelectors: [selector] },
    rules: [],
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: selector, resourceRules: [resourceRule] },
      matchConditions: [{ name: 'a', expression: 'true' }],
      variables: [{ name: 'a', expression: '1' }],
      validations: [{ expression: 'variables.a == 1', message: 'no', reason: 'Forbidden' }],
      auditAnnotations: [{ key: 'a', valueExpression: "'a'" }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata,
    spec: {
      policyName: 'a',
      validationActions: ['Deny', 'Audit'],
      paramRef: { name: 'a', parameterNotFoundAction: 'Deny' },
      matchResources: { objectSelector: selector, excludeResourceRules: [resourceRule] },
    },
  },
];

/** Valid objects of a kind: those of the reference app, and the ones above for core kinds. */
export function seedsOf(apiVersion: string, kind: string): readonly Tree[] {
  const made = ['egress', 'client'].flatMap((name) =>
    objectsOf(readFileSync(join(__dirname, `../../../dist/${name}.k8s.yaml`), 'utf8')),
  );
  const inDefault = made.map((object: KubeObject): Tree => ({ ...object, metadata: withoutNamespace(object.metadata) }));
  return [...inDefault, ...NATIVE].filter((object) => object.apiVersion === apiVersion && object.kind === kind);
}

function withoutNamespace({ namespace: _, ...rest }: KubeObject['metadata']): Tree {
  return { ...rest, name: 'conformance' };
}
