import { type EgressGraph, namespaceOf } from '../../checks/graph';
import type { ObjectOf } from '../../checks/graph/kinds';
import type { RequestPolicy } from '../../checks/graph/request-policies';
import type { Workload } from '../../checks/graph/workloads';
import { KIND } from '../../core/kinds';
import { selects } from '../../core/label-selector';

type Extension = ObjectOf<'gateway.kgateway.dev/GatewayExtension'>;

/** The request policies of an authorization server by their sources, in the order in which it asks them; or why they are not known. */
export type ServerPolicies = { readonly sources: readonly (readonly RequestPolicy[])[] } | { readonly unknown: string };

interface Container {
  readonly args?: readonly unknown[];
  readonly command?: readonly unknown[];
  readonly volumeMounts?: readonly { readonly mountPath?: string; readonly name?: string; readonly subPath?: string }[];
}

interface Volume {
  readonly name?: string;
  readonly configMap?: { readonly name?: string };
}

/** The policies of the server that an extension calls. */
export function policiesOf(extension: Extension, graph: EgressGraph): ServerPolicies {
  const { grpcService, httpService } = extension.spec.extAuth ?? {};
  if (httpService || !grpcService)
    return { unknown: 'the authorization service is called over HTTP, not by the protocol of the authorization server' };
  const { name, namespace = namespaceOf(extension), kind = 'Service' } = grpcService.backendRef;
  if (kind !== 'Service') return { unknown: `the authorization service is a ${kind}` };
  const workload = workloadOf(namespace, name, graph);
  return workload ? ofWorkload(workload, graph) : ofCluster(namespace, name, graph);
}

function workloadOf(namespace: string, service: string, { catalogue, workloads }: EgressGraph): Workload | undefined {
  const { selector = {} } = catalogue.find(KIND.Service, namespace, service)?.spec ?? {};
  if (Object.keys(selector).length === 0) return undefined;
  return workloads.find((one) => one.namespace === namespace && selects({ matchLabels: selector }, one.labels));
}

/** A server of another repository, such as that of a Helm chart, which reads policies from the cluster. */
function ofCluster(namespace: string, service: string, graph: EgressGraph): ServerPolicies {
  const policies = clusterPolicies(graph);
  if (policies.length > 0) return { sources: [policies] };
  return {
    unknown: `neither the workload of Service ${namespace}/${service} nor request policies in the cluster are among the manifests`,
  };
}

function clusterPolicies({ requestPolicies }: EgressGraph): RequestPolicy[] {
  return requestPolicies.filter(({ object }) => object.kind !== 'ConfigMap').sort((left, right) => compareNames(left, right));
}

function compareNames({ object: left }: RequestPolicy, { object: right }: RequestPolicy): number {
  return left.metadata.name < right.metadata.name ? -1 : 1;
}

const SOURCE = /^--external-policy-source=/;

function ofWorkload(workload: Workload, graph: EgressGraph): ServerPolicies {
  const { containers = [], volumes = [] } = workload.podSpec as {
    containers?: readonly Container[];
    volumes?: readonly Volume[];
  };
  const server = containers.find(({ args = [], command = [] }) => [...command, ...args].includes('authz-server'));
  if (!server) return { unknown: `no container of ${workload.object.kind} ${workload.name} runs the authorization server` };
  const args = [...(server.command ?? []), ...(server.args ?? [])].map(String);
  const readsCluster = !args.some((arg) => /^--kube-policy-source=(?:false|0|f)$/i.test(arg));
  const sources = args.filter((arg) => SOURCE.test(arg)).map((arg) => arg.replace(SOURCE, ''));
  const foreign = sources.find((source) => !source.startsWith('file://'));
  if (foreign !== undefined) return { unknown: `the authorization server reads policies from ${foreign}` };
  const files = sources.map((source) => ofFolder(source.slice('file://'.length), server, volumes, workload.namespace, graph));
  const missing = files.find((each) => typeof each === 'string');
  if (missing !== undefined) return { unknown: missing };
  const own = files.filter((each) => typeof each !== 'string');
  return { sources: [...(readsCluster ? [clusterPolicies(graph)] : []), ...own] };
}

/** The policies in the files that are mounted in a folder, by the names of the files. */
function ofFolder(
  folder: string,
  { volumeMounts = [] }: Container,
  volumes: readonly Volume[],
  namespace: string,
  { catalogue, requestPolicies }: EgressGraph,
): readonly RequestPolicy[] | string {
  const inside = volumeMounts.filter(
    ({ mountPath = '' }) => mountPath === folder || mountPath.startsWith(`${folder.replace(/\/$/, '')}/`),
  );
  if (inside.length === 0) return `nothing is mounted in ${folder}, from which the authorization server reads policies`;
  const found: RequestPolicy[] = [];
  for (const { name, subPath, mountPath = '' } of inside) {
    const map = volumes.find((volume) => volume.name === name)?.configMap?.name;
    const object = map === undefined ? undefined : catalogue.find('ConfigMap', namespace, map);
    if (!object) return `what is mounted at ${mountPath} of the authorization server is not among the manifests`;
    const own = requestPolicies.filter(
      (policy) => policy.object === object && (subPath === undefined || policy.path.at(-1) === subPath),
    );
    found.push(...own);
  }
  return found.sort((left, right) => (String(left.path.at(-1)) < String(right.path.at(-1)) ? -1 : 1));
}
