const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A host name as both Istio and the Gateway API take it: DNS labels in lower case, the last one not all digits. */
export function isHostName(host: unknown): host is string {
  if (typeof host !== 'string' || host.length > 253) return false;
  const labels = host.split('.');
  return labels.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(labels.at(-1) ?? '');
}

/** Whether a name is resolved inside the cluster: `localhost`, `….svc`, `….cluster.local`. In lower case. */
export function isClusterInternal(host: string): boolean {
  return /(^|\.)(localhost|svc|cluster\.local)$/.test(host);
}
