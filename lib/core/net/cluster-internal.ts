/** Whether a host name in lower case belongs to the cluster: `localhost`, `….svc`, `….cluster.local`. */
export function isClusterInternal(host: string): boolean {
  return /(^|\.)(localhost|svc|cluster\.local)$/.test(host);
}
