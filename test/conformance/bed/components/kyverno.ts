import type { ApiClient } from '../api-client';
import { Component } from '../component';
import type { KubeObject } from '../objects';
import type { Toolbox } from '../provision';
import { CONTROL_PLANE, type World } from '../world';
import type { ApiServer } from './api-server';
import { accepts } from './kgateway';
import { defaultConfiguration } from './kyverno-chart';

const NAME = 'kyverno-admission-controller';
const LABELS = {
  'app.kubernetes.io/component': 'admission-controller',
  'app.kubernetes.io/instance': 'kyverno',
  'app.kubernetes.io/part-of': 'kyverno',
};
const IN_KYVERNO = { namespace: 'kyverno' };

/** The objects of the chart that the admission controller looks for when it starts. */
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
  POD_IP: CONTROL_PLANE,
};

/** Flags of the chart's Deployment with default values, but for where the API server finds the webhooks. */
const FLAGS = [
  `--serverIP=${CONTROL_PLANE}`,
  '--webhookServerPort=443',
  '--caSecretName=kyverno-svc.kyverno.svc.kyverno-tls-ca',
  '--tlsSecretName=kyverno-svc.kyverno.svc.kyverno-tls-pair',
  '--backgroundServiceAccountName=system:serviceaccount:kyverno:kyverno-background-controller',
  '--reportsServiceAccountName=system:serviceaccount:kyverno:kyverno-reports-controller',
  '--admissionReports=true',
  '--autoUpdateWebhooks=true',
  '--generateValidatingAdmissionPolicy=true',
  '--enablePolicyException=false',
  '--omitEvents=PolicyApplied,PolicySkipped',
  // Ports 8000 and 8080 belong to the gateways here.
  '--metricsPort=18000',
  '--controllerRuntimeMetricsAddress=:18080',
];

async function webhooksStand(api: ApiClient): Promise<boolean> {
  const metadata = { name: 'kyverno-policy-validating-webhook-cfg' };
  const found = await api.get({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata,
  });
  return found !== undefined && (await accepts(CONTROL_PLANE, 443));
}

/** Kyverno's admission controller with the chart's default configuration. Its objects are applied when it is made. */
export async function kyverno(tools: Toolbox, world: World, api: ApiServer): Promise<Component> {
  for (const object of chartObjects(tools)) await api.client.put(object);
  return new Component(world.folder, {
    name: 'kyverno',
    command: tools.kyverno,
    args: [`--kubeconfig=${api.kubeconfig}`, ...FLAGS],
    env: ENVIRONMENT,
    ready: () => webhooksStand(api.client),
    readyTimeoutMs: 120_000,
  });
}
