/** Whether a name is resolved inside the cluster: `localhost`, `….svc`, `….cluster.local`. In lower case. */
export function isClusterInternal(host: string): boolean {
  return /(^|\.)(localhost|svc|cluster\.local)$/.test(host);
}
