import { isPublicHost } from '../../../core/net/public-host';
import type { Destination, DestinationPort, EgressGraph, ObjectOf } from '../../graph';
import { dynamicBackendOf, isDynamicEncrypted } from '../../graph/dynamic-backends';
import { backendIndexOf, speaksTls } from '../../graph/uses';
import { missedTls } from '../base/missed-targets';
import type { Rule } from '../base/rule';
import { addTls, correct, isEncrypted, tlsOf } from '../base/tls-texts';

/** Plaintext requests to a host on the Internet: everyone on the network path can read and change them. */
export const plaintextToPublicHost: Rule = {
  id: 'egress/plaintext-to-public-host',
  severity: 'warning',
  summary: 'the gateway sends plaintext to a host on the Internet',
  *check({ graph }) {
    for (const use of backendIndexOf(graph).http) {
      const { destination, port } = use;
      // egress/plaintext-to-https-port reports plaintext to TLS ports.
      if (isEncrypted(use) || speaksTls(port)) continue;
      const host = addressesOf(destination, port).find(isPublicHost);
      if (host === undefined) continue;
      const missed = missedTls(use, graph);
      yield {
        object: destination.object,
        path: port.path,
        got: `port ${port.number} of ${host}, and ${tlsOf(missed, use)}`,
        allowed: 'TLS to hosts on the Internet',
        fix: `${missed ? correct(missed) : `use the HTTPS port of the host, and ${addTls(destination)}`}, or waive this finding with the reason`,
      };
    }
    for (const object of dynamicWithoutTls(graph)) {
      yield {
        object,
        path: ['spec', 'dynamicForwardProxy', 'enableTls'],
        got: 'no TLS to hosts that the requests name',
        allowed: 'enableTls: true; without TLS, the gateway also calls any internal address to which a name resolves',
        fix: 'set enableTls: true, or waive this finding with the reason',
      };
    }
  },
};

/** The dynamic forward proxies without TLS to which routes lead, each once. */
function dynamicWithoutTls(graph: EgressGraph): Set<ObjectOf<'gateway.kgateway.dev/Backend'>> {
  const found = new Set<ObjectOf<'gateway.kgateway.dev/Backend'>>();
  for (const use of backendIndexOf(graph).unresolved) {
    const backend = dynamicBackendOf(use, graph.catalogue);
    if (backend && !isDynamicEncrypted(use, graph)) found.add(backend);
  }
  return found;
}

/** Where the requests go: the endpoints if there are any, else the hosts. For a Backend, the host of that port. */
function addressesOf({ kind, object, hosts, ports }: Destination, port: DestinationPort): readonly string[] {
  if (kind === 'Backend') return hosts.slice(ports.indexOf(port), ports.indexOf(port) + 1);
  if (kind !== 'ServiceEntry') return hosts;
  const { endpoints = [], workloadSelector } = (object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec;
  if (workloadSelector) return [];
  return endpoints.length > 0 ? endpoints.flatMap(({ address }) => address ?? []) : hosts;
}
