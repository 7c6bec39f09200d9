import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Component } from '../component';
import { NODE } from '../network';
import type { KubeObject } from '../objects';
import type { Toolbox } from '../provision';
import type { World } from '../world';
import type { ApiServer } from './api-server';
import { chartRules } from './kyverno-chart';

const NAME = 'kyverno-cleanup-controller';
const USER = `system:serviceaccount:kyverno:${NAME}`;
const SERVER_PORT = 9444;
const METRICS_PORT = 8001;
const GROUP = 'rbac.authorization.k8s.io';

/** What the chart lets the controller do. What it may delete, users add to its aggregated role. */
function permissions(tools: Toolbox): KubeObject[] {
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: 'kyverno' }];
  return [
    ['ClusterRole', {}],
    ['Role', { namespace: 'kyverno' }],
  ].flatMap(([kind, scope]) => {
    const metadata = { name: `${NAME}:core`, ...(scope as object) };
    const rules = chartRules(tools, 'cleanup-controller', kind as 'ClusterRole' | 'Role');
    const roleRef = { apiGroup: GROUP, kind, name: metadata.name };
    return [
      { apiVersion: `${GROUP}/v1`, kind: kind as string, metadata, rules },
      { apiVersion: `${GROUP}/v1`, kind: `${kind}Binding`, metadata, roleRef, subjects },
    ];
  });
}

/** A kubeconfig for the service account of the controller, so that it has its rights and no others. */
function kubeconfig(world: World, { server, token }: ApiServer): string {
  const groups = ['system:serviceaccounts', 'system:serviceaccounts:kyverno', 'system:authenticated'];
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bed', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'cleanup', user: { token, as: USER, 'as-groups': groups } }],
    contexts: [{ name: 'bed', context: { cluster: 'bed', user: 'cleanup' } }],
    'current-context': 'bed',
  };
  const file = join(world.folder, `${NAME}.kubeconfig`);
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const ENVIRONMENT = {
  KYVERNO_NAMESPACE: 'kyverno',
  KYVERNO_SERVICEACCOUNT_NAME: NAME,
  KYVERNO_ROLE_NAME: 'kyverno:cleanup-controller',
  KYVERNO_DEPLOYMENT: NAME,
  KYVERNO_SVC: NAME,
  KYVERNO_POD_NAME: `${NAME}-bed`,
  INIT_CONFIG: 'kyverno',
  METRICS_CONFIG: 'kyverno-metrics',
  POD_IP: NODE.address,
};

/** Flags of the chart's Deployment with default values, except the ports: the admission controller has those on the node. */
const FLAGS = [
  `--serverIP=${NODE.address}:${SERVER_PORT}`,
  `--cleanupServerPort=${SERVER_PORT}`,
  `--metricsPort=${METRICS_PORT}`,
  `--caSecretName=${NAME}.kyverno.svc.kyverno-tls-ca`,
  `--tlsSecretName=${NAME}.kyverno.svc.kyverno-tls-pair`,
  '--ttlReconciliationInterval=1m',
  '--protectManagedResources=false',
];

/** Kyverno's cleanup controller, with the rights that the chart and the applied roles give it. The admission controller's objects exist. */
export async function kyvernoCleanup(tools: Toolbox, world: World, api: ApiServer): Promise<Component> {
  for (const object of permissions(tools)) await api.client.put(object);
  const component: Component = new Component(world.folder, {
    name: 'kyverno-cleanup',
    command: tools.kyvernoCleanup,
    args: [`--kubeconfig=${kubeconfig(world, api)}`, ...FLAGS],
    env: ENVIRONMENT,
    ready: async () =>
      [component.errFile, component.outFile].some((file) => readFileSync(file, 'utf8').includes('deleting-controller')),
    readyTimeoutMs: 120_000,
  });
  return component;
}
