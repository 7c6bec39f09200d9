/** Whether a host name in lower case belongs to the cluster: `localhost`, `….svc`, `….cluster.local`. */
export function isClusterInternal(host: string): boolean {
  return /(^|\.)(localhost|svc|cluster\.local)$/.test(host);
}

/** A Service, by its namespace and name. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The Service of a host name in lower case: `name.namespace.svc`, `name.namespace.svc.cluster.local`, also for a pod below it;
 * `undefined` for any other name. Names of pods (`….pod.cluster.local`) can resolve to any address.
 */
export function serviceOfHost(host: string): ServiceName | undefined {
  const end = host.endsWith('.svc') ? 4 : host.endsWith('.svc.cluster.local') ? 18 : 0;
  if (end === 0) return undefined;
  const [namespace, name] = host.slice(0, -end).split('.').reverse();
  return namespace && name ? { namespace, name } : undefined;
}
