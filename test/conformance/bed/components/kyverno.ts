import { request } from 'node:https';
import type { ApiClient } from '../api-client';
import { Component } from '../component';
import { NODE } from '../network';
import type { KubeObject } from '../objects';
import type { Toolbox } from '../provision';
import type { World } from '../world';
import type { ApiServer } from './api-server';
import { defaultConfiguration } from './kyverno-chart';

const NAME = 'kyverno-admission-controller';
const WEBHOOK_PORT = 9443;
const LABELS = {
  'app.kubernetes.io/component': 'admission-controller',
  'app.kubernetes.io/instance': 'kyverno',
  'app.kubernetes.io/part-of': 'kyverno',
};
const IN_KYVERNO = { namespace: 'kyverno' };

const RBAC = 'rbac.authorization.k8s.io';
const CONTROLLERS = ['admission-controller', 'background-controller', 'cleanup-controller', 'reports-controller'];

function binding(name: string, role: string, controller: string): KubeObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: `kyverno-${controller}`, ...IN_KYVERNO }],
  };
}

/** The aggregated roles of the chart. A policy becomes ready only if the controllers may read the objects that it applies to. */
function roleObjects(controller: string): KubeObject[] {
  const name = `kyverno:${controller}`;
  const clusterRoleSelectors = [{ matchLabels: { [`rbac.kyverno.io/aggregate-to-${controller}`]: 'true' } }];
  const role = { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name }, aggregationRule: { clusterRoleSelectors } };
  const view = controller === 'cleanup-controller' ? [] : [binding(`${name}:view`, 'view', controller)];
  return [role, binding(name, name, controller), ...view];
}

/** Objects of the chart that the admission controller needs at startup. */
function chartObjects(tools: Toolbox): KubeObject[] {
  const pod = { metadata: { labels: LABELS }, spec: { containers: [{ name: 'kyverno', image: 'kyverno' }] } };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kyverno' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kyverno', ...IN_KYVERNO }, data: defaultConfiguration(tools) },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kyverno-metrics', ...IN_KYVERNO }, data: {} },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, ...IN_KYVERNO } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: NAME, ...IN_KYVERNO, labels: LABELS },
      spec: { replicas: 1, selector: { matchLabels: LABELS }, template: pod },
    },
    ...CONTROLLERS.flatMap(roleObjects),
  ];
}

const ENVIRONMENT = {
  KYVERNO_NAMESPACE: 'kyverno',
  KYVERNO_SERVICEACCOUNT_NAME: NAME,
  KYVERNO_ROLE_NAME: 'kyverno:admission-controller',
  KYVERNO_DEPLOYMENT: NAME,
  KYVERNO_SVC: 'kyverno-svc',
  KYVERNO_POD_NAME: `${NAME}-bed`,
  INIT_CONFIG: 'kyverno',
  METRICS_CONFIG: 'kyverno-metrics',
  POD_IP: NODE.address,
};

/** Flags of the chart's Deployment with default values, except the address under which the API server finds the webhooks. */
const FLAGS = [
  `--serverIP=${NODE.address}:${WEBHOOK_PORT}`,
  `--webhookServerPort=${WEBHOOK_PORT}`,
  '--caSecretName=kyverno-svc.kyverno.svc.kyverno-tls-ca',
  '--tlsSecretName=kyverno-svc.kyverno.svc.kyverno-tls-pair',
  '--backgroundServiceAccountName=system:serviceaccount:kyverno:kyverno-background-controller',
  '--reportsServiceAccountName=system:serviceaccount:kyverno:kyverno-reports-controller',
  '--admissionReports=true',
  '--autoUpdateWebhooks=true',
  '--generateValidatingAdmissionPolicy=true',
  '--enablePolicyException=false',
  '--omitEvents=PolicyApplied,PolicySkipped',
];

/** Whether the webhook server answers over TLS. It already listens before it has its certificate. */
function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const options = {
      host: NODE.address,
      port: WEBHOOK_PORT,
      path: '/health/readiness',
      rejectUnauthorized: false,
      timeout: 1000,
      agent: false,
    } as const;
    const sent = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    sent.on('timeout', () => sent.destroy()).on('error', () => resolve(false));
    sent.end();
  });
}

async function webhooksStand(api: ApiClient): Promise<boolean> {
  const metadata = { name: 'kyverno-policy-validating-webhook-cfg' };
  const found = await api.get({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata,
  });
  return found !== undefined && (await answers());
}

/**
 * Kyverno's admission controller with the default configuration of its chart. The constructor applies its objects.
 *
 * @param flags - further flags, which win over the defaults
 */
export async function kyverno(tools: Toolbox, world: World, api: ApiServer, flags: readonly string[] = []): Promise<Component> {
  for (const object of chartObjects(tools)) await api.client.put(object);
  return new Component(world.folder, {
    name: 'kyverno',
    command: tools.kyverno,
    args: [`--kubeconfig=${api.kubeconfig}`, ...FLAGS, ...flags],
    env: ENVIRONMENT,
    ready: () => webhooksStand(api.client),
    readyTimeoutMs: 120_000,
  });
}
