/** How Istio distinguishes hosts on a port: by the HTTP authority, by the server name of TLS, or not at all. */
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

/** The protocols of a ServiceEntry's port, as a list for messages. */
export const PROTOCOLS = Object.values(FAMILIES).flat().join(', ');

/** The family of a protocol, ignoring case; `undefined` for an unknown or an absent name. */
export function familyOf(protocol: string | undefined): ProtocolFamily | undefined {
  if (protocol === undefined) return undefined;
  // The usual spelling first. Then in lower case, because the upper case of a long s would be an S.
  return BY_NAME.get(protocol) ?? BY_NAME.get(protocol.toLowerCase());
}
