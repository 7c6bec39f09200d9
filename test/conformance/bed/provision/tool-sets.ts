import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Go module that pins versions: the programs built from it, and folders of its dependencies that the bed reads. */
export interface GoToolSet {
  readonly name: string;
  /** Program name → package to build. */
  readonly programs: Readonly<Record<string, string>>;
  /** Folder name in the cache → [module, folder in the module]. */
  readonly folders?: Readonly<Record<string, readonly [module: string, folder: string]>>;
  /** Whether it is built only on request. */
  readonly optional?: boolean;
  /** The folder of its module's folder, relative to the bed. @default 'modules' */
  readonly home?: string;
  /** The folder of its module, if it shares one. @default its name */
  readonly module?: string;
}

const KGATEWAY = 'github.com/kgateway-dev/kgateway/v2';
const KYVERNO = 'github.com/kyverno/kyverno';

/** Short builds come first, so that problems of the machine show early. */
export const GO_TOOL_SETS: readonly GoToolSet[] = [
  {
    name: 'crds',
    programs: {},
    folders: {
      'gateway-api': ['sigs.k8s.io/gateway-api', 'config/crd/standard'],
      istio: ['istio.io/api', 'kubernetes'],
    },
  },
  { name: 'etcd', programs: { etcd: 'go.etcd.io/etcd/server/v3' } },
  { name: 'ztunnel', programs: { ztunnel: '.' }, home: '.' },
  {
    name: 'kyverno',
    programs: {
      'kyverno-authz': 'github.com/kyverno/kyverno-authz',
      kyverno: `${KYVERNO}/cmd/kyverno`,
      'kyverno-cli': `${KYVERNO}/cmd/cli/kubectl-kyverno`,
    },
    folders: { crds: [KYVERNO, 'config/crds'], chart: [KYVERNO, 'charts/kyverno'] },
  },
  { name: 'kyverno-cleanup', programs: { 'kyverno-cleanup': `${KYVERNO}/cmd/cleanup-controller` }, module: 'kyverno' },
  { name: 'kyverno-reports', programs: { 'kyverno-reports': `${KYVERNO}/cmd/reports-controller` }, module: 'kyverno' },
  {
    name: 'kgateway',
    programs: { kgateway: `${KGATEWAY}/cmd/kgateway` },
    folders: { crds: [KGATEWAY, 'install/helm/kgateway-crds/templates'] },
  },
  { name: 'kubernetes', programs: { 'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver' } },
  { name: 'kube-proxy', programs: { 'kube-proxy': 'k8s.io/kubernetes/cmd/kube-proxy' }, module: 'kubernetes' },
  { name: 'kube-router', programs: { 'kube-router': 'github.com/cloudnativelabs/kube-router/v2/cmd/kube-router' } },
  { name: 'istiod', programs: { 'pilot-discovery': 'istio.io/istio/pilot/cmd/pilot-discovery' }, module: 'istio' },
  { name: 'istio', programs: { istioctl: 'istio.io/istio/istioctl/cmd/istioctl' }, optional: true },
];

/** The folder of the lock files. */
export const BED_FOLDER = join(__dirname, '..');

/** The folder of a tool set's committed Go module. */
export function moduleFolder(set: GoToolSet): string {
  return join(BED_FOLDER, set.home ?? 'modules', set.module ?? set.name);
}

/** The version of a module that a tool set pins in its go.mod. */
export function pinnedVersion(set: GoToolSet, module: string): string {
  const lines = readFileSync(join(moduleFolder(set), 'go.mod'), 'utf8').split('\n');
  const found = lines
    .map((line) =>
      line
        .replace(/^require /, '')
        .trim()
        .split(' '),
    )
    .find((words) => words[0] === module);
  return found?.[1] ?? 'not pinned';
}

/** All files under a folder, in a fixed order. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The cache key of a tool set: its lock files, its programs, and the type of machine. */
export function keyOf(set: GoToolSet): string {
  return digest([JSON.stringify(set), process.arch, ...filesUnder(moduleFolder(set)).map((file) => readFileSync(file, 'utf8'))]);
}

/** A short digest of some texts. */
export function digest(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
}
