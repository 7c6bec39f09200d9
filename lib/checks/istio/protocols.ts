/** What Istio can tell apart on a port: by the HTTP authority, by the server name of TLS, or not at all. */
export type ProtocolFamily = 'http' | 'tls' | 'tcp' | 'udp';

const FAMILIES: Readonly<Record<ProtocolFamily, readonly string[]>> = {
  http: ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTP_PROXY'],
  tls: ['HTTPS', 'TLS'],
  tcp: ['TCP', 'MONGO', 'REDIS', 'MYSQL'],
  udp: ['UDP'],
};
const BY_NAME = new Map<string, ProtocolFamily>(
  Object.entries(FAMILIES).flatMap(([family, names]) =>
    names.flatMap((name) => [name, name.toLowerCase()].map((key) => [key, family as ProtocolFamily] as const)),
  ),
);

/** The protocols of a ServiceEntry's port, as messages name them. */
export const PROTOCOLS = Object.values(FAMILIES).flat().join(', ');

/** The family of a protocol, read without regard to case; `undefined` for unknown names and for none. */
export function familyOf(protocol: string | undefined): ProtocolFamily | undefined {
  if (protocol === undefined) return undefined;
  // As it is mostly written first. In lower case otherwise: the upper case of a long s would be an S.
  return BY_NAME.get(protocol) ?? BY_NAME.get(protocol.toLowerCase());
}
