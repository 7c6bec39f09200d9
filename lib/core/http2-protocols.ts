/** The protocols of ports for which kgateway speaks HTTP/2, in ServiceEntries, Backends and Services, in lower case. */
export const HTTP2_PROTOCOLS: readonly string[] = ['kubernetes.io/h2c', 'grpc', 'grpc-web', 'http2'];

/** Whether kgateway speaks HTTP/2 with a port of this protocol. */
export function isHttp2Protocol(protocol = ''): boolean {
  return HTTP2_PROTOCOLS.includes(protocol.toLowerCase());
}
