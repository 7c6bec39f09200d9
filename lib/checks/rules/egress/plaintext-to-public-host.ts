import { isPublicHost } from '../../../core/net/public-host';
import type { Destination, DestinationPort, ObjectOf } from '../../graph';
import { backendIndexOf, speaksTls } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** Requests that leave for a host on the Internet in plaintext: whoever is on the way reads and changes them. */
export const plaintextToPublicHost: Rule = {
  id: 'egress/plaintext-to-public-host',
  severity: 'warning',
  summary: 'requests go to a host on the Internet in plaintext',
  *check({ graph }) {
    for (const { destination, port, tls } of backendIndexOf(graph).http) {
      // Plaintext to a port that speaks TLS is worse, and another rule's.
      if (tls.length > 0 || speaksTls(port)) continue;
      const host = addressesOf(destination, port).find(isPublicHost);
      if (host === undefined) continue;
      yield {
        object: destination.object,
        path: port.path,
        got: `port ${port.number} of ${host}, and no TLS policy`,
        allowed: 'TLS to hosts on the Internet',
        fix: 'take the port of its HTTPS listener and add a BackendTLSPolicy, or waive this with the reason',
      };
    }
  },
};

/** Where the requests go: the endpoints where there are some, else the hosts; of a Backend the host of that port. */
function addressesOf({ kind, object, hosts, ports }: Destination, port: DestinationPort): readonly string[] {
  if (kind === 'Backend') return hosts.slice(ports.indexOf(port), ports.indexOf(port) + 1);
  if (kind !== 'ServiceEntry') return hosts;
  const { endpoints = [], workloadSelector } = (object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec;
  if (workloadSelector) return [];
  return endpoints.length > 0 ? endpoints.flatMap(({ address }) => address ?? []) : hosts;
}
