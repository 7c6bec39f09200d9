import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Component } from '../component';
import { NODE } from '../network';
import type { KubeObject } from '../objects';
import type { Toolbox } from '../provision';
import type { World } from '../world';
import type { ApiServer } from './api-server';
import { chartRules } from './kyverno-chart';

const GROUP = 'rbac.authorization.k8s.io';

/** A controller of Kyverno beside the admission controller. */
export type KyvernoPart = 'cleanup' | 'reports';

interface PartSpec {
  readonly program: 'kyvernoCleanup' | 'kyvernoReports';
  /** Flags of the chart's Deployment with default values, except the ports: the admission controller has those on the node. */
  readonly flags: readonly string[];
  /** What it logs when it works. */
  readonly works: string;
}

const CLEANUP_PORT = 9444;

const PARTS: Readonly<Record<KyvernoPart, PartSpec>> = {
  cleanup: {
    program: 'kyvernoCleanup',
    flags: [
      `--serverIP=${NODE.address}:${CLEANUP_PORT}`,
      `--cleanupServerPort=${CLEANUP_PORT}`,
      '--metricsPort=8001',
      '--caSecretName=kyverno-cleanup-controller.kyverno.svc.kyverno-tls-ca',
      '--tlsSecretName=kyverno-cleanup-controller.kyverno.svc.kyverno-tls-pair',
      '--ttlReconciliationInterval=1m',
      '--protectManagedResources=false',
    ],
    works: 'deleting-controller',
  },
  reports: {
    program: 'kyvernoReports',
    flags: [
      '--metricsPort=8002',
      '--admissionReports=true',
      '--aggregateReports=true',
      '--policyReports=true',
      '--validatingAdmissionPolicyReports=true',
      '--backgroundScan=true',
      '--enablePolicyException=false',
      '--skipResourceFilters=true',
    ],
    works: 'background-scan-controller',
  },
};

/** What the chart lets the controller do. What it may read or delete, users add to its aggregated role. */
function permissions(tools: Toolbox, controller: string): KubeObject[] {
  const subjects = [{ kind: 'ServiceAccount', name: `kyverno-${controller}`, namespace: 'kyverno' }];
  return [
    ['ClusterRole', {}],
    ['Role', { namespace: 'kyverno' }],
  ].flatMap(([kind, scope]) => {
    const metadata = { name: `kyverno-${controller}:core`, ...(scope as object) };
    const rules = chartRules(tools, controller, kind as 'ClusterRole' | 'Role');
    const roleRef = { apiGroup: GROUP, kind, name: metadata.name };
    return [
      { apiVersion: `${GROUP}/v1`, kind: kind as string, metadata, rules },
      { apiVersion: `${GROUP}/v1`, kind: `${kind}Binding`, metadata, roleRef, subjects },
    ];
  });
}

/** A kubeconfig for the service account of the controller, so that it has its rights and no others. */
function kubeconfig(world: World, { server, token }: ApiServer, name: string): string {
  const as = `system:serviceaccount:kyverno:${name}`;
  const groups = ['system:serviceaccounts', 'system:serviceaccounts:kyverno', 'system:authenticated'];
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bed', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: { token, as, 'as-groups': groups } }],
    contexts: [{ name: 'bed', context: { cluster: 'bed', user: name } }],
    'current-context': 'bed',
  };
  const file = join(world.folder, `${name}.kubeconfig`);
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const environment = (controller: string) => ({
  KYVERNO_NAMESPACE: 'kyverno',
  KYVERNO_SERVICEACCOUNT_NAME: `kyverno-${controller}`,
  KYVERNO_ROLE_NAME: `kyverno:${controller}`,
  KYVERNO_DEPLOYMENT: `kyverno-${controller}`,
  KYVERNO_SVC: `kyverno-${controller}`,
  KYVERNO_POD_NAME: `kyverno-${controller}-bed`,
  INIT_CONFIG: 'kyverno',
  METRICS_CONFIG: 'kyverno-metrics',
  POD_IP: NODE.address,
});

/** A controller, with the rights that the chart and the applied roles give it. The admission controller's objects exist. */
export async function kyvernoController(
  tools: Toolbox,
  world: World,
  api: ApiServer,
  part: KyvernoPart,
  more: readonly string[],
): Promise<Component> {
  const controller = `${part}-controller`;
  const { program, flags, works } = PARTS[part];
  for (const object of permissions(tools, controller)) await api.client.put(object);
  const component: Component = new Component(world.folder, {
    name: `kyverno-${part}`,
    command: tools[program],
    args: [`--kubeconfig=${kubeconfig(world, api, `kyverno-${controller}`)}`, ...flags, ...more],
    env: environment(controller),
    ready: async () => [component.errFile, component.outFile].some((file) => readFileSync(file, 'utf8').includes(works)),
    readyTimeoutMs: 120_000,
  });
  return component;
}
